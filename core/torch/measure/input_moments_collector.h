#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/network/network.h"
#include "core/quant/measures/input_moments.h"

namespace at {
class Tensor;
}

namespace bitprism {

// Of a map of more positions than these so many evenly spaced ones of every image are looked at, each standing for its
// neighbours: position floor((i + p) P / N) of the P, with p in [0, 1) running through the multiples of the golden
// ratio from image to image, so that all positions have their turn.
inline constexpr std::int64_t positionsPerImage = 128;

// Numbers in the second moments of a layer, groups x size x size, beyond which they are not collected.
inline constexpr std::int64_t largestMoments = std::int64_t{6144} * 6144;

// Why the moments of a layer are not collected, a sentence; empty when they are.
std::string reasonWithoutMoments(const Layer& layer);

// Sums what layers read while a network runs, batch by batch. Products are float within a batch, sums over batches
// double and in the order of the batches, so that the moments are the same for any number of threads. Memory: the
// sums, of which only one triangle is kept, and for every thread what a layer reads of one batch. Safe from many
// threads.
class InputMomentsCollector {
 public:
  // Images [first, first + count) of a batch that ran with `ran` rows, the others padding.
  struct Batch {
    std::int64_t number = 0, first = 0, count = 0, ran = 0;
  };

  // wanted: of every layer; empty: all. Layers with a reasonWithoutMoments() are left out.
  InputMomentsCollector(const Network& network, const std::vector<bool>& wanted);
  ~InputMomentsCollector();

  // One more than the last instruction that reads something wanted; 0 when nothing is.
  std::size_t end() const;

  // What the instruction reads; nothing happens when that is not wanted. Every batch must bring all that is, batches
  // being begun in the order of their numbers; a batch waits for those before it, which ends with stop or abandon().
  void add(std::size_t instruction, const at::Tensor& input, const Batch& batch, std::stop_token stop);

  // A batch will never come to its end: nobody shall wait for it.
  void abandon();

  // Null for layers without moments. Throws InputError naming the layer whose input is not finite, or too large to be
  // squared.
  std::vector<std::shared_ptr<const InputMoments>> results() const;

 private:
  struct Use;
  struct Sums;

  bool waitForTurn(Sums& sums, std::size_t part, std::int64_t ticket, std::stop_token stop);
  void passTurn(Sums& sums, std::size_t part);

  const Network& network_;
  std::map<std::size_t, Use> uses_;            // by instruction
  std::vector<std::unique_ptr<Sums>> layers_;  // null: not collected
  std::mutex mutex_;
  std::condition_variable_any passed_;
  bool abandoned_ = false;
};

}  // namespace bitprism
