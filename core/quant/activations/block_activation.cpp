#include "core/quant/activations/block_activation.h"

#include <algorithm>
#include <cmath>

#include "core/quant/activations/activation_json.h"
#include "core/quant/activations/instruction_operands.h"

namespace bitprism {
namespace {

using namespace activation_json;
using Wholes = std::vector<std::int64_t>;

constexpr std::uint8_t blocksKind = 66;  // of a packed section

std::int64_t channelsAlong(const Shape& shape, std::int64_t axis) {
  const auto rank = static_cast<std::int64_t>(shape.size());
  const std::int64_t at = axis < 0 ? axis + rank : axis;
  return at >= 0 && at < rank ? shape[static_cast<std::size_t>(at)] : 1;
}

// The largest magnitude of each block of channels: pooled along them where LibTorch pools along so many axes.
Operand largestOfBlocks(ProgramExpansion& to, std::int64_t block) {
  const auto rank = static_cast<std::int64_t>(to.shape().size());
  const std::int64_t axis = to.axis(), channels = to.channels();
  Operand magnitude = to.call("aten::abs", "", {to.input()});
  if (block >= channels) return to.call("aten::amax", "", {magnitude, Wholes{axis}, true});
  // Pools are over the axes after the first two.
  const bool moved = axis < 2;
  const std::int64_t pooled = moved ? rank - 1 : rank - 2;
  if (axis == 0 || pooled < 1 || pooled > 3) {
    OperandList parts;
    for (std::int64_t first = 0; first < channels; first += block) {
      const Operand part = to.call("aten::slice", "Tensor",
                                   {magnitude, axis, first, std::min(first + block, channels), std::int64_t{1}});
      parts.items.push_back(to.call("aten::amax", "", {part, Wholes{axis}, true}));
    }
    return to.call("aten::cat", "", {parts, axis});
  }
  if (moved) magnitude = to.call("aten::unsqueeze", "", {magnitude, std::int64_t{1}});
  const auto along = static_cast<std::size_t>(moved ? 0 : axis - 2);
  Wholes window(static_cast<std::size_t>(pooled), 1);
  window[along] = block;
  const Operand maxima = to.call(text("aten::max_pool", pooled, 'd'), "",
                                 {magnitude, window, window, Wholes(window.size(), 0), Wholes(window.size(), 1), true});
  return moved ? to.call("aten::squeeze", "dim", {maxima, std::int64_t{1}}) : maxima;
}

// The greatest power of two of the exponent's range that is not above the magnitude (the least where all are), found
// bit by bit of the exponent: without logarithms, whose last digits differ between runtimes.
Operand powerBelow(ProgramExpansion& to, const Operand& magnitude, int exponentBits) {
  const int lowest = -(1 << (exponentBits - 1));
  const auto power = [](int exponent) { return std::ldexp(1.0, exponent); };
  const auto constant = [&](const char* what, int exponent) {
    return to.tensor(what, {}, {static_cast<float>(power(exponent))});
  };
  const Operand least = constant("least", lowest), one = constant("one", 0);
  Operand found = to.choice(to.withNumber("aten::ge", magnitude, power(0)), one, least);
  for (int bit = exponentBits - 2; bit >= 0; --bit) {
    const Operand next = to.withNumber("aten::mul", found, power(1 << bit));
    found = to.choice(to.call("aten::ge", "Tensor", {magnitude, next}), next, found);
  }
  return found;
}

class BlockActivation final : public ActivationQuantizer {
 public:
  ActivationScheme calibrated(const InputStatistics& statistics, int bits,
                              const ActivationOptions& options) const override {
    const auto [block, exponentBits] = options.own.as<BlockOptions>();
    return blockScheme(bits, statistics.histogram.minimum() < 0, block, exponentBits);
  }

  void quantize(std::span<const float> in, const ActivationScheme& scheme, std::span<float> out,
                const ChannelLayout& layout) const override {
    quantizeBlocks(in.data(), out.data(), layout.outer, layout.channels, layout.inner, blockFloat(scheme));
  }

