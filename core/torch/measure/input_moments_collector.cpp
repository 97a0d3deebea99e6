#include "core/torch/measure/input_moments_collector.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/numerics/dense_product.h"

namespace bitprism {
namespace {

using Extents = std::vector<std::int64_t>;

constexpr std::int64_t rowStep = 256;  // rows of a second moment computed at a time
constexpr std::int64_t smallNumbers =
    65536;                              // small second moments are computed several at a time, up to this many numbers
constexpr std::int64_t smallSize = 32;  // up to here plain loops are faster than addProduct

// A layer's input at some positions: [groups][samples][size], a sample's numbers by kernel position, then channel.
struct Patches {
  std::int64_t samples = 0;
  double weight = 1;  // positions that a sample stands for
  std::vector<float> values;
};

// The sampled positions of a map (positionsPerImage).
class Positions {
 public:
  explicit Positions(std::int64_t all) : all_(all), count_(std::min(all, positionsPerImage)) {}

  std::int64_t count() const { return count_; }
  double weight() const { return static_cast<double>(all_) / static_cast<double>(count_); }
  std::int64_t at(std::int64_t i, std::int64_t image) const {
    if (count_ == all_) return i;
    const std::int64_t phase = (image * golden) % whole;
    return (i * whole + phase) * all_ / (count_ * whole);
  }

