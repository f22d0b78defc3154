// Exact nearest rows by brute force: distances in blocks, then a selection that orders by
// distance and, among equals, by index.
#pragma once
#include <cstddef>
#include <cstdint>

#include "lanes.hpp"

namespace vedette {

struct Neighbours {
    const float* refs;
    size_t m, d, k;
    const int64_t* leave_out;  // per query the reference to pass over (-1: none), or null
    bool leave_out_equal;      // pass over the first reference at distance 0
};

// For one block of queries; `rows` of its LANES are real, the first being query `first`.
// indices and distances are (., k) and may be null; mean is (.) and may be null.
void nearest_rows(const Kernels& kernels, const Neighbours& search, const float* x,
                  size_t first, size_t rows, int32_t* indices, float* distances, double* mean);

}  // namespace vedette
