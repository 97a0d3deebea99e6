#include "app/workflow/network_comparison.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "core/quant/measures/quant_error.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"

namespace bitprism {
namespace {

Json finiteOrNull(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json sideJson(const Layer& layer, const StoredLayer& stored) {
  Json json = {{"name", layer.name},
               {"kind", kindName(layer.kind)},
               {"shape", layer.shape},
               {"weights", layer.weightCount()},
               {"bits", stored.grid ? stored.grid->bits : 32},
               {"type", stored.grid ? (stored.grid->even ? "even grid" : "few values") : "float"},
               {"bytes", stored.bytes}};
  return json;
}

const char* reasonName(MatchReason reason) {
  return reason == MatchReason::Name ? "name" : "shape";
}

Json cellsJson(const std::vector<ConfusionCell>& cells) {
  Json list = Json::array();
  for (const ConfusionCell& cell : cells) list.push_back({cell.row, cell.column, cell.images});
  return list;
}

Json networkJson(const Network& network, std::int64_t bytes) {
  return {{"name", network.name},
          {"format", network.format},
          {"file_bytes", bytes},
          {"parameters", network.parameters},
          {"layers", network.layers.size()}};
}

StoredLayer storedLayer(const PlannedNetwork& planned, std::size_t layer) {
  const QuantScheme& scheme = planned.plan.layers[layer];
  if (scheme.isFloat()) return bitprism::storedLayer(planned.network->layers[layer]);
  return {.bytes = layerBytes(planned.network->layers[layer], scheme)};
}

// Null where the scheme needs layer inputs that are not known.
Floats weightsUnder(const PlannedNetwork& planned, std::size_t layer, const std::stop_token& stop) {
  const QuantScheme& scheme = planned.plan.layers[layer];
  const InputMoments* inputs = planned.calibration.of(layer);
  if (readsInputs(scheme) && !inputs) return nullptr;
  return quantizedWeights(planned.network->layers[layer], scheme, inputs, stop);
}

}  // namespace

StoredLayer storedLayer(const Layer& layer) {
  StoredLayer stored{.grid = weightGrid(layer)};
  stored.bytes = stored.grid ? (layer.weightCount() * stored.grid->bits + 7) / 8
                             : layer.weightCount() * static_cast<std::int64_t>(sizeof(float));
  return stored;
}

double meanBits(const Network& network, const std::vector<StoredLayer>& layers) {
  double bits = 0, weights = 0;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const auto count = static_cast<double>(network.layers[l].weightCount());
    bits += count * (layers[l].grid ? layers[l].grid->bits : floatBits);
    weights += count;
  }
  return weights > 0 ? bits / weights : floatBits;
}

std::int64_t NetworkComparison::matched() const {
  return std::count_if(layers.begin(), layers.end(), [](const LayerPair& pair) { return pair.match.both(); });
}

std::int64_t NetworkComparison::differing() const {
  return std::count_if(layers.begin(), layers.end(), [](const LayerPair& pair) {
    return pair.match.both() && !(pair.difference && pair.difference->largest == 0);
  });
}

std::int64_t networkFileBytes(const std::string& path) {
  std::error_code problem;
  const auto bytes = std::filesystem::file_size(path, problem);
  return problem ? 0 : static_cast<std::int64_t>(bytes);
}

std::vector<LayerPair> compareLayers(const PlannedNetwork& first, const PlannedNetwork& second, std::stop_token stop,
                                     const Progress& progress) {
  std::vector<LayerPair> pairs;
  const auto& ones = first.network->layers;
  const auto& others = second.network->layers;
  const std::vector<LayerMatch> matches = matchLayers(ones, others);
  for (const LayerMatch& match : matches) {
    if (stop.stop_requested()) throw Cancelled();
    LayerPair pair{.match = match};
    if (match.first) pair.first = storedLayer(first, *match.first);
    if (match.second) pair.second = storedLayer(second, *match.second);
    if (match.both() && ones[*match.first].shape == others[*match.second].shape) {
      const Floats one = weightsUnder(first, *match.first, stop), other = weightsUnder(second, *match.second, stop);
      if (one && other) {
        const QuantError error = quantError(*one, *other);
        pair.difference = WeightDifference{error.sqnrDb, error.maxError};
      }
    }
    pairs.push_back(std::move(pair));
    report(progress, "comparing layers", static_cast<std::int64_t>(pairs.size()),
           static_cast<std::int64_t>(matches.size()));
  }
  return pairs;
}

NetworkComparison compareNetworks(std::shared_ptr<const Network> first, const std::string& firstPath,
                                  std::shared_ptr<const Network> second, const std::string& secondPath,
                                  std::stop_token stop, const Progress& progress) {
  NetworkComparison comparison;
  comparison.layers = compareLayers({first, floatPlan(first->layers.size()), {}},
                                    {second, floatPlan(second->layers.size()), {}}, stop, progress);
  comparison.firstBytes = networkFileBytes(firstPath);
  comparison.secondBytes = networkFileBytes(secondPath);
  comparison.first = std::move(first);
  comparison.second = std::move(second);
  return comparison;
}

Json toJson(const NetworkComparison& comparison) {
  Json layers = Json::array();
  for (const LayerPair& pair : comparison.layers) {
    Json row;
    row["matched_by"] = pair.match.both() ? Json(reasonName(pair.match.reason)) : Json();
    row["a"] = pair.first ? sideJson(comparison.first->layers[*pair.match.first], *pair.first) : Json();
    row["b"] = pair.second ? sideJson(comparison.second->layers[*pair.match.second], *pair.second) : Json();
    row["sqnr_db"] =
        pair.difference ? finiteOrNull(pair.difference->sqnrDb) : Json();  // null also where they are equal
    row["max_difference"] = pair.difference ? Json(pair.difference->largest) : Json();
    layers.push_back(std::move(row));
  }
  return {{"a", networkJson(*comparison.first, comparison.firstBytes)},
          {"b", networkJson(*comparison.second, comparison.secondBytes)},
          {"matched", comparison.matched()},
          {"differing", comparison.differing()},
          {"layers", std::move(layers)}};
}

Json toJson(const AnswerComparison& answers, const std::vector<std::string>& classNames) {
  const AnswerCounts& counts = answers.counts;
  Json changed = Json::array(), classes = Json::array();
  for (const std::int64_t image : answers.changed) {
    const auto at = static_cast<std::size_t>(image);
    const auto label = answers.label(image);
    changed.push_back({{"image", image},
                       {"a", answers.first[at]},
                       {"b", answers.second[at]},
                       {"label", label ? Json(*label) : Json()}});
  }
  for (const ClassChange& one : answers.perClass)
    classes.push_back(
        {{"class", one.label}, {"images", one.images}, {"right_a", one.firstRight}, {"right_b", one.secondRight}});
  Json json = {{"images", counts.images()},
               {"changed", counts.changed()},
               {"both_right", counts.bothRight},
               {"only_a_right", counts.onlyFirst},
               {"only_b_right", counts.onlySecond},
               {"wrong_alike", counts.wrongAlike},
               {"wrong_differently", counts.wrongDifferently},
               {"mcnemar_p", answers.p},
               {"changed_images", std::move(changed)},
               {"classes", std::move(classes)},
               {"confusion_a_b", cellsJson(answers.between)},
               {"confusion_label_a", cellsJson(answers.firstAgainstLabels)},
               {"confusion_label_b", cellsJson(answers.secondAgainstLabels)}};
  if (!classNames.empty()) json["class_names"] = classNames;
  return json;
}

}  // namespace bitprism
