#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "core/quant/activations/activation_kernels.h"
#include "core/stats/range_histogram.h"

namespace bitprism {

// The smallest and largest values of a stream, ten of each as PWLQ has it. Their lower medians are where its
// calibration ends the range of a batch.
class Tails {
 public:
  static constexpr std::size_t most = 10;

  explicit Tails(std::size_t kept = most) : kept_(kept) {}

  void add(std::span<const float> values);
  float low() const;   // the lower median of the smallest; 0 when empty
  float high() const;  // of the largest

 private:
  std::size_t kept_, count_ = 0;
  std::array<float, most> smallest_{}, largest_{};  // the worst of each first, once there are so many
};

// Sums over values, in the order in which batches come: they are the same for any number of threads.
struct ValueSums {
  double positive = 0;  // of what is above zero
  double negative = 0;  // of magnitudes below zero
  double squares = 0;

  void add(std::span<const float> values);
  void add(const ValueSums& other);
  bool operator==(const ValueSums&) const = default;
};

// What calibration saw of one input channel. Its histogram is coarse, since there are many.
struct ChannelStatistics {
  static constexpr int bins = 256;

  RangeHistogram histogram{bins};
  ValueSums sums;
};

// What one streaming pass saw of a layer's input, in memory that does not depend on the number of images but for two
// pairs of numbers a batch.
struct InputStatistics {
  RangeHistogram histogram;
  std::vector<std::pair<float, float>> batchExtremes;  // smallest and largest value of each batch, in batch order
  std::vector<std::pair<float, float>> batchTails;     // Tails::low and high of each batch
  std::vector<ChannelStatistics> channels;
};

// Takes in the inputs of all layers, batch by batch. Safe from many threads, one of which must bring all of a batch;
// what comes out depends neither on their number nor on their order.
class InputCollector {
 public:
  // What a batch adds that has an order. Made by the thread that runs the batch.
  struct Batch {
    struct LayerPart {
      bool seen = false;
      float low = 0, high = 0;
      Tails tails;
      std::vector<ValueSums> sums;  // of channels
    };
    std::vector<LayerPart> layers;
  };

  InputCollector(std::size_t layers, std::int64_t batches);

  Batch batch() const;

  // Throws Error when a value is not finite.
  void add(Batch& batch, std::size_t layer, std::span<const float> values, const ChannelLayout& layout);
  void finish(std::int64_t index, Batch batch);

  std::vector<InputStatistics> take();  // once all batches are finished

 private:
  struct LayerState {
    std::mutex mutex;  // for the histograms, whose counts have no order
    InputStatistics statistics;
  };

  void take(std::int64_t index, const Batch& batch);

  std::vector<LayerState> layers_;
  std::mutex mutex_;
  std::map<std::int64_t, Batch> waiting_;  // for batches before them
  std::int64_t next_ = 0;
};

}  // namespace bitprism
