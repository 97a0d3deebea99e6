#include "core/torch/read/network_reader.h"

#include <cstdlib>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/random_access.h"
#include "core/base/text.h"
#include "core/torch/graph/batch_turns.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/readable_formats.h"
#include "core/torch/read/reading_process.h"
#include "core/torch/read/weights_reader.h"

namespace bitprism {
namespace {

// "resnet20.torchscript.pt" -> "resnet20": the network's name, not the file's.
std::string nameOf(const std::filesystem::path& file) {
  std::string name = file.filename().string();
  std::vector<std::string> endings = networkSuffixes();
  endings.emplace_back(".torchscript");
  for (const std::string& ending : endings)
    if (name.ends_with(ending) && name.size() > ending.size()) name.erase(name.size() - ending.size());
  return name;
}

// The first bytes, which decide what it is. Throws InputError if it cannot be read.
Bytes startOf(const std::string& path) {
  const std::shared_ptr<const RandomAccess> file = openFile(path);
  return file->part(0, std::min<std::uint64_t>(file->size(), recognisedBytes));
}

// The network with the weights of options.weights.
Network withWeightsOf(const Network& network, const ReadOptions& options) {
  const std::string& path = options.weights;
  try {
    OverlaidNetwork result = withWeights(network, readWeights(path), path);
    const std::size_t count = result.overlay.placed.size();
    result.network.notices.push_back(
        text("Weights were taken from '", path, "': ", count, count == 1 ? " tensor." : " tensors."));
    result.network.notices.insert(result.network.notices.end(), result.overlay.notices.begin(),
                                  result.overlay.notices.end());
    if (options.placed) options.placed(result.overlay);
    return std::move(result.network);
  } catch (const std::bad_alloc&) {
    throw InputError(text("cannot read '", path, "': there is not enough memory for it"));
  } catch (const InputError& problem) {
    const std::string message = problem.what();
    if (message.find(path) != std::string::npos) throw;
    throw InputError(text("cannot read '", path, "': ", message));
  }
}

}  // namespace

std::string resourceFolder() {
  namespace fs = std::filesystem;
  if (const char* given = std::getenv("BITPRISM_RESOURCES"); given && *given) return given;
  std::error_code problem;
  const fs::path program = fs::read_symlink("/proc/self/exe", problem);
  if (problem) throw Error(text("cannot find the folder of this program: ", problem.message()));
  return (program.parent_path() / ".." / "share" / "bitprism").lexically_normal().string();
}

ReadProgram readProgram(const std::string& path, const Shape& inputShape,
                        const std::function<void(const ProgramFile&)>& beforeRunning, std::int64_t readingBytes) {
  prepareTorch();
  const NetworkReader& reader = networkReaderFor(startOf(path), path);
  const ReadsGraph* read = std::get_if<ReadsGraph>(&reader.read);
  if (!read) throw InputError(text("cannot read '", path, "': it changed while it was read"));
  ReadProgram result = (*read)({path, inputShape, beforeRunning, readingBytes});
  result.format = reader.format.name;
  return result;
}

Network readNetwork(const std::string& path, const ReadOptions& options) {
  prepareTorch();
  if (!options.weights.empty()) {
    ReadOptions bare = options;
    bare.weights.clear();
    return withWeightsOf(readNetwork(path, bare), options);
  }
  if (path == "example") {
    Network network = readNetwork(resourceFolder() + "/example/example.onnx", {.inputShape = options.inputShape});
    network.name = "example";
    return network;
  }
  const std::string name = nameOf(path);
  if (const auto* read = std::get_if<ReadsNetwork>(&networkReaderFor(startOf(path), path).read))
    return (*read)(path, name, readingBytesFor(path, options));
  try {
    ReadProgram read = options.process
                           ? readProgramInProcess(path, options)
                           : readProgram(path, options.inputShape, options.beforeRunning, options.limits.bytes);
    Network network = makeNetwork(std::move(read.program), name, read.format);
    network.notices.insert(network.notices.end(), read.notices.begin(), read.notices.end());
    if (const std::string turns = turnsNotice(); !turns.empty()) network.notices.push_back(turns);
    if (read.guessedInput && !network.program.inputs.empty() && !network.program.inputs[0].shape.empty()) {
      const Shape& shape = network.program.inputs[0].shape;
      network.notices.push_back(text("The file leaves the input's shape open; ",
                                     shapeText(Shape(shape.begin() + 1, shape.end())), " was assumed."));
    }
    return network;
  } catch (const std::bad_alloc&) {
    throw InputError(text("cannot read '", path, "': there is not enough memory for it"));
  } catch (const InputError& problem) {
    const std::string message = problem.what();
    if (message.find(path) != std::string::npos) throw;
    throw InputError(text("cannot read '", path, "': ", message));
  }
}

}  // namespace bitprism
