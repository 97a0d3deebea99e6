#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

namespace bitprism {

enum class Gradients { Off, On };

// Runs work(batch) for every batch from 0 on so many threads, each of which computes alone (LibTorch's own threads are
// off, and gradients too unless they are wanted). The first exception ends all and is rethrown. Throws Cancelled when
// stopped, which is looked at before every batch.
void forEachBatch(std::int64_t batches, unsigned threads, std::stop_token stop,
                  const std::function<void(std::int64_t batch)>& work, Gradients gradients = Gradients::Off);

}  // namespace bitprism
