#pragma once

#include <string>
#include <string_view>

namespace bitprism {

// ONNX's element types by name ("float16", "uint8", ...); 0 and empty if unknown.
int onnxTypeNamed(std::string_view name);
std::string onnxTypeName(int type);

}  // namespace bitprism
