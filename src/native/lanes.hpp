// The inner loops, written once and compiled for several instruction-set levels.
//
// A block is LANES queries, transposed: x[j * LANES + q] is column j of query q. Each lane is
// one query and never meets another, and no operation is fused, so every level, block and
// thread gives the same bits.
#pragma once
#include <cstddef>
#include <cstdint>

namespace vedette {

constexpr size_t LANES = 128;
constexpr size_t MAX_STACK = 66;  // tree values that wait for their sibling, plus one

// One cut of a tree, in postorder: left if x[f] + slope * x[g] <= cut.
struct Cut {
    int32_t f, g;
    int32_t waiting;  // bit 0: the left value is on the stack, bit 1: the right one is
};
struct CutValues {
    float slope, cut, left, right;
};

struct Kernels {
    // Squared distances to m references (m, d): out[r * LANES + q].
    void (*distances)(const float* x, const float* refs, size_t m, size_t d, float* out);
    // Sum over samples of the distance to the nearest of its `size` references, and from how
    // many samples. A reference at distance 0 with own[r] set is passed over.
    void (*nearest)(const float* x, const float* refs, const uint8_t* own, size_t samples,
                    size_t size, size_t d, float* sum, float* count);
    // The value of the leaf that each query falls into.
    void (*tree)(const float* x, const Cut* cuts, const CutValues* values, size_t n,
                 float* out);
};

Kernels kernels_base();
#ifdef VEDETTE_X86
Kernels kernels_v3();
Kernels kernels_v4();
#endif

}  // namespace vedette
