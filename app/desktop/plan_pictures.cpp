#include "app/desktop/plan_pictures.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "app/desktop/channel_units.h"
#include "core/base/overloaded.h"
#include "core/quant/activations/activation_method.h"
#include "core/quant/codes/block_grid.h"
#include "core/quant/codes/levels.h"
#include "core/quant/scheme/method_info.h"
#include "widgets/core_text.h"
#include "widgets/input_form.h"
#include "widgets/method_text.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

struct PlanPictures {
  Q_DECLARE_TR_FUNCTIONS(bitprism::PlanPictures)
};

constexpr std::size_t channelBins = 80, trainingBins = 120;
constexpr std::size_t mostSampled = 500'000;
constexpr std::size_t inputBins = 96;  // few enough that bytes of pixels do not alias

// The weights of one output channel; contiguous in nearly all layers, whose first axis is the channels.
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

QString sigmas(double value, double deviation) {
  if (!(deviation > 0)) return smallText(value);
  return PlanPictures::tr("%1 σ").arg(QLocale().toString(std::abs(value) / deviation, 'f', 2));
}

// Rows of blocks from the smallest to the largest scale: a channel's own, or some of all.
std::vector<std::vector<double>> levelsOfBlocks(const SchemeResult& result, int channel) {
  const std::size_t channels = result.grid->shape.empty() ? 1 : static_cast<std::size_t>(result.grid->shape[0]);
  const std::size_t each = result.rows() / std::max<std::size_t>(channels, 1);
  std::vector<std::size_t> rows;
  if (channel >= 0) {
    for (std::size_t i = 0; i < each; ++i) rows.push_back(static_cast<std::size_t>(channel) * each + i);
  } else {
    std::vector<std::size_t> order(result.rows());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const std::vector<float>& scales = result.grid->scales;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return std::abs(scales[a]) < std::abs(scales[b]); });
    const std::size_t count = std::min(order.size(), keptBlocks);
    for (std::size_t i = 0; i < count; ++i)
      rows.push_back(order[count == 1 ? 0 : i * (order.size() - 1) / (count - 1)]);
  }
  std::vector<std::vector<double>> levels;
  for (const std::size_t row : rows) levels.push_back(result.levels(row));
  return levels;
}

// PWLQ's break-points of one row, on both sides, as the corrected weights have them.
std::vector<LevelMark> breakpointMarks(const QuantizedTensor& grid, std::size_t row, double deviation) {
  const auto count = static_cast<std::size_t>(grid.layout.as<PiecewiseCodes>()->regions) - 1;
  const std::size_t first = std::min(row * count, grid.edges.size() - count);
  const auto ofRow = [&](const std::vector<float>& values, float usual) {
    return values.empty() ? usual : values[std::min(row, values.size() - 1)];
  };
  const double gain = ofRow(grid.gains, 1), offset = ofRow(grid.offsets, 0);
  std::vector<LevelMark> marks;
  for (std::size_t i = 0; i < count; ++i) {
    const double edge = gain * grid.edges[first + i];
    const QString at = sigmas(edge, deviation);
    marks.push_back({offset - edge, {}, true});
    marks.push_back({offset + edge,
                     count == 1 ? PlanPictures::tr("break-point %1").arg(at)
                                : PlanPictures::tr("break-point %1: %2").arg(i + 1).arg(at),
                     true});
  }
  return marks;
}

// The labels at the ends of the levels, from the method.
std::vector<LevelMark> endMarks(const QuantScheme& scheme, const WeightsPicture& picture) {
  std::vector<LevelMark> marks = clipMarks(picture.levels, picture.deviation);
  const auto rangeMark = methodInfo(scheme.method).rangeMark;
  if (marks.empty() || !rangeMark) return marks;
  const RangeMark mark = rangeMark(scheme);
  const double low = marks.front().at, high = marks.back().at;
  const double value = mark.halfRange ? (high - low) / 2 : std::max(std::abs(low), std::abs(high));
  if (!mark.text) return marks;
  QString text = coreText(QString::fromUtf8(mark.text));  // has %1, %2, both or neither
  text.replace(QLatin1String("%1"), smallText(value)).replace(QLatin1String("%2"), sigmas(value, picture.deviation));
  marks.back().text = text;
  return marks;
}

