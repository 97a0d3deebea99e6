#include "app/desktop/compare_pictures.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "core/quant/codes/levels.h"
#include "core/quant/methods/quantizer.h"
#include "core/quant/packed/model_size.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

constexpr std::size_t comparedBins = 140;

struct ComparePicturesWords {
  Q_DECLARE_TR_FUNCTIONS(ComparePicturesWords)
};

QString methodName(const QuantScheme& scheme, bool automatic) {
  if (scheme.isFloat()) return ComparePicturesWords::tr("float");
  if (scheme.isHalf()) return ComparePicturesWords::tr("half float");
  return automatic ? ComparePicturesWords::tr("auto: %1").arg(methodText(scheme.method)) : methodText(scheme.method);
}

ComparedLayer comparedLayer(const ComparedPlan& plan, std::size_t l, const ComparedErrors& errors) {
  ComparedLayer layer;
  layer.scheme = plan.planned.plan.layers[l];
  if (layer.scheme.isFloat()) layer.scheme = QuantScheme();
  layer.method = methodName(layer.scheme, l < plan.automatic.size() && plan.automatic[l]);
  layer.inputBits = plan.planned.plan.activation(l).bits;
  layer.sqnrDb = errors.sqnrDb(plan.planned, l);
  layer.bytes = layerBytes(plan.planned.network->layers[l], layer.scheme);
  return layer;
}

// A layer of a file or, where the other side is a file, of a plan.
ComparedLayer fileLayer(const ComparedPlan& plan, std::size_t l, const StoredLayer& stored) {
  ComparedLayer layer;
  layer.scheme = plan.planned.plan.layers[l];
  if (layer.scheme.isFloat()) layer.scheme = QuantScheme();
  layer.inputBits = plan.planned.plan.activation(l).bits;
  layer.bytes = stored.bytes;
  if (!plan.ofFile()) {
    layer.method = methodName(layer.scheme, l < plan.automatic.size() && plan.automatic[l]);
  } else if (stored.grid) {
    layer.scheme.bits = stored.grid->bits;
    layer.method = stored.grid->even ? ComparePicturesWords::tr("even grid") : ComparePicturesWords::tr("few values");
  } else {
    layer.method = ComparePicturesWords::tr("float");
  }
  return layer;
}

std::size_t innerSize(const Layer& layer) {
  std::size_t inner = 1;
  for (std::size_t d = static_cast<std::size_t>(layer.channelAxis) + 1; d < layer.shape.size(); ++d)
    inner *= static_cast<std::size_t>(layer.shape[d]);
  return inner;
}

// The layer's weights as the plan gives them, and the levels of one row of its grid.
struct QuantizedLayer {
  std::vector<float> values;
  std::vector<double> levels;
  std::size_t rows = 0, row = 0;
};

QuantizedLayer quantizedLayer(const ComparedPlan& plan, std::size_t index, int channel) {
  const Layer& layer = plan.planned.network->layers[index];
  const QuantScheme& scheme = plan.planned.plan.layers[index];
  QuantizedLayer result;
  if (!scheme.hasCodes()) {
    result.values = quantizedWeights(layer, scheme)->copy();
    return result;
  }
  QuantizedTensor tensor = quantize(layer, scheme, plan.planned.calibration.of(index));
  result.values = dequantize(tensor);
  const bool blocks = codeLayout(scheme).as<ScaledBlockCodes>() != nullptr;
  tensor = withoutCodes(std::move(tensor));
  result.rows = levelRows(tensor);
  if (blocks || result.rows == 0) return result;  // blocks have too many grids to draw one
  result.row = channel >= 0 && result.rows > 1 ? static_cast<std::size_t>(channel) : typicalRow(tensor);
  result.levels = quantizationLevels(tensor, std::min(result.row, result.rows - 1));
  return result;
}

// The largest weight of every channel, by size.
std::vector<double> largestOfChannels(const Layer& layer, std::size_t inner) {
  std::vector<double> largest(static_cast<std::size_t>(layer.channels()), 0);
  for (std::size_t i = 0; i < layer.weights->size(); ++i) {
    double& unit = largest[i / inner % largest.size()];
    unit = std::max(unit, std::abs(static_cast<double>((*layer.weights)[i])));
  }
  return largest;
}

// Of one channel, or of all in units of their channel (empty: as they are).
std::vector<float> shownWeights(const std::vector<float>& values, std::size_t inner, std::size_t channels, int channel,
                                const std::vector<double>& units) {
  std::vector<float> shown;
  shown.reserve(channel >= 0 ? values.size() / channels : values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t own = i / inner % channels;
    if (channel >= 0 && own != static_cast<std::size_t>(channel)) continue;
    if (units.empty())
      shown.push_back(values[i]);
    else if (units[own] > 0)
      shown.push_back(static_cast<float>(values[i] / units[own]));
  }
  return shown;
}

QString sideName(const ComparedPlan& plan, std::size_t layer) {
  if (plan.ofFile() && plan.stored) {
    const std::optional<WeightGrid>& grid = (*plan.stored)[layer].grid;
    return ComparePicturesWords::tr("%1 (%2)").arg(plan.name, bitsCountText(grid ? grid->bits : floatBits));
  }
  const QuantScheme& scheme = plan.planned.plan.layers[layer];
  return ComparePicturesWords::tr("%1 (%2)").arg(
      plan.name, scheme.hasCodes()
                     ? ComparePicturesWords::tr("%1 at %2").arg(methodText(scheme.method), bitsCountText(scheme.bits))
                     : bitsCountText(scheme.bits));
}

}  // namespace

