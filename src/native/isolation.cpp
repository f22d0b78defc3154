// Isolation forests, bound to Python: the shapes are checked by the wrappers in
// kernels/isolation.py.
#include <nanobind/stl/string.h>

#include <cstring>
#include <stdexcept>
#include <string>

#include "arrays.hpp"
#include "isolation_forest.hpp"
#include "isolation_scorer.hpp"
#include "parallel.hpp"
#include "random.hpp"

namespace nb = nanobind;

namespace vedette {
namespace {

IsolationKernels kernels_of(const std::string& level) {
    return VEDETTE_AT_LEVEL(isolation_kernels, level);
}

template <class T>
void append(std::vector<T>& all, const std::vector<T>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

// Trees first .. first + count - 1 of a seed, one after the other.
template <class Value>
nb::tuple grow(In<Value, 2> x, size_t sample, bool bootstrap, size_t features,
               int max_depth, size_t terms, uint64_t seed, size_t first, size_t count,
               int threads) {
    const Growing<Value> growing{x.data(), x.shape(0), x.shape(1), sample,
                          bootstrap, features,  max_depth,  terms};
    IsolationTree all;
    std::vector<int64_t> starts{0};
    {
        nb::gil_scoped_release free;
        std::vector<IsolationTree> grown(count);
        parallel_for(count, threads, [&](size_t t) {
            grown[t] = grow_isolation(growing, mix64(mix64(seed) + first + t));
        });
        for (const IsolationTree& tree : grown) {
            append(all.left, tree.left);
            append(all.value, tree.value);
            append(all.columns, tree.columns);
            append(all.weights, tree.weights);
            starts.push_back(int64_t(all.left.size()));
        }
    }
    const size_t m = all.left.size();
    return nb::make_tuple(given(std::move(all.left), {m}), given(std::move(all.value), {m}),
                          given(std::move(all.columns), {m, terms ? terms : 1}),
                          given(std::move(all.weights), {m * terms}),
                          given(std::move(starts), {count + 1}));
}

IsolationScorer* scorer(In<int32_t, 1> left, In<double, 1> value, In<int32_t, 2> columns,
                        In<double, 1> weights, In<int64_t, 1> starts, size_t d) {
    const size_t m = left.shape(0), terms = m ? weights.shape(0) / m : 0;
    if (value.shape(0) != m || columns.shape(0) != m || weights.shape(0) != m * terms ||
        columns.shape(1) != (terms ? terms : 1) || starts.shape(0) == 0)
        throw std::invalid_argument("the arrays are no forest");
    return new IsolationScorer({left.data(), value.data(), columns.data(), weights.data(),
                                starts.data(), m, starts.shape(0) - 1, terms, d});
}

void mean_path(const IsolationScorer& scorer, In<double, 2> x, int threads,
               const std::string& level, Out<double, 1> out) {
    const IsolationKernels kernels = kernels_of(level);
    nb::gil_scoped_release free;
    scorer.mean_path(x.data(), x.shape(0), threads, kernels, out.data());
}

}  // namespace
}  // namespace vedette

void bind_isolation(nb::module_& m) {
    using namespace vedette;
    // The first that fits without a conversion is taken.
    m.def("grow_isolation", &grow<double>);
    m.def("grow_isolation", &grow<float>);
    nb::class_<IsolationScorer>(m, "IsolationScorer").def("mean_path", &mean_path);
    m.def("isolation_scorer", &scorer, nb::rv_policy::take_ownership);
}
