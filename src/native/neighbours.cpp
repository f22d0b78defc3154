#include "neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace vedette {
namespace {

constexpr size_t CHUNK = 256;  // references at a time: their distances stay in the cache

// Squared distance and index as one number: floats from 0 on are ordered as their bits.
uint64_t key_of(float squared, size_t index) {
    uint32_t bits;
    std::memcpy(&bits, &squared, sizeof bits);
    return uint64_t{bits} << 32 | static_cast<uint32_t>(index);
}
float squared_of(uint64_t key) {
    const uint32_t bits = static_cast<uint32_t>(key >> 32);
    float squared;
    std::memcpy(&squared, &bits, sizeof squared);
    return squared;
}

// The `keep` smallest keys seen. Candidates gather until twice as many, then are cut back.
struct Smallest {
    size_t keep;
    float bound = HUGE_VALF;
    std::vector<uint64_t> keys;

    explicit Smallest(size_t k) : keep(k) { keys.reserve(2 * k + 64); }

    void add(float squared, size_t index) {
        keys.push_back(key_of(squared, index));
        if (keys.size() >= 2 * keep + 64) cut_back();
    }
    void cut_back() {
        if (keys.size() <= keep) return;
        std::nth_element(keys.begin(), keys.begin() + (keep - 1), keys.end());
        keys.resize(keep);
        bound = squared_of(keys[keep - 1]);
    }
    void finish() {
        cut_back();
        std::sort(keys.begin(), keys.end());
    }
};

}  // namespace

void nearest_rows(const Kernels& kernels, const Neighbours& search, const float* x,
                  size_t first, size_t rows, int32_t* indices, float* distances,
                  double* mean) {
    const size_t k = search.k, d = search.d;
    std::vector<Smallest> lists(rows, Smallest(k + (search.leave_out_equal ? 1 : 0)));
    std::vector<float> block(CHUNK * LANES);
    for (size_t start = 0; start < search.m; start += CHUNK) {
        const size_t count = std::min(CHUNK, search.m - start);
        kernels.distances(x, search.refs + start * d, count, d, block.data());
        for (size_t r = 0; r < count; ++r)
            for (size_t q = 0; q < rows; ++q) {
                const float squared = block[r * LANES + q];
                if (squared > lists[q].bound) continue;
                const size_t index = start + r;
                if (search.leave_out &&
                    search.leave_out[first + q] == static_cast<int64_t>(index))
                    continue;
                lists[q].add(squared, index);
            }
    }
    for (size_t q = 0; q < rows; ++q) {
        lists[q].finish();
        const auto& keys = lists[q].keys;
        const bool own = search.leave_out_equal && squared_of(keys[0]) == 0;
        const size_t from = own ? 1 : 0;
        double sum = 0;
        for (size_t i = 0; i < k; ++i) {
            const uint64_t key = keys[from + i];
            const float distance = std::sqrt(squared_of(key));
            sum += distance;
            if (indices) indices[(first + q) * k + i] = static_cast<int32_t>(key);
            if (distances) distances[(first + q) * k + i] = distance;
        }
        if (mean) mean[first + q] = sum / static_cast<double>(k);
    }
}

}  // namespace vedette
