// The one Python module of compiled kernels. Each family of kernels binds itself.
#include <nanobind/nanobind.h>

namespace nb = nanobind;

void bind_ensemble(nb::module_& m);
void bind_conditional(nb::module_& m);

NB_MODULE(_native, m) {
    nb::set_leak_warnings(false);
    bind_ensemble(m);
    bind_conditional(m);
}
