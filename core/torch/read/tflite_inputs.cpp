#include "core/torch/read/tflite_inputs.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/image_input.h"
#include "core/torch/graph/graph_bounds.h"

namespace bitprism {
namespace {

constexpr std::int64_t assumedChannels = 3, assumedSteps = 16;

InputKind kindOf(const TfliteTensor& tensor, const std::string& source) {
  switch (tensor.type) {
    case TfliteType::Float32:
    case TfliteType::Float16:
    case TfliteType::Float64:
      return InputKind::Float;
    case TfliteType::Bool:
      return InputKind::Boolean;
    case TfliteType::Int8:
    case TfliteType::Uint8:
    case TfliteType::Int16:
    case TfliteType::Uint16:
    case TfliteType::Int32:
    case TfliteType::Uint32:
    case TfliteType::Int64:
      return tensor.isCode() ? InputKind::Float : InputKind::Integer;
    case TfliteType::Int4:
      break;
  }
  throw InputError(text("cannot read '", source, "': input ", tensor.quotedName(), " has elements of type ",
                        tfliteTypeName(tensor.type), ", expected numbers"));
}

// Extents of one image that the file leaves open: those of the wanted image, in the order of the file, or usual ones.
Shape filledExtents(Shape extents, const Shape& wanted, InputKind kind) {
  Shape given(extents.size(), 0);
  if (wanted.size() == extents.size()) {
    given = wanted;
    // Images are given channels first, files have channels last.
    if (wanted.size() == 3 && !isChannelsLast(wanted)) given = {wanted[1], wanted[2], wanted[0]};
  }
  for (std::size_t i = 0; i < extents.size(); ++i) {
    if (extents[i] >= 0) continue;
    const bool image = kind == InputKind::Float && extents.size() == 3;
    const std::int64_t assumed = !image ? assumedSteps : i == 2 ? assumedChannels : usualSide;
    extents[i] = given[i] > 0 ? given[i] : assumed;
  }
  return extents;
}

}  // namespace

std::string tfliteFileType(const TfliteTensor& tensor) {
  const bool usual =
      tensor.type == TfliteType::Float32 || tensor.type == TfliteType::Int64 || tensor.type == TfliteType::Bool;
  return usual || tensor.isCode() ? std::string() : tfliteTypeName(tensor.type);
}

OnnxInputs tfliteInputs(const TfliteModel& model, const Shape& wanted, const std::string& source) {
  OnnxInputs result;
  std::set<std::int32_t> seen;
  for (const std::int32_t index : model.inputs) {
    const TfliteTensor& tensor = model.tensors[static_cast<std::size_t>(index)];
    if (tensor.data) continue;  // a constant
    if (!seen.insert(index).second)
      throw InputError(text("cannot read '", source, "': its input ", tensor.quotedName(), " is listed twice"));
    const bool first = result.inputs.empty();
    OnnxInput input{tensor.name.empty() ? text("input_", index) : tensor.name, {}, kindOf(tensor, source)};
    input.fileType = tfliteFileType(tensor);
    if (tensor.isCode())
      result.notices.push_back(text("Input '", input.name, "' is read as the numbers that its ",
                                    tfliteTypeName(tensor.type), " codes represent."));
    if (tensor.type == TfliteType::Float16 || tensor.type == TfliteType::Float64)
      result.notices.push_back(text("Input '", input.name, "' has another width; it is read as 32-bit floats."));
    const Shape& stated = tensor.signature.empty() ? tensor.shape : tensor.signature;
    std::int64_t rows = 0;  // 0: left open
    if (!stated.empty()) {
      rows = std::max<std::int64_t>(stated[0], 0);
      Shape extents(stated.begin() + 1, stated.end());
      for (std::size_t i = 0; i < extents.size(); ++i)
        if (extents[i] < 0) input.openAxes.push_back(static_cast<std::int64_t>(i) + 1);
      if (!input.openAxes.empty()) {
        const bool known = first && wanted.size() == extents.size();
        result.open |= first;
        result.guessed |= first && !known;
        extents = filledExtents(std::move(extents), first ? wanted : Shape(), input.kind);
      }
      std::int64_t count = std::max<std::int64_t>(rows, 1);
      for (const std::int64_t extent : extents) {
        if (extent > mostNumbersOfInput || count > mostNumbersOfInput / std::max<std::int64_t>(extent, 1))
          throw InputError(
              text("cannot read '", source, "': input '", input.name, "' has an impossible size ", shapeText(extents)));
        count *= extent;
      }
      if (first) result.declaredBatch = rows;
      input.shape = std::move(extents);
      input.shape.insert(input.shape.begin(), rows == 0 || rows == result.declaredBatch ? -1 : rows);
    }
    result.inputs.push_back(std::move(input));
  }
  if (result.inputs.empty()) throw InputError(text("cannot read '", source, "': it has no input"));
  return result;
}

}  // namespace bitprism
