#include <iostream>
#include <optional>

#include "app/cli/command.h"
#include "core/base/text.h"
#include "core/stats/layer_stats.h"
#include "core/torch/read/network_reader.h"

namespace bitprism {
namespace {

// What went where, what of the file found no place, and what kept its own numbers.
Json jsonOf(const WeightOverlay& overlay) {
  Json placed = Json::array();
  for (const Placement& each : overlay.placed)
    placed.push_back({{"from", each.from}, {"to", each.to}, {"shape", each.shape}, {"rule", each.rule}});
  return {{"placed", placed}, {"left", overlay.left}, {"missing", overlay.missing}};
}

TextTable tableOf(const WeightOverlay& overlay) {
  TextTable table({"tensor of the file", "tensor of the network", "shape", "by"});
  for (const Placement& each : overlay.placed) table.add({each.from, each.to, shapeText(each.shape), each.rule});
  for (const std::string& name : overlay.left) table.add({name, "-", "", "no place"});
  for (const std::string& name : overlay.missing) table.add({"-", name, "", "keeps its own"});
  return table;
}

}  // namespace

Run addInspect(CLI::App& app) {
  auto* command = app.add_subcommand("inspect", "layers, shapes, parameters and statistics of a network");
  const auto path = std::make_shared<std::string>(), shape = std::make_shared<std::string>();
  addNetwork(*command, *path)->required();
  addShape(*command, *shape);
  return [path, shape](const CommandContext& context) {
    std::optional<WeightOverlay> overlay;
    ReadOptions reading = readingOf(context, *shape);
    reading.placed = [&](const WeightOverlay& placed) { overlay = placed; };
    const Network network = readNetwork(*path, reading);
    Json layers = Json::array();
    TextTable table({"layer", "kind", "shape", "weights", "min", "max", "deviation", "kurtosis", "zeros"});
    for (const Layer& layer : network.layers) {
      const LayerStats stats = layerStats(*layer.weights);
      layers.push_back({{"name", layer.name},
                        {"kind", kindName(layer.kind)},
                        {"shape", layer.shape},
                        {"weights", layer.weightCount()},
                        {"minimum", stats.minimum},
                        {"maximum", stats.maximum},
                        {"mean", stats.mean},
                        {"deviation", stats.deviation},
                        {"excess_kurtosis", stats.excessKurtosis},
                        {"zeros", stats.zeros}});
      table.add({layer.name, kindName(layer.kind), shapeText(layer.shape), text(layer.weightCount()),
                 fixed(stats.minimum, 4), fixed(stats.maximum, 4), fixed(stats.deviation, 4),
                 fixed(stats.excessKurtosis, 2), text(stats.zeros)});
    }
    Json loose = Json::array();
    TextTable looseTable({"in no layer", "shape", "weights", "why it stays float"});
    for (const LooseWeights& weights : network.loose) {
      const std::int64_t count = elementCount(weights.shape);
      loose.push_back(
          {{"name", weights.name}, {"shape", weights.shape}, {"weights", count}, {"reason", weights.reason}});
      looseTable.add({weights.name, shapeText(weights.shape), text(count), weights.reason});
    }
    Json inputs = Json::array();
    for (const ProgramInput& input : network.program.inputs)
      inputs.push_back({{"name", input.name}, {"shape", input.shape}});
    if (context.json) {
      Json document = {{"format", network.format},
                       {"name", network.name},
                       {"inputs", inputs},
                       {"parameters", network.parameters},
                       {"weights", network.weightCount()},
                       {"operators", network.program.instructions.size()},
                       {"bytes", floatBytes(network)},
                       {"notices", network.notices},
                       {"layers", layers},
                       {"in_no_layer", loose}};
      if (overlay) document["weights_placed"] = jsonOf(*overlay);
      std::cout << document.dump(1) << '\n';
      return;
    }
    std::cout << network.name << ": " << network.format << ", " << network.layers.size() << " layers, "
              << network.weightCount() << " weights of " << network.parameters << " parameters, "
              << kibText(floatBytes(network)) << " in float\n";
    for (const ProgramInput& input : network.program.inputs)
      std::cout << "input '" << input.name << "': " << shapeText(input.shape) << '\n';
    for (const std::string& notice : network.notices) std::cout << "note: " << notice << '\n';
    std::cout << '\n' << table.str();
    if (overlay) std::cout << '\n' << tableOf(*overlay).str();
    if (!network.loose.empty()) std::cout << '\n' << looseTable.str();
  };
}

}  // namespace bitprism
