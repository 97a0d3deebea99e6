#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

namespace bitprism {

enum class Gradients { Off, On };

// Runs work(batch) for every batch on several threads, each of which computes alone (LibTorch's own threads are off,
// and gradients too unless requested). The first exception ends all and is rethrown. Throws Cancelled when stopped,
// which is checked before every batch.
void forEachBatch(std::int64_t batches, unsigned threads, std::stop_token stop,
                  const std::function<void(std::int64_t batch)>& work, Gradients gradients = Gradients::Off);

}  // namespace bitprism
