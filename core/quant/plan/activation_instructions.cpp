#include "core/quant/plan/activation_instructions.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <tuple>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/weight_uses.h"

namespace bitprism {
namespace {

using Wholes = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

struct LayerInput {
  ActivationScheme scheme;
  std::int64_t axis = 1;
};

Instruction quantizerOf(const LayerInput& input, Slot slot) {
  const ActivationScheme& scheme = input.scheme;
  Instruction quantizer;
  switch (scheme.method) {
    case ActivationMethod::Uniform:
      break;
    case ActivationMethod::Pwlq:
      quantizer.op = piecewiseQuantizer;
      quantizer.inputs = {slot, std::int64_t{scheme.bits}, static_cast<double>(scheme.breakpoint),
                          static_cast<double>(scheme.limit), scheme.hasSign};
      return quantizer;
    case ActivationMethod::Bfp:
      quantizer.op = blockQuantizer;
      quantizer.inputs = {slot,
                          std::int64_t{scheme.bits},
                          std::int64_t{scheme.block},
                          std::int64_t{scheme.exponentBits},
                          scheme.hasSign,
                          input.axis};
      return quantizer;
  }
  if (!scheme.perChannel()) {
    quantizer.op = activationQuantizer;
    quantizer.inputs = {slot, static_cast<double>(scheme.scale), std::int64_t{scheme.zeroPoint}, std::int64_t{0},
                        std::int64_t{scheme.highestCode()}};
    return quantizer;
  }
  Numbers scales, shifts;
  Wholes zeroPoints, bits;
  for (const ChannelGrid& grid : scheme.channels) {
    scales.push_back(grid.scale);
    zeroPoints.push_back(grid.zeroPoint);
    bits.push_back(grid.bits);
    shifts.push_back(grid.shift);
  }
  if (std::all_of(shifts.begin(), shifts.end(), [](double shift) { return shift == 0; })) shifts.clear();
  quantizer.op = channelQuantizer;
  quantizer.inputs = {slot, scales, zeroPoints, bits, shifts, input.axis};
  return quantizer;
}

// Calls make with the instruction's operands behind the first, each of the type asked for.
template <class... Types, class Make>
ActivationScheme fromOperands(const Instruction& instruction, const Make& make) {
  const auto fail = [&](const std::string& what) -> ActivationScheme {
    throw InputError(text("the quantizer at '", instruction.name, "' ", what));
  };
  if (instruction.inputs.size() != sizeof...(Types) + 1) return fail("has another number of operands than it takes");
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    if (!(std::holds_alternative<Types>(instruction.inputs[I + 1]) && ...))
      return fail("takes operands of other kinds");
    try {
      return make(std::get<Types>(instruction.inputs[I + 1])...);
    } catch (const InputError& problem) {
      return fail(text("is no activation: ", problem.what()));
    }
  }
  (std::index_sequence_for<Types...>());
}

}  // namespace

bool isActivationQuantizer(const std::string& op) {
  return op == activationQuantizer || op == channelQuantizer || op == piecewiseQuantizer || op == blockQuantizer;
}

Program withActivationQuantizers(const Network& network, const QuantPlan& plan) {
  std::map<int, LayerInput> inputs;  // by layer
  for (std::size_t l = 0; l < plan.activations.size(); ++l) {
    const Layer& layer = network.layers.at(l);
    if (plan.activations[l].isFloat()) continue;
    checkChannels(plan.activations[l], layer);
    LayerInput& input = inputs[static_cast<int>(l)];
    input = {plan.activations[l], inputChannelAxis(layer.kind)};
    input.scheme.range = {};  // makes no difference to what is computed
  }
  Program result = network.program;
  if (inputs.empty()) return result;
  result.instructions.clear();
  const std::vector<int> layerOf = layersByInput(network);
  std::map<std::tuple<int, ActivationScheme, std::int64_t>, int> known;  // (slot, scheme, axis) to its quantized twin
  for (std::size_t i = 0; i < layerOf.size(); ++i) {
    Instruction instruction = network.program.instructions[i];
    const auto found = inputs.find(layerOf[i]);
    const LayerInput* input = found == inputs.end() ? nullptr : &found->second;
    auto* slot = instruction.inputs.empty() ? nullptr : std::get_if<Slot>(&instruction.inputs[0]);
    if (input && slot) {
      const auto key = std::tuple(slot->index, input->scheme, input->axis);
      auto twin = known.find(key);
      if (twin == known.end()) {
        twin = known.emplace(key, result.slotCount++).first;
        Instruction quantizer = quantizerOf(*input, *slot);
        quantizer.outputs = {twin->second};
        quantizer.name = text(instruction.name, ".input");
        result.instructions.push_back(std::move(quantizer));
      }
      slot->index = twin->second;
    }
    result.instructions.push_back(std::move(instruction));
  }
  return result;
}