 private:
  static constexpr std::int64_t whole = 65536, golden = 40503;  // 65536 / 1.618...
  std::int64_t all_, count_;
};

Extents spread(const Extents& given, std::size_t rank) {
  return given.size() == 1 && rank > 1 ? Extents(rank, given[0]) : given;
}

// The numbers of an operand that is a constant list.
std::optional<Extents> constantList(const Operand& operand, std::size_t rank) {
  const auto* list = std::get_if<Extents>(&operand);
  if (!list) return {};
  Extents extents = spread(*list, rank);
  return extents.size() == rank ? std::optional(extents) : std::nullopt;
}

std::int64_t product(at::IntArrayRef extents) {
  return std::accumulate(extents.begin(), extents.end(), std::int64_t{1}, std::multiplies<>());
}

// Rows of linear layers: the last extent is one sample, the first counts as images.
Patches linearPatches(const at::Tensor& input, std::int64_t size, std::int64_t firstImage) {
  const at::Tensor dense = input.contiguous();
  const std::int64_t images = dense.dim() < 2 ? 1 : dense.size(0);
  Patches patches;
  if (images == 0 || dense.numel() == 0) return patches;
  const std::int64_t each = dense.numel() / (images * size);
  const Positions positions(each);
  patches.samples = images * positions.count();
  patches.weight = positions.weight();
  patches.values.resize(static_cast<std::size_t>(patches.samples * size));
  const float* from = dense.data_ptr<float>();
  float* to = patches.values.data();
  for (std::int64_t n = 0; n < images; ++n)
    for (std::int64_t i = 0; i < positions.count(); ++i, to += size)
      std::copy_n(from + (n * each + positions.at(i, firstImage + n)) * size, size, to);
  return patches;
}

struct Window {
  Extents kernel, stride, padding, dilation;
};

// Patches of a convolution; the padding is 0.
Patches convolutionPatches(const at::Tensor& input, const Window& window, std::int64_t groups,
                           std::int64_t firstImage) {
  const std::size_t rank = window.kernel.size();
  const at::Tensor batched = static_cast<std::size_t>(input.dim()) == rank + 1 ? input.unsqueeze(0) : input;
  const at::Tensor dense = batched.movedim(1, -1).contiguous();  // channels innermost
  const std::int64_t images = dense.size(0), channels = dense.size(-1), share = channels / groups;
  Extents extents(rank), outputs(rank);
  for (std::size_t d = 0; d < rank; ++d) {
    extents[d] = dense.size(static_cast<std::int64_t>(d) + 1);
    const std::int64_t room = extents[d] + 2 * window.padding[d] - window.dilation[d] * (window.kernel[d] - 1) - 1;
    outputs[d] = room < 0 ? 0 : room / window.stride[d] + 1;
  }
  Patches patches;
  if (images == 0 || product(outputs) == 0) return patches;
  const Positions positions(product(outputs));
  const std::int64_t taps = product(window.kernel), size = taps * share;
  patches.samples = images * positions.count();
  patches.weight = positions.weight();
  patches.values.resize(static_cast<std::size_t>(groups * patches.samples * size));

  Extents offsets(static_cast<std::size_t>(taps) * rank);  // of every kernel position
  for (std::int64_t t = 0; t < taps; ++t)
    for (std::int64_t d = static_cast<std::int64_t>(rank) - 1, rest = t; d >= 0; --d) {
      const auto axis = static_cast<std::size_t>(d);
      offsets[static_cast<std::size_t>(t) * rank + axis] = rest % window.kernel[axis] * window.dilation[axis];
      rest /= window.kernel[axis];
    }
  const float* from = dense.data_ptr<float>();
  const std::int64_t imageSize = product(extents) * channels;
  Extents corner(rank);
  for (std::int64_t n = 0, sample = 0; n < images; ++n)
    for (std::int64_t i = 0; i < positions.count(); ++i, ++sample) {
      for (std::int64_t d = static_cast<std::int64_t>(rank) - 1, rest = positions.at(i, firstImage + n); d >= 0; --d) {
        const auto axis = static_cast<std::size_t>(d);
        corner[axis] = rest % outputs[axis] * window.stride[axis] - window.padding[axis];
        rest /= outputs[axis];
      }
      for (std::int64_t t = 0; t < taps; ++t) {
        std::int64_t place = 0;
        bool inside = true;
        for (std::size_t d = 0; d < rank; ++d) {
          const std::int64_t x = corner[d] + offsets[static_cast<std::size_t>(t) * rank + d];
          inside = inside && x >= 0 && x < extents[d];
          place = place * extents[d] + x;
        }
        if (!inside) continue;
        const float* pixel = from + n * imageSize + place * channels;
        for (std::int64_t g = 0; g < groups; ++g)
          std::copy_n(pixel + g * share, share,
                      patches.values.data() + (g * patches.samples + sample) * size + t * share);
      }
    }
  return patches;
}

// result: rows [begin, end) of the sum of x x^T over the samples, each `end` numbers long.
void secondMoments(const float* samples, std::int64_t count, std::int64_t size, std::int64_t begin, std::int64_t end,
                   float* result) {
  if (size > smallSize) {
    const auto step = static_cast<std::size_t>(size), columns = static_cast<std::size_t>(end);
    addProduct({static_cast<std::size_t>(end - begin), static_cast<std::size_t>(count), columns}, 1.0F,
               {samples + begin, 1, step}, {samples, step}, {result, columns});
    return;
  }
  for (std::int64_t s = 0; s < count; ++s, samples += size)
    for (std::int64_t i = begin; i < end; ++i)
      for (std::int64_t j = 0; j < end; ++j) result[(i - begin) * end + j] += samples[i] * samples[j];
}

}  // namespace

std::string reasonWithoutMoments(const Layer& layer) {
  if (layer.kind == LayerKind::TransposedConvolution)
    return text("layer '", layer.name, "' is a transposed convolution, so its inputs are not collected");
  if (!readsActivations(layer.kind))
    return text("layer '", layer.name, "' holds ", kindName(layer.kind), " weights, so its inputs are not collected");
  const std::int64_t outputs = std::max<std::int64_t>(1, layer.channels());
  const std::int64_t size = layer.weightCount() / outputs;
  if (size > largestMoments / std::max<std::int64_t>(1, size * layer.groups))
    return text("layer '", layer.name, "' has ", layer.groups > 1 ? text(layer.groups, " times ") : "", size,
                " inputs per output, too many to collect their second moments");
  return {};
}

// An instruction that uses the input of a layer.
struct InputMomentsCollector::Use {
  std::size_t layer = 0;
  std::int64_t number = 0;  // index among those of the layer
  Window window;            // of convolutions
};

struct InputMomentsCollector::Sums {
  // Rows [begin, end) of the second moments of groups [group, group + groups), each `end` numbers long.
  struct Part {
    std::int64_t group = 0, groups = 1, begin = 0, end = 0;
    std::size_t offset = 0;  // in second
    std::int64_t turn = 0;   // the ticket that comes next

