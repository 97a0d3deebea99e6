#include "core/torch/graph/onnx_types.h"

#include <onnx/onnx_pb.h>

#include <utility>

namespace bitprism {
namespace {

constexpr std::pair<const char*, ::onnx::TensorProto::DataType> typeNames[] = {
    {"float32", ::onnx::TensorProto::FLOAT},     {"float16", ::onnx::TensorProto::FLOAT16},
    {"bfloat16", ::onnx::TensorProto::BFLOAT16}, {"float64", ::onnx::TensorProto::DOUBLE},
    {"int8", ::onnx::TensorProto::INT8},         {"uint8", ::onnx::TensorProto::UINT8},
    {"int16", ::onnx::TensorProto::INT16},       {"uint16", ::onnx::TensorProto::UINT16},
    {"int32", ::onnx::TensorProto::INT32},       {"uint32", ::onnx::TensorProto::UINT32},
    {"int64", ::onnx::TensorProto::INT64},       {"uint64", ::onnx::TensorProto::UINT64},
    {"bool", ::onnx::TensorProto::BOOL}};

}  // namespace

int onnxTypeNamed(std::string_view name) {
  for (const auto& [known, type] : typeNames)
    if (name == known) return type;
  return 0;
}

std::string onnxTypeName(int type) {
  for (const auto& [name, known] : typeNames)
    if (type == known) return name;
  return {};
}

}  // namespace bitprism
