#include "core/torch/measure/made_images.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <numbers>
#include <numeric>
#include <thread>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/pink_noise.h"
#include "core/network/image_input.h"
#include "core/quant/plan/operation_counts.h"
#include "core/torch/graph/batch_threads.h"
#include "core/torch/graph/blas.h"
#include "core/torch/graph/compute_device.h"
#include "core/torch/graph/executor.h"
#include "core/torch/graph/network_input.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/graph/torch_tensors.h"

namespace bitprism {
namespace {

constexpr std::int64_t fewestMade = 64, mostMade = 256;
constexpr std::int64_t togetherMade = 32;  // images whose common statistics are matched
constexpr double madeMacs = 5e11;          // multiplications that may be spent, beyond the fewest images and steps
constexpr int fewestMadeSteps = 20, usualMadeSteps = 40, mostMadeSteps = 200;
constexpr double backwardCost = 3;  // of a step, in forward passes

// A batch norm with constant statistics whose input is to have them.
struct NormTarget {
  at::Tensor mean, variance;
  double epsilon = 0;
};

std::map<std::size_t, NormTarget> normTargets(const Program& program, const at::Device& device) {
  std::map<std::size_t, NormTarget> targets;
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    if (instruction.op != "aten::batch_norm" || instruction.inputs.size() < 8) continue;
    const auto values = [&](std::size_t operand) {
      const auto* index = std::get_if<TensorIndex>(&instruction.inputs[operand]);
      if (!index) return at::Tensor();
      const Tensor& tensor = program.tensors[static_cast<std::size_t>(index->index)];
      return tensor.isFloat() ? toTorch(tensor).clone().to(device) : at::Tensor();
    };
    const auto* epsilon = std::get_if<double>(&instruction.inputs[7]);
    NormTarget target{values(3), values(4), epsilon ? *epsilon : 0};
    if (target.mean.defined() && target.variance.defined() && epsilon) targets[i] = target;
  }
  return targets;
}

// How far a value is from a batch norm's statistics, in deviations; a channel that never varies is left out.
at::Tensor distanceFrom(const NormTarget& target, const at::Tensor& value) {
  std::vector<std::int64_t> axes(static_cast<std::size_t>(value.dim()));
  std::iota(axes.begin(), axes.end(), 0);
  axes.erase(axes.begin() + 1);
  const at::Tensor mean = value.mean(axes), variance = value.var(axes, /*unbiased=*/false);
  const at::Tensor wanted = (target.variance + target.epsilon).sqrt();
  const at::Tensor off =
      (mean - target.mean).div(wanted).square() + (variance + target.epsilon).sqrt().div(wanted).sub(1).square();
  return off.mean();
}

// The size of a network's images: by its layout, or all its numbers in a row.
ImageSize madeSize(const Network& network) {
  if (network.program.inputs.size() != 1)
    throw UsageError(text("cannot make images for '", network.name, "': it takes ", network.program.inputs.size(),
                          " inputs, expected one"));
  const Shape& shape = network.program.inputs[0].shape;
  ImageSize size{1, 1, 1};
  if (const auto input = imageInput(network.program))
    size = {input->channels, input->height, input->width};
  else
    for (std::size_t axis = 1; axis < shape.size(); ++axis)
      size.width = shape[axis] > 0 && size.width <= largestMadeImage / shape[axis] ? size.width * shape[axis] : 0;
  if (shape.size() < 2 || network.program.inputs[0].kind != InputKind::Float || size.channels < 1 || size.height < 1 ||
      size.width < 1)
    throw UsageError(text("cannot make images for '", network.name, "': it takes ", shapeText(shape),
                          network.program.inputs[0].kind == InputKind::Float ? "" : " whole numbers",
                          ", expected real numbers of a known shape"));
  return size;
}

double forwardMacs(const Network& network) {
  double sum = 0;
  for (const std::int64_t macs : layerMacs(network, slotShapes(network.program))) sum += static_cast<double>(macs);
  return std::max(sum, 1.0);
}

// What is changed by gradient descent, and within which values.
class Distiller {
 public:
  Distiller(const Network& network, const Program& program, const ImageSet& noise, const Preprocessing& preprocessing,
            bool bounded, Device device)
      : input_(network, noise, preprocessing),
        executor_(program, Executor::Mode::Plain, device),
        device_(computeDevice(device)),
        targets_(normTargets(program, device_)),
        lapack_(entersLapack(program)),
        grey_(bounded && preprocessing.channels == ChannelOrder::Grey3) {
    if (!bounded) return;
    for (std::int64_t c = 0; c < noise.channels; ++c) {
      const auto at = [&](const std::vector<double>& values) {
        return values.size() == 1 ? values[0] : values[static_cast<std::size_t>(c)];
      };
      low_.push_back(static_cast<float>(-at(preprocessing.mean) / at(preprocessing.deviation)));
      high_.push_back(
          static_cast<float>((255 * preprocessing.scale - at(preprocessing.mean)) / at(preprocessing.deviation)));
    }
  }

