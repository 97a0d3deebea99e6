#include "core/quant/activations/input_statistics.h"

#include <algorithm>

namespace bitprism {
namespace {

// Channels that lie side by side are taken apart so many at a time, so that every line of memory is read once.
constexpr std::size_t gathered = 16;

// Calls visit(channel, values) with spans that together hold all values, each channel's in the order of memory.
template <class Visit>
void forEachChannel(std::span<const float> values, const ChannelLayout& layout, const Visit& visit) {
  if (layout.inner > 1) {
    for (std::size_t i = 0; i < layout.outer * layout.channels; ++i)
      visit(i % layout.channels, values.subspan(i * layout.inner, layout.inner));
    return;
  }
  std::vector<float> turned(gathered * layout.outer);
  for (std::size_t first = 0; first < layout.channels; first += gathered) {
    const std::size_t count = std::min(gathered, layout.channels - first);
    for (std::size_t o = 0; o < layout.outer; ++o)
      for (std::size_t c = 0; c < count; ++c) turned[c * layout.outer + o] = values[o * layout.channels + first + c];
    for (std::size_t c = 0; c < count; ++c)
      visit(first + c, std::span<const float>(turned.data() + c * layout.outer, layout.outer));
  }
}

// Of an even number the lower of the two in the middle, as torch.median has it; 0 of none.
float lowerMedian(std::span<const float> values) {
  if (values.empty()) return 0;
  std::vector<float> sorted(values.begin(), values.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>((sorted.size() - 1) / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

}  // namespace

void Tails::add(std::span<const float> values) {
  std::size_t i = 0;
  for (; i < values.size() && count_ < kept_; ++i, ++count_) {
    smallest_[count_] = largest_[count_] = values[i];
    if (count_ + 1 < kept_) continue;
    const auto end = static_cast<std::ptrdiff_t>(kept_);
    std::sort(smallest_.begin(), smallest_.begin() + end, std::greater<>());
    std::sort(largest_.begin(), largest_.begin() + end);
  }
  for (; i < values.size(); ++i) {
    const float value = values[i];
    if (value < smallest_[0]) {
      std::size_t at = 0;
      for (; at + 1 < kept_ && value < smallest_[at + 1]; ++at) smallest_[at] = smallest_[at + 1];
      smallest_[at] = value;
    }
    if (value > largest_[0]) {
      std::size_t at = 0;
      for (; at + 1 < kept_ && value > largest_[at + 1]; ++at) largest_[at] = largest_[at + 1];
      largest_[at] = value;
    }
  }
}

float Tails::low() const {
  return lowerMedian({smallest_.data(), count_});
}

float Tails::high() const {
  return lowerMedian({largest_.data(), count_});
}

void ValueSums::add(std::span<const float> values) {
  double above = 0, below = 0, power = 0;
  for (const float value : values) {
    const double exact = value;
    above += value > 0 ? exact : 0.0;
    below -= value < 0 ? exact : 0.0;
    power += exact * exact;
  }
  add({above, below, power});
}

void ValueSums::add(const ValueSums& other) {
  positive += other.positive;
  negative += other.negative;
  squares += other.squares;
}

InputCollector::InputCollector(std::size_t layers, std::int64_t batches) : layers_(layers) {
  for (LayerState& layer : layers_) {
    layer.statistics.batchExtremes.resize(static_cast<std::size_t>(batches));
    layer.statistics.batchTails.resize(static_cast<std::size_t>(batches));
  }
}

InputCollector::Batch InputCollector::batch() const {
  return {std::vector<Batch::LayerPart>(layers_.size())};
}

void InputCollector::add(Batch& batch, std::size_t index, std::span<const float> values, const ChannelLayout& layout) {
  if (values.empty()) return;
  RangeHistogram whole;
  whole.add(values);
  Batch::LayerPart& part = batch.layers.at(index);
  part.low = part.seen ? std::min(part.low, whole.minimum()) : whole.minimum();
  part.high = part.seen ? std::max(part.high, whole.maximum()) : whole.maximum();
  part.seen = true;
  part.tails.add(values);
  part.sums.resize(layout.channels);
  LayerState& layer = layers_.at(index);
  const std::lock_guard lock(layer.mutex);
  layer.statistics.histogram.merge(whole);
  layer.statistics.channels.resize(layout.channels);
  forEachChannel(values, layout, [&](std::size_t channel, std::span<const float> its) {
    part.sums[channel].add(its);
    layer.statistics.channels[channel].histogram.add(its);
  });
}

void InputCollector::finish(std::int64_t index, Batch batch) {
  const std::lock_guard lock(mutex_);
  waiting_.emplace(index, std::move(batch));
  while (!waiting_.empty() && waiting_.begin()->first == next_) {
    take(next_++, waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }
}

void InputCollector::take(std::int64_t index, const Batch& batch) {
  const auto at = static_cast<std::size_t>(index);
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    const Batch::LayerPart& part = batch.layers[l];
    InputStatistics& statistics = layers_[l].statistics;
    const std::lock_guard lock(layers_[l].mutex);
    statistics.batchExtremes.at(at) = {part.low, part.high};
    statistics.batchTails.at(at) = {part.tails.low(), part.tails.high()};
    for (std::size_t c = 0; c < part.sums.size(); ++c) statistics.channels[c].sums.add(part.sums[c]);
  }
}

std::vector<InputStatistics> InputCollector::take() {
  std::vector<InputStatistics> result;
  for (LayerState& layer : layers_) result.push_back(std::move(layer.statistics));
  return result;
}

}  // namespace bitprism
