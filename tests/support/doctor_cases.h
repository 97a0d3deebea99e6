#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "app/workflow/doctor/doctor.h"
#include "core/quant/choice/automatic_scheme.h"
#include "core/torch/measure/accuracy_evaluator.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

// A healthy network whose faults tests plant.
namespace bitprism::test {

enum DoctorLayer : std::size_t { Stem, Body, Depthwise, Head };

// [N, 3, 8, 8] -> conv to 16 -> relu -> conv to 32 -> relu -> depthwise conv -> relu -> mean -> linear to 6. `plant`
// changes the tensors before the network is made: the weights of the layers, in their order, and "body.bias".
using Plant = std::function<void(Program& program)>;

inline std::vector<float> tensorValues(const Program& program, const std::string& name) {
  for (const Tensor& tensor : program.tensors)
    if (tensor.name == name) return tensor.floats().copy();
  return {};
}

inline void setTensor(Program& program, const std::string& name, std::vector<float> values) {
  for (Tensor& tensor : program.tensors)
    if (tensor.name == name) tensor.values = constantArray(std::move(values));
}

inline Network doctorNetwork(const Plant& plant = {}) {
  Program program;
  program.inputs.push_back({"input", {-1, 3, 8, 8}});
  program.slotCount = 1;
  const int stem = addTensor(program, "stem.weight", {16, 3, 3, 3}, normals(432, 1)),
            body = addTensor(program, "body.weight", {32, 16, 3, 3}, normals(4608, 2, 0.1)),
            bodyBias = addTensor(program, "body.bias", {32}, normals(32, 3, 0.1)),
            depthwise = addTensor(program, "depthwise.weight", {32, 1, 3, 3}, normals(288, 4)),
            head = addTensor(program, "head.weight", {6, 32}, normals(192, 5));
  if (plant) plant(program);
  int slot = addUnary(program, "aten::relu", addConvolution(program, 0, stem, None{}));
  slot = addUnary(program, "aten::relu", addConvolution(program, slot, body, TensorIndex{bodyBias}));
  slot = addUnary(program, "aten::relu", addConvolution(program, slot, depthwise, None{}, 1, 1, 32));
  const int mean = program.slotCount++;
  program.instructions.push_back(
      {"aten::mean", "dim", {Slot{slot}, std::vector<std::int64_t>{2, 3}, false, None{}}, {mean}, ""});
  const int output = program.slotCount++;
  program.instructions.push_back({"aten::linear", "", {Slot{mean}, TensorIndex{head}, None{}}, {output}, ""});
  program.outputs = {output};
  program.outputNames = {"output"};
  return makeNetwork(std::move(program), "patient", "onnx");
}

// Images of different brightness, so that what layers read varies from image to image.
inline ImageSet doctorImages() {
  ImageSet images = randomImages(64, {3, 8, 8}, 6, 11);
  std::vector<std::uint8_t> pixels = pixelBytes(images, 0, images.count());
  for (std::size_t i = 0; i < pixels.size(); ++i)
    pixels[i] = static_cast<std::uint8_t>(pixels[i] * (1 + i / 192 * 7 % 16) / 16);
  images.source = memoryPixels(images.name, {3, 8, 8}, std::move(pixels));
  return images;
}

// Everything measured on these images; all layers automatic at these bits.
inline DoctorCase doctorCase(const Plant& plant = {}, BitAllocation bits = {8, 8, 8, 8}) {
  DoctorCase known{.network = std::make_shared<const Network>(doctorNetwork(plant))};
  const ImageSet images = doctorImages();
  const AccuracyEvaluator evaluator(known.network, images, Preprocessing());
  known.calibration = evaluator.calibrateInputs();
  known.inputs = std::make_shared<const ActivationCalibration>(evaluator.calibrateActivations());
  known.calibrationImages = images.count();
  known.plan = automaticPlan(*known.network, known.calibration, bits);
  known.automatic.assign(bits.size(), true);
  return known;
}

inline void setScheme(DoctorCase& known, std::size_t layer, const QuantScheme& scheme) {
  known.plan.layers[layer] = scheme;
  known.automatic[layer] = false;
}

inline const Finding* findingOf(const Diagnosis& diagnosis, FindingKind kind) {
  for (const Finding& finding : diagnosis.findings)
    if (finding.kind == kind) return &finding;
  return nullptr;
}

inline std::string kindsOf(const Diagnosis& diagnosis) {
  std::string kinds;
  for (const Finding& finding : diagnosis.findings)
    kinds += std::string(findingName(finding.kind)) + ": " + finding.cause.str() + "\n";
  return kinds;
}

}  // namespace bitprism::test
