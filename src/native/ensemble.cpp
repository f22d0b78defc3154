// Kernels of the ensemble, bound to Python: the shapes are checked by the wrappers in
// kernels/ensemble.py.
#include <nanobind/stl/string.h>

#include <cstring>
#include <stdexcept>
#include <string>

#include "arrays.hpp"
#include "block.hpp"
#include "forest.hpp"
#include "lanes.hpp"
#include "levels.hpp"
#include "neighbours.hpp"
#include "random.hpp"

namespace nb = nanobind;

namespace vedette {

Kernels kernels_of(const std::string& level) {
    return VEDETTE_AT_LEVEL(kernels, level);
}

namespace {

std::string best_level() {
#ifdef VEDETTE_X86
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512cd"))
        return "v4";
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
        __builtin_cpu_supports("bmi2"))
        return "v3";
#endif
    return "base";
}

// A number for the bits of each row; -0 is 0.
uint64_t hash_of(const float* row, size_t d) {
    uint64_t hash = 0x2545f4914f6cdd1dULL;
    for (size_t j = 0; j < d; ++j) {
        const float value = row[j] + 0.0f;
        uint32_t bits;
        std::memcpy(&bits, &value, sizeof bits);
        hash = (hash ^ bits) * 0x9e3779b97f4a7c15ULL;
        hash ^= hash >> 29;
    }
    return mix64(hash);
}

void row_hashes(In<float, 2> x, Out<uint64_t, 1> out) {
    const size_t n = x.shape(0), d = x.shape(1);
    nb::gil_scoped_release free;
    for (size_t i = 0; i < n; ++i) out.data()[i] = hash_of(x.data() + i * d, d);
}

void nearest_of_samples(In<float, 2> x, In<float, 2> refs, In<uint8_t, 1> own, size_t size,
                        int threads, const std::string& level, Out<double, 1> out) {
    const size_t d = x.shape(1), samples = refs.shape(0) / size;
    const Kernels kernels = kernels_of(level);
    nb::gil_scoped_release free;
    for_blocks(x.data(), x.shape(0), d, threads, [&](const float* b, size_t first, size_t n) {
        float sum[LANES], count[LANES];
        kernels.nearest(b, refs.data(), own.data(), samples, size, d, sum, count);
        for (size_t q = 0; q < n; ++q)
            out.data()[first + q] = count[q] > 0 ? double(sum[q]) / double(count[q]) : 0;
    });
}

// `leave_out` is (n,) or empty.
void neighbours(In<float, 2> x, In<float, 2> refs, size_t k, In<int64_t, 1> leave_out,
                bool leave_out_equal, int threads, const std::string& level,
                Out<int32_t, 2> indices, Out<float, 2> distances, Out<double, 1> mean) {
    const size_t d = x.shape(1);
    const Neighbours search{refs.data(), refs.shape(0), d, k,
                            leave_out.shape(0) ? leave_out.data() : nullptr, leave_out_equal};
    int32_t* index = indices.shape(0) ? indices.data() : nullptr;
    float* distance = distances.shape(0) ? distances.data() : nullptr;
    double* average = mean.shape(0) ? mean.data() : nullptr;
    const Kernels kernels = kernels_of(level);
    nb::gil_scoped_release free;
    for_blocks(x.data(), x.shape(0), d, threads, [&](const float* b, size_t first, size_t n) {
        nearest_rows(kernels, search, b, first, n, index, distance, average);
    });
}

// Trees grown on the rows of each sample (trees, size). Tree t is cuts[starts[t]:starts[t+1]];
// leaf[t] is its value where it has no cut. Returns the number of cuts.
size_t grow_forest(In<float, 2> x, In<int64_t, 2> samples, int max_depth, uint64_t seed,
                   int threads, Out<int32_t, 2> cuts, Out<float, 2> values,
                   Out<int64_t, 1> starts, Out<float, 1> leaf) {
    const size_t trees = samples.shape(0), size = samples.shape(1), d = x.shape(1);
    std::vector<Tree> grown(trees);
    nb::gil_scoped_release free;
    parallel_for(trees, threads, [&](size_t t) {
        const int64_t* rows = samples.data() + t * size;
        grown[t] = grow(x.data(), d, {rows, rows + size}, max_depth, mix64(seed) + t);
    });
    size_t at = 0;
    for (size_t t = 0; t < trees; ++t) {
        starts.data()[t] = static_cast<int64_t>(at);
        leaf.data()[t] = grown[t].value;
        std::memcpy(cuts.data() + 3 * at, grown[t].cuts.data(),
                    grown[t].cuts.size() * sizeof(Cut));
        std::memcpy(values.data() + 4 * at, grown[t].values.data(),
                    grown[t].values.size() * sizeof(CutValues));
        at += grown[t].cuts.size();
    }
    starts.data()[trees] = static_cast<int64_t>(at);
    return at;
}

// Which trees have seen a training row: sorted hashes, and for each a run of `trees`.
struct Bag {
    const uint64_t* hashes;
    size_t n;
    const int64_t* starts;
    const int32_t* trees;