// A note on the levels of a code form.
QString formNote(const Layer& layer, const QuantScheme& scheme, const CodeLayout& layout) {
  return std::visit(
      Overloaded{
          [&](const AffineCodes& codes) {
            if (codes.secondTerm) return PlanPictures::tr(" Sums of two tensors.");
            if (codes.splitShare <= 0) return QString();
            return PlanPictures::tr(" %1 input channels are split.")
                .arg(splitInputs(layer.shape, layer.channelAxis, layout));
          },
          [](const PiecewiseCodes& codes) {
            return PlanPictures::tr(" %1 pieces, each with its own step; region bits per weight: %2.")
                .arg(codes.regions)
                .arg(regionBits(codes));
          },
          [](const ScaledBlockCodes&) { return QString(); },
          [&](const CodebookCodes&) { return PlanPictures::tr(" A codebook of %1 numbers.").arg(1 << scheme.bits); }},
      layout.form);
}

// The levels of one channel over the weights of all: both in units of their own channel.
void useChannelUnits(const std::shared_ptr<const ChannelUnits>& units, WeightsPicture& picture) {
  if (!units) return;
  picture.histogram = {units, &units->histogram};
  picture.unit = units->typical;
  picture.deviation = units->deviation * units->typical;
}

void drawLevels(const Layer& layer, const QuantScheme& scheme, const SchemeResult& result, WeightsPicture& picture) {
  if (!result.grid) return;
  const CodeLayout layout = codeLayout(scheme);
  if (const auto* codes = layout.as<ScaledBlockCodes>()) {
    const std::int64_t blocks = BlockGrid(layer.shape, layer.channelAxis, codes->length).count();
    picture.blockLevels = levelsOfBlocks(result, picture.channel);
    picture.levelsNote =
        picture.channel >= 0
            ? PlanPictures::tr(
                  "Blocks of %1; shown are %2 of this channel, from the smallest scale (below) to the largest.")
                  .arg(codes->length)
                  .arg(picture.blockLevels.size())
            : PlanPictures::tr("Blocks of %1 with %2 scales; shown are %3, from the smallest (below) to the largest.")
                  .arg(codes->length)
                  .arg(countText(blocks))
                  .arg(picture.blockLevels.size());
    return;
  }
  const bool perChannel = result.rows() > 1;
  if (picture.channel < 0) useChannelUnits(result.units, picture);
  const std::size_t row = picture.channel >= 0 ? static_cast<std::size_t>(picture.channel) : result.typicalRow;
  picture.levels = result.levels(row);
  picture.channelBits = result.grid->channelBits;
  if (layout.as<PiecewiseCodes>())
    picture.marks = breakpointMarks(*result.grid, row, picture.deviation);
  else if (!layout.as<CodebookCodes>())
    picture.marks = endMarks(scheme, picture);
  if (!perChannel)
    picture.levelsNote = PlanPictures::tr("One grid for the whole layer.");
  else if (picture.channel >= 0)
    picture.levelsNote = PlanPictures::tr("Levels of this channel.");
  else
    picture.levelsNote =
        PlanPictures::tr("Levels of channel %1, the median of %2 scales; every weight in units of its own channel.")
            .arg(row)
            .arg(result.rows());
  picture.levelsNote += formNote(layer, scheme, layout);
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
    row.method = scheme.method;
    row.automatic = document.automatic(l);
    row.methodTip =
        row.automatic ? PlanPictures::tr("Chosen for these bits: %1").arg(schemeText(scheme)) : schemeText(scheme);
    row.weights = layer.weightCount();
    row.bits = scheme.bits;
    row.locked = document.locked(l);
    row.inputBits = document.plan().activation(l).bits;
    row.inputsPossible = document.activationCalibration() != nullptr;
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
    row.sensitivity = document.sensitivity(l, scheme.bits);
    row.sensitivityShare = row.sensitivity ? document.sensitivityShare(*row.sensitivity) : 0;
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
    picture.levelsNote = PlanPictures::tr("This layer stays float.");
    return picture;
  }
  const SchemeResult* result = document.errors().find(index, scheme);
  if (!result) return picture;
  picture.error = result->error;
  if (scheme.isHalf()) {
    picture.levelsNote = PlanPictures::tr("IEEE half floats: about 11 bits of precision at any magnitude.");
    return picture;
  }
  drawLevels(layer, scheme, *result, picture);
  return picture;
}

