// Compiled once per level: see vectors.hpp for what must not be used here.
#include "projections.hpp"
#include "vectors.hpp"

#ifndef VEDETTE_PROJECTIONS
#define VEDETTE_PROJECTIONS projections_base
#endif

namespace vedette {
namespace {

constexpr size_t PACK = 4;  // vectors in flight
constexpr size_t SMALL = 16;  // bins of a table that is held in registers

// The projections of PACK vectors of rows on cut c.
inline void project(const Cuts& cuts, size_t c, const float* z, vf (&sum)[PACK]) {
    const int32_t* column = cuts.columns + c * cuts.terms;
    const float* weight = cuts.weights + c * cuts.terms;
    for (size_t p = 0; p < PACK; ++p) sum[p] = vf{};
    for (size_t t = 0; t < cuts.terms; ++t) {
        const float* at = z + size_t(column[t]) * SIDE;
        const vf w = all(weight[t]);
        for (size_t p = 0; p < PACK; ++p) sum[p] += w * load(at + p * W);
    }
}

void ranges(const Cuts& cuts, const float* z, float* low, float* high) {
    for (size_t c = 0; c < cuts.count; ++c) {
        vf& a = *reinterpret_cast<vf*>(low + c * WIDEST);
        vf& b = *reinterpret_cast<vf*>(high + c * WIDEST);
        for (size_t q = 0; q < SIDE; q += PACK * W) {
            vf at[PACK];
            project(cuts, c, z + q, at);
            for (size_t p = 0; p < PACK; ++p) {
                a = at[p] < a ? at[p] : a;
                b = at[p] > b ? at[p] : b;
            }
        }
    }
}

// Where the rows of a block lie, in bins, and which bin that is.
inline void place(const Cuts& cuts, size_t c, const float* z, float* at, int32_t* bin) {
    const float* b = cuts.bins + 3 * c;
    const vf low = all(b[0]), inverse = all(b[1]), last = all(b[2] - 1);
    for (size_t q = 0; q < SIDE; q += PACK * W) {
        vf sum[PACK];
        project(cuts, c, z + q, sum);
        for (size_t p = 0; p < PACK; ++p) {
            const vf x = (sum[p] - low) * inverse;
            vf held = x > 0 ? x : vf{};
            held = held < last ? held : last;
            *reinterpret_cast<vf*>(at + q + p * W) = x;
            *reinterpret_cast<vi*>(bin + q + p * W) = __builtin_convertvector(held, vi);
        }
    }
}

void counts(const Cuts& cuts, const float* z, size_t count, size_t width, uint32_t* table) {
    float at[SIDE];
    int32_t bin[SIDE];
    for (size_t c = 0; c < cuts.count; ++c, table += TURNS * width) {
        place(cuts, c, z, at, bin);
        size_t q = 0;
        for (; q + TURNS <= count; q += TURNS)
            for (size_t t = 0; t < TURNS; ++t) ++table[t * width + size_t(bin[q + t])];
        for (; q < count; ++q) ++table[size_t(bin[q])];
    }
}

// table[bin] for the rows of a block.
inline void look_up(const float* table, size_t bins, const int32_t* bin, float* out) {
#if defined(__AVX512F__) || defined(__AVX2__)
    if (bins <= SMALL) {
        float padded[SMALL] = {};
        for (size_t b = 0; b < bins; ++b) padded[b] = table[b];
#if defined(__AVX512F__)
        const __m512 whole = _mm512_loadu_ps(padded);
        for (size_t q = 0; q < SIDE; q += W)
            _mm512_storeu_ps(out + q, _mm512_permutexvar_ps(_mm512_loadu_si512(bin + q), whole));
#else
        const __m256 lower = _mm256_loadu_ps(padded), upper = _mm256_loadu_ps(padded + 8);
        for (size_t q = 0; q < SIDE; q += W) {
            const __m256i in = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bin + q));
            const __m256 a = _mm256_permutevar8x32_ps(lower, in);
            const __m256 b = _mm256_permutevar8x32_ps(upper, in);
            const __m256i high = _mm256_slli_epi32(in, 28);  // bit 3 becomes the sign
            _mm256_storeu_ps(out + q, _mm256_blendv_ps(a, b, _mm256_castsi256_ps(high)));
        }
#endif
        return;
    }
#endif
    (void)bins;
    for (size_t q = 0; q < SIDE; ++q) out[q] = table[bin[q]];
}

void scores(const Cuts& cuts, size_t c, const float* z, size_t width, const float* scores,
            double* sum, float* own) {
    float at[SIDE], found[SIDE];
    int32_t bin[SIDE];
    const float bins = cuts.bins[3 * c + 2];
    const float* table = scores + c * width;
    float* out = own ? own : found;
    place(cuts, c, z, at, bin);
    look_up(table + 1, size_t(bins), bin, out);
    int32_t outside = 0;
    for (size_t q = 0; q < SIDE; ++q) outside |= (at[q] < 0) | (at[q] > bins);
    if (outside)
        for (size_t q = 0; q < SIDE; ++q) {
            if (at[q] >= 0 && at[q] <= bins) continue;
            const float far = (at[q] < 0 ? -at[q] : at[q] - bins) / bins;
            const float held = far < 1e38f ? far : 1e38f;
            out[q] = table[at[q] < 0 ? 0 : size_t(bins) + 1] + __builtin_log1pf(held);
        }
    for (size_t q = 0; q < SIDE; ++q) sum[q] += double(out[q]);
}

}  // namespace

Projections VEDETTE_PROJECTIONS() { return {ranges, counts, scores}; }

}  // namespace vedette
