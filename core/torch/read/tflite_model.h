#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/files/flat_buffer.h"
#include "core/network/tensor.h"
#include "core/torch/read/tflite_names.h"

namespace bitprism {

struct TfliteTensor {
  std::string name;
  Shape shape;
  Shape signature;  // the shape with -1 where the file leaves an extent open; empty: nothing is open
  TfliteType type = TfliteType::Float32;
  std::optional<std::span<const std::uint8_t>> data;  // of a constant
  bool isVariable = false, isSparse = false;
  bool hasOtherQuantization = false;     // other than scales and zero points
  std::vector<float> scales;             // one, or one for each channel; empty: the numbers themselves
  std::vector<std::int64_t> zeroPoints;  // none: all are 0
  std::int32_t axis = 0;                 // of the channels

  // Whole numbers that stand for others.
  bool isCode() const { return !scales.empty() && !isTfliteFloat(type) && type != TfliteType::Bool; }
  std::string quotedName() const;
};

struct TfliteOperator {
  int code = 0;
  std::string op;     // as messages name it: "CONV_2D", "CUSTOM 'Name'"
  std::string place;  // the name of its first result
  int optionsType = 0;
  FlatTable options;
  std::vector<std::int32_t> inputs, outputs;  // numbers of tensors; -1: left out
};

// The main graph of a TensorFlow Lite file, its indices checked. Refers to the bytes it was read from.
struct TfliteModel {
  std::vector<TfliteTensor> tensors;
  std::vector<TfliteOperator> operators;
  std::vector<std::int32_t> inputs, outputs;
  std::vector<std::string> notices;
  std::unique_ptr<FlatBuffer> buffer;  // of the options
};

// Throws InputError naming the source.
TfliteModel readTfliteModel(std::span<const std::uint8_t> bytes, const std::string& source);

}  // namespace bitprism
