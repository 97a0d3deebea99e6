#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace bitprism {

// A fidelity: what an evaluation sees (the first so many images of the search set; 0 = all) and costs.
struct Task {
  std::int64_t images = 0;
  int epochs = 0;
  auto operator<=>(const Task&) const = default;
};

std::string taskName(const Task& task);  // "512 images", "all images", "5000 images + 2 epochs"

}  // namespace bitprism
