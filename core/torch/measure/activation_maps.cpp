#include "core/torch/measure/activation_maps.h"

#include <ATen/ATen.h>

#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/rectifier.h"
#include "core/quant/methods/quantizer.h"
#include "core/torch/graph/activation_operators.h"
#include "core/torch/graph/batch_threads.h"
#include "core/torch/graph/executor.h"
#include "core/torch/graph/network_input.h"
#include "core/torch/graph/torch_runtime.h"

namespace bitprism {
namespace {

constexpr std::int64_t batchImages = 32;

// Where an instruction's first operand comes from, relative to the nearest layer before it.
std::string placeBefore(const Network& network, std::size_t instruction) {
  const Layer* nearest = nullptr;
  for (const Layer& layer : network.layers)
    if (static_cast<std::size_t>(layer.instruction) < instruction) nearest = &layer;
  if (!nearest) return "of the input";
  const auto& read = network.program.instructions[instruction].inputs;
  const auto* slot = read.empty() ? nullptr : std::get_if<Slot>(&read[0]);
  const bool direct =
      slot && network.program.instructions[static_cast<std::size_t>(nearest->instruction)].outputs[0] == slot->index;
  return (direct ? "after " : "downstream of ") + nearest->name;
}

// A network that runs under a plan without fusing instructions.
class PlainRunner {
 public:
  explicit PlainRunner(const PlannedNetwork& planned)
      : network_(*planned.network), plan_(planned.plan), executor_(planned.network->program, Executor::Mode::Plain) {
    const Network& network = network_;
    const QuantPlan& plan = plan_;
    if (plan.layers.size() != network.layers.size())
      throw UsageError(text("the plan has ", plan.layers.size(), " layers, the network ", network.layers.size()));
    weights_ = executor_.weights();
    for (std::size_t l = 0; l < plan.layers.size(); ++l) {
      const Layer& layer = network.layers[l];
      checkChannels(plan.activation(l), layer);
      layerOf_[static_cast<std::size_t>(layer.instruction)] = l;
      if (!plan.layers[l].isFloat())
        weights_[static_cast<std::size_t>(layer.tensor)] =
            executor_.prepared(layer.tensor, *quantizedWeights(layer, plan.layers[l], planned.calibration.of(l)));
    }
  }

  void run(const std::vector<at::Tensor>& inputs, const Executor::InputHook& onInput,
           const Executor::OutputHook& onOutput) const {
    executor_.run(
        inputs, weights_,
        [&](std::size_t instruction, const at::Tensor& input) {
          at::Tensor read = input;
          if (const auto layer = layerOf_.find(instruction); layer != layerOf_.end())
            read = quantizedActivation(input, plan_.activation(layer->second),
                                       inputChannelAxis(network_.layers[layer->second].kind));
          return onInput ? onInput(instruction, read) : read;
        },
        onOutput);
  }

 private:
  const Network& network_;
  const QuantPlan& plan_;
  Executor executor_;
  Executor::Weights weights_;
  std::map<std::size_t, std::size_t> layerOf_;
};

// Calls visit(site, values) for the maps of the requested images.
class MapWatch {
 public:
  using Visit = std::function<void(std::size_t site, const at::Tensor& values)>;

  MapWatch(const PlainRunner& runner, const std::vector<MapSite>& sites, const NetworkInput& input)
      : runner_(runner), input_(input) {
    for (std::size_t s = 0; s < sites.size(); ++s) (sites[s].input ? inputs_ : outputs_)[sites[s].instruction] = s;
  }

  void look(std::int64_t first, std::int64_t count, const Visit& visit) const {
    const auto see = [&](const std::map<std::size_t, std::size_t>& sites, std::size_t instruction,
                         const at::Tensor& values) {
      const auto site = sites.find(instruction);
      if (site == sites.end() || !values.is_floating_point()) return;
      const bool padded = input_.fixedBatch() > count && values.dim() > 0 && values.size(0) == input_.fixedBatch();
      visit(site->second, (padded ? values.narrow(0, 0, count) : values).to(at::kFloat).contiguous());
    };
    runner_.run(
        input_.batch(first, count),
        [&](std::size_t instruction, const at::Tensor& values) {
          see(inputs_, instruction, values);
          return values;
        },
        [&](std::size_t instruction, const at::Tensor& values) { see(outputs_, instruction, values); });
  }

