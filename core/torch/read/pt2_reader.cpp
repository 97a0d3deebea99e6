#include "core/torch/read/pt2_reader.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/read/batch_opening.h"
#include "core/torch/read/open_extents.h"
#include "core/torch/read/pt2_inputs.h"
#include "core/torch/read/pt2_walk.h"

namespace bitprism {
ReadProgram readPt2(std::span<const std::uint8_t> bytes, const std::string& source, const Shape& inputShape,
                    std::int64_t readingBytes) {
  const c10::InferenceMode inference;
  ReadProgram result;
  try {
    const AllocationLimit limit(graphBounds(static_cast<std::int64_t>(bytes.size()), readingBytes));
    Pt2Archive archive(bytes, source);
    const OnnxInputs inputs = pt2Inputs(archive.graph(), inputShape, source);
    const Pt2Walk walk(archive, source);
    OpenedProgram opened = programForAnyBatch(
        [&](std::int64_t batch, Example example) { return walk.record(inputs, batch, example); }, inputs.declaredBatch);
    result.program = std::move(opened.program);
    result.guessedInput = inputs.guessed && inputs.open;
    result.notices = archive.graph().notices;
    result.notices.insert(result.notices.end(), inputs.notices.begin(), inputs.notices.end());
    result.notices.insert(result.notices.end(), opened.notices.begin(), opened.notices.end());
    for (std::size_t i = 0; i < result.program.inputs.size() && i < inputs.inputs.size(); ++i)
      result.program.inputs[i].fileType = inputs.inputs[i].fileType;
    keepOpenExtents(result, inputs, [&](const OnnxInputs& others, std::int64_t batch, Example example) {
      return walk.record(others, batch, example);
    });
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const InputError& problem) {
    const std::string message = problem.what();
    if (message.find(source) != std::string::npos) throw;
    throw InputError(text("cannot read '", source, "': ", message));
  } catch (const Error&) {
    throw;
  } catch (const std::exception& problem) {
    throw InputError(text("cannot read '", source, "': ", problemText(problem)));
  }
  return result;
}

namespace {

// By its directory, which stands at the end of a file; by its name where this says nothing.
bool recognisesPt2(std::span<const std::uint8_t> start, const std::string& path) {
  if (!hasMagic(start, "PK")) return false;
  const bool named = hasSuffix(path, {".pt2"});
  try {
    const std::shared_ptr<const RandomAccess> file = openFile(path);
    return isPt2Archive(*file) || (named && !holdsTorchScript(*file));
  } catch (const InputError&) {
    return named;
  }
}

ReadProgram readPt2File(const NetworkFile& file) {
  return readPt2(readFile(file.path), file.path, file.inputShape, file.readingBytes);
}

}  // namespace

const NetworkReader pt2Reader = {.format = {.name = "pt2", .title = "torch.export", .suffixes = {".pt2"}},
                                 .recognises = recognisesPt2,
                                 .read = readPt2File};

}  // namespace bitprism
