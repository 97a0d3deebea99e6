#include "core/torch/onnx_reader.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <onnx/onnx_pb.h>
#include <torch/torch.h>

#include <algorithm>
#include <climits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/allocation_limit.h"
#include "core/torch/batch_opening.h"
#include "core/torch/onnx_walk.h"
#include "core/torch/torch_problem.h"

namespace bitprism {
namespace {

constexpr int deepestMessage = 64;  // protobuf's messages within messages

// A graph of a few bytes can ask for tensors of any size; more than this no network that is quantized here needs.
constexpr std::int64_t mostBytesOfOneTensor = std::int64_t{2} << 30;
constexpr std::int64_t mostBytes = std::int64_t{8} << 30;

bool sameTensors(const Program& a, const Program& b) {
  const auto equal = [](const Tensor& one, const Tensor& other) {
    if (one.shape != other.shape || one.values.index() != other.values.index()) return false;
    return std::visit(
        [&](const auto& values) {
          const auto& others = std::get<std::decay_t<decltype(values)>>(other.values);
          return values == others || *values == *others;
        },
        one.values);
  };
  return std::equal(a.tensors.begin(), a.tensors.end(), b.tensors.begin(), b.tensors.end(), equal);
}

// Whether a network does the same on inputs of other extents, where its file leaves them open.
bool leavesOpen(const Program& program, const OnnxWalk& walk, const OnnxInputs& inputs) {
  try {
    const OnnxInputs others = otherExtents(inputs);
    const Program other =
        programForAnyBatch([&](std::int64_t batch) { return walk.record(others, batch); }, others.declaredBatch)
            .program;
    return program.instructions == other.instructions && program.outputs == other.outputs &&
           program.inputs[0].shape[0] == other.inputs[0].shape[0] && sameTensors(program, other);
  } catch (const InputError&) {
    return false;
  }
}

// What a file of ours shall say again.
void keepDeclarations(OnnxProgram& read, const OnnxWalk& walk, const OnnxInputs& inputs,
                      const ::onnx::GraphProto& graph) {
  Program& program = read.program;
  bool some = false;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) {
    program.inputs[i].fileType = inputs.inputs[i].fileType;
    some = some || !inputs.inputs[i].openAxes.empty();
  }
  const std::vector<std::string> types = outputTypes(graph);
  program.outputTypes.assign(program.outputNames.size(), "");
  for (std::size_t i = 0; i < program.outputNames.size(); ++i)
    for (int k = 0; k < graph.output_size(); ++k)
      if (graph.output(k).name() == program.outputNames[i]) program.outputTypes[i] = types[static_cast<std::size_t>(k)];
  if (!some) return;
  if (leavesOpen(program, walk, inputs)) {
    for (std::size_t i = 0; i < program.inputs.size(); ++i) program.inputs[i].openAxes = inputs.inputs[i].openAxes;
    return;
  }
  const Shape& shape = program.inputs[0].shape;
  read.notices.push_back(text("The network depends on extents of its input that the file leaves open; it is read for ",
                              shapeText(Shape(shape.begin() + (shape.empty() ? 0 : 1), shape.end())), " alone."));
}

}  // namespace

OnnxProgram readOnnx(const Bytes& bytes, const std::string& source, const std::string& folder,
                     const Shape& inputShape) {
  if (bytes.size() > INT_MAX)
    throw InputError(text("cannot read '", source, "': larger than 2 GB, expected its weights as external data"));
  ::onnx::ModelProto model;
  google::protobuf::io::ArrayInputStream array(bytes.data(), static_cast<int>(bytes.size()));
  google::protobuf::io::CodedInputStream stream(&array);
  stream.SetTotalBytesLimit(INT_MAX);
  stream.SetRecursionLimit(deepestMessage);
  if (bytes.empty() || !model.ParseFromCodedStream(&stream) || !stream.ConsumedEntireMessage() || !model.has_graph() ||
      model.graph().node_size() == 0)
    throw InputError(
        text("cannot read '", source, "': not a whole ONNX model (it is truncated, damaged or of another kind)"));
  const c10::InferenceMode inference;
  OnnxProgram result;
  try {
    const AllocationLimit limit(mostBytesOfOneTensor, mostBytes);
    const OnnxWalk walk(model, {source, folder});
    const OnnxInputs inputs = onnxInputs(model.graph(), inputShape, source);
    result.guessedInput = inputs.guessed;
    OpenedProgram opened =
        programForAnyBatch([&](std::int64_t batch) { return walk.record(inputs, batch); }, inputs.declaredBatch);
    result.program = std::move(opened.program);
    result.notices = std::move(opened.notices);
    keepDeclarations(result, walk, inputs, model.graph());
  } catch (const c10::Error& problem) {
    throw InputError(text("cannot read '", source, "': ", problemText(problem)));
  } catch (const std::bad_alloc&) {
    throw InputError(text("cannot read '", source, "': there is not enough memory for it"));
  }
  return result;
}

}  // namespace bitprism
