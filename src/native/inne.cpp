// INNE: spheres around the rows of samples, each as wide as the way to the nearest other row
// of its sample. The shapes are checked by the wrappers in kernels/inne.py.
#include <nanobind/stl/string.h>

#include <cmath>
#include <string>
#include <vector>

#include "arrays.hpp"
#include "block.hpp"
#include "levels.hpp"

namespace nb = nanobind;

namespace vedette {
namespace {

// The same sum in the same order as the lanes have it, so that the same bits come out.
float squared_distance(const float* a, const float* b, size_t d) {
    float sum = 0;
    for (size_t j = 0; j < d; ++j) sum += (a[j] - b[j]) * (a[j] - b[j]);
    return sum;
}

// Squared radius of each row's sphere, and 1 - r(nearest row) / r(row).
void spheres(In<float, 2> refs, size_t size, Out<float, 1> radii, Out<float, 1> values) {
    const size_t d = refs.shape(1), m = refs.shape(0);
    nb::gil_scoped_release free;
    std::vector<size_t> nearest(m);
    for (size_t c = 0; c < m; ++c) {
        const size_t start = c / size * size;
        float best = HUGE_VALF;
        for (size_t r = start; r < start + size; ++r) {
            if (r == c) continue;
            const float sum = squared_distance(refs.data() + c * d, refs.data() + r * d, d);
            if (sum < best) best = sum, nearest[c] = r;
        }
        radii.data()[c] = best;
    }
    for (size_t c = 0; c < m; ++c) {
        const double own = radii.data()[c], next = radii.data()[nearest[c]];
        values.data()[c] = own > 0 ? static_cast<float>(1 - std::sqrt(next / own)) : 0.0f;
    }
}

// What one sample says of each lane.
struct Verdict {
    float value[LANES], radius[LANES], nearest[LANES];
    int32_t own[LANES];
};

// The value of the smallest sphere that covers each lane, 1 if there is none.
void judge(const float* squared, const float* radii, const float* values, const uint8_t* own,
           size_t size, Verdict& out) {
    for (size_t q = 0; q < LANES; ++q) {
        out.value[q] = 1.0f;
        out.radius[q] = HUGE_VALF;
        out.nearest[q] = HUGE_VALF;
        out.own[q] = 0;
    }
    for (size_t r = 0; r < size; ++r) {
        const float radius = radii[r], value = values[r];
        const int32_t mine = own[r];
        for (size_t q = 0; q < LANES; ++q) {
            const float gap = squared[r * LANES + q];
            const bool better = (gap <= radius) & (radius < out.radius[q]);
            out.value[q] = better ? value : out.value[q];
            out.radius[q] = better ? radius : out.radius[q];
            out.nearest[q] = gap < out.nearest[q] ? gap : out.nearest[q];
            out.own[q] |= gap == 0.0f ? mine : 0;
        }
    }
}

struct Sum {
    double value = 0, distance = 0;
    size_t samples = 0;
    bool covered = false;

    void add(const Verdict& from, size_t q) {
        value += from.value[q];
        distance += std::sqrt(from.nearest[q]);
        covered |= from.radius[q] < HUGE_VALF;
        ++samples;
    }
};

// Mean value over the samples that do not hold the row (over all, if each does); for a row
// that no sphere covers also the mean distance to the nearest row of a sample, else 0.
void inne(In<float, 2> x, In<float, 2> refs, In<float, 1> radii, In<float, 1> values,
          In<uint8_t, 1> own, size_t size, int threads, const std::string& level,
          Out<double, 1> mean, Out<double, 1> beyond) {
    const size_t d = x.shape(1), samples = refs.shape(0) / size;
    const Kernels kernels = kernels_of(level);
    nb::gil_scoped_release free;
    for_blocks(x.data(), x.shape(0), d, threads, [&](const float* b, size_t first, size_t n) {
        std::vector<float> squared(size * LANES);
        std::vector<Sum> all(n), unseen(n);
        Verdict verdict;
        for (size_t s = 0; s < samples; ++s) {
            const size_t at = s * size;
            kernels.distances(b, refs.data() + at * d, size, d, squared.data());
            judge(squared.data(), radii.data() + at, values.data() + at, own.data() + at, size,
                  verdict);
            for (size_t q = 0; q < n; ++q) {
                all[q].add(verdict, q);
                if (!verdict.own[q]) unseen[q].add(verdict, q);
            }
        }
        for (size_t q = 0; q < n; ++q) {
            const Sum& sum = unseen[q].samples ? unseen[q] : all[q];
            const double count = static_cast<double>(sum.samples);
            mean.data()[first + q] = sum.value / count;
            beyond.data()[first + q] = sum.covered ? 0.0 : sum.distance / count;
        }
    });
}

}  // namespace
}  // namespace vedette

void bind_inne(nb::module_& m) {
    using namespace vedette;
    m.def("inne_spheres", &spheres);
    m.def("inne", &inne);
}
