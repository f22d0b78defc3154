// Compiled once per level: see vectors.hpp for what must not be used here.
#include "lanes.hpp"
#include "vectors.hpp"

#ifndef VEDETTE_LEVEL
#define VEDETTE_LEVEL kernels_base
#endif

namespace vedette {
namespace {

constexpr float INF = __builtin_inff();

inline void store(float* p, vf v) { *reinterpret_cast<vf*>(p) = v; }
inline vf smaller(vf a, vf b) { return a < b ? a : b; }
inline vf larger(vf a, vf b) { return a < b ? b : a; }

inline bool any_less(vf a, vf b) {
#if defined(__AVX512F__)
    return _mm512_cmp_ps_mask((__m512)a, (__m512)b, _CMP_LT_OQ) != 0;
#elif defined(__AVX2__)
    return _mm256_movemask_ps(_mm256_cmp_ps((__m256)a, (__m256)b, _CMP_LT_OQ)) != 0;
#elif defined(VEDETTE_X86)
    return _mm_movemask_ps(_mm_cmplt_ps((__m128)a, (__m128)b)) != 0;
#else
    const vi less = a < b;
    return (less[0] | less[1] | less[2] | less[3]) != 0;
#endif
}

inline vf root(vf v) {
    for (size_t i = 0; i < W; ++i) v[i] = __builtin_sqrtf(v[i]);
    return v;
}

// Squared distances of Q vectors of queries to R references. The sums run over the columns
// in order, whatever Q and R are.
template <size_t Q, size_t R>
inline void tile(const float* x, const float* refs, size_t d, vf (&sum)[R][Q]) {
    for (size_t r = 0; r < R; ++r)
        for (size_t q = 0; q < Q; ++q) sum[r][q] = vf{};
    for (size_t j = 0; j < d; ++j) {
        vf at[Q];
        for (size_t q = 0; q < Q; ++q) at[q] = load(x + j * LANES + q * W);
        for (size_t r = 0; r < R; ++r) {
            const vf ref = all(refs[r * d + j]);
            for (size_t q = 0; q < Q; ++q) {
                const vf gap = at[q] - ref;
                sum[r][q] += gap * gap;
            }
        }
    }
}

template <size_t R>
void distances_to(const float* x, const float* refs, size_t d, float* out) {
    constexpr size_t Q = 2;
    for (size_t q = 0; q < LANES; q += Q * W) {
        vf sum[R][Q];
        tile<Q, R>(x + q, refs, d, sum);
        for (size_t r = 0; r < R; ++r)
            for (size_t i = 0; i < Q; ++i) store(out + r * LANES + q + i * W, sum[r][i]);
    }
}

void distances(const float* x, const float* refs, size_t m, size_t d, float* out) {
    size_t r = 0;
    for (; r + 4 <= m; r += 4) distances_to<4>(x, refs + r * d, d, out + r * LANES);
    for (; r < m; ++r) distances_to<1>(x, refs + r * d, d, out + r * LANES);
}

// Nearest of `size` references for Q vectors of queries.
template <size_t Q, bool PASS>
inline void nearest_of(const float* x, const float* refs, const uint8_t* own, size_t size,
                       size_t d, vf (&best)[Q]) {
    for (size_t q = 0; q < Q; ++q) best[q] = all(INF);
    auto take = [&](vf sum, size_t r, size_t q) {
        if (PASS && own[r]) sum = sum == vf{} ? all(INF) : sum;
        best[q] = smaller(sum, best[q]);
    };
    size_t r = 0;
    for (; r + 4 <= size; r += 4) {
        vf sum[4][Q];
        tile<Q, 4>(x, refs + r * d, d, sum);
        for (size_t i = 0; i < 4; ++i)
            for (size_t q = 0; q < Q; ++q) take(sum[i][q], r + i, q);
    }
    for (; r < size; ++r) {
        vf sum[1][Q];
        tile<Q, 1>(x, refs + r * d, d, sum);
        for (size_t q = 0; q < Q; ++q) take(sum[0][q], r, q);
    }
}

void nearest(const float* x, const float* refs, const uint8_t* own, size_t samples,
             size_t size, size_t d, float* sum, float* count) {
    constexpr size_t Q = 2;
    for (size_t at = 0; at < LANES; at += Q * W) {
        vf total[Q] = {}, found[Q] = {}, best[Q];
        for (size_t s = 0; s < samples; ++s) {
            const float* sample = refs + s * size * d;
            nearest_of<Q, false>(x + at, sample, own + s * size, size, d, best);
            bool zero = false;
            for (size_t q = 0; q < Q; ++q) zero |= any_less(best[q], all(1e-37f));
            if (zero) nearest_of<Q, true>(x + at, sample, own + s * size, size, d, best);
            for (size_t q = 0; q < Q; ++q) {
                const vi empty = best[q] == all(INF);
                total[q] += empty ? vf{} : root(best[q]);
                found[q] += empty ? vf{} : all(1.0f);
            }
        }
        for (size_t q = 0; q < Q; ++q) {
            store(sum + at + q * W, total[q]);
            store(count + at + q * W, found[q]);
        }
    }
}

void tree(const float* x, const Cut* cuts, const CutValues* values, size_t n, float* out) {
    alignas(64) float stack[MAX_STACK * LANES];
    float* top = stack;
    for (size_t i = 0; i < n; ++i) {
        const Cut& node = cuts[i];
        const CutValues& value = values[i];
        const float* f = x + static_cast<size_t>(node.f) * LANES;
        const float* g = x + static_cast<size_t>(node.g) * LANES;
        const vf slope = all(value.slope), cut = all(value.cut);
        const bool left_waits = node.waiting & 1, right_waits = node.waiting & 2;
        if (right_waits) top -= LANES;
        const float* right = top;
        if (left_waits) top -= LANES;
        float* left = top;
        const vf leaf_left = all(value.left), leaf_right = all(value.right);
        auto step = [&](auto left_of, auto right_of) {
            for (size_t q = 0; q < LANES; q += W) {
                const vi goes_left = load(f + q) + slope * load(g + q) <= cut;
                store(left + q, goes_left ? left_of(q) : right_of(q));
            }
        };
        auto lefts = [&](size_t q) { return load(left + q); };
        auto rights = [&](size_t q) { return load(right + q); };
        auto left_leaf = [&](size_t) { return leaf_left; };
        auto right_leaf = [&](size_t) { return leaf_right; };
        if (left_waits && right_waits) step(lefts, rights);
        else if (left_waits) step(lefts, right_leaf);
        else if (right_waits) step(left_leaf, rights);
        else step(left_leaf, right_leaf);
        top += LANES;
    }
    for (size_t q = 0; q < LANES; q += W) store(out + q, load(stack + q));
}

}  // namespace

Kernels VEDETTE_LEVEL() { return {distances, nearest, tree}; }

}  // namespace vedette