    // The run of trees for a row with this hash. Hashes are spread evenly, so the place is
    // nearly known beforehand.
    size_t find(uint64_t hash) const {
        if (n == 0) return n;
        size_t at = static_cast<size_t>((static_cast<unsigned __int128>(hash) * n) >> 64);
        while (at > 0 && hashes[at] > hash) --at;
        while (at < n && hashes[at] < hash) ++at;
        return at < n && hashes[at] == hash ? at : n;
    }
};

// Mean leaf value over the trees that have not seen the row.
void mean_path(In<float, 2> x, In<int32_t, 2> cuts, In<float, 2> values,
               In<int64_t, 1> starts, In<float, 1> leaf, In<uint64_t, 1> bag_hashes,
               In<int64_t, 1> bag_starts, In<int32_t, 1> bag_trees, int threads,
               const std::string& level, Out<double, 1> out) {
    const size_t trees = leaf.shape(0), d = x.shape(1);
    const Kernels kernels = kernels_of(level);
    const Bag bag{bag_hashes.data(), bag_hashes.shape(0), bag_starts.data(),
                  bag_trees.data()};
    const Cut* cut = reinterpret_cast<const Cut*>(cuts.data());
    const CutValues* value = reinterpret_cast<const CutValues*>(values.data());
    nb::gil_scoped_release free;
    for_blocks(x.data(), x.shape(0), d, threads, [&](const float* b, size_t first, size_t n) {
        double sum[LANES] = {}, count[LANES];
        const int32_t *skip[LANES], *skip_end[LANES];
        std::vector<size_t> known;
        for (size_t q = 0; q < n; ++q) {
            const size_t at = bag.find(hash_of(x.data() + (first + q) * d, d));
            count[q] = double(trees);
            if (at == bag.n) continue;
            skip[q] = bag.trees + bag.starts[at];
            skip_end[q] = bag.trees + bag.starts[at + 1];
            count[q] -= double(skip_end[q] - skip[q]);
            known.push_back(q);
        }
        float path[LANES];
        for (size_t t = 0; t < trees; ++t) {
            const size_t size = static_cast<size_t>(starts.data()[t + 1] - starts.data()[t]);
            if (size) kernels.tree(b, cut + starts.data()[t], value + starts.data()[t], size, path);
            else std::fill_n(path, LANES, leaf.data()[t]);
            for (const size_t q : known)
                if (skip[q] < skip_end[q] && *skip[q] == static_cast<int32_t>(t)) {
                    path[q] = 0;
                    ++skip[q];
                }
            for (size_t q = 0; q < LANES; ++q) sum[q] += path[q];
        }
        for (size_t q = 0; q < n; ++q) out.data()[first + q] = count[q] > 0 ? sum[q] / count[q] : -1;
    });
}

}  // namespace
}  // namespace vedette

void bind_ensemble(nb::module_& m) {
    using namespace vedette;
    m.def("best_level", &best_level);
    m.def("row_hashes", &row_hashes);
    m.def("nearest_of_samples", &nearest_of_samples);
    m.def("neighbours", &neighbours);
    m.def("grow_forest", &grow_forest);
    m.def("mean_path", &mean_path);
    m.def("expected_path", &expected_path);
}
