// The search by tree, bound to Python: shapes are checked by the wrappers in
// kernels/search.py.
#include <nanobind/stl/string.h>

#include <algorithm>
#include <limits>
#include <stdexcept>
#include <string>

#include "arrays.hpp"
#include "search.hpp"

namespace nb = nanobind;

namespace vedette {
namespace {

SearchKernels kernels_of(const std::string& level) {
    return VEDETTE_AT_LEVEL(search_kernels, level);
}

// The box of some rows, as columns of low and high.
void widen(const double* row, size_t d, double* low, double* high) {
    for (size_t j = 0; j < d; ++j) {
        low[j] = std::min(low[j], row[j]);
        high[j] = std::max(high[j], row[j]);
    }
}

// The arrays of a tree, in the order of the fields of SearchTree.
nb::tuple build_tree(In<double, 2> x, size_t used) {
    const size_t n = x.shape(0), d = x.shape(1);
    constexpr double INF = std::numeric_limits<double>::infinity();
    TreePlan plan;
    std::vector<double> rows(n * d), low, high, centre, branch_low, branch_high;
    std::vector<float> blocks;
    size_t leaves, branches;
    {
        nb::gil_scoped_release free;
        plan = plan_tree(x.data(), n, d, used);
        leaves = plan.starts.size() - 1;
        branches = (leaves + BRANCH - 1) / BRANCH;
        for (size_t i = 0; i < n; ++i)
            std::copy_n(x.data() + static_cast<size_t>(plan.order[i]) * d, d, &rows[i * d]);
        low.assign(leaves * used, INF);
        high.assign(leaves * used, -INF);
        centre.assign(leaves * used, 0.0);
        branch_low.assign(branches * used, INF);
        branch_high.assign(branches * used, -INF);
        // Past the last row of a leaf all is too far away.
        blocks.assign(leaves * used * LEAF, std::numeric_limits<float>::max());
        for (size_t leaf = 0; leaf < leaves; ++leaf) {
            const size_t begin = static_cast<size_t>(plan.starts[leaf]);
            const size_t end = static_cast<size_t>(plan.starts[leaf + 1]);
            const size_t at = leaf * used, branch = leaf / BRANCH * used;
            for (size_t i = begin; i < end; ++i) {
                widen(&rows[i * d], used, low.data() + at, high.data() + at);
                widen(&rows[i * d], used, branch_low.data() + branch,
                      branch_high.data() + branch);
            }
            for (size_t j = 0; begin < end && j < used; ++j) {
                centre[at + j] = low[at + j] / 2 + high[at + j] / 2;
                for (size_t i = begin; i < end; ++i)
                    blocks[(at + j) * LEAF + i - begin] =
                        static_cast<float>(rows[i * d + j] - centre[at + j]);
            }
        }
    }
    std::vector<int32_t> links, first(leaves, std::numeric_limits<int32_t>::max());
    for (const TreeCut& cut : plan.cuts)
        links.insert(links.end(), {cut.column, cut.left, cut.right});
    for (size_t leaf = 0; leaf < leaves; ++leaf)
        for (int64_t i = plan.starts[leaf]; i < plan.starts[leaf + 1]; ++i)
            first[leaf] = std::min(first[leaf], plan.order[static_cast<size_t>(i)]);
    const size_t cuts = plan.cuts.size();
    return nb::make_tuple(
        given(std::move(rows), {n, d}), given(std::move(plan.order), {n}),
        given(std::move(plan.starts), {leaves + 1}),
        given(std::move(first), {leaves}),
        given(std::move(blocks), {leaves, used, LEAF}),
        given(std::move(low), {leaves, used}), given(std::move(high), {leaves, used}),
        given(std::move(centre), {leaves, used}),
        given(std::move(branch_low), {branches, used}),
        given(std::move(branch_high), {branches, used}),
        given(std::move(links), {cuts, 3}), given(std::move(plan.values), {cuts}));
}

Metric metric_of(const std::string& name, double p) {
    if (name == "euclidean") return {Metric::Kind::euclidean, 2};
    if (name == "manhattan") return {Metric::Kind::manhattan, 1};
    if (name == "chebyshev") return {Metric::Kind::chebyshev, p};
    if (name == "minkowski") return {Metric::Kind::minkowski, p};
    throw std::invalid_argument("no such metric: " + name);
}

void search_tree(In<double, 2> rows, In<int32_t, 1> index, In<int64_t, 1> starts,
                 In<int32_t, 1> first, In<float, 3> blocks, In<double, 2> low, In<double, 2> high,
                 In<double, 2> centre, In<double, 2> branch_low, In<double, 2> branch_high,
                 In<int32_t, 2> links, In<double, 1> values, In<double, 2> queries,
                 const std::string& metric, double p, size_t k, bool leave_out, int threads,
                 const std::string& level, Out<int64_t, 2> indices,
                 Out<double, 2> distances) {
    static_assert(sizeof(TreeCut) == 3 * sizeof(int32_t));
    const Tree tree{rows.data(), index.data(), starts.data(), first.data(), blocks.data(),
                    low.data(), high.data(), centre.data(), branch_low.data(),
                    branch_high.data(), reinterpret_cast<const TreeCut*>(links.data()),
                    values.data(), rows.shape(1), low.shape(1), low.shape(0),
                    branch_low.shape(0), values.shape(0)};
    const SearchKernels kernels = kernels_of(level);
    const Metric measure = metric_of(metric, p);
    nb::gil_scoped_release free;
    search(kernels, tree, measure, queries.data(), queries.shape(0), k, leave_out, threads,
           indices.data(), distances.data());
}

}  // namespace
}  // namespace vedette

void bind_search(nb::module_& m) {
    m.def("build_search_tree", &vedette::build_tree);
    m.def("search_tree", &vedette::search_tree);
}
