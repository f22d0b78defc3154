// The one Python module of compiled kernels. Each family of kernels binds itself.
#include <nanobind/nanobind.h>

namespace nb = nanobind;

void bind_ensemble(nb::module_& m);
void bind_conditional(nb::module_& m);
void bind_histograms(nb::module_& m);
void bind_inne(nb::module_& m);
void bind_isolation(nb::module_& m);
void bind_ranks(nb::module_& m);
void bind_search(nb::module_& m);

NB_MODULE(_native, m) {
    nb::set_leak_warnings(false);
    bind_ensemble(m);
    bind_conditional(m);
    bind_histograms(m);
    bind_inne(m);
    bind_isolation(m);
    bind_ranks(m);
    bind_search(m);
}
