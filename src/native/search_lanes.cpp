// Compiled once per level: see vectors.hpp for what must not be used here.
#include "search_lanes.hpp"
#include "vectors.hpp"

#ifndef VEDETTE_SEARCH_LEVEL
#define VEDETTE_SEARCH_LEVEL search_kernels_base
#endif

namespace vedette {
namespace {

typedef double vd __attribute__((vector_size(4 * W), aligned(8), may_alias));

constexpr size_t SUMS = 8;    // vectors that are added up at a time, in registers
constexpr size_t COLUMNS = 16;  // columns between looks whether any row is still near

inline vd load(const double* p) { return *reinterpret_cast<const vd*>(p); }

inline vf magnitude(vf v) {
    return reinterpret_cast<vf>(reinterpret_cast<vi>(v) & (vi{} + 0x7fffffff));
}

// Bit i: whether lane i is at most the limit.
inline uint64_t at_most(vf v, vf limit) {
#if defined(__AVX512F__)
    return _mm512_cmp_ps_mask((__m512)v, (__m512)limit, _CMP_LE_OQ);
#elif defined(__AVX2__)
    return static_cast<uint32_t>(
        _mm256_movemask_ps(_mm256_cmp_ps((__m256)v, (__m256)limit, _CMP_LE_OQ)));
#elif defined(VEDETTE_X86)
    return static_cast<uint32_t>(_mm_movemask_ps(_mm_cmple_ps((__m128)v, (__m128)limit)));
#else
    uint64_t bits = 0;
    for (size_t i = 0; i < W; ++i) bits |= uint64_t{v[i] <= limit[i]} << i;
    return bits;
#endif
}

inline vf plus_square(vf sum, vf gap) {
#if defined(__AVX512F__)
    return (vf)_mm512_fmadd_ps((__m512)gap, (__m512)gap, (__m512)sum);
#elif defined(__FMA__)
    return (vf)_mm256_fmadd_ps((__m256)gap, (__m256)gap, (__m256)sum);
#else
    return sum + gap * gap;
#endif
}

template <Norm N>
inline vf plus(vf sum, vf gap) {
    if constexpr (N == Norm::squares) return plus_square(sum, gap);
    else if constexpr (N == Norm::sum) return sum + magnitude(gap);
    else {
        const vf size = magnitude(gap);
        return sum < size ? size : sum;
    }
}

template <Norm N>
void scan_as(const float* leaf, const float* query, size_t d, float most,
             uint64_t (&within)[LEAF / 64]) {
    const vf limit = vf{} + most;
    within[0] = within[1] = 0;
    for (size_t first = 0; first < LEAF; first += SUMS * W) {
        vf sum[SUMS] = {};
        uint64_t bits[LEAF / 64] = {};
        for (size_t j = 0;;) {
            const size_t end = d - j < COLUMNS ? d : j + COLUMNS;
            for (; j < end; ++j) {
                const vf at = vf{} + query[j];
                for (size_t s = 0; s < SUMS; ++s)
                    sum[s] = plus<N>(sum[s], at - load(leaf + j * LEAF + first + s * W));
            }
            bits[0] = bits[1] = 0;
            for (size_t s = 0; s < SUMS; ++s) {
                const size_t row = first + s * W;
                bits[row / 64] |= at_most(sum[s], limit) << (row % 64);
            }
            if (j == d || (bits[0] | bits[1]) == 0) break;
        }
        within[0] |= bits[0];
        within[1] |= bits[1];
    }
}

void scan(Norm norm, const float* leaf, const double* centre, const double* query, size_t d,
          float limit, float* scratch, uint64_t (&within)[LEAF / 64]) {
    for (size_t j = 0; j < d; ++j) scratch[j] = static_cast<float>(query[j] - centre[j]);
    if (norm == Norm::squares) scan_as<Norm::squares>(leaf, scratch, d, limit, within);
    else if (norm == Norm::sum) scan_as<Norm::sum>(leaf, scratch, d, limit, within);
    else scan_as<Norm::largest>(leaf, scratch, d, limit, within);
}

template <Norm N>
void to_box_as(const double* queries, size_t n, const double* low, const double* high,
               size_t d, double* out) {
    constexpr size_t D = W / 2;
    for (size_t q = 0; q < n; q += D) {
        vd sum = {};
        for (size_t j = 0; j < d; ++j) {
            const vd at = load(queries + j * GROUP + q);
            const vd below = (vd{} + low[j]) - at, above = at - (vd{} + high[j]);
            vd gap = below < above ? above : below;
            gap = gap < vd{} ? vd{} : gap;
            if constexpr (N == Norm::squares) sum += gap * gap;
            else if constexpr (N == Norm::sum) sum += gap;
            else sum = sum < gap ? gap : sum;
        }
        *reinterpret_cast<vd*>(out + q) = sum;
    }
}

void to_box(Norm norm, const double* queries, size_t n, const double* low,
            const double* high, size_t d, double* out) {
    if (norm == Norm::squares) to_box_as<Norm::squares>(queries, n, low, high, d, out);
    else if (norm == Norm::sum) to_box_as<Norm::sum>(queries, n, low, high, d, out);
    else to_box_as<Norm::largest>(queries, n, low, high, d, out);
}

}  // namespace

SearchKernels VEDETTE_SEARCH_LEVEL() { return {scan, to_box}; }

}  // namespace vedette