namespace {

// Zero as the end of data that is never negative is not a clip.
std::vector<LevelMark> inputMarks(const ActivationScheme& scheme, const WeightsPicture& picture) {
  std::vector<LevelMark> marks;
  for (const ValueMark& mark : activationMethod(scheme.method).quantizer.marks(scheme)) {
    if (scheme.hasSign) marks.push_back({-mark.at, {}, true});
    marks.push_back({mark.at, coreText(QString::fromUtf8(mark.text)).arg(sigmas(mark.at, picture.deviation)), true});
  }
  for (const LevelMark& mark : clipMarks(picture.levels, picture.deviation))
    if (mark.at != 0) marks.push_back(mark);
  return marks;
}

}  // namespace

WeightsPicture trainingPicture(const Layer& layer, const QuantScheme& scheme) {
  // Of large layers a regular subset, to take less than a frame.
  const std::size_t each = (layer.weights->size() + mostSampled - 1) / mostSampled;
  std::vector<float> sampled;
  if (each > 1)
    for (std::size_t i = 0; i < layer.weights->size(); i += each) sampled.push_back((*layer.weights)[i]);
  const std::span<const float> values = each > 1 ? std::span<const float>(sampled) : *layer.weights;
  WeightsPicture picture;
  picture.channels = static_cast<int>(layer.channels());
  picture.bits = scheme.bits;
  picture.weights = layer.weightCount();
  picture.bytes = layerBytes(layer, scheme);
  picture.histogram = std::make_shared<const Histogram>(histogram(values, trainingBins));
  picture.deviation = layerStats(values).deviation;
  picture.levelsNote = PlanPictures::tr("Current weights: a training is running.");
  if (reshapesWeights(scheme)) {
    const double limit = methodInfo(scheme.method).reshaping->limit(values, scheme);
    picture.marks = {{-limit, {}, false}, {limit, PlanPictures::tr("T = %1").arg(smallText(limit)), false}};
  }
  return picture;
}

namespace {

double largestSeen(const RangeHistogram& histogram) {
  double largest = 0;
  for (std::size_t bin = 0; bin < histogram.bins().size(); ++bin)
    if (histogram.bins()[bin] > 0) largest = std::max(largest, std::abs(histogram.binCenter(static_cast<int>(bin))));
  return largest;
}

}  // namespace

WeightsPicture inputPicture(const Document& document, std::size_t index) {
  WeightsPicture picture;
  if (!document.activationCalibration()) return picture;
  const RangeHistogram& histogram = document.activationCalibration()->layers().at(index).histogram;
  if (histogram.empty()) return picture;
  picture.histogram = std::make_shared<const Histogram>(histogram.drawn(inputBins));
  double power = 0;
  for (std::size_t bin = 0; bin < histogram.bins().size(); ++bin)
    power += static_cast<double>(histogram.bins()[bin]) * std::pow(histogram.binCenter(static_cast<int>(bin)), 2);
  power /= static_cast<double>(histogram.count());
  picture.deviation = std::sqrt(power);
  const ActivationScheme scheme = document.plan().activation(index);
  picture.bits = scheme.bits;
  for (const ChannelGrid& grid : scheme.channels) picture.channelBits.push_back(static_cast<std::uint8_t>(grid.bits));
  if (!ActivationChannelParts(scheme).ownBits) picture.channelBits.clear();
  const QString share = QLocale().toString(
      100.0 * static_cast<double>(histogram.zeros()) / static_cast<double>(histogram.count()), 'f', 1);
  if (scheme.isFloat()) {
    picture.levelsNote = PlanPictures::tr("This input stays float; %1 % of it is zero.").arg(share);
    return picture;
  }
  picture.levels = activationLevels(scheme);
  const ActivationMethodInfo& info = activationMethod(scheme.method);
  picture.errorDepends = info.grouped;
  if (info.grouped) picture.blockLevels = info.quantizer.groupLevels(scheme, largestSeen(histogram));
  picture.marks = inputMarks(scheme, picture);
  if (const auto mse = meanSquaredError(document.activationCalibration()->layers().at(index), scheme)) {
    QuantError error;
    error.mse = *mse;
    error.sqnrDb = error.mse > 0 ? 10 * std::log10(power / error.mse) : std::numeric_limits<double>::infinity();
    picture.error = error;
  }
  if (!scheme.isSingleGrid()) {
    picture.levelsNote = PlanPictures::tr("%1; %2 % is zero.").arg(inputSchemeText(scheme), share);
    if (!picture.blockLevels.empty())
      picture.levelsNote += PlanPictures::tr(
          " Shown are blocks whose largest value is in the highest octaves; errors depend on neighbouring values.");
    return picture;
  }
  picture.levelsNote =
      scheme.zeroPoint == 0
          ? PlanPictures::tr("Unsigned, range by %1; %2 % is zero.").arg(activationRangeText(scheme.range), share)
          : PlanPictures::tr("Zero point %1, range by %2; %3 % is zero.")
                .arg(scheme.zeroPoint)
                .arg(activationRangeText(scheme.range), share);
  return picture;
}