  std::int64_t storedBits(const ActivationScheme& scheme, const Shape& shape, std::int64_t axis) const override {
    const std::int64_t channels = std::max<std::int64_t>(channelsAlong(shape, axis), 1);
    return bitprism::storedBits(elementCount(shape) / channels, channels, blockFloat(scheme));
  }

  std::vector<double> levels(const ActivationScheme&) const override { return {}; }

  std::string describe(const ActivationScheme& scheme) const override {
    return text(blockActivationInfo.name, ", blocks of ", blockOptions(scheme).block, ", exponents of ",
                blockOptions(scheme).exponentBits, " bits");
  }

  void adoptOptions(const ActivationScheme& scheme, ActivationOptions& options) const override {
    options.own = blockOptions(scheme);
  }

  Json toJson(const ActivationScheme& scheme) const override {
    return {{"method", blockActivationInfo.name},
            {"bits", scheme.bits},
            {"block", blockOptions(scheme).block},
            {"exponent_bits", blockOptions(scheme).exponentBits},
            {"signed", scheme.hasSign}};
  }

  ActivationScheme fromJson(const Json& json, int bits, ActivationRange) const override {
    knowKeys(json, {"method", "bits", "block", "exponent_bits", "signed"});
    const bool hasSign = truth(need(json, "signed"), "signed");
    const auto block = static_cast<int>(whole(need(json, "block"), "block", 1, mostBlockChannels));
    return blockScheme(
        bits, hasSign, block,
        static_cast<int>(whole(need(json, "exponent_bits"), "exponent_bits", leastExponentBits, mostExponentBits)));
  }

  std::int64_t packedBytes(const ActivationScheme&) const override { return 6; }

  void pack(const ActivationScheme& scheme, ByteWriter& out) const override {
    out.number(blocksKind, 1);
    out.number(static_cast<std::uint64_t>(scheme.bits), 1);
    out.number(scheme.hasSign ? 1 : 0, 1);
    out.number(static_cast<std::uint64_t>(blockOptions(scheme).exponentBits), 1);
    out.number(static_cast<std::uint64_t>(blockOptions(scheme).block), 2);
  }

  ActivationScheme unpack(std::uint8_t, ByteReader& in) const override {
    const auto bits = static_cast<std::int64_t>(in.number(1));
    const bool hasSign = takeSign(in);
    const auto exponentBits = static_cast<std::int64_t>(in.number(1));
    const auto block = static_cast<std::int64_t>(in.number(2));
    return checkedActivation(in, [&] { return checkedBlocks(bits, block, exponentBits, hasSign); });
  }

  Instruction instruction(const ActivationScheme& scheme, Slot input, std::int64_t axis) const override {
    return {blockQuantizer,
            "",
            {input, std::int64_t{scheme.bits}, std::int64_t{blockOptions(scheme).block},
             std::int64_t{blockOptions(scheme).exponentBits}, scheme.hasSign, axis},
            {},
            {}};
  }

  ActivationScheme fromInstruction(const Instruction& instruction) const override {
    return schemeFromOperands<std::int64_t, std::int64_t, std::int64_t, bool, std::int64_t>(
        instruction, [](std::int64_t bits, std::int64_t block, std::int64_t exponentBits, bool hasSign, std::int64_t) {
          return checkedBlocks(bits, block, exponentBits, hasSign);
        });
  }

