#include "core/torch/read/onnx_reader.h"

#include <ATen/ATen.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <climits>
#include <exception>
#include <filesystem>
#include <set>

#include "core/base/error.h"
#include "core/base/random_access.h"
#include "core/base/text.h"
#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/form_run.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/read/batch_opening.h"
#include "core/torch/read/onnx_walk.h"
#include "core/torch/read/open_extents.h"

namespace bitprism {
namespace {

constexpr int deepestMessage = 64;    // depth of nested protobuf messages
constexpr int bytesAtOnce = 1 << 20;  // of a file

// Candidates for the open extents of a file: the given images, channels first or last, then images of usual sizes.
std::vector<OnnxInputs> possibleInputs(const ::onnx::GraphProto& graph, const Shape& wanted,
                                       const std::string& source) {
  std::vector<OnnxInputs> possible{onnxInputs(graph, wanted, source)};
  if (!possible[0].open || possible[0].inputs[0].kind != InputKind::Float || possible[0].inputs[0].shape.size() != 4)
    return possible;
  // Only if exactly the image's own extents result, in one order or the other: the file may state others.
  const auto add = [&](const Shape& image, bool guessed) {
    OnnxInputs inputs = onnxInputs(graph, image, source);
    const Shape& shape = inputs.inputs[0].shape;
    const Shape one(shape.begin() + 1, shape.end()), turned = {image[1], image[2], image[0]};
    const auto same = [&](const OnnxInputs& other) { return other.inputs[0].shape == shape; };
    if ((one != image && one != turned) || std::any_of(possible.begin(), possible.end(), same)) return;
    inputs.guessed = guessed;
    possible.push_back(std::move(inputs));
  };
  if (wanted.size() == 3) add({wanted[1], wanted[2], wanted[0]}, false);
  for (const std::int64_t side : {224, 32, 28, 64, 96, 128, 16, 8, 48, 227, 256, 299, 384, 512})
    for (const std::int64_t channels : {3, 1}) {
      add({channels, side, side}, true);
      add({side, side, channels}, true);
    }
  return possible;
}

// The first of them with which the graph runs; if there is none, the error of the first.
OnnxInputs runnableInputs(const ::onnx::GraphProto& graph, const OnnxWalk& walk, const Shape& wanted,
                          const std::string& source) {
  std::vector<OnnxInputs> possible = possibleInputs(graph, wanted, source);
  if (possible.size() == 1) return std::move(possible[0]);
  for (OnnxInputs& inputs : possible) {
    try {
      walk.record(inputs, std::max<std::int64_t>(inputs.declaredBatch, 1), Example::Forms);
      return std::move(inputs);
    } catch (const InputError&) {  // if it is so for all of them, numbers show why
    } catch (const c10::Error&) {
    } catch (const NoForm&) {
    }
  }
  std::exception_ptr first;
  std::set<std::string> failures;
  for (OnnxInputs& inputs : possible) {
    std::string failure;
    try {
      walk.record(inputs, std::max<std::int64_t>(inputs.declaredBatch, 1));
      return std::move(inputs);
    } catch (const InputError& problem) {
      failure = problem.what();
      if (!first) first = std::current_exception();
    } catch (const c10::Error& problem) {
      failure = problemText(problem);
      if (!first) first = std::current_exception();
    }
    if (!failures.insert(failure).second) break;  // the same for any size, so another size does not help
  }
  std::rethrow_exception(first);
}

// The declarations to be repeated in our own files.
void keepDeclarations(ReadProgram& read, const OnnxInputs& inputs, const ::onnx::GraphProto& graph) {
  Program& program = read.program;
  for (std::size_t i = 0; i < program.inputs.size(); ++i) program.inputs[i].fileType = inputs.inputs[i].fileType;
  const std::vector<std::string> types = outputTypes(graph);
  program.outputTypes.assign(program.outputNames.size(), "");
  for (std::size_t i = 0; i < program.outputNames.size(); ++i)
    for (int k = 0; k < graph.output_size(); ++k)
      if (graph.output(k).name() == program.outputNames[i]) program.outputTypes[i] = types[static_cast<std::size_t>(k)];
  // Codes are read as the numbers that they represent, whose type differs from the codes'.
  const auto integers = [](const std::string& type) {
    return !type.empty() && type.find("float") == std::string::npos;
  };
  if (std::any_of(program.outputTypes.begin(), program.outputTypes.end(), integers)) {
    const std::vector<SlotForm> forms = slotForms(program);
    for (std::size_t i = 0; i < program.outputs.size(); ++i) {
      std::string& type = program.outputTypes[i];
      if (!integers(type) || forms[static_cast<std::size_t>(program.outputs[i])].kind != InputKind::Float) continue;
      read.notices.push_back(
          text("Output '", program.outputNames[i], "' is read as the numbers that its ", type, " codes represent."));
      type.clear();
    }
  }
}

// The bytes of a file as protobuf asks for them, never all at once.
class FileStream : public google::protobuf::io::CopyingInputStream {
 public:
  explicit FileStream(const RandomAccess& file) : file_(file) {}

