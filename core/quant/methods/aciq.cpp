#include "core/quant/methods/aciq.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/quant/codes/channels.h"
#include "core/quant/scheme/bit_allocation.h"

namespace bitprism {
namespace {

constexpr double largestFloat = std::numeric_limits<float>::max();
constexpr double smallestFloat = std::numeric_limits<float>::denorm_min();
constexpr double nearlyOne = 1 - 1e-6;

// The grid whose only level is this value.
OffsetGrid singleLevel(double value) {
  return {1, static_cast<float>(value), 0, 0};
}

// mean +- E|w - mean|
OffsetGrid twoLevels(const Spread& spread) {
  const double room = largestFloat * nearlyOne;
  const double distance = std::min({spread.meanAbsolute, room - std::fabs(spread.mean), room / 2});
  if (!(distance > 0)) return singleLevel(spread.mean);
  const double scale = std::max(2 * distance, smallestFloat);
  return offsetGrid(scale, spread.mean + scale / 2, 1);
}

AciqClip wholeRange(const Spread& spread, bool oneSided) {
  AciqClip clip;
  clip.offset = oneSided ? 0 : spread.minimum;
  clip.range = std::max(spread.maximum - clip.offset, 0.0);
  return clip;
}

// For one prior; the bits of the constant may differ from those of the grid.
OffsetGrid clippedGrid(const Spread& spread, Prior prior, int bits, int clipBits, const QuantScheme& scheme) {
  const AciqClip clip = aciqClip(spread, clipBits, prior, aciqOptions(scheme).oneSided, aciqOptions(scheme).author);
  return aciqGrid(aciqOptions(scheme).author ? clip : withinData(clip, spread), bits, aciqOptions(scheme).author);
}

// The grids of all rows, and if bits are allocated the bits of each row.
struct Grids {
  std::vector<OffsetGrid> grids;
  std::vector<int> bits;
};

Grids gridsOf(const Layer& layer, const QuantScheme& scheme) {
  const std::span<const float> weights = *layer.weights;
  Grids result;
  if (scheme.granularity == Granularity::Tensor) {
    result.grids.push_back(aciqGrid(weights, spreadOf(weights), scheme.bits, scheme));
    return result;
  }
  const Channels channels(layer.shape, layer.channelAxis);
  std::vector<float> scratch;
  std::vector<Spread> spreads;
  if (aciqOptions(scheme).allocate) {
    for (std::size_t c = 0; c < channels.count; ++c) spreads.push_back(spreadOf(channels.values(weights, c, scratch)));
    result.bits = channelBits(spreads, scheme);
  }
  for (std::size_t c = 0; c < channels.count; ++c) {
    const std::span<const float> row = channels.values(weights, c, scratch);
    result.grids.push_back(aciqOptions(scheme).allocate ? aciqGrid(row, spreads[c], result.bits[c], scheme)
                                                        : aciqGrid(row, spreadOf(row), scheme.bits, scheme));
  }
  return result;
}

}  // namespace

OffsetGrid aciqGrid(const AciqClip& clip, int bits, bool author) {
  const double smallestScale = author ? 1e-8 : smallestFloat;
  const double top = (1 << bits) - 1;
  // Limited so that the outermost levels, up to half a step beyond, are still finite floats.
  const double reach = largestFloat * nearlyOne * top / (top + 1);
  const double low = std::clamp(clip.offset, -reach, reach), high = std::clamp(clip.offset + clip.range, -reach, reach);
  if (bits == 0 || !(high > low)) return singleLevel(clip.offset);
  OffsetGrid grid = offsetGrid(std::max((high - low) / top, smallestScale), 0, bits);
  const double scale = static_cast<double>(grid.scale);
  const double zeroPoint = std::nearbyint(-low / scale);
  grid.offset = static_cast<float>((-grid.low - zeroPoint) * scale);
  return grid;
}

OffsetGrid aciqGrid(std::span<const float> values, const Spread& spread, int bits, const QuantScheme& scheme) {
  if (!aciqOptions(scheme).author && bits == 0)
    return singleLevel(aciqOptions(scheme).oneSided ? std::max(spread.mean, 0.0) : spread.mean);
  if (!aciqOptions(scheme).author && bits == 1 && !aciqOptions(scheme).oneSided) return twoLevels(spread);
  const OffsetGrid whole = aciqGrid(wholeRange(spread, aciqOptions(scheme).oneSided), bits, aciqOptions(scheme).author);
  if (!aciqOptions(scheme).clip) return whole;
  // With allocated bits the authors use the Gauss constant for the scheme's bits.
  const OffsetGrid gauss =
      clippedGrid(spread, Prior::Gauss, bits, aciqOptions(scheme).author ? scheme.bits : bits, scheme);
  if (aciqOptions(scheme).prior == Prior::Gauss) return gauss;
  const OffsetGrid laplace = clippedGrid(spread, Prior::Laplace, bits, bits, scheme);
  if (aciqOptions(scheme).prior == Prior::Laplace) return laplace;
  OffsetGrid best = laplace;
  double least = squaredError(values, laplace);
  for (const OffsetGrid& other : {gauss, whole}) {
    if (other == best) continue;
    if (const double error = squaredError(values, other); error < least) {
      least = error;
      best = other;
    }
  }
  return best;
}

std::vector<int> channelBits(std::span<const Spread> spreads, const QuantScheme& scheme) {
  constexpr int mostForAuthors = 4;
  if (aciqOptions(scheme).author && scheme.bits > mostForAuthors) return std::vector<int>(spreads.size(), scheme.bits);
  std::vector<double> deviations;
  for (const Spread& spread : spreads) deviations.push_back(spread.deviation);
  return exactAllocation(deviations, scheme.bits);
}

QuantizedTensor AciqQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                        const InputMoments* /*inputs*/) const {
  const Grids rows = gridsOf(layer, scheme);
  QuantizedTensor tensor = roundToGrids(layer, scheme, rows.grids);
  tensor.channelBits.assign(rows.bits.begin(), rows.bits.end());
  return tensor;
}

