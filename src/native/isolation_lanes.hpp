// The inner loop of scoring by an isolation forest, compiled for several instruction-set
// levels.
//
// A block is up to ROWS queries. Each value was replaced by its rank among the forest's cuts of
// its column, a small integer, transposed: ranks[j * ROWS + q]. Every node of a tree is
// evaluated for every query, from the leaves to the root: a comparison and a choice each,
// and no branch depends on the data.
#pragma once
#include <cstddef>
#include <cstdint>

namespace vedette {

constexpr size_t ROWS = 1024;
constexpr size_t VECTOR = 32;  // lanes of the widest level
constexpr size_t DEEPEST_BLOCK = 24;  // values that wait for their sibling, at most

// One cut: queries with rank <= cut have the value `left`.
struct RankCut {
    uint16_t column;
    int16_t cut;
    uint16_t left, right;
};

// What a side of a step is: a leaf, a cut of two leaves, or the value of a step before.
enum Side : uint8_t { LEAF, PAIR, WAITS };

// A cut with, where they are pairs, its two children.
struct Step {
    RankCut self, left, right;
    uint8_t left_side, right_side;
};

struct IsolationKernels {
    // Adds each query's leaf value to sum (rows,), for one tree of n > 0 steps in postorder.
    // Rows are a multiple of VECTOR, at most ROWS.
    void (*add_path)(const int16_t* ranks, const Step* steps, size_t n, size_t rows,
                     uint32_t* sum);
    // How many of cuts[0 .. 8 * eights - 1], ascending, are below x[q]; begin[q] is where
    // they start. Written for q = 0 .. n - 1 as begin + count + least.
    void (*count_below)(const double* x, const double* cuts, const uint32_t* begin, size_t n,
                        size_t eights, int16_t* ranks);
};

IsolationKernels isolation_kernels_base();
#ifdef VEDETTE_X86
IsolationKernels isolation_kernels_v3();
IsolationKernels isolation_kernels_v4();
#endif

}  // namespace vedette