 private:
  const PlainRunner& runner_;
  const NetworkInput& input_;
  std::map<std::size_t, std::size_t> inputs_, outputs_;
};

// Images, channels, rows, columns; further dimensions are merged into the columns.
std::array<std::uint32_t, 4> mapShape(const at::Tensor& values) {
  std::array<std::uint32_t, 4> shape = {1, 1, 1, 1};
  for (std::int64_t d = 0; d < values.dim(); ++d) {
    std::uint32_t& extent = shape[static_cast<std::size_t>(std::min<std::int64_t>(d, 3))];
    extent = static_cast<std::uint32_t>(extent * values.size(d));
  }
  return shape;
}

}  // namespace

std::vector<MapSite> mapSites(const Network& network) {
  std::vector<MapSite> sites;
  const std::vector<bool> rectifiers = innerRectifiers(network.program);
  for (std::size_t i = 0; i < rectifiers.size(); ++i)
    if (rectifiers[i]) sites.push_back({"relu " + placeBefore(network, i), i, false, {}});
  if (sites.empty())
    for (const Layer& layer : network.layers)
      if (readsActivations(layer.kind))
        sites.push_back({"input of " + layer.name, static_cast<std::size_t>(layer.instruction), true, {}});
  return sites;
}

std::vector<MapReport> measureMaps(const PlannedNetwork& planned, const ImageSet& images,
                                   const Preprocessing& preprocessing, const MapSettings& settings,
                                   std::stop_token stop, const Progress& progress) {
  prepareTorch();
  const Network& network = *planned.network;
  const NetworkInput input(network, images, preprocessing);
  const std::vector<MapSite> sites = mapSites(network);
  const PlainRunner runner(planned);
  const MapWatch watch(runner, sites, input);
  const std::int64_t all = input.images().count();
  const std::int64_t count = settings.images > 0 ? std::min(settings.images, all) : all;
  const std::int64_t each = input.fixedBatch() > 0 ? input.fixedBatch() : batchImages;
  const std::int64_t batches = (count + each - 1) / each;
  const unsigned threads = settings.threads ? settings.threads : std::max(1u, std::thread::hardware_concurrency());

  std::vector<MapReport> reports;
  for (const MapSite& site : sites) reports.push_back({site, count, 0, false, {}});
  std::mutex mutex;
  std::atomic<std::int64_t> done{0};
  forEachBatch(batches, threads, stop, [&](std::int64_t batch) {
    const std::int64_t first = batch * each, size = std::min(each, count - first);
    watch.look(first, size, [&](std::size_t site, const at::Tensor& values) {
      const float* begin = values.data_ptr<float>();
      float low = 0, high = 0;
      bool finite = true;
      for (std::int64_t i = 0; i < values.numel(); ++i) {
        low = std::min(low, begin[i]);
        high = std::max(high, begin[i]);
        finite &= std::isfinite(begin[i]);
      }
      if (!finite) throw Error(text("'", sites[site].name, "' holds numbers that are not finite"));
      const std::lock_guard lock(mutex);
      MapReport& report = reports[site];
      report.largest = std::max({report.largest, static_cast<double>(high), -static_cast<double>(low)});
      report.hasSign = report.hasSign || low < 0;
      if (report.site.shape.empty()) report.site.shape = Shape(values.sizes().begin() + 1, values.sizes().end());
    });
    report(progress, "finding ranges of maps", (done += size), count);
  });
  done = 0;
  forEachBatch(batches, threads, stop, [&](std::int64_t batch) {
    const std::int64_t first = batch * each, size = std::min(each, count - first);
    watch.look(first, size, [&](std::size_t site, const at::Tensor& values) {
      MapBatch coded{site, first, {}};
      coded.map.shape = mapShape(values);
      coded.map.grid = {settings.bits, static_cast<float>(reports[site].largest), reports[site].hasSign};
      coded.map.codes =
          quantizeMap({values.data_ptr<float>(), static_cast<std::size_t>(values.numel())}, coded.map.grid);
      const CodedSizes sizes = codedSizes(coded.map, {.threads = 1});
      if (settings.visit) settings.visit(coded);
      const std::lock_guard lock(mutex);
      reports[site].sizes += sizes;
    });
    report(progress, "coding maps", (done += size), count);
  });
  return reports;
}

}  // namespace bitprism
