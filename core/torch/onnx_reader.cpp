#include "core/torch/onnx_reader.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <onnx/onnx_pb.h>
#include <torch/script.h>
#include <torch/torch.h>

#include <algorithm>
#include <climits>
#include <filesystem>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/onnx_operators.h"
#include "core/torch/recorder.h"

namespace bitprism {
namespace {

constexpr std::int64_t exampleBatch = 2;
constexpr int uint4Type = 21, int4Type = 22;  // younger than the library's enum

std::int64_t checkedCount(const onnx::TensorProto& tensor, const std::string& source) {
  std::int64_t count = 1;
  for (const std::int64_t extent : tensor.dims()) {
    if (extent < 0)
      throw InputError(text("cannot read '", source, "': tensor '", tensor.name(), "' has a negative extent"));
    if (extent > 0 && count > (std::int64_t{1} << 40) / extent)
      throw InputError(text("cannot read '", source, "': tensor '", tensor.name(), "' has an impossible size"));
    count *= extent;
  }
  return count;
}

struct Storage {
  at::ScalarType type;
  int bits;
};

Storage storageOf(const onnx::TensorProto& tensor, const std::string& source) {
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      return {at::kFloat, 32};
    case onnx::TensorProto::DOUBLE:
      return {at::kDouble, 64};
    case onnx::TensorProto::FLOAT16:
      return {at::kHalf, 16};
    case onnx::TensorProto::BFLOAT16:
      return {at::kBFloat16, 16};
    case onnx::TensorProto::INT8:
      return {at::kChar, 8};
    case onnx::TensorProto::UINT8:
      return {at::kByte, 8};
    case onnx::TensorProto::INT16:
      return {at::kShort, 16};
    case onnx::TensorProto::INT32:
      return {at::kInt, 32};
    case onnx::TensorProto::INT64:
      return {at::kLong, 64};
    case onnx::TensorProto::BOOL:
      return {at::kBool, 8};
    case uint4Type:
    case int4Type:
      return {at::kChar, 4};
    default:
      throw InputError(text("cannot read '", source, "': tensor '", tensor.name(), "' has element type ",
                            tensor.data_type(), ", which is not supported"));
  }
}

at::Tensor unpackNibbles(const std::string& raw, std::int64_t count, const Shape& shape, bool isSigned) {
  at::Tensor result = at::empty({count}, at::kChar);
  auto* values = result.data_ptr<std::int8_t>();
  for (std::int64_t i = 0; i < count; ++i) {
    const int byte = static_cast<unsigned char>(raw[static_cast<std::size_t>(i / 2)]);
    const int nibble = i % 2 == 0 ? byte & 15 : byte >> 4;
    values[i] = static_cast<std::int8_t>(isSigned && nibble >= 8 ? nibble - 16 : nibble);
  }
  return result.reshape(shape);
}

template <class T, class Field>
at::Tensor fromField(const Field& field, std::int64_t count, const Shape& shape, at::ScalarType type,
                     const std::string& where) {
  if (field.size() != count) throw InputError(text(where, " has ", field.size(), " numbers, expected ", count));
  at::Tensor result = at::empty({count}, type);
  std::copy(field.begin(), field.end(), result.data_ptr<T>());
  return result.reshape(shape);
}

// The bytes of a tensor kept in another file of the same folder.
std::string externalBytes(const onnx::TensorProto& tensor, const std::string& folder, std::uint64_t need,
                          const std::string& source) {
  std::string location;
  std::uint64_t offset = 0, length = need;
  for (const auto& entry : tensor.external_data()) {
    try {
      if (entry.key() == "location") location = entry.value();
      if (entry.key() == "offset") offset = std::stoull(entry.value());
      if (entry.key() == "length") length = std::stoull(entry.value());
    } catch (const std::exception&) {
      throw InputError(text("cannot read '", source, "': tensor '", tensor.name(), "' has external data with ",
                            entry.key(), " '", entry.value(), "'"));
    }
  }
  namespace fs = std::filesystem;
  const fs::path inside = fs::path(location).lexically_normal();
  if (location.empty() || inside.is_absolute() || *inside.begin() == "..")
    throw InputError(text("cannot read '", source, "': tensor '", tensor.name(),
                          "' names data outside the file's folder ('", location, "'), which is refused"));
  std::error_code problem;
  const fs::path real = fs::weakly_canonical(fs::path(folder) / inside, problem),
                 root = fs::weakly_canonical(folder.empty() ? "." : folder, problem);
  if (std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first != root.end())
    throw InputError(text("cannot read '", source, "': tensor '", tensor.name(),
                          "' names data outside the file's folder ('", location, "'), which is refused"));
  const Bytes all = readFile(real.string());
  if (length != need || offset > all.size() || all.size() - offset < need)
    throw InputError(text("cannot read '", source, "': external data of tensor '", tensor.name(), "' has ", all.size(),
                          " bytes, expected ", need, " from ", offset));
  return {reinterpret_cast<const char*>(all.data()) + offset, static_cast<std::size_t>(need)};
}

at::Tensor tensorFrom(const onnx::TensorProto& proto, const std::string& source, const std::string& folder) {
  const std::int64_t count = checkedCount(proto, source);
  const Storage storage = storageOf(proto, source);
  const Shape shape(proto.dims().begin(), proto.dims().end());
  const std::string where = text("cannot read '", source, "': tensor '", proto.name(), "'");
  const auto need = static_cast<std::uint64_t>((count * storage.bits + 7) / 8);
  std::string external;
  const bool isExternal = proto.data_location() == onnx::TensorProto::EXTERNAL;
  if (isExternal) external = externalBytes(proto, folder, need, source);
  if (isExternal || proto.has_raw_data()) {
    const std::string& raw = isExternal ? external : proto.raw_data();
    if (raw.size() != need)
      throw InputError(text(where, " has ", raw.size(), " bytes, expected ", need, " for ", shapeText(shape)));
    if (storage.bits == 4) return unpackNibbles(raw, count, shape, proto.data_type() == int4Type);
    at::Tensor result = at::empty(shape, storage.type);
    if (need > 0) std::memcpy(result.data_ptr(), raw.data(), raw.size());
    return result;
  }
  switch (storage.type) {
    case at::kFloat:
      return fromField<float>(proto.float_data(), count, shape, at::kFloat, where);
    case at::kDouble:
      return fromField<double>(proto.double_data(), count, shape, at::kDouble, where);
    case at::kLong:
      return fromField<std::int64_t>(proto.int64_data(), count, shape, at::kLong, where);
    case at::kHalf:
    case at::kBFloat16: {
      const at::Tensor words = fromField<std::int16_t>(proto.int32_data(), count, shape, at::kShort, where);
      return words.view(storage.type);
    }
    default:
      break;
  }
  if (storage.bits == 4) throw InputError(text(where, " holds 4-bit numbers outside raw_data, which is not supported"));
  return fromField<std::int32_t>(proto.int32_data(), count, shape, at::kInt, where).to(storage.type);
}

OnnxNode::Attribute attributeFrom(const onnx::AttributeProto& proto, const std::string& node, const std::string& source,
                                  const std::string& folder) {
  switch (proto.type()) {
    case onnx::AttributeProto::INT:
      return static_cast<std::int64_t>(proto.i());
    case onnx::AttributeProto::FLOAT:
      return static_cast<double>(proto.f());
    case onnx::AttributeProto::STRING:
      return proto.s();
    case onnx::AttributeProto::INTS:
      return std::vector<std::int64_t>(proto.ints().begin(), proto.ints().end());
    case onnx::AttributeProto::FLOATS:
      return std::vector<double>(proto.floats().begin(), proto.floats().end());
    case onnx::AttributeProto::TENSOR:
      return Recorder::constant(tensorFrom(proto.t(), source, folder), proto.t().name());
    case onnx::AttributeProto::GRAPH:
    case onnx::AttributeProto::GRAPHS:
      throw InputError(text("cannot read '", source, "': node '", node,
                            "' holds a graph of its own (control flow), which is not supported"));
    default:
      throw InputError(text("cannot read '", source, "': attribute '", proto.name(), "' of node '", node, "' has type ",
                            proto.type(), ", which is not supported"));
  }
}

// The input's extents without the batch: from the file where it states them, else from the caller, else guessed.
Shape exampleShape(const onnx::ValueInfoProto& input, const Shape& wanted, bool& guessed, const std::string& source) {
  if (!input.type().has_tensor_type())
    throw InputError(text("cannot read '", source, "': input '", input.name(), "' is no tensor"));
  if (input.type().tensor_type().elem_type() != onnx::TensorProto::FLOAT)
    throw InputError(text("cannot read '", source, "': input '", input.name(), "' has element type ",
                          input.type().tensor_type().elem_type(), ", expected float"));
  const auto& declared = input.type().tensor_type().shape();
  Shape shape;
  for (int i = 1; i < declared.dim_size(); ++i)
    shape.push_back(declared.dim(i).has_dim_value() && declared.dim(i).dim_value() > 0 ? declared.dim(i).dim_value()
                                                                                       : -1);
  if (shape.empty()) {
    if (!wanted.empty()) return wanted;
    throw InputError(text("cannot read '", source, "': input '", input.name(), "' states no shape; give one"));
  }
  if (wanted.size() == shape.size())
    for (std::size_t i = 0; i < shape.size(); ++i)
      if (shape[i] < 0) shape[i] = wanted[i];
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] < 0) {
      guessed = true;
      shape[i] = i == 0 ? 3 : 224;
    }
  if (elementCount(shape) > (std::int64_t{1} << 28))
    throw InputError(
        text("cannot read '", source, "': input '", input.name(), "' is of impossible size ", shapeText(shape)));
  return shape;
}

