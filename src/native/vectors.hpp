// Vectors of float32 as wide as the level that a file is compiled for.
//
// All of it is of each file alone: an inline function shared between files, compiled for a
// newer machine, could be the copy that the linker keeps for all. For the same reason nothing
// here, and nothing in the files, may come from the C++ library.
#pragma once
#include <cstddef>
#include <cstdint>

#ifdef VEDETTE_X86
#include <immintrin.h>
#endif

namespace vedette {
namespace {

#if defined(__AVX512F__)
constexpr size_t W = 16;
#elif defined(__AVX2__)
constexpr size_t W = 8;
#else
constexpr size_t W = 4;
#endif

typedef float vf __attribute__((vector_size(4 * W), aligned(4), may_alias));
typedef int32_t vi __attribute__((vector_size(4 * W), aligned(4), may_alias));

inline vf load(const float* p) { return *reinterpret_cast<const vf*>(p); }
inline vf all(float v) { return vf{} + v; }

}  // namespace
}  // namespace vedette