  void expand(const ActivationScheme& scheme, ProgramExpansion& to) const override {
    const std::int64_t channels = to.channels();
    const int mantissa = scheme.mantissaBits();
    Operand unit = to.withNumber(
        "aten::mul", powerBelow(to, largestOfBlocks(to, blockOptions(scheme).block), blockOptions(scheme).exponentBits),
        std::ldexp(1.0, 1 - mantissa));
    if (blockOptions(scheme).block < channels) {
      Wholes blockOf;
      for (std::int64_t c = 0; c < channels; ++c) blockOf.push_back(c / blockOptions(scheme).block);
      unit = to.call("aten::index_select", "", {unit, to.axis(), to.indices("block", std::move(blockOf))});
    }
    const double highest = (1 << mantissa) - 1;
    const Operand ratio = to.withTensor("aten::div", to.input(), unit);
    const Operand code = to.call("aten::clamp", "", {ratio, scheme.hasSign ? -highest : 0.0, highest});
    to.withTensor("aten::mul", to.rounded(code), unit);
  }

  // DSConv lets the gradient pass everywhere.
  PassingRange passing(const ActivationScheme&) const override { return {.everywhere = true}; }

  // What blocks may hold whose largest value is in the highest octaves, from small to large.
  std::vector<std::vector<double>> groupLevels(const ActivationScheme& scheme, double largest) const override {
    constexpr int octaves = 4, mostLevels = 127;
    const int highest = (1 << scheme.mantissaBits()) - 1;
    std::vector<std::vector<double>> rows;
    if (!(largest > 0) || highest > mostLevels) return rows;
    for (int below = octaves - 1; below >= 0; --below) {
      const double unit = std::ldexp(1.0, std::ilogb(largest) - below - (scheme.mantissaBits() - 1));
      std::vector<double> levels;
      for (int code = scheme.hasSign ? -highest : 0; code <= highest; ++code) levels.push_back(code * unit);
      rows.push_back(std::move(levels));
    }
    return rows;
  }
};

constinit const BlockActivation blockActivation;

bool isBlocks(const ActivationOptions& options) {
  return options.method == ActivationMethod::Bfp;
}

constexpr const char* belongs = "blocks and exponents belong to activations by bfp";
constexpr MethodOption blockTable[] = {
    wholeOption("block", 8, 32, 1, mostBlockChannels, "bfp: neighbouring channels that share an exponent"),
    wholeOption("exponent_bits", 9, 7, leastExponentBits, mostExponentBits, "bfp: bits of a shared exponent")};
constexpr ActivationOption blockActivationOptions[] = {
    ownActivationOption<blockTable, 0>("block", isBlocks, belongs),
    ownActivationOption<blockTable, 1>("exponent bits", isBlocks, belongs)};
constexpr std::uint8_t blockKinds[] = {blocksKind};
constexpr const char* blockOperators[] = {
    "quantize_blocks(Tensor x, int bits, int block, int exponent_bits, bool signed, int axis) -> Tensor"};

}  // namespace

std::span<const MethodOption> BlockOptions::table() {
  return blockTable;
}

BlockFloat blockFloat(const ActivationScheme& scheme) {
  const auto [block, exponentBits] = blockOptions(scheme);
  return {scheme.mantissaBits(), exponentBits, block, scheme.hasSign};
}

ActivationScheme checkedBlocks(std::int64_t bits, std::int64_t block, std::int64_t exponentBits, bool hasSign) {
  const auto within = [](std::int64_t value, std::int64_t low, std::int64_t high) {
    return value >= low && value <= high;
  };
  if (!within(bits, blockActivationInfo.leastBits, maximumActivationBits) || !within(block, 1, mostBlockChannels) ||
      !within(exponentBits, leastExponentBits, mostExponentBits))
    throw InputError(text(bits, " bits, blocks of ", block, ", exponents of ", exponentBits, " bits"));
  return blockScheme(static_cast<int>(bits), hasSign, static_cast<int>(block), static_cast<int>(exponentBits));
}

constinit const ActivationMethodInfo blockActivationInfo = {
    .method = ActivationMethod::Bfp,
    .name = "bfp",
    .title = "BFP",
    .help = "shared exponents",
    .kin = Method::Dsconv,
    .quantizer = blockActivation,
    .leastBits = 2,
    .options = blockActivationOptions,
    .packedKinds = blockKinds,
    .operators = blockOperators,
    .grouped = true,
};

}  // namespace bitprism