MethodPicture methodPicture(const Document& document, const MethodCurves& curves, std::size_t index, bool solvers) {
  const Layer& layer = document.network()->layers[index];
  const QuantScheme& own = document.plan().layers[index];
  MethodPicture picture;
  picture.byOutput = document.calibration().of(index) != nullptr;
  for (const Method method : existingMethods) {
    if (isSolver(method) && !solvers && method != own.method) continue;
    QuantScheme scheme = withMethod(own, method);
    ErrorCurve curve{.name = schemeTitleText(scheme),
                     .method = method,
                     .dashed = isSolver(method),
                     .nameInFiles = QString::fromStdString(schemeTitle(scheme))};
    bool known = false;
    for (scheme.bits = minimumBits; scheme.bits <= maximumBits; ++scheme.bits) {
      const bool possible = allowsBits(scheme, scheme.bits);
      const MethodScore* score = possible ? curves.find(index, scheme) : nullptr;
      known = known || score;
      curve.sqnrDb.push_back(score ? sqnrOf(*score, picture.byOutput && score->outputSqnrDb)
                                   : std::numeric_limits<double>::quiet_NaN());
      curve.bytes.push_back(possible ? layerBytes(layer, scheme) : 0);
    }
    if (!known) continue;
    if (method == own.method) picture.current = static_cast<int>(picture.curves.size());
    picture.curves.push_back(std::move(curve));
  }
  return picture;
}

MethodAdvice methodAdvice(const Document& document, const MethodCurves& curves, std::size_t layer, bool solvers) {
  const QuantScheme& own = document.plan().layers[layer];
  MethodAdvice advice;
  if (!own.hasCodes()) return advice;
  const std::vector<MethodScore> scores = curves.scores(layer, own, solvers);
  const std::optional<BestMethod> found = bestMethod(scores, own);
  if (!found || !curves.known(layer, own, solvers)) {
    advice.sentence = PlanPictures::tr("Comparing methods...");
    return advice;
  }
  const auto told = [&](std::size_t i) {
    return PlanPictures::tr("%1 %2 in %3")
        .arg(schemeTitleText(scores[i].scheme), decibelText(sqnrOf(scores[i], found->byOutput)),
             bytesText(scores[i].bytes));
  };
  QStringList parts;
  if (found->best == found->now) {
    parts << PlanPictures::tr("%1 (current) is the best for its bytes").arg(told(found->now));
  } else {
    parts << told(found->best);
  }
  if (found->next) parts << PlanPictures::tr("next %1").arg(told(*found->next));
  if (found->best != found->now) {
    const MethodScore& now = scores[found->now];
    parts << PlanPictures::tr("%1 (current) %2")
                 .arg(schemeTitleText(now.scheme), decibelText(sqnrOf(now, found->byOutput)));
  }
  if (found->any != found->best) parts << PlanPictures::tr("at any size: %1").arg(told(found->any));
  advice.sentence = (found->byOutput ? PlanPictures::tr("Output at %1: %2.") : PlanPictures::tr("At %1: %2."))
                        .arg(bitsCountText(own.bits))
                        .arg(parts.join(QStringLiteral("; ")));
  advice.best = scores[found->best].scheme;
  advice.any = scores[found->any].scheme;
  return advice;
}

}  // namespace bitprism
