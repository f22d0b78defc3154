// Growing a forest of fair random cuts (Cortes, "Revisiting randomized choices in isolation
// forests", arXiv:2110.13402): each cut is a random mix of two columns, placed where it
// lowers the pooled standard deviation of the mix most.
#pragma once
#include <cstdint>
#include <vector>

#include "lanes.hpp"

namespace vedette {

struct Tree {
    std::vector<Cut> cuts;  // postorder; empty: one leaf, `value`
    std::vector<CutValues> values;
    float value = 0;
};

// Mean path length of an unsuccessful search among n rows (Liu, Ting and Zhou, 2008, eq. 1).
double expected_path(double n);

// Grow a tree on the given rows of x (., d), row-major.
Tree grow(const float* x, size_t d, std::vector<int64_t> rows, int max_depth, uint64_t seed);

}  // namespace vedette