ActivationScheme activationOf(const Instruction& instruction) {
  if (instruction.op == channelQuantizer)
    return fromOperands<Numbers, Wholes, Wholes, Numbers, std::int64_t>(
        instruction, [](const Numbers& scales, const Wholes& zeroPoints, const Wholes& bits, const Numbers& shifts,
                        std::int64_t) { return channelScheme(scales, zeroPoints, bits, shifts); });
  if (instruction.op == piecewiseQuantizer)
    return fromOperands<std::int64_t, double, double, bool>(instruction, checkedPieces);
  if (instruction.op == blockQuantizer)
    return fromOperands<std::int64_t, std::int64_t, std::int64_t, bool, std::int64_t>(
        instruction, [](std::int64_t bits, std::int64_t block, std::int64_t exponentBits, bool hasSign, std::int64_t) {
          return checkedBlocks(bits, block, exponentBits, hasSign);
        });
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

std::int64_t channelAxisOf(const Instruction& instruction) {
  if (instruction.op != channelQuantizer && instruction.op != blockQuantizer) return 1;
  const auto* axis = instruction.inputs.empty() ? nullptr : std::get_if<std::int64_t>(&instruction.inputs.back());
  if (!axis || (*axis != 1 && *axis != -1))
    throw InputError(
        text("the quantizer at '", instruction.name, "' has its channels along an axis that is not 1 or -1"));
  return *axis;
}

ActivationScheme channelScheme(const Numbers& scales, const Wholes& zeroPoints, const Wholes& bits,
                               const Numbers& shifts) {
  const std::size_t count = scales.size();
  if (count == 0 || zeroPoints.size() != count || bits.size() != count || (!shifts.empty() && shifts.size() != count))
    throw InputError("its lists of channels differ in length or are empty");
  ActivationScheme scheme;
  for (std::size_t c = 0; c < count; ++c) {
    ChannelGrid grid;
    grid.scale = static_cast<float>(scales[c]);
    grid.shift = shifts.empty() ? 0 : static_cast<float>(shifts[c]);
    if (!(grid.scale > 0) || !std::isfinite(grid.scale) || !std::isfinite(grid.shift))
      throw InputError(text("channel ", c, " has a scale or shift that is no number"));
    if (bits[c] < 0 || bits[c] > maximumActivationBits)
      throw InputError(text("channel ", c, " has ", bits[c], " bits, expected 0 to ", maximumActivationBits));
    grid.bits = static_cast<int>(bits[c]);
    if (zeroPoints[c] < (grid.bits == 0 ? -1 : 0) || zeroPoints[c] > (grid.bits == 0 ? 1 : grid.highestCode()))
      throw InputError(text("channel ", c, " has zero point ", zeroPoints[c], " at ", bits[c], " bits"));
    grid.zeroPoint = static_cast<int>(zeroPoints[c]);
    scheme.channels.push_back(grid);
  }
  // What they have on average, as far as that is whole.
  const std::int64_t sum = std::accumulate(bits.begin(), bits.end(), std::int64_t{0});
  scheme.bits = static_cast<int>(std::max<std::int64_t>(1, sum / static_cast<std::int64_t>(count)));
  return scheme;
}

ActivationScheme checkedPieces(std::int64_t bits, double breakpoint, double limit, bool hasSign) {
  if (bits < leastActivationBits(ActivationMethod::Pwlq) || bits > maximumActivationBits)
    throw InputError(text(bits, " bits, expected 2 to ", maximumActivationBits));
  if (!(static_cast<float>(breakpoint) > 0) || !(static_cast<float>(breakpoint) < static_cast<float>(limit)) ||
      !std::isfinite(static_cast<float>(limit)))
    throw InputError(text("break-point ", breakpoint, " of ", limit));
  return piecewiseScheme(static_cast<int>(bits), breakpoint, limit, hasSign, ActivationRange::MinMax);
}

ActivationScheme checkedBlocks(std::int64_t bits, std::int64_t block, std::int64_t exponentBits, bool hasSign) {
  const auto within = [](std::int64_t value, std::int64_t low, std::int64_t high) {
    return value >= low && value <= high;
  };
  if (!within(bits, leastActivationBits(ActivationMethod::Bfp), maximumActivationBits) ||
      !within(block, 1, mostBlockChannels) || !within(exponentBits, leastExponentBits, mostExponentBits))
    throw InputError(text(bits, " bits, blocks of ", block, ", exponents of ", exponentBits, " bits"));
  return blockScheme(static_cast<int>(bits), hasSign, static_cast<int>(block), static_cast<int>(exponentBits));
}

}  // namespace bitprism