  int Read(void* buffer, int size) override {
    try {
      const std::uint64_t count = std::min(static_cast<std::uint64_t>(size), file_.size() - at_);
      file_.read(at_, {static_cast<std::uint8_t*>(buffer), static_cast<std::size_t>(count)});
      at_ += count;
      return static_cast<int>(count);
    } catch (const InputError&) {
      problem = std::current_exception();
      return -1;
    }
  }

  std::exception_ptr problem;  // of reading

 private:
  const RandomAccess& file_;
  std::uint64_t at_ = 0;
};

void checkSize(std::uint64_t bytes, const std::string& source) {
  if (bytes > INT_MAX)
    throw InputError(text("cannot read '", source, "': larger than 2 GB, expected its weights as external data"));
}

bool parseModel(::onnx::ModelProto& model, google::protobuf::io::ZeroCopyInputStream& bytes) {
  google::protobuf::io::CodedInputStream stream(&bytes);
  stream.SetTotalBytesLimit(INT_MAX);
  stream.SetRecursionLimit(deepestMessage);
  return model.ParseFromCodedStream(&stream) && stream.ConsumedEntireMessage() && model.has_graph() &&
         model.graph().node_size() > 0;
}

[[noreturn]] void refuseIncomplete(const std::string& source) {
  throw InputError(
      text("cannot read '", source, "': not a complete ONNX model (truncated, damaged or of another kind)"));
}

// With the files that it names, which are checked when they are read.
std::int64_t bytesOf(const ::onnx::ModelProto& model, const std::string& folder) {
  std::set<std::string> files;
  for (const auto& tensor : model.graph().initializer())
    for (const auto& entry : tensor.external_data())
      if (entry.key() == "location") files.insert(entry.value());
  auto bytes = static_cast<std::int64_t>(model.ByteSizeLong());
  for (const std::string& file : files) {
    std::error_code problem;
    const std::uintmax_t size = std::filesystem::file_size(std::filesystem::path(folder) / file, problem);
    if (!problem) bytes += static_cast<std::int64_t>(std::min(size, std::uintmax_t{1} << 40));
  }
  return bytes;
}

// Takes the weights out of the model.
ReadProgram readModel(::onnx::ModelProto& model, const std::string& source, const std::string& folder,
                      const Shape& inputShape, std::int64_t readingBytes) {
  const c10::InferenceMode inference;
  ReadProgram result;
  try {
    const AllocationLimit limit(graphBounds(bytesOf(model, folder), readingBytes));
    const OnnxWalk walk(model, {source, folder});
    const OnnxInputs inputs = runnableInputs(model.graph(), walk, inputShape, source);
    result.guessedInput = inputs.guessed;
    OpenedProgram opened = programForAnyBatch(
        [&](std::int64_t batch, Example example) { return walk.record(inputs, batch, example); }, inputs.declaredBatch);
    result.program = std::move(opened.program);
    result.notices = std::move(opened.notices);
    keepDeclarations(result, inputs, model.graph());
    keepOpenExtents(result, inputs, [&](const OnnxInputs& others, std::int64_t batch, Example example) {
      return walk.record(others, batch, example);
    });
  } catch (const c10::Error& problem) {
    throw InputError(text("cannot read '", source, "': ", problemText(problem)));
  }
  return result;
}

ReadProgram readOnnxFile(const NetworkFile& file) {
  ::onnx::ModelProto model;
  {
    const std::shared_ptr<const RandomAccess> opened = openFile(file.path);
    checkSize(opened->size(), file.path);
    FileStream stream(*opened);
    google::protobuf::io::CopyingInputStreamAdaptor bytes(&stream, bytesAtOnce);
    const bool complete = parseModel(model, bytes);
    if (stream.problem) std::rethrow_exception(stream.problem);
    if (!complete) refuseIncomplete(file.path);
  }
  return readModel(model, file.path, std::filesystem::path(file.path).parent_path().string(), file.inputShape,
                   file.readingBytes);
}

}  // namespace

ReadProgram readOnnx(const Bytes& bytes, const std::string& source, const std::string& folder, const Shape& inputShape,
                     std::int64_t readingBytes) {
  checkSize(bytes.size(), source);
  ::onnx::ModelProto model;
  google::protobuf::io::ArrayInputStream array(bytes.data(), static_cast<int>(bytes.size()));
  if (bytes.empty() || !parseModel(model, array)) refuseIncomplete(source);
  return readModel(model, source, folder, inputShape, readingBytes);
}

const NetworkReader onnxReader = {
    .format = {.name = "onnx", .title = "ONNX", .suffixes = {".onnx"}}, .recognises = nullptr, .read = readOnnxFile};

}  // namespace bitprism
