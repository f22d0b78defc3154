// Counting values into bins, and looking scores up by bin: HBOS and LODA. Shapes are checked
// by the wrappers in kernels/histograms.py.
#include <nanobind/stl/string.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include "arrays.hpp"
#include "parallel.hpp"
#include "projections.hpp"

namespace nb = nanobind;

namespace vedette {
namespace {

constexpr size_t ROWS = 4096;  // rows of an item of work
constexpr size_t FLAT = 512;   // values that are turned into bins at once, at least a row

// Smallest and largest value of each column: out (2, d).
void ranges(In<double, 2> x, int threads, Out<double, 2> out) {
    const size_t n = x.shape(0), d = x.shape(1), wide = std::max<size_t>(FLAT / d, 1) * d;
    double *low = out.data(), *high = low + d;
    std::copy_n(x.data(), d, low);
    std::copy_n(x.data(), d, high);
    std::mutex guard;
    nb::gil_scoped_release free;
    constexpr size_t MANY = 16 * ROWS;
    parallel_for((n + MANY - 1) / MANY, threads, [&](size_t item) {
        const double *at = x.data() + item * MANY * d;
        const double *end = x.data() + std::min(n, (item + 1) * MANY) * d;
        // As many rows side by side as make long loops.
        std::vector<double> least(wide), most(wide);
        double *a = least.data(), *b = most.data();
        for (size_t i = 0; i < wide; ++i) a[i] = b[i] = at[i % d];
        for (size_t size = wide; at < end; at += size) {
            size = std::min(size, size_t(end - at));
            for (size_t i = 0; i < size; ++i) {
                a[i] = at[i] < a[i] ? at[i] : a[i];
                b[i] = at[i] > b[i] ? at[i] : b[i];
            }
        }
        std::lock_guard<std::mutex> lock(guard);
        for (size_t i = 0; i < wide; ++i) {
            low[i % d] = std::min(low[i % d], a[i]);
            high[i % d] = std::max(high[i % d], b[i]);
        }
    });
}

// The bins of columns, written out for as many rows as are worked on at once: value v of
// column j is in bin (v * unit - low) * inverse, `last` being the last one.
struct Pattern {
    size_t rows;
    std::vector<double> unit, low, inverse, last;

    Pattern(const double* bins, size_t d) : rows(std::max<size_t>(FLAT / d, 1)) {
        for (size_t r = 0; r < rows; ++r)
            for (size_t j = 0; j < d; ++j) {
                unit.push_back(bins[5 * j]);
                low.push_back(bins[5 * j + 1]);
                inverse.push_back(bins[5 * j + 2]);
                last.push_back(bins[5 * j + 3] - 1);
            }
    }
    // The bins of `size` values; whether all lie in their columns' ranges.
    bool bins_of(const double* x, size_t size, int32_t* bin) const {
        const double *u = unit.data(), *l = low.data(), *v = inverse.data(), *m = last.data();
        int outside = 0;
        for (size_t i = 0; i < size; ++i) {
            const double at = (x[i] * u[i] - l[i]) * v[i];
            const double held = at < m[i] ? at : m[i];
            bin[i] = static_cast<int32_t>(held > 0 ? held : 0);
            outside |= !((at >= 0) & (at <= m[i] + 1));  // NaN is outside
        }
        return !outside;
    }
};

// counts[j, b] of the values of x (n, d). `bins` is (d, 5): unit, low, inverse, how many,
// and for `score_bins` how far outside, in bins, a value still belongs to the last bin.
void count_bins(In<double, 2> x, In<double, 2> bins, int threads, Out<int64_t, 2> counts) {
    const size_t n = x.shape(0), d = x.shape(1), width = counts.shape(1);
    const Pattern pattern(bins.data(), d);
    std::fill_n(counts.data(), d * width, int64_t(0));
    std::mutex guard;
    nb::gil_scoped_release free;
    constexpr size_t MANY = 16 * ROWS;
    parallel_for((n + MANY - 1) / MANY, threads, [&](size_t item) {
        const size_t end = std::min(n, (item + 1) * MANY);
        std::vector<int32_t> bin(pattern.rows * d);
        // Two tables take turns: a bin that comes twice in a row does not wait for itself.
        std::vector<uint32_t> table(2 * d * width);
        for (size_t i = item * MANY; i < end; i += pattern.rows) {
            const size_t rows = std::min(pattern.rows, end - i);
            pattern.bins_of(x.data() + i * d, rows * d, bin.data());
            for (size_t r = 0; r < rows; ++r) {
                uint32_t* to = table.data() + (r & 1) * d * width;
                for (size_t j = 0; j < d; ++j, to += width) ++to[bin[r * d + j]];
            }
        }
        std::lock_guard<std::mutex> lock(guard);
        for (size_t c = 0; c < d * width; ++c)
            counts.data()[c] += int64_t(table[c]) + int64_t(table[d * width + c]);
    });
}

// The score of a value outside of its column's range.
struct Outside {
    const double *bins, *edges, *scores;  // (d, 5), (2, d) in units, (d, width)
    size_t d, width;
    double worst;