    std::size_t count() const { return static_cast<std::size_t>(groups * (end - begin) * end); }
  };

  Sums(const Layer& layer, std::int64_t inputs) : groups(layer.groups), size(inputs) {
    if (layer.kind == LayerKind::Convolution)
      taps = std::accumulate(layer.shape.begin() + 2, layer.shape.end(), std::int64_t{1}, std::multiplies<>());
    const std::int64_t together =
        size <= rowStep ? std::max<std::int64_t>(1, smallNumbers / std::max<std::int64_t>(1, size * size)) : 1;
    std::size_t offset = 0;
    for (std::int64_t g = 0; g < groups; g += together)
      for (std::int64_t begin = 0; begin < size; begin += rowStep) {
        parts.push_back({g, std::min(together, groups - g), begin, std::min(size, begin + rowStep), offset, 0});
        offset += parts.back().count();
      }
    second.resize(offset);
    first.resize(static_cast<std::size_t>(groups * size));
  }

  std::int64_t groups, size, taps = 1, uses = 0;
  std::vector<Part> parts;
  std::vector<double> second, first;
  double weight = 0;
  std::int64_t samples = 0;
};

InputMomentsCollector::InputMomentsCollector(const Network& network, const std::vector<bool>& wanted)
    : network_(network), layers_(network.layers.size()) {
  if (!wanted.empty() && wanted.size() != network.layers.size())
    throw UsageError(
        text("inputs of ", wanted.size(), " layers were requested, the network has ", network.layers.size()));
  std::map<int, std::size_t> layerOfTensor;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const Layer& layer = network.layers[l];
    if ((!wanted.empty() && !wanted[l]) || !reasonWithoutMoments(layer).empty()) continue;
    layerOfTensor[layer.tensor] = l;
    layers_[l] = std::make_unique<Sums>(layer, layer.weightCount() / layer.channels());
  }
  const auto& instructions = network.program.instructions;
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const Instruction& instruction = instructions[i];
    const bool convolution = instruction.op == "aten::convolution";
    if ((!convolution && instruction.op != "aten::linear") || !std::holds_alternative<Slot>(instruction.inputs.at(0)))
      continue;
    const auto* weight = std::get_if<TensorIndex>(&instruction.inputs.at(1));
    const auto found = weight ? layerOfTensor.find(weight->index) : layerOfTensor.end();
    if (found == layerOfTensor.end() || !layers_[found->second]) continue;
    const Layer& layer = network.layers[found->second];
    Use use{found->second, layers_[found->second]->uses, {}};
    if (convolution) {
      const std::size_t rank = layer.shape.size() - 2;
      const auto stride = constantList(instruction.inputs.at(3), rank),
                 padding = constantList(instruction.inputs.at(4), rank),
                 dilation = constantList(instruction.inputs.at(5), rank);
      if (!stride || !padding || !dilation)
        throw Error(text("layer '", layer.name,
                         "': its inputs cannot be collected because its stride, padding or dilation "
                         "is not constant"));
      use.window = {Extents(layer.shape.begin() + 2, layer.shape.end()), *stride, *padding, *dilation};
    }
    ++layers_[found->second]->uses;
    uses_.emplace(i, std::move(use));
  }
}

InputMomentsCollector::~InputMomentsCollector() = default;

std::size_t InputMomentsCollector::end() const {
  return uses_.empty() ? 0 : uses_.rbegin()->first + 1;
}

void InputMomentsCollector::abandon() {
  const std::lock_guard lock(mutex_);
  abandoned_ = true;
  passed_.notify_all();
}

// False if it will never come.
bool InputMomentsCollector::waitForTurn(Sums& sums, std::size_t part, std::int64_t ticket, std::stop_token stop) {
  std::unique_lock lock(mutex_);
  return passed_.wait(lock, stop, [&] { return abandoned_ || sums.parts[part].turn == ticket; }) && !abandoned_;
}

void InputMomentsCollector::passTurn(Sums& sums, std::size_t part) {
  const std::lock_guard lock(mutex_);
  ++sums.parts[part].turn;
  passed_.notify_all();
}

