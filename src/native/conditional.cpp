// What Python sees of the conditional model: arrays in, arrays out. Rows come sorted by fold.
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "arrays.hpp"
#include "conditional_boost.hpp"
#include "conditional_ridge.hpp"
#include "parallel.hpp"
#include "random.hpp"

namespace nb = nanobind;
using namespace vedette;
using namespace vedette::conditional;

namespace {

std::vector<size_t> bounds(const In<int64_t, 1>& fold) {
    return {fold.data(), fold.data() + fold.shape(0)};
}

// The forests of many targets: those of target t are t * folds .. t * folds + folds - 1.
struct Forests {
    size_t folds = 1;
    std::vector<Forest> all;
};

Boosting boosting(const std::vector<double>& how) {
    return {static_cast<int>(how[0]), static_cast<int>(how[1]), static_cast<int>(how[2]), how[3],
            static_cast<int>(how[4])};
}

Table table(const In<uint8_t, 2>& bins, const In<uint8_t, 1>& category,
            const In<int64_t, 1>& fold) {
    return {bins.data(), bins.shape(0), bins.shape(1), category.data(), bounds(fold)};
}

using Bins = In<uint8_t, 2>;
using Flags = In<uint8_t, 1>;
using Starts = In<int64_t, 1>;

Forests fit_mean(Bins bins, Flags category, Starts fold, Bins allowed, In<float, 2> y,
                 In<float, 3> base, std::vector<double> how, int threads, Out<float, 2> out) {
    const Table t = table(bins, category, fold);
    const size_t folds = t.fold.size() - 1, n = t.rows;
    Forests fitted{folds, std::vector<Forest>(y.shape(0) * folds)};
    nb::gil_scoped_release release;
    parallel_for(fitted.all.size(), threads, [&](size_t job) {
        const size_t target = job / folds;
        const Task task{t, job % folds, allowed.data() + job * t.width, nullptr};
        fitted.all[job] = boost_mean(task, boosting(how), y.data() + target * n,
                                     base.data() + job * n, out.data() + target * n);
    });
    return fitted;
}

Forests fit_scale(Bins bins, Flags category, Starts fold, Bins allowed, In<float, 2> size,
                  Bins fitted_bins, std::vector<double> how, int threads, Out<float, 2> out) {
    const Table t = table(bins, category, fold);
    const size_t folds = t.fold.size() - 1, n = t.rows;
    Forests fitted{folds, std::vector<Forest>(size.shape(0) * folds)};
    nb::gil_scoped_release release;
    parallel_for(fitted.all.size(), threads, [&](size_t job) {
        const size_t target = job / folds;
        const Task task{t, job % folds, allowed.data() + job * t.width,
                        fitted_bins.data() + target * n};
        fitted.all[job] = boost_scale(task, boosting(how), size.data() + target * n,
                                      out.data() + target * n);
    });
    return fitted;
}

Forests fit_classes(Bins bins, Flags category, Starts fold, Bins allowed, In<int32_t, 1> y,
                    int classes, uint64_t seed, std::vector<double> how, int threads,
                    Out<float, 2> out) {
    const Table t = table(bins, category, fold);
    const size_t folds = t.fold.size() - 1;
    Forests fitted{folds, std::vector<Forest>(folds)};
    nb::gil_scoped_release release;
    parallel_for(folds, threads, [&](size_t k) {
        const Task task{t, k, allowed.data() + k * t.width, nullptr};
        fitted.all[k] =
            boost_classes(task, boosting(how), y.data(), classes, mix64(seed), out.data());
    });
    return fitted;
}

// out: (targets, rows, classes) start + trees of the forests of one fold.
void predict_rows(const Forests& forests, std::vector<size_t> targets, size_t fold, Bins bins,
                  Bins extra, int threads, Out<float, 3> out) {
    constexpr size_t kChunk = 1024;  // rows of one block: its bins stay in cache
    const size_t n = bins.shape(0), width = bins.shape(1), classes = out.shape(2);
    const size_t chunks = (n + kChunk - 1) / kChunk;
    nb::gil_scoped_release release;
    parallel_for(targets.size() * chunks, threads, [&](size_t item) {
        const size_t t = item / chunks, begin = item % chunks * kChunk;
        const Forest& forest = forests.all.at(targets[t] * forests.folds + fold);
        std::vector<uint32_t> rows(std::min(kChunk, n - begin));
        for (size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<uint32_t>(begin + i);
        const uint8_t* more = extra.shape(0) ? extra.data() + t * n : nullptr;
        const Block block = gather(bins.data(), width, more, forest.columns, rows);
        predict(forest, block, out.data() + (t * n + begin) * classes);
    });
}

// out: (rows, width) |sum of value changes| on each row's paths, by column (Saabas 2014).
void path_shares(const Forests& forests, size_t target, size_t fold, Bins bins,
                 Out<double, 2> out) {
    const Forest& forest = forests.all.at(target * forests.folds + fold);
    for (size_t i = 0; i < bins.shape(0); ++i) {
        const uint8_t* row = bins.data() + i * bins.shape(1);
        double* sums = out.data() + i * bins.shape(1);
        for (const Tree& tree : forest.trees)
            for (size_t at = 0; tree.nodes[at].left != at;) {
                const Node& node = tree.nodes[at];
                const auto column = static_cast<size_t>(forest.columns[node.feature]);
                const size_t next = node.left + (~node.mask >> row[column] & 1);
                sums[column] += static_cast<double>(tree.nodes[next].value) - node.value;
                at = next;
            }
    }
}

// bins[:, column] = 0 where x is missing, else 1 + the number of edges at or below x.
void bin_numbers(In<double, 1> x, In<double, 1> edges, size_t column, Out<uint8_t, 2> bins) {
    const double* begin = edges.data();
    const double* end = begin + edges.shape(0);
    const size_t width = bins.shape(1);
    uint8_t* out = bins.data() + column;
    for (size_t i = 0; i < x.shape(0); ++i, out += width)
        *out = std::isnan(x.data()[i])
                   ? 0
                   : static_cast<uint8_t>(1 + (std::upper_bound(begin, end, x.data()[i]) - begin));
}

auto fit_ridge(In<float, 2> x, Starts fold, In<float, 2> y, Bins allowed,
               std::vector<double> how, int threads) {
    const Design d{x.data(), x.shape(0), x.shape(1), bounds(fold)};
    const size_t folds = d.fold.size() - 1, jobs = y.shape(0) * folds;
    const Shrinkage shrink{how[0], static_cast<size_t>(how[1]), static_cast<size_t>(how[2]),
                           static_cast<int>(how[3])};
    const size_t width = std::min(d.columns, std::max(shrink.wide, shrink.few));
    std::vector<int32_t> columns(jobs * width, -1);
    std::vector<double> slopes(jobs * width, 0.0), intercepts(jobs);
    {
        nb::gil_scoped_release release;
        const std::vector<double> grams =
            d.columns <= 1000 ? gram(d, threads) : std::vector<double>{};
        std::vector<Screen> screens(folds);
        parallel_for(folds, threads, [&](size_t k) { screens[k] = screen(d, k); });
        parallel_for(jobs, threads, [&](size_t job) {
            const size_t t = job / folds, k = job % folds;
            const Line line = ridge(d, grams, screens[k], k, y.data() + t * d.rows,
                                    allowed.data() + t * d.columns, shrink);
            std::copy(line.columns.begin(), line.columns.end(),
                      columns.begin() + static_cast<long>(job * width));
            std::copy(line.slope.begin(), line.slope.end(),
                      slopes.begin() + static_cast<long>(job * width));
            intercepts[job] = line.intercept;
        });
    }
    return std::make_tuple(given(std::move(columns), {y.shape(0), folds, width}),
                           given(std::move(slopes), {y.shape(0), folds, width}),
                           given(std::move(intercepts), {y.shape(0), folds}));
}

// out: (lines, rows). columns, slopes: (lines, width), padded with -1.
void ridge_rows(In<float, 2> x, In<int32_t, 2> columns, In<double, 2> slopes,
                In<double, 1> intercepts, int threads, Out<float, 2> out) {
    const size_t n = x.shape(1), width = columns.shape(1);
    nb::gil_scoped_release release;
    parallel_for(columns.shape(0), threads, [&](size_t l) {
        Line line;
        line.intercept = intercepts.data()[l];
        for (size_t j = 0; j < width && columns.data()[l * width + j] >= 0; ++j) {
            line.columns.push_back(columns.data()[l * width + j]);
            line.slope.push_back(slopes.data()[l * width + j]);
        }
        evaluate(x.data(), n, line, out.data() + l * n);
    });
}

auto gram_of(In<float, 2> x, Starts fold, int threads) {
    const Design d{x.data(), x.shape(0), x.shape(1), bounds(fold)};
    return given(gram(d, threads), {d.fold.size() - 1, d.columns, d.columns});
}

auto best_split(In<int64_t, 1> sums, In<int64_t, 1> counts, bool category, double smooth,
                int min_rows) {
    int64_t bins[kBins];
    for (size_t b = 0; b < kBins; ++b)
        bins[b] = counts.data()[b] * (int64_t{1} << 40) + sums.data()[b];
    const Split s = category ? best_category(bins, smooth, min_rows)
                             : best_number(bins, smooth, min_rows);
    return std::make_tuple(s.gain, s.mask);
}

// Kept in this order: folds, then columns, starts, nodes, steps and depths of all forests
// behind each other, with their sizes.
auto dump(const Forests& forests) {
    std::vector<int64_t> sizes;
    std::vector<int32_t> columns;
    std::vector<float> starts, steps;
    std::vector<uint8_t> nodes;
    sizes.push_back(static_cast<int64_t>(forests.folds));
    for (const Forest& f : forests.all) {
        sizes.push_back(static_cast<int64_t>(f.columns.size()));
        sizes.push_back(static_cast<int64_t>(f.start.size()));
        sizes.push_back(static_cast<int64_t>(f.trees.size()));
        columns.insert(columns.end(), f.columns.begin(), f.columns.end());
        starts.insert(starts.end(), f.start.begin(), f.start.end());
        for (const Tree& t : f.trees) {
            sizes.push_back(static_cast<int64_t>(t.nodes.size()));
            sizes.push_back(t.depth);
            const auto* bytes = reinterpret_cast<const uint8_t*>(t.nodes.data());
            nodes.insert(nodes.end(), bytes, bytes + t.nodes.size() * sizeof(Node));
        }
        for (const auto& s : f.steps) steps.insert(steps.end(), s.begin(), s.end());
    }
    const size_t a = sizes.size(), b = columns.size(), c = starts.size(), d = nodes.size(),
                 e = steps.size();
    return std::make_tuple(given(std::move(sizes), {a}), given(std::move(columns), {b}),
                           given(std::move(starts), {c}), given(std::move(nodes), {d}),
                           given(std::move(steps), {e}));
}

Forests load(In<int64_t, 1> sizes, In<int32_t, 1> columns, In<float, 1> starts,
             In<uint8_t, 1> nodes, In<float, 1> steps) {
    Forests out;
    size_t at = 0, column = 0, start = 0, node = 0, step = 0;
    auto next = [&] {
        if (at >= sizes.shape(0)) throw nb::value_error("forests: the sizes end too early");
        return static_cast<size_t>(sizes.data()[at++]);
    };
    auto check = [](size_t used, size_t there) {
        if (used > there) throw nb::value_error("forests: an array is shorter than its sizes say");
    };
    out.folds = next();
    while (at < sizes.shape(0)) {
        Forest f;
        const size_t c = next(), s = next(), t = next();
        check(column + c, columns.shape(0));
        check(start + s, starts.shape(0));
        f.columns.assign(columns.data() + column, columns.data() + column + c);
        f.start.assign(starts.data() + start, starts.data() + start + s);
        column += c;
        start += s;
        for (size_t i = 0; i < t; ++i) {
            Tree tree;
            tree.nodes.resize(next());
            tree.depth = static_cast<int>(next());
            const size_t bytes = tree.nodes.size() * sizeof(Node);
            check(node + bytes, nodes.shape(0));
            std::memcpy(tree.nodes.data(), nodes.data() + node, bytes);
            node += bytes;
            for (const Node& one : tree.nodes)
                if (one.left + 1U > tree.nodes.size() || one.feature >= std::max<size_t>(c, 1))
                    throw nb::value_error("forests: a node points outside of its tree");
            if (s > 1) {
                check(step + tree.nodes.size() * s, steps.shape(0));
                f.steps.emplace_back(steps.data() + step,
                                     steps.data() + step + tree.nodes.size() * s);
                step += tree.nodes.size() * s;
            }
            f.trees.push_back(std::move(tree));
        }
        out.all.push_back(std::move(f));
    }
    return out;
}

}  // namespace

void bind_conditional(nb::module_& m) {
    nb::class_<Forests>(m, "Forests")
        .def("dump", &dump)
        .def_static("load", &load)
        .def("extend", [](Forests& f, const Forests& more) {
            f.all.insert(f.all.end(), more.all.begin(), more.all.end());
        })
        .def("predict", &predict_rows)
        .def("path", &path_shares)
        .def("used", [](const Forests& f, size_t job) {
            std::vector<int32_t> out;
            for (const Tree& t : f.all.at(job).trees)
                for (size_t i = 0; i < t.nodes.size(); ++i)
                    if (t.nodes[i].left != i)
                        out.push_back(f.all[job].columns[t.nodes[i].feature]);
            std::sort(out.begin(), out.end());
            out.erase(std::unique(out.begin(), out.end()), out.end());
            return out;
        })
        .def("trees", [](const Forests& f) {
            std::vector<int> counts;
            for (const Forest& one : f.all) counts.push_back(static_cast<int>(one.trees.size()));
            return counts;
        });
    m.def("conditional_fit_mean", &fit_mean);
    m.def("conditional_fit_scale", &fit_scale);
    m.def("conditional_fit_classes", &fit_classes);
    m.def("conditional_bin_numbers", &bin_numbers);
    m.def("conditional_fit_ridge", &fit_ridge);
    m.def("conditional_ridge_rows", &ridge_rows);
    m.def("conditional_gram", &gram_of);
    m.def("conditional_best_split", &best_split);
}