std::vector<CompareRow> compareRows(const ComparedPlan& a, const ComparedPlan& b, const ComparedErrors& errors) {
  std::vector<CompareRow> rows(std::min(a.planned.plan.layers.size(), b.planned.plan.layers.size()));
  for (std::size_t l = 0; l < rows.size(); ++l) {
    rows[l].name = QString::fromStdString(a.planned.network->layers[l].name);
    rows[l].a = comparedLayer(a, l, errors);
    rows[l].b = comparedLayer(b, l, errors);
    rows[l].layer = rows[l].layerA = rows[l].layerB = static_cast<int>(l);
  }
  return rows;
}

std::vector<CompareRow> compareRows(const ComparedPlan& a, const ComparedPlan& b, const std::vector<LayerPair>& pairs,
                                    const std::shared_ptr<const Network>& open) {
  std::vector<CompareRow> rows;
  for (const LayerPair& pair : pairs) {
    CompareRow row;
    if (pair.match.first) {
      row.layerA = static_cast<int>(*pair.match.first);
      row.name = QString::fromStdString(a.planned.network->layers[*pair.match.first].name);
      row.a = fileLayer(a, *pair.match.first, *pair.first);
      if (!a.ofFile() && a.planned.network->layers.size() == open->layers.size()) row.layer = row.layerA;
    }
    if (pair.match.second) {
      row.layerB = static_cast<int>(*pair.match.second);
      row.nameB = QString::fromStdString(b.planned.network->layers[*pair.match.second].name);
      if (!pair.match.first) row.name = row.nameB;
      row.b = fileLayer(b, *pair.match.second, *pair.second);
      if (!b.ofFile() && row.layer < 0 && b.planned.network->layers.size() == open->layers.size())
        row.layer = row.layerB;
    }
    row.match = !pair.match.first                         ? CompareMatch::OnlyB
                : !pair.match.second                      ? CompareMatch::OnlyA
                : pair.match.reason == MatchReason::Shape ? CompareMatch::Shape
                                                          : CompareMatch::Name;
    if (pair.difference) {
      row.betweenDb = pair.difference->sqnrDb;
      row.largest = pair.difference->largest;
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

PlanEntry planEntry(const ComparedPlan& plan) {
  return {.key = plan.key,
          .name = plan.name,
          .bytes = plan.bytes,
          .floatBytes = floatBytes(*plan.planned.network),
          .meanBits = meanBits(plan),
          .score = plan.score,
          .network = plan.ofFile()};
}

CompareWeightsPicture compareWeights(const ComparedPlan& a, const ComparedPlan& b, std::size_t layer, int channel) {
  return compareWeights(a, layer, b, layer, channel);
}

CompareWeightsPicture compareWeights(const ComparedPlan& a, std::size_t layerA, const ComparedPlan& b,
                                     std::size_t layerB, int channel) {
  struct Side {
    const ComparedPlan& plan;
    const Layer& layer;
    std::size_t index, channels, inner;
    QuantizedLayer quantized;
    std::vector<double> units;
  };
  const auto sideOf = [&](const ComparedPlan& plan, std::size_t index) {
    const Layer& layer = plan.planned.network->layers[index];
    return Side{plan, layer, index, static_cast<std::size_t>(layer.channels()), innerSize(layer), {}, {}};
  };
  Side first = sideOf(a, layerA), second = sideOf(b, layerB);
  if (channel >= static_cast<int>(std::min(first.channels, second.channels))) channel = -1;
  for (Side* side : {&first, &second}) side->quantized = quantizedLayer(side->plan, side->index, channel);
  CompareWeightsPicture picture;
  picture.layer = QString::fromStdString(first.layer.name);
  // Grids of channels differ, so that their levels only fit their own channel's weights.
  picture.channelUnits = channel < 0 && first.channels > 1 && second.channels > 1 &&
                         (first.quantized.rows == first.channels || second.quantized.rows == second.channels);
  if (picture.channelUnits)
    for (Side* side : {&first, &second}) side->units = largestOfChannels(side->layer, side->inner);
  const auto shownOf = [&](const Side& side) {
    return shownWeights(side.quantized.values, side.inner, side.channels, channel, side.units);
  };
  const std::vector<float> shownA = shownOf(first), shownB = shownOf(second);
  double low = 0, high = 0;
  for (const auto* shown : {&shownA, &shownB})
    for (const float value : *shown) {
      low = std::min(low, static_cast<double>(value));
      high = std::max(high, static_cast<double>(value));
    }
  if (!(high > low)) high = low + 1;
  const auto drawn = [&](Side& side, const std::vector<float>& shown) {
    ComparedWeights weights;
    weights.name = sideName(side.plan, side.index);
    weights.histogram = std::make_shared<const Histogram>(histogram(shown, comparedBins, low, high));
    QuantizedLayer& quantized = side.quantized;
    if (picture.channelUnits) {
      // A single grid has other levels in every channel's units.
      if (quantized.rows != side.channels || !(side.units[quantized.row] > 0)) quantized.levels.clear();
      for (double& level : quantized.levels) level /= side.units[quantized.row];
    }
    weights.levels = std::move(quantized.levels);
    return weights;
  };
  picture.a = drawn(first, shownA);
  picture.b = drawn(second, shownB);
  picture.note = channel >= 0 ? ComparePicturesWords::tr("%1, channel %2.").arg(picture.layer, QString::number(channel))
                 : picture.channelUnits
                     ? ComparePicturesWords::tr("%1; levels of the channel with the median scale.").arg(picture.layer)
                     : ComparePicturesWords::tr("%1.").arg(picture.layer);
  return picture;
}

}  // namespace bitprism
