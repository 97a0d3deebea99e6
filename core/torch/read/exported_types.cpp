#include "core/torch/read/exported_types.h"

#include <ATen/ATen.h>

namespace bitprism {

std::optional<c10::ScalarType> scalarTypeNamed(const std::string& name) {
  static constexpr std::pair<const char*, at::ScalarType> names[] = {
      {"float32", at::kFloat}, {"float64", at::kDouble}, {"float16", at::kHalf}, {"bfloat16", at::kBFloat16},
      {"int8", at::kChar},     {"uint8", at::kByte},     {"int16", at::kShort},  {"int32", at::kInt},
      {"int64", at::kLong},    {"bool", at::kBool}};
  for (const auto& [known, type] : names)
    if (name == known) return type;
  return {};
}

}  // namespace bitprism
