// Compiled once per level. Nothing here may come from the C++ library: an inline function
// of it, compiled for a newer machine, could be the copy that the linker keeps for all.
#include "isolation_lanes.hpp"

#ifdef VEDETTE_X86
#include <immintrin.h>
#endif

#ifndef VEDETTE_ISOLATION_LEVEL
#define VEDETTE_ISOLATION_LEVEL isolation_kernels_base
#endif

namespace vedette {
namespace {

#if defined(__AVX512BW__)
constexpr size_t W = 32;
#elif defined(__AVX2__)
constexpr size_t W = 16;
#else
constexpr size_t W = 8;
#endif

typedef int16_t vi __attribute__((vector_size(2 * W), aligned(2), may_alias));

inline vi load(const int16_t* p) { return *reinterpret_cast<const vi*>(p); }
inline void store(int16_t* p, vi v) { *reinterpret_cast<vi*>(p) = v; }
inline vi all(int16_t v) { return vi{} + v; }

// A cut of two leaves, ready for a row of ranks.
struct Pair {
    const int16_t* ranks;
    vi cut, left, right;

    Pair(const int16_t* block, const RankCut& node)
        : ranks(block + size_t(node.column) * ROWS),
          cut(all(node.cut)),
          left(all(int16_t(node.left))),
          right(all(int16_t(node.right))) {}
    vi at(size_t q) const { return load(ranks + q) > cut ? right : left; }
};

template <Side LEFT, Side RIGHT>
inline int16_t* take(const int16_t* block, const Step& step, size_t rows, int16_t* top) {
    if (RIGHT == WAITS) top -= ROWS;
    const int16_t* rights = top;
    if (LEFT == WAITS) top -= ROWS;
    const Pair self(block, step.self), left(block, step.left), right(block, step.right);
#pragma GCC unroll 4
    for (size_t q = 0; q < rows; q += W) {
        const vi l = LEFT == WAITS ? load(top + q) : LEFT == PAIR ? left.at(q) : self.left;
        const vi r = RIGHT == WAITS ? load(rights + q) : RIGHT == PAIR ? right.at(q) : self.right;
        store(top + q, load(self.ranks + q) > self.cut ? r : l);
    }
    return top + ROWS;
}

void add_path(const int16_t* ranks, const Step* steps, size_t n, size_t rows, uint32_t* sum) {
    alignas(64) int16_t stack[DEEPEST_BLOCK * ROWS];
    int16_t* top = stack;
    for (size_t i = 0; i < n; ++i) {
        const Step& step = steps[i];
        switch (step.left_side * 3 + step.right_side) {
            case 0: top = take<LEAF, LEAF>(ranks, step, rows, top); break;
            case 1: top = take<LEAF, PAIR>(ranks, step, rows, top); break;
            case 2: top = take<LEAF, WAITS>(ranks, step, rows, top); break;
            case 3: top = take<PAIR, LEAF>(ranks, step, rows, top); break;
            case 4: top = take<PAIR, PAIR>(ranks, step, rows, top); break;
            case 5: top = take<PAIR, WAITS>(ranks, step, rows, top); break;
            case 6: top = take<WAITS, LEAF>(ranks, step, rows, top); break;
            case 7: top = take<WAITS, PAIR>(ranks, step, rows, top); break;
            default: top = take<WAITS, WAITS>(ranks, step, rows, top); break;
        }
    }
    for (size_t q = 0; q < rows; ++q) sum[q] += uint16_t(stack[q]);
}

// How many of eight cuts are below x.
inline int below(const double* cuts, double x) {
#if defined(__AVX512F__)
    return __builtin_popcount(
        _mm512_cmp_pd_mask(_mm512_loadu_pd(cuts), _mm512_set1_pd(x), _CMP_LT_OQ));
#elif defined(__AVX2__)
    const __m256d at = _mm256_set1_pd(x);
    const auto four = [&](const double* p) {
        return _mm256_movemask_pd(_mm256_cmp_pd(_mm256_loadu_pd(p), at, _CMP_LT_OQ));
    };
    return __builtin_popcount(unsigned(four(cuts) | four(cuts + 4) << 4));
#else
    int count = 0;
    for (size_t i = 0; i < 8; ++i) count += cuts[i] < x;
    return count;
#endif
}

// A count has no branch that depends on the data, and eight comparisons are one or two
// vector operations.
void count_below(const double* x, const double* cuts, const uint32_t* begin, size_t n,
                 size_t eights, int16_t* ranks) {
    for (size_t q = 0; q < n; ++q) {
        const double* from = cuts + begin[q];
        int count = below(from, x[q]);
        for (size_t e = 1; e < eights; ++e) count += below(from + 8 * e, x[q]);
        ranks[q] = int16_t(int(begin[q]) + count - 32768);
    }
}

}  // namespace

IsolationKernels VEDETTE_ISOLATION_LEVEL() { return {add_path, count_below}; }

}  // namespace vedette