  std::size_t norms() const { return targets_.size(); }
  std::int64_t together() const { return input_.fixedBatch() > 0 ? input_.fixedBatch() : togetherMade; }

  struct Group {
    at::Tensor images;  // as the network takes them, channels first
    double before = 0, after = 0;
  };

  // Adam on the images of one group; the rate falls along a cosine.
  Group make(std::int64_t first, std::int64_t count, int steps, const std::stop_token& stop,
             const std::function<void()>& stepped) const {
    constexpr double rate = 0.1, momentum = 0.9, squares = 0.999, tiny = 1e-8;
    Group group;
    at::Tensor x = input_.batches().batch(first, count).contiguous().to(device_);
    if (low_.empty()) {  // any numbers: the network's own scale is found from a usual one
      const at::Tensor mean = x.mean(), deviation = x.std(/*unbiased=*/false).clamp_min(1e-6);
      x = (x - mean) / deviation;
    }
    x = within(x);
    at::Tensor direction = at::zeros_like(x), energy = at::zeros_like(x);
    for (int step = 0; step <= steps; ++step) {
      if (stop.stop_requested()) throw Cancelled();
      const auto [distance, gradient] = descend(x, step < steps);
      if (!std::isfinite(distance))
        throw Error("cannot make images: the values before a batch norm are not finite, expected real numbers");
      if (step == 0) group.before = distance;
      group.after = distance;
      if (step == steps) break;
      direction = momentum * direction + (1 - momentum) * gradient;
      energy = squares * energy + (1 - squares) * gradient.square();
      const double now = rate * 0.5 * (1 + std::cos(std::numbers::pi * step / steps));
      const at::Tensor scaled = (energy / (1 - std::pow(squares, step + 1))).sqrt() + tiny;
      x = within(x - now / (1 - std::pow(momentum, step + 1)) * direction / scaled);
      stepped();
    }
    group.images = x.cpu().contiguous();
    return group;
  }

 private:
  // The distance from the statistics, the mean of the norms, and its gradient if it is wanted.
  std::pair<double, at::Tensor> descend(const at::Tensor& from, bool wanted) const {
    const at::Tensor x = from.detach().clone().set_requires_grad(wanted);
    at::Tensor sum;
    executor_.run(input_.inputs(x), executor_.weights(), [&](std::size_t instruction, const at::Tensor& value) {
      const auto target = targets_.find(instruction);
      if (target == targets_.end() || value.dim() < 2) return value;
      const at::Tensor one = distanceFrom(target->second, value);
      sum = sum.defined() ? sum + one : one;
      return value;
    });
    if (!sum.defined()) throw Error("cannot make images: no batch norm was reached, expected at least one");
    sum = sum / static_cast<double>(targets_.size());
    if (!wanted) return {sum.item<double>(), {}};
    const std::unique_lock<std::mutex> turn = lapack_ ? lapackTurn() : std::unique_lock<std::mutex>();
    const std::vector<at::Tensor> gradients =
        torch::autograd::grad({sum}, {x}, {}, c10::nullopt, false, /*allow_unused=*/true);
    if (!gradients[0].defined())
      throw Error("cannot make images: the batch norms do not depend on the input, expected that they do");
    return {sum.item<double>(), gradients[0]};
  }

  at::Tensor within(at::Tensor x) const {
    if (low_.empty()) return x;
    if (grey_) x = x.mean(1, /*keepdim=*/true).expand_as(x).contiguous();
    const auto channels = static_cast<std::int64_t>(low_.size());
    const at::Tensor low = at::tensor(low_).reshape({1, channels, 1, 1}).to(device_);
    const at::Tensor high = at::tensor(high_).reshape({1, channels, 1, 1}).to(device_);
    return at::minimum(at::maximum(x, low), high);
  }

