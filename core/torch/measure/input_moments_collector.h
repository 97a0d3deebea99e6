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

// In maps with more positions than this, this number of evenly spaced ones is used in every image, each representing
// its neighbours: position floor((i + p) P / N) of the P, with p in [0, 1) running through the multiples of the golden
// ratio from image to image, so that all positions are used.
inline constexpr std::int64_t positionsPerImage = 128;

// The largest second moments that are collected, in numbers: groups x size x size.
inline constexpr std::int64_t largestMoments = std::int64_t{6144} * 6144;

// The reason why the moments of a layer are not collected; empty if they are.
std::string reasonWithoutMoments(const Layer& layer);

// Collects the input moments of layers while a network runs, batch by batch. Products are float within a batch, sums
// over batches double and in the order of the batches, so that the moments are the same for any number of threads.
// Memory: the sums, of which only one triangle is stored, and for every thread a layer's input of one batch. Safe from
// many threads.
class InputMomentsCollector {
 public:
  // Images [first, first + count) of a batch that ran with `ran` rows, the others padding.
  struct Batch {
    std::int64_t number = 0, first = 0, count = 0, ran = 0;
  };

  // wanted: of every layer; empty: all. Layers with a reasonWithoutMoments() are left out.
  InputMomentsCollector(const Network& network, const std::vector<bool>& wanted);
  ~InputMomentsCollector();

  // One more than the last instruction with a wanted input; 0 when there is none.
  std::size_t end() const;

  // Adds the input of an instruction; ignored if it is not wanted. Every batch must add all wanted inputs, and batches
  // start in the order of their numbers; a batch waits for earlier ones, until stop or abandon().
  void add(std::size_t instruction, const at::Tensor& input, const Batch& batch, std::stop_token stop);

  // A batch will not finish: others stop waiting for it.
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
