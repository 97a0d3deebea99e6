#include "core/torch/read/tflite_reader.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/read/batch_opening.h"
#include "core/torch/read/open_extents.h"
#include "core/torch/read/tflite_inputs.h"
#include "core/torch/read/tflite_walk.h"

namespace bitprism {
namespace {

// The types of the file's outputs, for our own files; those of codes are told instead.
void keepOutputTypes(ReadProgram& read, const TfliteModel& model) {
  Program& program = read.program;
  program.outputTypes.assign(program.outputNames.size(), "");
  for (std::size_t i = 0; i < program.outputNames.size(); ++i)
    for (const std::int32_t index : model.outputs) {
      const TfliteTensor& tensor = model.tensors[static_cast<std::size_t>(index)];
      if (tensor.name != program.outputNames[i]) continue;
      program.outputTypes[i] = tfliteFileType(tensor);
      if (tensor.isCode())
        read.notices.push_back(text("Output '", tensor.name, "' is read as the numbers that its ",
                                    tfliteTypeName(tensor.type), " codes represent."));
      break;
    }
}

}  // namespace

ReadProgram readTflite(std::span<const std::uint8_t> bytes, const std::string& source, const Shape& inputShape,
                       std::int64_t readingBytes) {
  const TfliteModel model = readTfliteModel(bytes, source);
  const c10::InferenceMode inference;
  ReadProgram result;
  try {
    const AllocationLimit limit(graphBounds(static_cast<std::int64_t>(bytes.size()), readingBytes));
    const OnnxInputs inputs = tfliteInputs(model, inputShape, source);
    const TfliteWalk walk(model, source);
    OpenedProgram opened = programForAnyBatch(
        [&](std::int64_t batch, Example example) { return walk.record(inputs, batch, example); }, inputs.declaredBatch);
    result.program = std::move(opened.program);
    result.notices = std::move(opened.notices);
    result.guessedInput = inputs.guessed;
    for (std::size_t i = 0; i < result.program.inputs.size() && i < inputs.inputs.size(); ++i)
      result.program.inputs[i].fileType = inputs.inputs[i].fileType;
    keepOutputTypes(result, model);
    keepOpenExtents(result, inputs, [&](const OnnxInputs& others, std::int64_t batch, Example example) {
      return walk.record(others, batch, example);
    });
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const Error& problem) {
    const std::string message = problem.what();
    if (message.find(source) != std::string::npos) throw;
    throw InputError(text("cannot read '", source, "': ", message));
  } catch (const std::exception& problem) {
    throw InputError(text("cannot read '", source, "': ", problemText(problem)));
  }
  return result;
}

namespace {

bool recognisesTflite(std::span<const std::uint8_t> start, const std::string&) {
  return hasMagic(start, "TFL3", 4);
}

ReadProgram readTfliteFile(const NetworkFile& file) {
  return readTflite(readFile(file.path), file.path, file.inputShape, file.readingBytes);
}

}  // namespace

const NetworkReader tfliteReader = {.format = {.name = "tflite", .title = "TensorFlow Lite", .suffixes = {".tflite"}},
                                    .recognises = recognisesTflite,
                                    .read = readTfliteFile};

}  // namespace bitprism
