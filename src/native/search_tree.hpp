// Rows cut by a kd-tree into leaves, each stored column by column beside its box.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "search_lanes.hpp"

namespace vedette {

constexpr size_t BRANCH = 32;  // neighbouring leaves under one box more

// One cut of the tree: rows with less than its value in the column go left. A child below 0
// is the leaf ~child.
struct TreeCut {
    int32_t column, left, right;
};

struct TreePlan {
    std::vector<int32_t> order;    // rows, leaf after leaf
    std::vector<int64_t> starts;   // where each leaf begins, and the end
    std::vector<TreeCut> cuts;     // the first is the root; none: queries begin at leaf 0
    std::vector<double> values;    // of the cuts
};

// A plan for rows (n, d), by their first `used` columns.
TreePlan plan_tree(const double* rows, size_t n, size_t d, size_t used);

}  // namespace vedette
