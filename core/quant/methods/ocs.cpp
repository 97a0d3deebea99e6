#include "core/quant/methods/ocs.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/codes/channels.h"
#include "core/quant/methods/uniform.h"

namespace bitprism {
namespace {

// Indexes a layer's weights by output channel, input channel and kernel position, in either order of the first two.
struct Kernels {
  std::size_t outputs = 1, inputs = 1, kernel = 1;
  bool outputsFirst = true;

  explicit Kernels(const Layer& layer) : outputsFirst(layer.channelAxis == 0) {
    const Channels channels(layer.shape, layer.channelAxis);
    outputs = channels.count;
    if (layer.shape.size() > 1)
      inputs =
          static_cast<std::size_t>(layer.shape[static_cast<std::size_t>(inputAxis(layer.shape, layer.channelAxis))]);
    kernel = outputs * inputs == 0 ? 0 : channels.perChannel() / inputs;
  }

  std::size_t begin(std::size_t output, std::size_t input) const {
    return (outputsFirst ? output * inputs + input : input * outputs + output) * kernel;
  }
};

// A share of an input channel's weights: 1, 1/2, 1/4 ...
struct Copy {
  std::size_t input = 0;
  std::size_t from = 0;  // the copy it was split from
  double share = 1;
};

// All copies: the first of each channel in order, then those created by splitting, in order of creation. A split halves
// one copy and adds another like it. A row shares a grid.
class Splitting {
 public:
  Splitting(const Layer& layer, const Kernels& kernels, bool perChannel) : inputs_(kernels.inputs) {
    const std::size_t rows = perChannel ? kernels.outputs : 1;
    largest_.assign(rows * inputs_, 0);
    for (std::size_t o = 0; o < kernels.outputs; ++o)
      for (std::size_t i = 0; i < inputs_; ++i) {
        float& largest = largest_[(perChannel ? o : 0) * inputs_ + i];
        const float* from = layer.weights->data() + kernels.begin(o, i);
        for (std::size_t k = 0; k < kernels.kernel; ++k) largest = std::max(largest, std::fabs(from[k]));
      }
    for (std::size_t i = 0; i < inputs_; ++i) copies_.push_back({i, i, 1});
    widest_.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) findWidest(row);
  }

  void split() {
    constexpr double small = 1e-6;  // so that one of two equally wide copies is split, although it gains nothing yet
    std::vector<double> gains(copies_.size(), 0);
    for (const Widest& row : widest_) {
      const double rest = std::max(row.second, row.first / 2);
      gains[row.copy] += (1 + small) * row.first * row.first - rest * rest;
    }
    const auto chosen = static_cast<std::size_t>(std::max_element(gains.begin(), gains.end()) - gains.begin());
    copies_[chosen].share /= 2;
    copies_.push_back({copies_[chosen].input, chosen, copies_[chosen].share});
    for (std::size_t row = 0; row < widest_.size(); ++row)
      if (2 * range(row, copies_.back()) >= widest_[row].second) findWidest(row);
  }

  const std::vector<Copy>& copies() const { return copies_; }

 private:
  // Ranges of the two widest copies of a row.
  struct Widest {
    std::size_t copy = 0;
    double first = -1, second = -1;
  };

  double range(std::size_t row, const Copy& copy) const {
    return static_cast<double>(largest_[row * inputs_ + copy.input]) * copy.share;
  }

  void findWidest(std::size_t row) {
    Widest& widest = widest_[row] = {};
    for (std::size_t i = 0; i < copies_.size(); ++i) {
      const double value = range(row, copies_[i]);
      widest.second = std::max(widest.second, std::min(value, widest.first));
      if (value <= widest.first) continue;
      widest.first = value;
      widest.copy = i;
    }
  }

  std::size_t inputs_ = 1;
  std::vector<float> largest_;  // |w| of each row's input channels
  std::vector<Copy> copies_;
  std::vector<Widest> widest_;
};

std::vector<Copy> copiesOf(const Layer& layer, const Kernels& kernels, const QuantScheme& scheme) {
  Splitting splitting(layer, kernels, scheme.granularity == Granularity::Channel);
  for (std::int64_t k = splitInputs(layer.shape, layer.channelAxis, codeLayout(scheme)); k > 0; --k) splitting.split();
  return splitting.copies();
}

// Grids for the split weights.
std::vector<UniformGrid> gridsOf(const Layer& layer, const Kernels& kernels, const std::vector<Copy>& copies,
                                 const QuantScheme& scheme) {
  if (scheme.bits == 1)
    return gridsOfRows(layer, scheme, [&](std::span<const float> row) { return uniformGrid(row, scheme); });
  std::vector<UniformGrid> grids;
  std::vector<float> row;
  for (std::size_t o = 0; o < kernels.outputs; ++o) {
    for (const Copy& copy : copies) {
      const float* from = layer.weights->data() + kernels.begin(o, copy.input);
      const auto share = static_cast<float>(copy.share);
      for (std::size_t k = 0; k < kernels.kernel; ++k) row.push_back(from[k] * share);
    }
    if (scheme.granularity == Granularity::Tensor) continue;
    grids.push_back(uniformGrid(row, scheme));
    row.clear();
  }
  if (scheme.granularity == Granularity::Tensor) grids.push_back(uniformGrid(row, scheme));
  return grids;
}

// The limit of steps that stay finite.
double mostSteps(const UniformGrid& grid) {
  constexpr double largest = std::numeric_limits<float>::max();
  return std::min(1e15, std::floor(largest / static_cast<double>(grid.scale)));
}

// Splits rne(w) steps: at each split into halves, rounded down and up. codes[i] is that of the channel's copy i.
void shareSteps(float weight, const UniformGrid& grid, int bits, const std::vector<std::size_t>& from,
                std::vector<std::int64_t>& codes) {
  const double most = mostSteps(grid);
  const double steps = std::clamp(std::nearbyint(static_cast<double>(weight / grid.scale)), -most, most);
  const std::int64_t lowest = -(std::int64_t{1} << (bits - 1)), highest = -lowest - 1;
  codes[0] = static_cast<std::int64_t>(steps);
  for (std::size_t i = 1; i < codes.size(); ++i) {
    const std::int64_t whole = codes[from[i]];
    codes[from[i]] = whole >> 1;
    codes[i] = whole - (whole >> 1);
  }
  for (std::int64_t& code : codes) code = std::clamp(code, lowest, highest);
}

// At 1 bit: the number of codes -1 for which the level s - 2 s n is nearest.
void shareSigns(float weight, const UniformGrid& grid, std::vector<std::int64_t>& codes) {
  const double down =
      (static_cast<double>(grid.offset) - static_cast<double>(weight)) / static_cast<double>(grid.scale);
  const double count =
      std::clamp(std::nearbyint(down), 0.0, std::min(mostSteps(grid), static_cast<double>(codes.size())));
  for (std::size_t i = 0; i < codes.size(); ++i) codes[i] = static_cast<double>(i) < count ? -1 : 0;
}

}  // namespace