  NetworkInput input_;
  Executor executor_;
  c10::Device device_;
  std::map<std::size_t, NormTarget> targets_;
  bool lapack_ = false, grey_ = false;
  std::vector<float> low_, high_;
};

// The pixels that the preprocessing turns into these inputs.
std::vector<float> pixelsOf(const at::Tensor& inputs, const Preprocessing& preprocessing) {
  const std::int64_t count = inputs.size(0), channels = inputs.size(1), plane = inputs.size(2) * inputs.size(3);
  const bool reversed = preprocessing.channels == ChannelOrder::Bgr && channels == 3;
  std::vector<float> pixels(static_cast<std::size_t>(inputs.numel()));
  for (std::int64_t i = 0; i < count; ++i)
    for (std::int64_t c = 0; c < channels; ++c) {
      const auto at = [&](const std::vector<double>& values) {
        return values.size() == 1 ? values[0] : values[static_cast<std::size_t>(c)];
      };
      const double mean = at(preprocessing.mean), deviation = at(preprocessing.deviation);
      const float* from = inputs.data_ptr<float>() + (i * channels + c) * plane;
      float* to = pixels.data() + (i * channels + (reversed ? channels - 1 - c : c)) * plane;
      for (std::int64_t p = 0; p < plane; ++p)
        to[p] = static_cast<float>((from[p] * deviation + mean) / preprocessing.scale);
    }
  return pixels;
}

void checkPreprocessing(const Preprocessing& preprocessing, const ImageSize& size) {
  for (const auto& values : {preprocessing.mean, preprocessing.deviation}) {
    const bool equal =
        !values.empty() && std::all_of(values.begin(), values.end(), [&](double value) { return value == values[0]; });
    if (!equal && static_cast<std::int64_t>(values.size()) != size.channels)
      throw UsageError(text("the preprocessing has ", values.size(), " values per pixel, the network takes ",
                            size.channels, " channels"));
  }
  if (!(preprocessing.scale > 0))
    throw UsageError(text("cannot make images: the preprocessing has the scale ", preprocessing.scale,
                          ", expected a number above zero"));
}

}  // namespace

MadeImages makeImages(const Network& network, const MadeImagesSettings& settings, std::stop_token stop,
                      const Progress& progress) {
  prepareTorch();
  const ImageSize size = madeSize(network);
  const unsigned threads = settings.threads ? settings.threads : std::max(1u, std::thread::hardware_concurrency());
  const Program& program = network.unfolded ? *network.unfolded : network.program;
  const double macs = backwardCost * forwardMacs(network);
  std::int64_t count = settings.count;
  if (count <= 0) count = std::clamp(static_cast<std::int64_t>(madeMacs / macs / usualMadeSteps), fewestMade, mostMade);

  MadeImages made;
  made.preprocessing = settings.preprocessing.value_or(Preprocessing());
  made.preprocessing.resize = made.preprocessing.crop = {};
  checkPreprocessing(made.preprocessing, size);
  if (made.preprocessing.channels == ChannelOrder::Grey && size.channels == 3)
    made.preprocessing.channels = ChannelOrder::Grey3;
  // As many as the network takes at once, so that no rows of zeros are among them.
  const bool norms = !normTargets(program, at::kCPU).empty();
  const std::int64_t fixed = std::max<std::int64_t>(0, network.program.inputs[0].shape[0]);
  if (norms && fixed > 1) count = (count + fixed - 1) / fixed * fixed;
  made.images = pinkNoise(size, count, settings.seed, stop, progress);
  if (!norms) {
    made.notice =
        text("The ", count, " images are pink noise: '", network.name, "' has no batch norm to make better ones from.");
    return made;
  }

  const bool bounded = settings.preprocessing.has_value();
  const Distiller distiller(network, program, made.images, made.preprocessing, bounded, settings.device);
  made.norms = distiller.norms();
  const int steps = static_cast<int>(
      std::clamp(madeMacs / macs / static_cast<double>(count), double{fewestMadeSteps}, double{mostMadeSteps}));
  const std::int64_t groups = (count + distiller.together() - 1) / distiller.together();
  std::vector<Distiller::Group> results(static_cast<std::size_t>(groups));
  std::atomic<std::int64_t> done{0};
  // Groups of nearly the same size: the statistics of a few images alone would be poor ones.
  const auto begin = [&](std::int64_t group) { return group * count / groups; };
  forEachBatch(
      groups, threads, stop,
      [&](std::int64_t group) {
        results[static_cast<std::size_t>(group)] =
            distiller.make(begin(group), begin(group + 1) - begin(group), steps, stop,
                           [&] { report(progress, "making images", ++done, groups * steps); });
      },
      Gradients::On);
  if (!bounded) {
    made.preprocessing = Preprocessing();
    made.preprocessing.scale = 1;
  }
  std::vector<float> pixels;
  pixels.reserve(static_cast<std::size_t>(count * size.values()));
  for (const Distiller::Group& group : results) {
    const std::vector<float> part = pixelsOf(group.images, made.preprocessing);
    pixels.insert(pixels.end(), part.begin(), part.end());
    made.distanceBefore += group.before / static_cast<double>(groups);
    made.distanceAfter += group.after / static_cast<double>(groups);
  }
  made.images.source = memoryPixels(made.images.name, size, std::move(pixels));
  made.notice = text("The ", count, " images are made from the statistics of ", made.norms,
                     made.norms == 1 ? " batch norm" : " batch norms", " of '", network.name, "'.");
  return made;
}

}  // namespace bitprism
