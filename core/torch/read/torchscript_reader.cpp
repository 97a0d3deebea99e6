#include "core/torch/read/torchscript_reader.h"

#include <torch/csrc/jit/runtime/print_handler.h>
#include <torch/script.h>

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/form_run.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/graph/torchscript_names.h"
#include "core/torch/read/batch_opening.h"
#include "core/torch/read/torchscript_inspection.h"
#include "core/torch/read/torchscript_module.h"
#include "core/torch/read/weights_reader.h"

namespace bitprism {
namespace {

// Usual images, then integer vectors for networks that process text.
bool guess(TorchScriptModule& script, TorchScriptModule::Inputs& inputs) {
  for (const std::int64_t channels : {3, 1})
    for (const std::int64_t side : {32, 28, 224, 227, 64, 96, 128, 256, 299, 512}) {
      inputs.shape = {channels, side, side};
      if (!script.failure(inputs)) return true;
    }
  for (const std::int64_t channels : {3, 1})  // TensorFlow's order
    for (const std::int64_t side : {32, 28, 224, 64, 96, 128, 256, 299, 16}) {
      inputs.shape = {side, side, channels};
      if (!script.failure(inputs)) return true;
    }
  inputs.kind = InputKind::Integer;
  inputs.shape = {16};
  if (!script.failure(inputs)) return true;
  inputs.kind = InputKind::Float;
  return false;
}

// The recording must compute the same as the module.
void compareWithModule(TorchScriptModule& script, const TorchScriptModule::Inputs& inputs, const Recording& recording,
                       std::int64_t batch, const std::string& path) {
  std::vector<at::Tensor> expected;
  try {
    expected = script.forward(inputs, batch);
  } catch (const std::exception&) {
    return;  // it does not take such a batch, so it was not recorded for one
  }
  for (std::size_t i = 0; i < recording.outputs.size() && i < expected.size(); ++i) {
    const at::Tensor& got = recording.outputs[i]->toTensor();
    if (recording.outputs.size() != expected.size() || got.sizes() != expected[i].sizes())
      throw InputError(text("cannot read '", path, "': its recorded operators give other shapes than the module"));
    if (got.numel() == 0) continue;
    const at::Tensor wanted = expected[i].to(at::kFloat), given = got.to(at::kFloat);
    const double scale = wanted.abs().max().item<double>() + 1e-6;
    const double difference = (given - wanted).abs().max().item<double>();
    if (!(difference <= 1e-3 * scale) && !given.equal(wanted))
      throw InputError(text("cannot read '", path, "': its recorded operators differ from the module by ", difference));
  }
}

}  // namespace

ReadProgram readTorchScript(const Bytes& archive, const std::string& path, const Shape& inputShape,
                            const std::function<void()>& beforeRunning, std::int64_t readingBytes) {
  const c10::InferenceMode inference;
  torch::jit::setPrintHandler([](const std::string&) {});  // networks need not print
  ReadProgram result;
  try {
    const AllocationLimit limit(graphBounds(static_cast<std::int64_t>(archive.size()), readingBytes));
    inspectTorchScript(archive);
    if (beforeRunning) beforeRunning();
    TorchScriptModule script(archive, path);
    TorchScriptModule::Inputs inputs;
    inputs.shape = inputShape;
    if (inputShape.empty()) {
      result.guessedInput = true;
      if (!guess(script, inputs)) {
        inputs.shape = {3, 224, 224};
        throw InputError(text("cannot read '", path, "': it runs on none of the usual image shapes (last try: ",
                              script.failure(inputs).value_or("none"),
                              "); state the shape with --shape 1x3x224x224, or open images of its size"));
      }
    } else if (const auto failure = script.failure(inputs)) {
      // Channels last, as in TensorFlow, or integers.
      if (inputShape.size() == 3) inputs.shape = {inputShape[1], inputShape[2], inputShape[0]};
      const bool last = inputShape.size() == 3 && !script.failure(inputs);
      if (!last) {
        inputs.shape = inputShape;
        inputs.kind = InputKind::Integer;
      }
      if (!last && script.failure(inputs))
        throw InputError(
            text("cannot read '", path, "': it does not run on images of ", shapeText(inputShape), ": ", *failure));
    }
    OpenedProgram opened = programForAnyBatch(
        [&](std::int64_t batch, Example example) {
          if (example == Example::Forms) throw NoForm();  // the module's code may ask for numbers
          Recording recording = script.record(inputs, batch);
          if (script.runs() && batch <= 2) compareWithModule(script, inputs, recording, batch, path);
          return recording;
        },
        0);
    result.program = std::move(opened.program);
    result.notices = std::move(opened.notices);
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const InputError& problem) {
    const std::string message = problem.what();
    if (message.find(path) != std::string::npos) throw;
    throw InputError(text("cannot read '", path, "': ", message));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& problem) {
    throw InputError(text("cannot read '", path, "' as TorchScript: ", problemText(problem)));
  }
  return result;
}

ReadProgram readTorchScript(const std::string& path, const Shape& inputShape) {
  return readTorchScript(readFile(path), path, inputShape);
}

namespace {

// State dicts and NumPy's archives are zip files too.
bool recognisesTorchScript(std::span<const std::uint8_t> start, const std::string& path) {
  return hasMagic(start, "PK") && !hasSuffix(path, {".npz"}) && !stateDictReader.recognises(start, path);
}

bool holdsCode(const Bytes& zip) {
  static constexpr char mark[] = "/code/";
  return std::search(zip.begin(), zip.end(), std::begin(mark), std::end(mark) - 1) != zip.end();
}

ReadProgram readTorchScriptFile(const NetworkFile& file) {
  const Bytes bytes = readFile(file.path);
  if (!holdsCode(bytes))
    throw InputError(
        text("cannot read '", file.path,
             "': it is a zip without TorchScript code (a state dict?), expected a saved TorchScript module"));
  const auto beforeRunning = [&] {
    if (file.beforeRunning) file.beforeRunning({file.path, sha256(bytes)});
  };
  ReadProgram result = readTorchScript(bytes, file.path, file.inputShape, beforeRunning, file.readingBytes);
  restoreNames(result.program, bytes, file.path);
  return result;
}

}  // namespace

const NetworkReader torchScriptReader = {
    .format = {.name = "torchscript", .title = "TorchScript", .suffixes = {".pt", ".pth", ".ts"}},
    .recognises = recognisesTorchScript,
    .read = readTorchScriptFile};

}  // namespace bitprism
