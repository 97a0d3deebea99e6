#include "core/torch/read/tflite_operators/step.h"

// Codes are read as the numbers that they stand for: what turns one into the other does nothing.
namespace bitprism::tflite {
namespace {

void passedOn(const Step& at) {
  at.give(at.in(0, at.layout(0)), at.layout(0));
}

void rounded(const Step& at) {
  if (!at.isFloat(0)) at.refuse("takes whole numbers that stand for no others, expected numbers or codes with a scale");
  passedOn(at);
}

}  // namespace

Rules codeRules() {
  return {{"QUANTIZE", rounded}, {"DEQUANTIZE", rounded}, {"FAKE_QUANT", rounded}};
}

}  // namespace bitprism::tflite
