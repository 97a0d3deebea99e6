#include "app/example/example_training.h"

#include <torch/script.h>
#include <torch/torch.h>

#include <cmath>
#include <filesystem>
#include <future>
#include <numbers>

#include "app/example/example_images.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

using torch::jit::Module;

constexpr double batchNormEpsilon = 1e-5;

// A scripted module whose class is named after its place in the network, so that class names in the file are unique.
Module emptyModule(const std::string& place) {
  Module module("__torch__.example." + place);
  module.register_attribute("training", c10::BoolType::get(), true);
  return module;
}

Module convolution(const std::string& place, std::int64_t from, std::int64_t to, int kernel, int stride) {
  Module module = emptyModule(place);
  const double deviation = std::sqrt(2.0 / static_cast<double>(to * kernel * kernel));  // He et al. 2015, fan-out
  module.register_parameter("weight", torch::randn({to, from, kernel, kernel}) * deviation, false);
  module.define(text("def forward(self, x):\n  return torch.conv2d(x, self.weight, None, [", stride, ", ", stride,
                     "], [", kernel / 2, ", ", kernel / 2, "], [1, 1], 1)\n"));
  return module;
}

Module batchNorm(const std::string& place, std::int64_t channels) {
  Module module = emptyModule(place);
  module.register_parameter("weight", torch::ones({channels}), false);
  module.register_parameter("bias", torch::zeros({channels}), false);
  module.register_buffer("running_mean", torch::zeros({channels}));
  module.register_buffer("running_var", torch::ones({channels}));
  module.define(
      "def forward(self, x):\n"
      "  return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var, self.training, 0.1, "
      "1e-05, False)\n");
  return module;
}

Module linear(const std::string& place, std::int64_t from, std::int64_t to) {
  Module module = emptyModule(place);
  module.register_parameter("weight", torch::randn({to, from}) / std::sqrt(static_cast<double>(from)), false);
  module.register_parameter("bias", torch::zeros({to}), false);
  module.define("def forward(self, x):\n  return torch.linear(x, self.weight, self.bias)\n");
  return module;
}

Module stem(std::int64_t channels) {
  Module module = emptyModule("stem");
  module.register_module("conv", convolution("stem_conv", 3, channels, 3, 2));
  module.register_module("bn", batchNorm("stem_bn", channels));
  module.define("def forward(self, x):\n  return torch.relu(self.bn.forward(self.conv.forward(x)))\n");
  return module;
}

// Two 3 x 3 convolutions and a shortcut (He et al. 2016); the shortcut is a 1 x 1 convolution where the shape changes.
Module block(const std::string& place, std::int64_t from, std::int64_t to, int stride) {
  Module module = emptyModule(place);
  module.register_module("conv1", convolution(place + "_conv1", from, to, 3, stride));
  module.register_module("bn1", batchNorm(place + "_bn1", to));
  module.register_module("conv2", convolution(place + "_conv2", to, to, 3, 1));
  module.register_module("bn2", batchNorm(place + "_bn2", to));
  std::string shortcut = "x";
  if (from != to || stride != 1) {
    module.register_module("shortcut", convolution(place + "_shortcut", from, to, 1, stride));
    module.register_module("shortcut_bn", batchNorm(place + "_shortcut_bn", to));
    shortcut = "self.shortcut_bn.forward(self.shortcut.forward(x))";
  }
  module.define(
      "def forward(self, x):\n"
      "  y = torch.relu(self.bn1.forward(self.conv1.forward(x)))\n"
      "  y = self.bn2.forward(self.conv2.forward(y))\n"
      "  return torch.relu(y + " +
      shortcut + ")\n");
  return module;
}

Module stage(const std::string& place, std::int64_t from, std::int64_t to, int stride, int blocks) {
  Module module = emptyModule(place);
  std::string chain = "x";
  for (int i = 1; i <= blocks; ++i) {
    const std::string name = text("block", i);
    module.register_module(name, block(place + "_" + name, i == 1 ? from : to, to, i == 1 ? stride : 1));
    chain = text("self.", name, ".forward(", chain, ")");
  }
  module.define("def forward(self, x):\n  return " + chain + "\n");
  return module;
}

Module residualNetwork(const std::vector<std::int64_t>& widths, int blocks) {
  Module module = emptyModule("ResidualNetwork");
  module.register_module("stem", stem(widths[0]));
  module.register_module("stage1", stage("stage1", widths[0], widths[0], 1, blocks));
  module.register_module("stage2", stage("stage2", widths[0], widths[1], 2, blocks));
  module.register_module("stage3", stage("stage3", widths[1], widths[2], 2, blocks));
  module.register_module("classifier", linear("classifier", widths[2], 10));
  module.define(
      "def forward(self, x):\n"
      "  x = self.stage3.forward(self.stage2.forward(self.stage1.forward(self.stem.forward(x))))\n"
      "  x = torch.flatten(torch.adaptive_avg_pool2d(x, [1, 1]), 1)\n"
      "  return self.classifier.forward(x)\n");
  return module;
}

