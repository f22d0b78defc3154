// Exact nearest rows by a kd-tree.
#pragma once
#include "search_tree.hpp"

namespace vedette {

// How far two rows are from each other: over the first `used` columns by a norm, then one
// more for each of the other columns (categories) that differs.
struct Metric {
    enum class Kind { euclidean, manhattan, chebyshev, minkowski } kind;
    double p;
};

struct Tree {
    const double* rows;     // (n, d), leaf after leaf
    const int32_t* index;   // (n) their places in the table
    const int64_t* starts;  // (leaves + 1)
    const int32_t* first;   // (leaves) the least place in each
    const float* blocks;    // (leaves, used, LEAF), relative to the centre
    const double *low, *high, *centre;       // (leaves, used)
    const double *branch_low, *branch_high;  // (branches, used)
    const TreeCut* cuts;
    const double* values;  // (cut_count)
    size_t d, used, leaves, branches, cut_count;
};

// The k nearest rows of each of the queries (m, d), by distance and, among equals, by place.
// `leave_out`: passes over the first row that equals the query, value for value.
// indices and distances are (m, k).
void search(const SearchKernels& kernels, const Tree& tree, Metric metric,
            const double* queries, size_t m, size_t k, bool leave_out, int threads,
            int64_t* indices, double* distances);

}  // namespace vedette