    double of(double value, size_t j, int32_t bin) const {
        const double* b = bins + 5 * j;
        const double at = value * b[0], low = edges[j], high = edges[d + j];
        const double gap = at < low ? low - at : at - high;
        if (!(gap > 0)) return scores[j * width + bin];
        const double far = gap * b[2];  // in bins
        if (far <= b[4]) return scores[j * width + bin];
        return worst + std::log2(1 + std::min((far - b[4]) / b[3], 1e300));
    }
};

// Sum over the columns of the score of each value's bin; with `each`, the scores themselves
// (n, d). A value beyond the last bin has the score `worst`, and more by how far it is.
void score_bins(In<double, 2> x, In<double, 2> bins, In<double, 2> edges,
                In<double, 2> scores, double worst, int threads,
                Out<double, 1> out, Out<double, 2> each) {
    const size_t n = x.shape(0), d = x.shape(1), width = scores.shape(1);
    const Pattern pattern(bins.data(), d);
    const Outside outside{bins.data(), edges.data(), scores.data(), d, width, worst};
    double* parts = each.shape(0) ? each.data() : nullptr;
    nb::gil_scoped_release free;
    parallel_for((n + ROWS - 1) / ROWS, threads, [&](size_t item) {
        const size_t end = std::min(n, (item + 1) * ROWS);
        std::vector<int32_t> bin(pattern.rows * d);
        for (size_t i = item * ROWS; i < end; i += pattern.rows) {
            const size_t rows = std::min(pattern.rows, end - i);
            const double* block = x.data() + i * d;
            const bool inside = pattern.bins_of(block, rows * d, bin.data());
            for (size_t r = 0; r < rows; ++r) {
                const double *row = block + r * d, *table = scores.data();
                const int32_t* in = bin.data() + r * d;
                double sum = 0;
                if (inside && !parts) {
                    for (size_t j = 0; j < d; ++j, table += width) sum += table[in[j]];
                } else {
                    for (size_t j = 0; j < d; ++j) {
                        const double score = outside.of(row[j], j, in[j]);
                        sum += score;
                        if (parts) parts[(i + r) * d + j] = score;
                    }
                }
                out.data()[i + r] = sum;
            }
        }
    });
}

// Random cuts

Projections projections_of(const std::string& level) {
    return VEDETTE_AT_LEVEL(projections, level);
}

constexpr double FARTHEST = 1e30;  // sums of such values stay within float32

// Call work(z, first, count) for blocks of x (n, d), centred and in units of the spread,
// transposed: z[j * SIDE + q]. Rows past the last repeat it.
template <class Work>
void for_centred(const double* x, size_t n, size_t d, const double* units, int threads,
                 Work&& work) {
    constexpr size_t MANY = 64;
    const size_t blocks = (n + SIDE - 1) / SIDE;
    parallel_for((blocks + MANY - 1) / MANY, threads, [&](size_t item) {
        std::vector<float> z(d * SIDE);
        const size_t end = std::min(blocks, (item + 1) * MANY);
        auto own = work.begin();
        for (size_t block = item * MANY; block < end; ++block) {
            const size_t first = block * SIDE, count = std::min(SIDE, n - first);
            for (size_t q = 0; q < SIDE; ++q) {
                const double* row = x + (first + std::min(q, count - 1)) * d;
                for (size_t j = 0; j < d; ++j) {
                    const double at = (row[j] * units[3 * j] - units[3 * j + 1]) * units[3 * j + 2];
                    z[j * SIDE + q] = float(std::max(-FARTHEST, std::min(at, FARTHEST)));
                }
            }
            work.block(own, z.data(), first, count);
        }
        work.end(own);
    });
}

struct Ranges {
    Cuts cuts;
    Projections run;
    float *low, *high;
    std::mutex guard;

