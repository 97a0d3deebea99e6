#include "core/torch/read/packed_reader.h"

#include <ATen/ATen.h>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/packed_file.h"
#include "core/quant/plan/activation_instructions.h"
#include "core/torch/graph/allocation_limit.h"
#include "core/torch/graph/computation.h"
#include "core/torch/graph/example_input.h"
#include "core/torch/graph/executor.h"
#include "core/torch/graph/operand_size.h"

namespace bitprism {
namespace {

bool recognisesPacked(std::span<const std::uint8_t> start, const std::string& /*path*/) {
  return isPackedNetwork(start);
}

ConvolutionExtents extentsOf(const Instruction& convolution, const Program& program, const Shape& input) {
  const auto numbers = [&](std::size_t i) {
    const auto* list =
        i < convolution.inputs.size() ? std::get_if<std::vector<std::int64_t>>(&convolution.inputs[i]) : nullptr;
    return list ? *list : std::vector<std::int64_t>();
  };
  ConvolutionExtents extents{.input = input,
                             .weight = Shape(input.size(), 2),  // where it is computed: any window
                             .stride = numbers(3),
                             .padding = numbers(4),
                             .dilation = numbers(5)};
  constexpr std::size_t operands = 9;
  if (convolution.inputs.size() < operands) return extents;
  if (const auto* weight = std::get_if<TensorIndex>(&convolution.inputs[1]))
    extents.weight = program.tensors[static_cast<std::size_t>(weight->index)].shape;
  if (const bool* transposed = std::get_if<bool>(&convolution.inputs[6])) extents.transposed = *transposed;
  if (const auto* groups = std::get_if<std::int64_t>(&convolution.inputs[8])) extents.groups = *groups;
  return extents;
}

// What the program of a file would take is weighed before anything else runs it, as for files that are read in a
// process of their own. Throws InputError without the file's name.
void weigh(const Program& program, std::size_t bytes, std::int64_t readingBytes) {
  const c10::InferenceMode inference;
  const AllocationLimit limit(graphBounds(static_cast<std::int64_t>(bytes), readingBytes));
  ConvolutionCode code;
  try {
    std::vector<at::Tensor> inputs;
    for (const ProgramInput& input : program.inputs) inputs.push_back(exampleTensor(input.shape, input.kind, 1));
    const Executor executor(program);
    executor.run(inputs, executor.weights(), [&](std::size_t place, const at::Tensor& input) {
      const Instruction& instruction = program.instructions[place];
      checkOperandSize(input, instruction.op, instruction.name);
      if (instruction.op == "aten::convolution")
        code.add(extentsOf(instruction, program, input.sizes().vec()), instruction.name);
      return input;
    });
  } catch (const GraphRefused&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& problem) {
    if (limit.exceeded()) throw InputError(problem.what());
    // What else keeps it from running is said where it is to run; its weights can be looked at.
  }
}

Network readPacked(const std::string& path, const std::string& name, std::int64_t readingBytes) {
  const Bytes bytes = readFile(path);
  PackedNetwork packed = unpackNetwork(bytes, path);
  for (const Instruction& instruction : packed.network.program.instructions)
    if (!isComputation(instruction.op))
      throw InputError(text("cannot read '", path, "': operator ", instruction.op,
                            " is refused: a network may only compute with its input"));
  Network network = std::move(packed.network);
  try {
    weigh(network.program, bytes.size(), readingBytes);
  } catch (const InputError& problem) {
    throw InputError(text("cannot read '", path, "': ", problem.what()));
  }
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
