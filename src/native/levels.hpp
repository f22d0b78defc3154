// The inner loops of an instruction-set level by its name: "base", "v3", "v4".
#pragma once
#include <string>

#include "lanes.hpp"

namespace vedette {

Kernels kernels_of(const std::string& level);

}  // namespace vedette
