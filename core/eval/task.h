#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace bitprism {

// A fidelity: the number of images of the search set that an evaluation uses (the first ones; 0 = all), and of epochs
// of training before it.
struct Task {
  std::int64_t images = 0;
  int epochs = 0;
  auto operator<=>(const Task&) const = default;
};

// Whether a task costs more than another: more epochs, or as many and more images.
bool risesTo(const Task& before, const Task& after);

bool trains(const std::vector<Task>& tasks);  // any of them

std::string taskName(const Task& task);  // "512 images", "all images", "5000 images + 2 epochs"

}  // namespace bitprism
