#include "core/torch/onnx_reader.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <onnx/onnx_pb.h>
#include <torch/torch.h>

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
    OpenedProgram opened = programForAnyBatch([&](std::int64_t batch) { return walk.record(inputs, batch); },
                                              inputs.declaredBatch);
    result.program = std::move(opened.program);
    result.notices = std::move(opened.notices);
  } catch (const c10::Error& problem) {
    throw InputError(text("cannot read '", source, "': ", problemText(problem)));
  }
  return result;
}

}  // namespace bitprism