    struct Own {
        std::vector<float> low, high;
    };
    Own begin() const {
        constexpr float INF = std::numeric_limits<float>::infinity();
        return {std::vector<float>(cuts.count * WIDEST, INF),
                std::vector<float>(cuts.count * WIDEST, -INF)};
    }
    void block(Own& own, const float* z, size_t, size_t) const {
        run.ranges(cuts, z, own.low.data(), own.high.data());
    }
    void end(Own& own) {
        std::lock_guard<std::mutex> lock(guard);
        for (size_t c = 0; c < cuts.count; ++c)
            for (size_t w = 0; w < WIDEST; ++w) {
                low[c] = std::min(low[c], own.low[c * WIDEST + w]);
                high[c] = std::max(high[c], own.high[c * WIDEST + w]);
            }
    }
};

struct Counts {
    Cuts cuts;
    Projections run;
    size_t width;
    int64_t* counts;
    std::mutex guard;

    std::vector<uint32_t> begin() const {
        return std::vector<uint32_t>(TURNS * cuts.count * width);
    }
    void block(std::vector<uint32_t>& own, const float* z, size_t, size_t count) const {
        run.counts(cuts, z, count, width, own.data());
    }
    void end(std::vector<uint32_t>& own) {
        std::lock_guard<std::mutex> lock(guard);
        for (size_t c = 0; c < cuts.count; ++c)
            for (size_t t = 0; t < TURNS; ++t)
                for (size_t b = 0; b < width; ++b)
                    counts[c * width + b] += own[(c * TURNS + t) * width + b];
    }
};

struct CutScores {
    Cuts cuts;
    Projections run;
    size_t width;
    const float* scores;
    double* out;
    double* each;  // (n, cuts) or null

    int begin() const { return 0; }
    void block(int, const float* z, size_t first, size_t count) const {
        double sum[SIDE] = {};
        float own[SIDE];
        for (size_t c = 0; c < cuts.count; ++c) {
            run.scores(cuts, c, z, width, scores, sum, each ? own : nullptr);
            if (each)
                for (size_t q = 0; q < count; ++q)
                    each[(first + q) * cuts.count + c] = double(own[q]);
        }
        for (size_t q = 0; q < count; ++q) out[first + q] = sum[q] / double(cuts.count);
    }
    void end(int) const {}
};

Cuts cuts_of(const In<int32_t, 2>& columns, const In<float, 2>& weights, const float* bins) {
    return {columns.data(), weights.data(), bins, columns.shape(0), columns.shape(1)};
}

// Smallest and largest projection of each cut: out (2, cuts).
void cut_ranges(In<double, 2> x, In<double, 2> units, In<int32_t, 2> columns,
                In<float, 2> weights, int threads, const std::string& level,
                Out<float, 2> out) {
    const size_t count = columns.shape(0);
    Ranges work{cuts_of(columns, weights, nullptr), projections_of(level), out.data(),
                out.data() + count, {}};
    std::fill_n(work.low, count, std::numeric_limits<float>::infinity());
    std::fill_n(work.high, count, -std::numeric_limits<float>::infinity());
    nb::gil_scoped_release free;
    for_centred(x.data(), x.shape(0), x.shape(1), units.data(), threads, work);
}

// counts[c, b] of the projections of each cut; `bins` is (cuts, 3): low, inverse, how many.
void count_cuts(In<double, 2> x, In<double, 2> units, In<int32_t, 2> columns,
                In<float, 2> weights, In<float, 2> bins, int threads,
                const std::string& level, Out<int64_t, 2> counts) {
    Counts work{cuts_of(columns, weights, bins.data()), projections_of(level),
                counts.shape(1), counts.data(), {}};
    std::fill_n(counts.data(), counts.shape(0) * counts.shape(1), int64_t(0));
    nb::gil_scoped_release free;
    for_centred(x.data(), x.shape(0), x.shape(1), units.data(), threads, work);
}

// Mean over the cuts of the score of each row's bin: scores (cuts, 2 + width), of which the
// first is that of all below the range and the last that of all above it.
void score_cuts(In<double, 2> x, In<double, 2> units, In<int32_t, 2> columns,
                In<float, 2> weights, In<float, 2> bins, In<float, 2> scores, int threads,
                const std::string& level, Out<double, 1> out, Out<double, 2> each) {
    CutScores work{cuts_of(columns, weights, bins.data()), projections_of(level),
                   scores.shape(1), scores.data(), out.data(),
                   each.shape(0) ? each.data() : nullptr};
    nb::gil_scoped_release free;
    for_centred(x.data(), x.shape(0), x.shape(1), units.data(), threads, work);
}

}  // namespace
}  // namespace vedette

void bind_histograms(nb::module_& m) {
    using namespace vedette;
    m.def("ranges", &ranges);
    m.def("count_bins", &count_bins);
    m.def("score_bins", &score_bins);
    m.def("cut_ranges", &cut_ranges);
    m.def("count_cuts", &count_cuts);
    m.def("score_cuts", &score_cuts);
}