// Kernels for convolutions are fastest when channels are innermost.
void layOut(Module& module, torch::MemoryFormat format) {
  for (at::Tensor parameter : module.parameters()) {
    if (parameter.dim() == 4) parameter.set_data(parameter.contiguous(format));
  }
}

at::Tensor inputOf(const ImageSet& images, std::int64_t first, std::int64_t count) {
  std::vector<std::uint8_t> pixels = pixelBytes(images, first, count);
  const at::Tensor bytes =
      torch::from_blob(pixels.data(), {count, images.channels, images.height, images.width}, torch::kUInt8);
  return ((bytes.to(torch::kFloat32) / 255 - examplePreprocessing().mean[0]) / examplePreprocessing().deviation[0])
      .contiguous(torch::MemoryFormat::ChannelsLast);
}

at::Tensor labelsOf(const ImageSet& images, std::int64_t first, std::int64_t count) {
  return torch::from_blob(const_cast<std::int32_t*>(images.labels.data() + first), {count}, torch::kInt32)
      .to(torch::kInt64);
}

double accuracy(Module& module, const ImageSet& images) {
  const torch::NoGradGuard noGradients;
  module.eval();
  std::int64_t right = 0;
  constexpr std::int64_t batch = 100;
  for (std::int64_t first = 0; first < images.count(); first += batch) {
    const std::int64_t count = std::min(batch, images.count() - first);
    const at::Tensor logits = module.forward({inputOf(images, first, count)}).toTensor();
    right += logits.argmax(1).eq(labelsOf(images, first, count)).sum().item<std::int64_t>();
  }
  return static_cast<double>(right) / static_cast<double>(images.count());
}

// w' = s round(w / s) per output channel, s = max|w| / (2^(b-1) - 1).
at::Tensor rounded(const at::Tensor& weights, int bits) {
  const double largestCode = std::pow(2.0, bits - 1) - 1;
  const at::Tensor rows = weights.reshape({weights.size(0), -1});
  const at::Tensor scale = std::get<0>(rows.abs().max(1, true)).clamp_min(1e-12) / largestCode;
  return ((rows / scale).round() * scale).reshape_as(weights);
}

// Rounds the weights that a network with folded batch norm has: w gamma / sqrt(variance + epsilon), by rounding those
// and dividing the factor out again.
void roundConvolution(Module convolution, Module normalization, int bits) {
  const at::Tensor factor = normalization.attr("weight").toTensor() /
                            (normalization.attr("running_var").toTensor() + batchNormEpsilon).sqrt();
  at::Tensor weights = convolution.attr("weight").toTensor();
  const at::Tensor shaped = factor.reshape({-1, 1, 1, 1});
  weights.set_data(torch::where(shaped == 0, weights, rounded(weights * shaped, bits) / shaped)
                       .contiguous(torch::MemoryFormat::ChannelsLast));
}

void roundWeights(Module& module, int bits) {
  for (const auto& [name, child] : module.named_children()) {
    if (name.rfind("conv", 0) == 0) roundConvolution(child, module.attr("bn" + name.substr(4)).toModule(), bits);
    if (name == "shortcut") roundConvolution(child, module.attr("shortcut_bn").toModule(), bits);
    if (name == "classifier") {
      at::Tensor weights = child.attr("weight").toTensor();
      weights.set_data(rounded(weights, bits));
    }
    Module inner = child;
    roundWeights(inner, bits);
  }
}

double roundedAccuracy(const Module& module, const ImageSet& images, int bits) {
  const torch::NoGradGuard noGradients;
  Module copy = module.deepcopy();
  roundWeights(copy, bits);
  return accuracy(copy, images);
}

ExampleResult measure(Module& module) {
  const ImageSet images = drawExampleImages(ExamplePart::Evaluation, exampleEvaluationCount);
  ExampleResult result;
  result.accuracy.floating = accuracy(module, images);
  result.accuracy.eightBits = roundedAccuracy(module, images, 8);
  result.accuracy.fourBits = roundedAccuracy(module, images, 4);
  result.accuracy.threeBits = roundedAccuracy(module, images, 3);
  for (const at::Tensor& parameter : module.parameters()) {
    if (parameter.dim() < 2) continue;
    ++result.layers;
    result.weights += parameter.numel();
  }
  return result;
}

void save(Module& module, const std::string& path) {
  const torch::NoGradGuard noGradients;
  Module copy = module.deepcopy();
  copy.eval();
  layOut(copy, torch::MemoryFormat::Contiguous);
  for (at::Tensor parameter : copy.parameters()) parameter.set_requires_grad(false);
  copy.save(path);
}