void InputMomentsCollector::add(std::size_t instruction, const at::Tensor& input, const Batch& batch,
                                std::stop_token stop) {
  const auto found = uses_.find(instruction);
  if (found == uses_.end()) return;
  const Use& use = found->second;
  Sums& sums = *layers_[use.layer];
  Patches patches;
  if (input.scalar_type() == at::kFloat && input.dim() > 0) {
    at::Tensor rows = input;
    if (batch.ran != batch.count && rows.size(0) % batch.ran == 0)
      rows = rows.narrow(0, 0, rows.size(0) / batch.ran * batch.count);
    patches = use.window.kernel.empty() ? linearPatches(rows, sums.size, batch.first)
                                        : convolutionPatches(rows, use.window, sums.groups, batch.first);
  }
  std::vector<double> first(sums.first.size(), 0);
  for (std::int64_t g = 0; g < sums.groups; ++g)
    for (std::int64_t s = 0; s < patches.samples; ++s) {
      const float* sample = patches.values.data() + (g * patches.samples + s) * sums.size;
      double* to = first.data() + g * sums.size;
      for (std::int64_t i = 0; i < sums.size; ++i) to[i] += static_cast<double>(sample[i]);
    }

  const std::int64_t ticket = batch.number * sums.uses + use.number;
  std::vector<float> products;
  for (std::size_t p = 0; p < sums.parts.size(); ++p) {
    const Sums::Part& part = sums.parts[p];
    products.assign(part.count(), 0);
    for (std::int64_t g = 0; g < part.groups && patches.samples > 0; ++g)
      secondMoments(patches.values.data() + (part.group + g) * patches.samples * sums.size, patches.samples, sums.size,
                    part.begin, part.end, products.data() + g * (part.end - part.begin) * part.end);
    if (!waitForTurn(sums, p, ticket, stop)) return;
    double* to = sums.second.data() + part.offset;
    for (std::size_t i = 0; i < products.size(); ++i) to[i] += patches.weight * static_cast<double>(products[i]);
    if (p == 0) {
      for (std::size_t i = 0; i < first.size(); ++i) sums.first[i] += patches.weight * first[i];
      sums.weight += patches.weight * static_cast<double>(patches.samples);
      sums.samples += patches.samples;
    }
    passTurn(sums, p);
  }
}

std::vector<std::shared_ptr<const InputMoments>> InputMomentsCollector::results() const {
  std::vector<std::shared_ptr<const InputMoments>> results(layers_.size());
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    if (!layers_[l] || layers_[l]->samples == 0) continue;
    const Sums& sums = *layers_[l];
    const auto size = static_cast<std::size_t>(sums.size), taps = static_cast<std::size_t>(sums.taps);
    std::vector<std::size_t> place(size);  // of a sample's number in the order of the weights: channel, kernel position
    for (std::size_t i = 0; i < size; ++i) place[i] = i % (size / taps) * taps + i / (size / taps);
    auto moments = std::make_shared<InputMoments>();
    moments->groups = sums.groups;
    moments->size = sums.size;
    moments->samples = sums.samples;
    moments->first.resize(sums.first.size());
    moments->second.resize(sums.first.size() * size);
    bool finite = true;
    const auto mean = [&](double sum) {
      const auto value = static_cast<float>(sum / sums.weight);
      finite = finite && std::isfinite(value);
      return value;
    };
    for (std::size_t i = 0; i < sums.first.size(); ++i)
      moments->first[i / size * size + place[i % size]] = mean(sums.first[i]);
    for (const Sums::Part& part : sums.parts) {
      const double* from = sums.second.data() + part.offset;
      for (std::int64_t g = part.group; g < part.group + part.groups; ++g) {
        float* to = moments->second.data() + static_cast<std::size_t>(g) * size * size;
        for (auto i = static_cast<std::size_t>(part.begin); i < static_cast<std::size_t>(part.end); ++i)
          for (std::size_t j = 0; j < static_cast<std::size_t>(part.end); ++j, ++from)
            if (j <= i) to[place[i] * size + place[j]] = to[place[j] * size + place[i]] = mean(*from);
      }
    }
    if (!finite)
      throw InputError(text("the input of layer '", network_.layers[l].name,
                            "' is not finite (NaN or infinity) or too large to be squared"));
    results[l] = std::move(moments);
  }
  return results;
}

}  // namespace bitprism