std::vector<std::int64_t> channelsToSplit(const Layer& layer, const QuantScheme& scheme) {
  const Kernels kernels(layer);
  const std::vector<Copy> copies = copiesOf(layer, kernels, scheme);
  std::vector<std::int64_t> result;
  for (std::size_t i = kernels.inputs; i < copies.size(); ++i)
    result.push_back(static_cast<std::int64_t>(copies[i].input));
  return result;
}

QuantizedTensor OcsQuantizer::quantize(const Layer& layer, const QuantScheme& scheme,
                                       const InputMoments* /*inputs*/) const {
  if (!scheme.symmetric) throw UsageError(text("layer '", layer.name, "': ocs has no zero points, expected symmetric"));
  const Kernels kernels(layer);
  const std::vector<Copy> copies = copiesOf(layer, kernels, scheme);
  const std::vector<UniformGrid> grids = gridsOf(layer, kernels, copies, scheme);
  QuantizedTensor tensor = roundToGrids(layer, scheme, grids);
  const std::size_t splits = copies.size() - kernels.inputs;
  tensor.more.codes.resize(splits * kernels.outputs * kernels.kernel);
  for (std::size_t i = kernels.inputs; i < copies.size(); ++i)
    tensor.more.inputs.push_back(static_cast<std::int64_t>(copies[i].input));

  for (std::size_t input = 0; input < kernels.inputs; ++input) {
    std::vector<std::size_t> own{input}, from{0};  // its copies, and the copy from which each was split
    for (std::size_t i = kernels.inputs; i < copies.size(); ++i) {
      if (copies[i].input != input) continue;
      from.push_back(static_cast<std::size_t>(std::find(own.begin(), own.end(), copies[i].from) - own.begin()));
      own.push_back(i);
    }
    if (own.size() == 1) continue;
    std::vector<std::int64_t> codes(own.size());
    for (std::size_t o = 0; o < kernels.outputs; ++o) {
      const UniformGrid& grid = grids[grids.size() > 1 ? o : 0];
      const std::size_t begin = kernels.begin(o, input);
      for (std::size_t k = 0; k < kernels.kernel; ++k) {
        const float weight = (*layer.weights)[begin + k];
        if (scheme.bits == 1)
          shareSigns(weight, grid, codes);
        else
          shareSteps(weight, grid, scheme.bits, from, codes);
        tensor.codes[begin + k] = static_cast<std::int8_t>(codes[0]);
        for (std::size_t i = 1; i < own.size(); ++i) {
          const std::size_t split = own[i] - kernels.inputs;
          const std::size_t line = kernels.outputsFirst ? o * splits + split : split * kernels.outputs + o;
          tensor.more.codes[line * kernels.kernel + k] = static_cast<std::int8_t>(codes[i]);
        }
      }
    }
  }
  return tensor;
}

namespace {

constexpr MethodOption ocsTable[] = {numberOption("expand", 17, 0.02, 0, 1, "fraction of the input channels to split")};
constinit const OcsQuantizer ocsQuantizer;

std::vector<ComparedVariant> ocsVariants() {
  const auto weights = [](Correction correction) {
    return Quantization{.method = Method::Ocs, .correction = correction};
  };
  return {{"OCS", weights(Correction::None), ActivationRange::MinMax},
          {"OCS, mean", weights(Correction::Mean), ActivationRange::MinMax}};
}

}  // namespace

std::span<const MethodOption> OcsOptions::table() {
  return ocsTable;
}

constinit const MethodInfo ocsInfo = {
    .method = Method::Ocs,
    .name = "ocs",
    .title = "OCS",
    .lightColour = 0x8d5a3b,
    .darkColour = 0xcf9d78,
    .quantizer = ocsQuantizer,
    .layout =
        [](const QuantScheme& scheme) {
          CodeLayout layout = uniformLayout(scheme);
          std::get<AffineCodes>(layout.form).splitShare = ocsOptions(scheme).expand;
          return layout;
        },
    .options = ocsTable,
    .rangeRules = true,
    .compared = ocsVariants,
};

}  // namespace bitprism
