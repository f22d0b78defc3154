// Row-major queries, a block of LANES at a time, transposed.
#pragma once
#include <algorithm>
#include <vector>

#include "lanes.hpp"
#include "parallel.hpp"

namespace vedette {

inline void transpose(const float* rows, size_t n, size_t d, float* x) {
    for (size_t q = 0; q < n; ++q)
        for (size_t j = 0; j < d; ++j) x[j * LANES + q] = rows[q * d + j];
}

// Call work(x, first, count) for every block of x (n, d). Lanes past the last row are 0.
template <class Work>
void for_blocks(const float* x, size_t n, size_t d, int threads, Work&& work) {
    constexpr size_t BLOCKS = 16;  // a thread takes this many at once
    const size_t blocks = (n + LANES - 1) / LANES;
    parallel_for((blocks + BLOCKS - 1) / BLOCKS, threads, [&](size_t item) {
        std::vector<float> lanes(LANES * d, 0.0f);
        const size_t end = std::min(n, (item + 1) * BLOCKS * LANES);
        for (size_t first = item * BLOCKS * LANES; first < end; first += LANES) {
            const size_t count = std::min(LANES, n - first);
            transpose(x + first * d, count, d, lanes.data());
            work(lanes.data(), first, count);
        }
    });
}

}  // namespace vedette
