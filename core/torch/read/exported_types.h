#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace c10 {
enum class ScalarType : std::int8_t;
}

namespace bitprism {

// Element types by the names of ExportedType that this LibTorch has.
std::optional<c10::ScalarType> scalarTypeNamed(const std::string& name);

}  // namespace bitprism
