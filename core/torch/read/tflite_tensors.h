#pragma once

#include <map>
#include <string>
#include <utility>

#include "core/torch/read/recorder.h"
#include "core/torch/read/tflite_model.h"

namespace at {
class Tensor;
}

namespace bitprism {

// How the axes of a constant are wanted.
enum class TfliteForm {
  Stored,
  ChannelsFirst,      // N H W C -> N C H W
  Filters,            // O H W I -> O I H W
  ChannelFilters,     // 1 H W O -> O 1 H W
  TransposedFilters,  // O H W I -> I O H W
};

// The constants of a file, each converted once: codes are the numbers that they stand for, floats have 32 bits, whole
// numbers 64. One thread at a time; the model must outlive it.
class TfliteConstants {
 public:
  TfliteConstants(const TfliteModel& model, std::string source) : model_(model), source_(std::move(source)) {}

  // Throws InputError naming the tensor if its bytes do not fit its shape, or its kind is not supported.
  const Recorded& constant(std::int32_t tensor, TfliteForm form);

 private:
  at::Tensor converted(const TfliteTensor& tensor) const;

  const TfliteModel& model_;
  std::string source_;
  std::map<std::pair<std::int32_t, TfliteForm>, Recorded> known_;
};

// scale (code - zero point), with a scale for all or for each channel. Throws InputError if they do not fit.
at::Tensor tfliteNumbers(const TfliteTensor& tensor, const at::Tensor& codes, const std::string& source);

}  // namespace bitprism