std::int64_t opsetOf(const onnx::ModelProto& model, const std::string& source) {
  for (const auto& opset : model.opset_import())
    if (opset.domain().empty() || opset.domain() == "ai.onnx") {
      if (opset.version() < 1 || opset.version() > 25)
        throw InputError(
            text("cannot read '", source, "': opset ", opset.version(), " is not supported, expected 7 to 21"));
      return opset.version();
    }
  return 7;
}

Program record(const onnx::ModelProto& model, const std::string& source, const std::string& folder, const Shape& wanted,
               bool& guessed) {
  const onnx::GraphProto& graph = model.graph();
  const std::int64_t opset = opsetOf(model, source);
  Recorder recorder;
  std::map<std::string, Recorded> values;
  for (const auto& tensor : graph.initializer())
    values[tensor.name()] = Recorder::constant(tensorFrom(tensor, source, folder), tensor.name());

  int inputs = 0;
  for (const auto& input : graph.input()) {
    if (values.contains(input.name())) continue;  // old files list their weights as inputs too
    if (++inputs > 1)
      throw InputError(
          text("cannot read '", source, "': it has a second input '", input.name(), "', expected one image tensor"));
    const Shape shape = exampleShape(input, wanted, guessed, source);
    const auto& declared = input.type().tensor_type().shape();
    const std::int64_t fixed =
        declared.dim_size() > 0 && declared.dim(0).has_dim_value() ? declared.dim(0).dim_value() : 0;
    Shape extents{fixed > 0 ? fixed : exampleBatch};
    extents.insert(extents.end(), shape.begin(), shape.end());
    Shape open = extents;
    open[0] = -1;
    at::Generator generator = at::detail::createCPUGenerator(7);
    values[input.name()] =
        recorder.input(input.name(), at::randn(extents, generator, at::TensorOptions(at::kFloat)), open);
  }
  if (inputs == 0) throw InputError(text("cannot read '", source, "': it has no input"));

  int counter = 0;
  for (const auto& proto : graph.node()) {
    OnnxNode node;
    node.op = proto.op_type();
    node.name = !proto.name().empty() ? proto.name() : text(proto.op_type(), "_", counter);
    ++counter;
    if (!proto.domain().empty() && proto.domain() != "ai.onnx")
      throw InputError(text("cannot read '", source, "': node '", node.name, "' uses operator ", proto.domain(), ".",
                            node.op, ", which is not supported"));
    node.opset = opset;
    for (const auto& attribute : proto.attribute())
      node.attributes[attribute.name()] = attributeFrom(attribute, node.name, source, folder);
    for (const auto& name : proto.input()) {
      if (name.empty()) {
        node.inputs.emplace_back();
        continue;
      }
      const auto found = values.find(name);
      if (found == values.end())
        throw InputError(
            text("cannot read '", source, "': node '", node.name, "' reads '", name, "' before anything wrote it"));
      node.inputs.push_back(found->second);
    }
    node.outputCount = static_cast<std::size_t>(proto.output_size());
    std::vector<Recorded> results;
    try {
      results = recordOnnxNode(recorder, node);
    } catch (const InputError& problem) {
      throw InputError(text("cannot read '", source, "': ", problem.what()));
    }
    for (int i = 0; i < proto.output_size() && i < static_cast<int>(results.size()); ++i)
      if (!proto.output(i).empty() && !values.emplace(proto.output(i), results[static_cast<std::size_t>(i)]).second)
        throw InputError(
            text("cannot read '", source, "': node '", node.name, "' writes '", proto.output(i), "' a second time"));
  }

  std::vector<Recorded> outputs;
  std::vector<std::string> names;
  for (const auto& output : graph.output()) {
    const auto found = values.find(output.name());
    if (found == values.end())
      throw InputError(text("cannot read '", source, "': nothing writes its output '", output.name(), "'"));
    outputs.push_back(found->second);
    names.push_back(output.name());
  }
  if (outputs.empty()) throw InputError(text("cannot read '", source, "': it has no output"));
  return recorder.finish(outputs, names);
}

}  // namespace

OnnxProgram readOnnx(const Bytes& bytes, const std::string& source, const std::string& folder,
                     const Shape& inputShape) {
  if (bytes.size() > INT_MAX)
    throw InputError(text("cannot read '", source, "': larger than 2 GB, expected its weights as external data"));
  onnx::ModelProto model;
  google::protobuf::io::ArrayInputStream array(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedInputStream stream(&array);
  stream.SetTotalBytesLimit(INT_MAX);
  stream.SetRecursionLimit(64);
  if (bytes.empty() || !model.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage() || !model.has_graph() ||
      model.graph().node_size() == 0)
    throw InputError(
        text("cannot read '", source, "': not a whole ONNX model (it is truncated, damaged or of another kind)"));
  c10::InferenceMode inference;
  OnnxProgram result;
  try {
    result.program = record(model, source, folder, inputShape, result.guessedInput);
  } catch (const c10::Error& problem) {
    const std::string message = problem.what_without_backtrace();
    throw InputError(text("cannot read '", source, "': ", message.substr(0, message.find('\n'))));
  }
  return result;
}

}  // namespace bitprism
