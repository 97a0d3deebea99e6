#include "app/desktop/plan_pictures.h"

#include <QCoreApplication>
#include <QLocale>
#include <cmath>
#include <limits>
#include <tuple>

#include "app/jobs/plot_data.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

QString translated(const char* source) {
  return QCoreApplication::translate("plan_pictures", source);
}

constexpr std::size_t channelBins = 80;
constexpr std::size_t inputBins = 96;  // few enough that bytes of pixels do not alias

// The weights of one output channel; the axis of channels is the first of nearly all layers, so they lie together.
std::vector<float> channelWeights(const Layer& layer, std::int64_t channel) {
  std::int64_t inner = 1;
  for (std::size_t d = static_cast<std::size_t>(layer.channelAxis) + 1; d < layer.shape.size(); ++d)
    inner *= layer.shape[d];
  const std::int64_t stride = inner * layer.channels();
  std::vector<float> values;
  for (std::int64_t start = channel * inner; start + inner <= layer.weightCount(); start += stride) {
    const auto begin = layer.weights->begin() + start;
    values.insert(values.end(), begin, begin + inner);
  }
  return values;
}

}  // namespace

std::vector<LayerRow> layerRows(const Document& document) {
  std::vector<LayerRow> rows(document.layerCount());
  for (std::size_t l = 0; l < rows.size(); ++l) {
    const Layer& layer = document.network()->layers[l];
    const QuantScheme& scheme = document.plan().layers[l];
    LayerRow& row = rows[l];
    row.name = QString::fromStdString(layer.name);
    row.kind = QString::fromLatin1(kindName(layer.kind));
    row.shape = QString::fromStdString(shapeText(layer.shape)).replace(QLatin1String(" x "), QString(QChar(0x00d7)));
    row.method = QString::fromLatin1(methodName(scheme.method));
    row.weights = layer.weightCount();
    row.bits = scheme.bits;
    row.locked = document.locked(l);
    row.inputBits = document.plan().activation(l).bits;
    std::tie(row.minimumBits, row.maximumBits) = document.range(l);
    row.tie = document.tie(l);
    if (scheme.isFloat()) {
      row.bytes = layerBytes(layer, scheme);
      row.sqnrDb = std::numeric_limits<double>::infinity();
    } else if (const SchemeResult* result = document.errors().find(l, scheme)) {
      row.bytes = result->bytes;
      row.sqnrDb = result->error.sqnrDb;
    } else {
      row.bytes = layerBytes(layer, scheme);
    }
    row.harm = document.harm(l, scheme.bits);
    row.harmShare = row.harm ? document.harmShare(*row.harm) : 0;
  }
  return rows;
}

WeightsPicture weightsPicture(const Document& document, std::size_t index, int channel) {
  const Layer& layer = document.network()->layers[index];
  const QuantScheme& scheme = document.plan().layers[index];
  WeightsPicture picture;
  picture.channels = static_cast<int>(layer.channels());
  picture.channel = channel < picture.channels ? channel : -1;
  picture.bits = scheme.bits;
  picture.weights = layer.weightCount();
  picture.bytes = layerBytes(layer, scheme);
  if (picture.channel >= 0) {
    const std::vector<float> values = channelWeights(layer, picture.channel);
    picture.histogram = std::make_shared<const Histogram>(histogram(values, channelBins));
    picture.deviation = layerStats(values).deviation;
  } else if (const LayerFacts* facts = document.errors().facts(index)) {
    picture.histogram = facts->histogram;
    picture.deviation = facts->stats.deviation;
  }
  if (scheme.isFloat()) {
    picture.levelsNote = translated("This layer stays float.");
    return picture;
  }
  const SchemeResult* result = document.errors().find(index, scheme);
  if (!result) return picture;
  picture.error = result->error;
  if (scheme.isHalf()) {
    picture.levelsNote = translated("IEEE half floats: about 11 bits of precision at any magnitude.");
    return picture;
  }
  const bool perChannel = result->rows() > 1;
  const std::size_t row = !perChannel            ? 0
                          : picture.channel >= 0 ? static_cast<std::size_t>(picture.channel)
                                                 : result->typicalRow();
  picture.levels = result->levels(row);
  if (!perChannel) {
    picture.levelsNote = translated("One scale for the whole layer.");
  } else if (picture.channel >= 0) {
    picture.levelsNote = translated("Levels of this channel.");
  } else {
    picture.levelsNote = translated("Levels of channel %1, the median of %2 scales.").arg(row).arg(result->rows());
  }
  return picture;
}

WeightsPicture inputPicture(const Document& document, std::size_t index) {
  WeightsPicture picture;
  if (!document.calibration()) return picture;
  const RangeHistogram& histogram = document.calibration()->layers().at(index).histogram;
  if (histogram.empty()) return picture;
  picture.histogram = std::make_shared<const Histogram>(histogram.drawn(inputBins));
  double power = 0;
  for (std::size_t bin = 0; bin < histogram.bins().size(); ++bin)
    power += static_cast<double>(histogram.bins()[bin]) * std::pow(histogram.binCenter(static_cast<int>(bin)), 2);
  power /= static_cast<double>(histogram.count());
  picture.deviation = std::sqrt(power);
  const ActivationScheme scheme = document.plan().activation(index);
  picture.bits = scheme.bits;
  const QString share = QLocale().toString(
      100.0 * static_cast<double>(histogram.zeros()) / static_cast<double>(histogram.count()), 'f', 1);
  if (scheme.isFloat()) {
    picture.levelsNote = translated("This input stays float; %1 % of it is zero.").arg(share);
    return picture;
  }
  picture.levels = activationLevels(scheme);
  if (const auto mse = meanSquaredError(document.calibration()->layers().at(index), scheme)) {
    QuantError error;
    error.mse = *mse;
    error.sqnrDb = error.mse > 0 ? 10 * std::log10(power / error.mse) : std::numeric_limits<double>::infinity();
    picture.error = error;
  }
  if (scheme.method != ActivationMethod::Uniform || scheme.perChannel()) {
    picture.levelsNote = translated("%1; %2 % is zero.").arg(QString::fromStdString(activationText(scheme)), share);
    return picture;
  }
  picture.levelsNote =
      scheme.zeroPoint == 0
          ? translated("Unsigned, range by %1; %2 % is zero.").arg(activationRangeName(scheme.range), share)
          : translated("Zero point %1, range by %2; %3 % is zero.")
                .arg(scheme.zeroPoint)
                .arg(activationRangeName(scheme.range), share);
  return picture;
}

std::vector<ComparedScheme> comparedSchemes(const QuantScheme& scheme) {
  std::vector<ComparedScheme> schemes;
  for (const SchemeVariant& variant : schemeVariants(scheme))
    schemes.push_back({variant.scheme, translated(variant.name)});
  return schemes;
}

std::vector<ErrorCurve> errorCurves(const Document& document, std::size_t layer) {
  std::vector<ErrorCurve> curves;
  QuantScheme own = document.plan().layers[layer];
  own.bits = maximumBits;
  for (auto& [scheme, name] : comparedSchemes(own)) {
    ErrorCurve curve;
    curve.name = name;
    bool known = false;
    for (scheme.bits = minimumBits; scheme.bits <= maximumBits; ++scheme.bits) {
      const SchemeResult* result = document.errors().find(layer, scheme);
      known = known || result;
      curve.sqnrDb.push_back(result ? result->error.sqnrDb : std::numeric_limits<double>::quiet_NaN());
    }
    if (known) curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace bitprism
