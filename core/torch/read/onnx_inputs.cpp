#include "core/torch/read/onnx_inputs.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/image_input.h"
#include "core/torch/graph/example_input.h"
#include "core/torch/graph/graph_bounds.h"
#include "core/torch/graph/onnx_types.h"

namespace bitprism {
namespace {

constexpr std::int64_t usualChannels = 3, usualSteps = 16;

InputKind kindOf(const ::onnx::ValueInfoProto& input, OnnxInputs& result, const std::string& source) {
  if (!input.type().has_tensor_type())
    throw InputError(text("cannot read '", source, "': input '", input.name(), "' is not a tensor"));
  switch (input.type().tensor_type().elem_type()) {
    case ::onnx::TensorProto::FLOAT:
      return InputKind::Float;
    case ::onnx::TensorProto::DOUBLE:
    case ::onnx::TensorProto::FLOAT16:
    case ::onnx::TensorProto::BFLOAT16:
      result.notices.push_back(text("Input '", input.name(), "' has another width; it is read as 32-bit floats."));
      return InputKind::Float;
    case ::onnx::TensorProto::BOOL:
      return InputKind::Boolean;
    case ::onnx::TensorProto::INT8:
    case ::onnx::TensorProto::UINT8:
    case ::onnx::TensorProto::INT16:
    case ::onnx::TensorProto::UINT16:
    case ::onnx::TensorProto::INT32:
    case ::onnx::TensorProto::UINT32:
    case ::onnx::TensorProto::INT64:
    case ::onnx::TensorProto::UINT64:
      return InputKind::Integer;
    case ::onnx::TensorProto::STRING:
      throw InputError(text("cannot read '", source, "': input '", input.name(), "' takes text, expected numbers"));
    default:
      throw InputError(text("cannot read '", source, "': input '", input.name(), "' has element type ",
                            input.type().tensor_type().elem_type(), ", expected float"));
  }
}

// Empty if it is the default type of the kind.
std::string unusualType(const ::onnx::ValueInfoProto& value) {
  if (!value.type().has_tensor_type()) return {};
  const int type = value.type().tensor_type().elem_type();
  const bool usual =
      type == ::onnx::TensorProto::FLOAT || type == ::onnx::TensorProto::INT64 || type == ::onnx::TensorProto::BOOL;
  return usual ? std::string() : onnxTypeName(type);
}

// Assumptions for unstated extents: channels first, unless the last extent is a usual number of them.
Shape assumed(Shape shape, InputKind kind, std::int64_t side) {
  const bool channelsLast = isChannelsLast(shape);
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] >= 0) continue;
    if (kind != InputKind::Float || shape.size() < 3)
      shape[i] = usualSteps;
    else
      shape[i] = i == 0 && !channelsLast ? usualChannels : side;
  }
  return shape;
}

// Fills the open extents with those of an image, [channels, height, width] or as stated, in the order that matches the
// stated ones.
Shape filled(Shape extents, const Shape& image) {
  const bool last = image.size() == 3 && isChannelsLast(extents) && !isChannelsLast(image);
  const Shape ordered = last ? Shape{image[1], image[2], image[0]} : image;
  for (std::size_t i = 0; i < extents.size(); ++i)
    if (extents[i] < 0) extents[i] = ordered[i];
  return extents;
}

}  // namespace

OnnxInputs onnxInputs(const ::onnx::GraphProto& graph, const Shape& wanted, const std::string& source,
                      std::int64_t side) {
  OnnxInputs result;
  std::set<std::string> known;  // old files list their weights as inputs too
  for (const auto& tensor : graph.initializer()) known.insert(tensor.name());
  for (const auto& input : graph.input()) {
    if (!known.insert(input.name()).second) continue;
    OnnxInput read{input.name(), {}, kindOf(input, result, source)};
    read.fileType = unusualType(input);
    const auto& type = input.type().tensor_type();
    const bool first = result.inputs.empty();
    Shape extents;  // without the batch
    for (int i = 1; i < type.shape().dim_size(); ++i) {
      const auto& dim = type.shape().dim(i);
      extents.push_back(dim.has_dim_value() && dim.dim_value() > 0 ? dim.dim_value() : -1);
    }
    const std::int64_t rows = type.shape().dim_size() > 0 && type.shape().dim(0).has_dim_value()
                                  ? std::max<std::int64_t>(type.shape().dim(0).dim_value(), 0)
                                  : 0;
    for (std::size_t i = 0; i < extents.size(); ++i)
      if (extents[i] < 0) read.openAxes.push_back(static_cast<std::int64_t>(i) + 1);
    if (first && type.has_shape() && wanted.size() == extents.size()) {
      result.open |= std::any_of(extents.begin(), extents.end(), [](std::int64_t extent) { return extent < 0; });
      extents = filled(std::move(extents), wanted);
    } else if (first && !wanted.empty() && !type.has_shape()) {
      result.open = true;
      extents = wanted;
    } else if (!type.has_shape()) {
      throw InputError(text("cannot read '", source, "': input '", input.name(), "' states no shape, expected one"));
    }
    if (std::any_of(extents.begin(), extents.end(), [](std::int64_t extent) { return extent < 0; })) {
      result.guessed |= first;
      result.open |= first;
      extents = assumed(extents, read.kind, side);
    }
    std::int64_t elements = 1;
    for (const std::int64_t extent : extents) {
      if (extent > mostNumbersOfInput || elements > mostNumbersOfInput / std::max<std::int64_t>(extent, 1))
        throw InputError(
            text("cannot read '", source, "': input '", input.name(), "' has an impossible size ", shapeText(extents)));
      elements *= extent;
    }
    if (rows > 0 && elements > mostNumbersOfInput / rows)
      throw InputError(text("cannot read '", source, "': input '", input.name(), "' has an impossible size"));
    if (first) result.declaredBatch = rows;
    const bool scalar = type.has_shape() && type.shape().dim_size() == 0;
    if (!scalar) {
      read.shape = extents;
      const bool batched = rows == 0 || rows == result.declaredBatch;
      read.shape.insert(read.shape.begin(), batched ? -1 : rows);
    }
    result.inputs.push_back(std::move(read));
  }
  if (result.inputs.empty()) throw InputError(text("cannot read '", source, "': it has no input"));
  return result;
}

OnnxInputs otherExtents(OnnxInputs inputs) {
  for (OnnxInput& input : inputs.inputs) input.shape = otherExtents(input.shape, input.openAxes);
  return inputs;
}

std::vector<std::string> outputTypes(const ::onnx::GraphProto& graph) {
  std::vector<std::string> types;
  for (const auto& output : graph.output()) types.push_back(unusualType(output));
  return types;
}

Recorded exampleOf(Recorder& recorder, const OnnxInput& input, std::int64_t batch) {
  const at::Tensor example = recorder.example() == Example::Forms && input.kind == InputKind::Float
                                 ? exampleForm(input.shape, batch)
                                 : exampleTensor(input.shape, input.kind, batch);
  return recorder.input(input.name, example, input.shape);
}

}  // namespace bitprism
