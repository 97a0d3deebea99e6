#include "core/torch/read/weights_reader.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/weight_codes.h"
#include "core/weights/weight_file.h"
#include "core/weights/weights_network.h"

namespace bitprism {
namespace {

Network readWeightsNetwork(const std::string& path, const std::string& name, std::int64_t /*readingBytes*/) {
  try {
    return weightsNetwork(readWeights(path), name);
  } catch (const std::bad_alloc&) {
    throw InputError(text("cannot read '", path, "': there is not enough memory for it"));
  } catch (const InputError& problem) {
    const std::string message = problem.what();
    if (message.find(path) != std::string::npos) throw;
    throw InputError(text("cannot read '", path, "': ", message));
  }
}

NetworkReader readerNamed(const std::string& name) {
  const auto formats = weightFormats();
  const auto found =
      std::find_if(formats.begin(), formats.end(), [&](const auto& each) { return each.format.name == name; });
  return {.format = found->format, .recognises = found->recognises, .read = readWeightsNetwork};
}

}  // namespace

NamedTensors readWeights(const std::string& path) {
  return withFloatsOfCodes(readWeightFile(path), path);
}

const NetworkReader safetensorsReader = readerNamed("safetensors");
const NetworkReader stateDictReader = readerNamed("statedict");
const NetworkReader npzReader = readerNamed("npz");
const NetworkReader ggufReader = readerNamed("gguf");

}  // namespace bitprism
