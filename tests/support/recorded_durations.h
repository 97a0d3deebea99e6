#pragma once

#include <numeric>
#include <string>
#include <vector>

namespace bitprism::test {

// How long the evaluations of a short search took.
struct RecordedDurations {
  const char* name;
  std::vector<double> seconds;
};

// Of `search example --data example` (4,000 images) and of `search resnet20_cifar10.onnx --images 2000`, mtgp, one
// worker: the processor seconds that the program spent from the end of one evaluation to that of the next, read from
// the system while it ran; and the seconds by the clock that the session of the latter noted, on two cores that a dozen
// other programs shared, as on a crowded node.
inline std::vector<RecordedDurations> recordedDurations() {
  return {{"example", {0.72, 0.71, 0.85, 0.80, 0.73, 0.75, 0.74, 0.73, 0.87, 0.72, 0.55, 0.59, 0.69, 0.74, 0.77, 0.59}},
          {"resnet20", {1.18, 1.35, 1.16, 1.32, 1.01, 1.11, 1.24}},
          {"crowded",
           {27.08, 19.90, 18.82, 95.89, 21.36, 18.84, 10.14, 12.56, 15.74, 17.07, 24.99, 37.02, 17.49, 34.42, 41.30,
            75.43}}};
}

// Made as long on average as wished.
inline std::vector<double> scaledDurations(const RecordedDurations& recorded, double mean) {
  const double sum = std::accumulate(recorded.seconds.begin(), recorded.seconds.end(), 0.0);
  std::vector<double> scaled;
  for (const double one : recorded.seconds)
    scaled.push_back(one * mean * static_cast<double>(recorded.seconds.size()) / sum);
  return scaled;
}

}  // namespace bitprism::test
