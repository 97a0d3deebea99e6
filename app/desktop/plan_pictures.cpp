#include "app/desktop/plan_pictures.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "core/base/error.h"
#include "core/quant/block_grid.h"
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

// The middle one of the blocks that belong to a channel.
std::size_t blockOfChannel(const QuantizedTensor& grid, std::size_t channel) {
  const BlockGrid blocks(grid.shape, grid.channelAxis, grid.scheme.block);
  std::vector<std::size_t> own;
  for (std::size_t b = 0; b < grid.scales.size(); ++b)
    if (blocks.channelOf(b) == channel) own.push_back(b);
  return own.empty() ? 0 : own[own.size() / 2];
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
    row.method = QString::fromLatin1(methodTitle(scheme.method));
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
  const bool blocks = codeForm(scheme.method) == CodeForm::Blocks;
  const bool ofChannel = picture.channel >= 0 && !blocks;
  const std::size_t row = !perChannel ? 0
                          : ofChannel ? static_cast<std::size_t>(picture.channel)
                          : blocks && picture.channel >= 0
                              ? blockOfChannel(result->grid, static_cast<std::size_t>(picture.channel))
                              : result->typicalRow();
  picture.levels = result->levels(row);
  if (!result->grid.edges.empty()) {
    const auto edges = static_cast<std::size_t>(scheme.regions) - 1;
    for (std::size_t e = 0; e < edges; ++e)
      for (const double sign : {-1.0, 1.0})
        picture.edges.push_back(sign * static_cast<double>(result->grid.edges[row * edges + e]));
  }
  if (blocks) {
    picture.levelsNote =
        translated("%1 scales, one for every %2 input channels; levels of %3.")
            .arg(result->rows())
            .arg(scheme.block)
            .arg(picture.channel >= 0 ? translated("a block of this channel") : translated("the median block"));
  } else if (!perChannel) {
    picture.levelsNote = translated("One scale for the whole layer.");
  } else if (picture.channel >= 0) {
    picture.levelsNote = translated("Levels of this channel.");
  } else {
    picture.levelsNote = translated("Levels of channel %1, the median of %2 scales.").arg(row).arg(result->rows());
  }
  if (!picture.edges.empty()) picture.levelsNote += QChar(' ') + translated("Dotted: break-points.");
  if (const auto& bits = result->grid.channelBits; !bits.empty()) {
    const auto [least, most] = std::minmax_element(bits.begin(), bits.end());
    picture.levelsNote +=
        QChar(' ') + (picture.channel >= 0
                          ? translated("This channel has %1 bits.").arg(int{bits[row]})
                          : translated("Channels have %1 to %2 bits.").arg(int{*least}).arg(int{*most}));
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
  std::vector<ComparedScheme> schemes{{scheme, QString::fromLatin1(methodTitle(scheme.method))}};
  for (const Method method : existingMethods) {
    if (method == scheme.method || isSolver(method)) continue;
    QuantScheme other = scheme;
    other.method = method;
    other = canonical(other);
    if (scheme.correction == standardCorrection(scheme)) other.correction = standardCorrection(other);
    schemes.push_back({other, QString::fromLatin1(methodTitle(method))});
  }
  return schemes;
}

std::optional<BestMethod> bestMethod(const Document& document, std::size_t layer) {
  constexpr double spare = 1.02;
  const QuantScheme& own = document.plan().layers[layer];
  if (!own.hasCodes()) return {};
  struct Entry {
    QuantScheme scheme;
    QString name;
    double sqnrDb = 0;
    std::int64_t bytes = 0;
  };
  std::vector<Entry> entries;
  for (auto& [scheme, name] : comparedSchemes(own)) {
    try {
      checkScheme(scheme);
    } catch (const UsageError&) {
      continue;  // it has no codes of such bits
    }
    const SchemeResult* result = document.errors().find(layer, scheme);
    if (!result) return {};
    entries.push_back({scheme, name, result->error.sqnrDb, result->bytes});
  }
  if (entries.empty()) return {};
  const auto limit = static_cast<std::int64_t>(spare * static_cast<double>(entries.front().bytes));
  const auto worse = [](const Entry& a, const Entry& b) { return a.sqnrDb < b.sqnrDb; };
  const Entry now = entries.front();
  const Entry any = *std::max_element(entries.begin(), entries.end(), worse);
  std::vector<Entry> affordable;
  for (const Entry& entry : entries)
    if (entry.bytes <= limit) affordable.push_back(entry);
  const Entry best = *std::max_element(affordable.begin(), affordable.end(), worse);
  const auto words = [](const Entry& entry) {
    return translated("%1 %2 in %3").arg(entry.name, decibelText(entry.sqnrDb), bytesText(entry.bytes));
  };
  BestMethod result{best.scheme, best.sqnrDb > now.sqnrDb, {}};
  result.sentence = result.better ? translated("Best for these bytes: %1; now %2.").arg(words(best), words(now))
                                  : translated("%1 is the best for these bytes.").arg(words(now));
  if (any.sqnrDb > best.sqnrDb) result.sentence += QChar(' ') + translated("With more bytes: %1.").arg(words(any));
  return result;
}

std::vector<ErrorCurve> errorCurves(const Document& document, std::size_t layer) {
  std::vector<ErrorCurve> curves;
  QuantScheme own = document.plan().layers[layer];
  own.bits = maximumBits;
  for (auto& [scheme, name] : comparedSchemes(own)) {
    ErrorCurve curve;
    curve.name = name;
    curve.hue = static_cast<int>(scheme.method) * 137 % 360;  // far from that of its neighbours
    bool known = false;
    for (scheme.bits = minimumBits; scheme.bits <= maximumBits; ++scheme.bits) {
      const SchemeResult* result = document.errors().find(layer, scheme);
      known = known || result;
      curve.sqnrDb.push_back(result ? result->error.sqnrDb : std::numeric_limits<double>::quiet_NaN());
      curve.bytes.push_back(result ? static_cast<double>(result->bytes) : 0);
    }
    if (known) curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace bitprism
