// The inner loops of the search by tree, compiled for several instruction-set levels.
//
// They only rule rows out: what is left is measured in float64 by code of one level, so
// the answer is the same at every level, although these loops round differently.
#pragma once
#include <cstddef>
#include <cstdint>

namespace vedette {

constexpr size_t LEAF = 128;   // rows of a leaf, stored column by column
constexpr size_t GROUP = 128;  // queries that walk through the leaves together

// How the differences of the columns add up.
enum class Norm { squares, sum, largest };

struct SearchKernels {
    // Which rows of a leaf (d, LEAF) may be within `limit` of the query, as bits. Columns of
    // the leaf are float32 and relative to its centre; `scratch` has room for d floats.
    void (*scan)(Norm norm, const float* leaf, const double* centre, const double* query,
                 size_t d, float limit, float* scratch, uint64_t (&within)[LEAF / 64]);
    // Distance (float64, exactly as of a point) of n <= GROUP queries, column by column
    // (d, GROUP), to a box.
    void (*to_box)(Norm norm, const double* queries, size_t n, const double* low,
                   const double* high, size_t d, double* out);
};

SearchKernels search_kernels_base();
#ifdef VEDETTE_X86
SearchKernels search_kernels_v3();
SearchKernels search_kernels_v4();
#endif

}  // namespace vedette