// Adds the gradient of strength |w|_1 to that of every matrix of weights.
void shrink(const std::vector<at::Tensor>& parameters, double strength) {
  const torch::NoGradGuard noGradients;
  for (const at::Tensor& parameter : parameters) {
    if (parameter.dim() > 1 && strength > 0) parameter.grad().add_(parameter.sign(), strength);
  }
}

double learningRateAt(const ExampleTraining& training, double epoch) {
  if (epoch < 1) return training.learningRate * (0.1 + 0.9 * epoch);
  const double part = (epoch - 1) / std::max(training.epochs - 1, 1);
  return training.learningRate * 0.5 * (1 + std::cos(std::numbers::pi * part));
}

Module train(const ExampleTraining& training, const std::string& path, const Progress& progress) {
  torch::manual_seed(training.seed);
  Module network = residualNetwork(training.widths, training.blocks);
  layOut(network, torch::MemoryFormat::ChannelsLast);
  std::vector<at::Tensor> parameters;
  for (const at::Tensor& parameter : network.parameters()) {
    parameters.push_back(parameter);
    parameters.back().set_requires_grad(true);
  }
  torch::optim::SGD optimizer(parameters, torch::optim::SGDOptions(training.learningRate)
                                              .momentum(training.momentum)
                                              .nesterov(true)
                                              .weight_decay(training.weightDecay));
  const std::int64_t batches = training.imagesPerEpoch / training.batch, total = training.epochs * batches;
  // The seed selects where in the endless training part the images start.
  const std::int64_t start = static_cast<std::int64_t>(training.seed % 1000) * 100'000'000;
  const auto draw = [&](int epoch) {
    return drawExampleImages(ExamplePart::Train, training.imagesPerEpoch, start + epoch * training.imagesPerEpoch, 1);
  };
  ImageSet images = draw(0);
  for (int epoch = 0; epoch < training.epochs; ++epoch) {
    std::future<ImageSet> next = std::async(std::launch::async, draw, epoch + 1);
    network.train();
    double lossSum = 0;
    std::int64_t right = 0;
    for (std::int64_t k = 0; k < batches; ++k) {
      const double rate = learningRateAt(training, epoch + static_cast<double>(k) / static_cast<double>(batches));
      static_cast<torch::optim::SGDOptions&>(optimizer.param_groups()[0].options()).lr(rate);
      const at::Tensor labels = labelsOf(images, k * training.batch, training.batch);
      optimizer.zero_grad();
      const at::Tensor logits = network.forward({inputOf(images, k * training.batch, training.batch)}).toTensor();
      const at::Tensor loss = torch::nn::functional::cross_entropy(logits, labels);
      loss.backward();
      shrink(parameters, training.sparsity);
      optimizer.step();
      if (k % 10 == 0) {
        lossSum += loss.item<double>();
        right += logits.argmax(1).eq(labels).sum().item<std::int64_t>();
        const double seen = static_cast<double>(k / 10 + 1);
        report(progress,
               text("epoch ", epoch + 1, ", loss ", lossSum / seen, ", accuracy ",
                    static_cast<double>(right) / (seen * static_cast<double>(training.batch))),
               epoch * batches + k + 1, total);
      }
    }
    save(network, path + ".part");
    images = next.get();
  }
  network.eval();
  for (at::Tensor& parameter : parameters) parameter.set_requires_grad(false);
  return network;
}

// Exceptions of LibTorch become our Error at the border.
template <class Work>
auto guarded(const std::string& what, const Work& work) {
  try {
    return work();
  } catch (const c10::Error& error) {
    throw Error(text("cannot ", what, ": ", error.what_without_backtrace()));
  }
}

// Plain interpretation: the optimizing executor of TorchScript has no benefit here and takes minutes to warm up.
void prepareTraining(int threads) {
  torch::jit::setGraphExecutorOptimize(false);
  torch::set_num_threads(threads);
}

}  // namespace

ExampleResult trainExample(const ExampleTraining& training, const std::string& path, const Progress& progress) {
  if (training.epochs < 1 || training.batch < 2 || training.imagesPerEpoch < training.batch) {
    throw UsageError("training needs at least one epoch, batches of two images and one batch per epoch");
  }
  if (training.widths.size() != 3)
    throw UsageError(text("the network has three stages, got ", training.widths.size(), " widths"));
  return guarded("train the example network", [&] {
    prepareTraining(training.threads);
    Module network = train(training, path, progress);
    std::filesystem::rename(path + ".part", path);
    return measure(network);
  });
}

ExampleResult measureExample(const std::string& path) {
  return guarded(text("measure '", path, "'"), [&] {
    prepareTraining(1);
    Module network = torch::jit::load(path);
    return measure(network);
  });
}

}  // namespace bitprism
