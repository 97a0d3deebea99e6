#include "core/torch/read/packed_reader.h"

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/packed_file.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/graph/computation.h"

namespace bitprism {
namespace {

bool recognisesPacked(std::span<const std::uint8_t> start, const std::string& /*path*/) {
  return isPackedNetwork(start);
}

Network readPacked(const std::string& path, const std::string& name) {
  PackedNetwork packed = unpackNetwork(readFile(path), path);
  for (const Instruction& instruction : packed.network.program.instructions)
    if (!isComputation(instruction.op))
      throw InputError(text("cannot read '", path, "': operator ", instruction.op,
                            " is refused: a network may only compute with its input"));
  Network network = std::move(packed.network);
  if (packed.plan.quantizesActivations()) {
    // The plan's quantization of inputs becomes part of the program, as in every other format.
    const std::int64_t parameters = network.parameters;
    network = makeNetwork(withActivationQuantizers(network, packed.plan), network.name, network.format);
    network.parameters = parameters;
  }
  network.name = name;
  return network;
}

}  // namespace

const NetworkReader packedReader = {.format = {.name = "packed", .title = "packed", .suffixes = {".bprm"}},
                                    .recognises = recognisesPacked,
                                    .read = readPacked};

}  // namespace bitprism
