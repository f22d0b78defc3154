// Arrays of NumPy as the kernels take and give them, and loops by their level's name.
#pragma once
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

namespace vedette {

template <class T, int N>
using In = nanobind::ndarray<const T, nanobind::ndim<N>, nanobind::c_contig,
                             nanobind::device::cpu>;
template <class T, int N>
using Out = nanobind::ndarray<T, nanobind::ndim<N>, nanobind::c_contig,
                              nanobind::device::cpu>;
template <class T>
using Given = nanobind::ndarray<nanobind::numpy, T>;

// The values as an array of this shape, which owns them.
template <class T>
Given<T> given(std::vector<T>&& values, std::initializer_list<size_t> shape) {
    auto* kept = new std::vector<T>(std::move(values));
    nanobind::capsule owner(
        kept, [](void* p) noexcept { delete static_cast<std::vector<T>*>(p); });
    return Given<T>(kept->data(), shape, owner);
}

// The inner loops of the instruction-set level "base", "v3" or "v4".
template <class Loops>
Loops at_level(const std::string& level, Loops (*base)(), Loops (*v3)(), Loops (*v4)()) {
    if (level == "v4" && v4) return v4();
    if (level == "v3" && v3) return v3();
    if (level != "base") throw std::invalid_argument("no such level: " + level);
    return base();
}

// Loops that are compiled for each level have functions NAME_base, NAME_v3 and NAME_v4.
#ifdef VEDETTE_X86
#define VEDETTE_AT_LEVEL(name, level) \
    ::vedette::at_level(level, name##_base, name##_v3, name##_v4)
#else
#define VEDETTE_AT_LEVEL(name, level) \
    ::vedette::at_level(level, name##_base, decltype(&name##_base)(nullptr), \
                        decltype(&name##_base)(nullptr))
#endif

}  // namespace vedette
