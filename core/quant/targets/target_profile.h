#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/enum_names.h"

namespace bitprism {

// What runs an exported network. Any: nothing is assumed of it. Ort: ONNX Runtime's kernels for whole numbers;
// OrtFloat: ONNX Runtime computing with floats.
enum class Target { Any, Ort, OrtFloat, TensorRt, OpenVino, Qnn, Tflm, EspDl, Qonnx };
inline constexpr auto existingTargets = [] {
  std::array<Target, enumeratorCount<Target>> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<Target>(i);
  return all;
}();

// Where the zero of rounded values may stand among their codes: anywhere, in the middle (codes with a sign and zero
// point 0), or there or at the lowest code (zero point 0 with or without a sign).
enum class ZeroPlace { Anywhere, Middle, MiddleOrLowest };

// How a file says that something is quantized: QuantizeLinear and DequantizeLinear of ONNX, or Quant of QONNX.
enum class TargetPattern { Qdq, Quant };

// What a target accepts, from what its makers say (source). The rules themselves: target_rules.h.
struct TargetProfile {
  Target target = Target::Any;
  const char* name = "";     // on the command line, in sessions and plans
  const char* title = "";    // for people
  const char* purpose = "";  // what it is and computes, a phrase
  const char* source = "";   // the pages that the row was made from

  bool limits = false;    // anything at all
  bool integers = false;  // computes layers in whole numbers, from plans with an integer form (integer_form.h)

  std::span<const int> weightBits = {};  // of layers whose input is quantized
  std::span<const int> aloneBits = {};   // of the others, whose weights become floats again
  bool aloneOnlyLinear = false;          // of these, codes for linear layers only
  bool aloneZeroPoints = false;          // of these, weights may have zero points
  bool weightsPerChannel = true;         // a scale an output channel, or for the whole tensor only
  bool narrowWeights = false;            // codes from -(2^(b-1) - 1) on
  bool powerOfTwo = false;               // all scales
  bool plainWeights = false;             // nothing may stand between what restores weights and the layer

  std::span<const int> inputBits = {};  // floats included
  ZeroPlace zero = ZeroPlace::Anywhere;

  int biasBits = 32;         // of layers computed in integers
  bool signedCodes = false;  // values with their zero in the middle are written as codes with a sign
  std::int64_t leastOpset = 0;
  TargetPattern pattern = TargetPattern::Qdq;
  bool runHere = false;  // exports for it are run in tests; else they are only held against the rules

  bool hasWidth(int bits, bool quantizedInput) const;
};

const TargetProfile& targetProfile(Target target);
std::span<const TargetProfile> targetProfiles();  // in the order of Target

const char* targetName(Target target);
Target targetFromName(std::string_view name);  // throws UsageError listing the names
std::vector<std::string> targetNames();

// "4, 8, 16 or 32".
std::string widthsText(std::span<const int> widths);

}  // namespace bitprism
