// Forms of unit-gain correction on real networks, weights alone, per output channel: what each does to the top-1. The
// codes are those of least squares (or of DSConv's blocks); a form differs in the factor, or in how the scale is
// chosen.
//   mean      the mean restored, nothing else
//   gain      Correction::Gain: g = <w0,w0> / <w0,q0> of the weights
//   moments   the same with <a,b> = a^T H b, H the second moment of the layer's input
//   layer     one such factor for the whole layer
//   scale     as gain, the scale chosen by the error after correction rather than before
// And of inputs: weights at 8 bits, inputs at few bits by least squares, without and with the gain of every layer's
// input made up for in its weights. What least squares rounds to stands at right angles to its error, so that <x,q> =
// <x,x> - |x - q|^2 and the factor is 1 / (1 - |x - q|^2 / <x,x>). gain_forms DATA [IMAGES] [NETWORK...]; "example" is
// the bundled one.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>

#include "core/quant/activations/seen_values.h"
#include "core/quant/methods/correction.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/methods/uniform.h"
#include "tests/support/real_networks.h"

using namespace bitprism;

namespace {

using Weights = std::vector<float>;

// q' = mean(w) + g (q - mean(q)) in place; the squared error to w.
double restored(std::span<const float> weights, std::span<float> rounded) {
  const ChannelMoments moments = momentsOf(weights, rounded);
  const double factor = correctionFactor(moments, Correction::Gain, 0);
  double error = 0;
  for (std::size_t i = 0; i < rounded.size(); ++i) {
    rounded[i] = static_cast<float>(moments.meanWeight + factor * (rounded[i] - moments.meanRounded));
    error += std::pow(static_cast<double>(weights[i]) - rounded[i], 2);
  }
  return error;
}

// Symmetric codes of the scale, among 80 from a quarter of the range to all of it, whose error after the gain is least.
Weights scaleAfterGain(const Layer& layer, int bits) {
  const ConstantArray<float>& all = *layer.weights;
  const std::size_t channels = static_cast<std::size_t>(layer.shape.front()), each = all.size() / channels;
  const double lowest = -std::ldexp(1, bits - 1), highest = -lowest - 1;
  Weights result(all.size());
  for (std::size_t c = 0; c < channels; ++c) {
    const std::span<const float> weights(all.data() + c * each, each);
    float most = 0;
    for (const float weight : weights) most = std::max(most, std::fabs(weight));
    double least = INFINITY;
    for (int step = 20; step <= 100 && most > 0; ++step) {
      const double scale = step / 100.0 * most / std::max(highest, 0.5);
      Weights rounded(each);
      for (std::size_t i = 0; i < each; ++i)
        rounded[i] = static_cast<float>(scale * std::clamp(std::nearbyint(weights[i] / scale), lowest, highest));
      const double error = restored(weights, rounded);
      if (error >= least) continue;
      least = error;
      std::copy(rounded.begin(), rounded.end(), result.begin() + static_cast<std::ptrdiff_t>(c * each));
    }
  }
  return result;
}

Weights withGains(const Layer& layer, QuantScheme scheme,
                  const std::function<std::vector<double>(const QuantizedTensor&)>& gains) {
  scheme.correction = Correction::None;
  QuantizedTensor tensor = quantize(layer, scheme);
  tensor.scheme.correction = Correction::Gain;
  restoreGains(layer, gains(tensor), tensor);
  return dequantize(tensor);
}

Weights corrected(const Layer& layer, QuantScheme scheme, Correction correction) {
  scheme.correction = correction;
  return dequantize(quantize(layer, scheme));
}

using Form = std::function<Weights(const Layer&, const InputMoments* inputs)>;

double accuracyOf(Study& study, const Form& weights, const QuantPlan& plan) {
  const std::shared_ptr<const Network> network = study.network();
  const Calibration calibration = study.calibration();
  std::vector<Floats> tensors(network->program.tensors.size());
  for (std::size_t l = 0; l < network->layers.size(); ++l) {
    const Layer& layer = network->layers[l];
    tensors[static_cast<std::size_t>(layer.tensor)] = constantArray(weights(layer, calibration.of(l)));
  }
  const auto other = std::make_shared<const Network>(withTensors(*network, tensors));
  return 100 * study.evaluator().evaluate({other, plan}, Task{}).accuracy;
}

void weightForms(const std::string& name, Study& study) {
  const QuantPlan unchanged = floatPlan(study.network()->layers.size());
  for (const Method method : {Method::Uniform, Method::Dsconv})
    for (const int bits : {4, 3, 2}) {
      QuantScheme scheme{.method = method, .bits = bits};
      if (method == Method::Uniform) scheme.range = RangeRule::LeastSquares;
      std::printf("%-22s %-8s %d", name.c_str(), methodName(method), bits);
      const auto print = [&](const Form& form) {
        std::printf("  %7.2f", accuracyOf(study, form, unchanged));
        std::fflush(stdout);
      };
      print([&](const Layer& layer, auto) { return corrected(layer, scheme, Correction::Mean); });
      print([&](const Layer& layer, auto) { return corrected(layer, scheme, Correction::Gain); });
      print([&](const Layer& layer, const InputMoments* inputs) {
        return withGains(layer, scheme,
                         [&](const QuantizedTensor& tensor) { return momentGains(layer, inputs, tensor); });
      });
      print([&](const Layer& layer, const InputMoments* inputs) {
        return withGains(layer, scheme, [&](const QuantizedTensor& tensor) {
          return std::vector<double>(static_cast<std::size_t>(layer.shape.front()), layerGain(layer, inputs, tensor));
        });
      });
      if (method == Method::Uniform)
        print([&](const Layer& layer, auto) { return scaleAfterGain(layer, bits); });
      else
        std::printf("        -");
      std::puts("");
    }
}

void inputForms(const std::string& name, Study& study) {
  const std::shared_ptr<const Network> network = study.network();
  const ActivationCalibration& calibration = study.activationCalibration();
  ActivationOptions options;
  options.range = ActivationRange::LeastSquares;
  for (const int bits : {4, 3, 2}) {
    std::printf("%-22s %-8s %d", name.c_str(), "inputs", bits);
    QuantPlan plan = floatPlan(network->layers.size());
    std::vector<double> gains;
    for (std::size_t l = 0; l < network->layers.size(); ++l) {
      plan.activations.push_back(calibration.scheme(l, bits, options));
      const InputStatistics& statistics = calibration.layers()[l];
      const Spread spread = SeenValues(statistics.histogram).spread();
      const double power = spread.mean * spread.mean + spread.deviation * spread.deviation;
      const double error = meanSquaredError(statistics, plan.activations.back()).value_or(0);
      gains.push_back(power > 0 ? std::clamp(1 / (1 - error / power), 1.0, 2.0) : 1);
    }
    for (const bool gained : {false, true}) {
      std::size_t at = 0;
      const double accuracy = accuracyOf(
          study,
          [&](const Layer& layer, auto) {
            Weights weights = corrected(layer, {.bits = 8}, Correction::Mean);
            const double gain = gained ? gains[at] : 1;
            ++at;
            for (float& weight : weights) weight = static_cast<float>(weight * gain);
            return weights;
          },
          plan);
      std::printf("  %7.2f", accuracy);
      std::fflush(stdout);
    }
    std::puts("");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: gain_forms DATA [IMAGES] [NETWORK...]\n";
    return 2;
  }
  const std::string data = argv[1];
  const int images = argc > 2 ? std::atoi(argv[2]) : 2000;
  std::vector<std::string> names(argv + std::min(argc, 3), argv + argc);
  if (names.empty())
    for (const test::RealNetwork& network : test::realNetworks()) names.push_back(network.name);
  std::printf("%-22s %-8s b  %7s  %7s  %7s  %7s  %7s\n", "network", "method", "mean", "gain", "moments", "layer",
              "scale");
  for (const std::string& name : names) {
    std::unique_ptr<Study> study;
    if (name == "example") {
      StudySettings settings;
      settings.networkPath = settings.dataPath = "example";
      study = Study::open(settings);
    } else {
      study = test::openStudy(data, test::realNetwork(name), images);
    }
    study->calibrateInputs();
    weightForms(name, *study);
    inputForms(name, *study);
  }
}
