#include "core/quant/activation_instructions.h"

#include <bit>
#include <map>
#include <tuple>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

Program withActivationQuantizers(const Network& network, const QuantPlan& plan) {
  std::map<int, ActivationScheme> schemes;  // by the layer's tensor
  for (std::size_t l = 0; l < plan.activations.size(); ++l)
    if (!plan.activations[l].isFloat()) schemes[network.layers.at(l).tensor] = plan.activations[l];
  Program result = network.program;
  if (schemes.empty()) return result;
  result.instructions.clear();
  std::map<std::tuple<int, float, int, int>, int> known;  // (slot, scale, zero point, bits) to its quantized twin
  for (Instruction instruction : network.program.instructions) {
    const ActivationScheme* scheme = nullptr;
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* tensor = std::get_if<TensorIndex>(&operand))
        if (const auto found = schemes.find(tensor->index); found != schemes.end()) scheme = &found->second;
    });
    auto* input = instruction.inputs.empty() ? nullptr : std::get_if<Slot>(&instruction.inputs[0]);
    if (scheme && input) {
      const auto key = std::tuple(input->index, scheme->scale, scheme->zeroPoint, scheme->bits);
      auto twin = known.find(key);
      if (twin == known.end()) {
        twin = known.emplace(key, result.slotCount++).first;
        Instruction quantizer;
        quantizer.op = activationQuantizer;
        quantizer.inputs = {*input, static_cast<double>(scheme->scale), std::int64_t{scheme->zeroPoint},
                            std::int64_t{0}, std::int64_t{scheme->highestCode()}};
        quantizer.outputs = {twin->second};
        quantizer.name = text(instruction.name, ".input");
        result.instructions.push_back(std::move(quantizer));
      }
      input->index = twin->second;
    }
    result.instructions.push_back(std::move(instruction));
  }
  return result;
}

ActivationScheme activationOf(const Instruction& instruction) {
  const auto fail = [&] {
    throw InputError(text("the quantizer at '", instruction.name,
                          "' is of another form than codes from 0 to 2^bits - 1 with one scale and zero point"));
  };
  if (instruction.op != activationQuantizer || instruction.inputs.size() != 5) fail();
  const auto* scale = std::get_if<double>(&instruction.inputs[1]);
  const auto* zeroPoint = std::get_if<std::int64_t>(&instruction.inputs[2]);
  const auto* lowest = std::get_if<std::int64_t>(&instruction.inputs[3]);
  const auto* highest = std::get_if<std::int64_t>(&instruction.inputs[4]);
  if (!scale || !zeroPoint || !lowest || !highest || *lowest != 0 || *highest < 1 || *highest > 255 ||
      !std::has_single_bit(static_cast<std::uint64_t>(*highest + 1)) || *zeroPoint < 0 || *zeroPoint > *highest ||
      !(static_cast<float>(*scale) > 0))
    fail();
  ActivationScheme scheme;
  scheme.bits = std::bit_width(static_cast<std::uint64_t>(*highest));
  scheme.scale = static_cast<float>(*scale);
  scheme.zeroPoint = static_cast<int>(*zeroPoint);
  return scheme;
}

}  // namespace bitprism