QuantError AciqQuantizer::error(const Layer& layer, const QuantScheme& scheme, const InputMoments* inputs) const {
  if (!goByChannel(layer, scheme)) return Quantizer::error(layer, scheme, inputs);
  if (!aciqOptions(scheme).allocate)
    return errorByChannel(layer, scheme, [&](std::span<const float> row, std::size_t) {
      return aciqGrid(row, spreadOf(row), scheme.bits, scheme);
    });
  const Grids rows = gridsOf(layer, scheme);
  return errorByChannel(layer, scheme, [&](std::span<const float>, std::size_t c) { return rows.grids[c]; });
}

namespace {

constexpr MethodOption aciqTable[] = {
    nameOption("prior", 1, priorNames, "assumed density of the weights, for which the clip is computed"),
    flagOption("one_sided", 2, false, "clip negative values to 0, as a ReLU does"),
    flagOption("clip", 3, true, "use the analytic clipping range instead of the full range"),
    flagOption("allocate", 4, false, "allocate bits per channel, with the given bits on average"),
    flagOption("author", 18, false, "use the authors' tables and grids, for comparison"),
};
constinit const AciqQuantizer aciqQuantizer;

std::vector<ComparedVariant> aciqVariants() {
  using enum Correction;
  using enum ActivationRange;
  // Weights keep their full range, as in the authors' code.
  const auto weights = [](bool allocate, Correction correction) {
    return Quantization{
        .method = Method::Aciq, .correction = correction, .options = AciqOptions{.clip = false, .allocate = allocate}};
  };
  const ComparedVariant clip{"", {}, Aciq, ActivationMethod::Uniform, true};
  ComparedVariant noTool = clip, allocated = clip, bits = clip, corrected = clip, all = clip;
  noTool.range = bits.range = corrected.range = MinMax;
  allocated.allocate = allocated.correct = all.allocate = all.correct = corrected.correct = true;
  const auto variant = [](const char* name, ComparedVariant inputs, const Quantization& quantization) {
    inputs.name = name;
    inputs.weights = quantization;
    return inputs;
  };
  return {variant("ACIQ, no tool", noTool, weights(false, None)),
          variant("ACIQ, clip (activations)", clip, weights(false, None)),
          variant("ACIQ, clip and allocation (activations)", allocated, weights(false, None)),
          variant("ACIQ, allocation (weights)", bits, weights(true, None)),
          variant("ACIQ, bias correction", corrected, weights(false, Mean)),
          variant("ACIQ, all three", all, weights(true, Mean)),
          variant("ACIQ, all three, gain", all, weights(true, Gain))};
}

}  // namespace

std::span<const MethodOption> AciqOptions::table() {
  return aciqTable;
}

constinit const MethodInfo aciqInfo = {
    .method = Method::Aciq,
    .name = "aciq",
    .title = "ACIQ",
    .lightColour = 0xc98a00,
    .darkColour = 0xf0c04a,
    .quantizer = aciqQuantizer,
    .layout =
        [](const QuantScheme& scheme) {
          return layoutOf(scheme, AffineCodes{.offsets = true, .channelBits = aciqOptions(scheme).allocate});
        },
    .options = aciqTable,
    .wholeRange = [](const Quantization& quantization) { return !quantization.options.as<AciqOptions>().clip; },
    .perTensorScheme =
        [](Quantization quantization) {
          quantization.options.set(&AciqOptions::allocate, false);
          return quantization;
        },
    .check =
        [](const QuantScheme& scheme) {
          if (aciqOptions(scheme).allocate && scheme.granularity != Granularity::Channel)
            throw UsageError("aciq allocates bits per channel, expected a scale per channel");
        },
    .rangeMark =
        [](const QuantScheme& scheme) {
          return RangeMark{aciqOptions(scheme).clip ? "clip α = %1, %2" : "whole range", true};
        },
    .compared = aciqVariants,
};

}  // namespace bitprism
