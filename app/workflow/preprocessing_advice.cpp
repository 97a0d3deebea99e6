#include "app/workflow/preprocessing_advice.h"

#include <algorithm>
#include <cmath>
#include <iomanip>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::int64_t maximumImages = 256;
constexpr double byte = 1.0 / 255;

PreprocessingPreset preset(std::string name, double scale, std::vector<double> mean, std::vector<double> deviation,
                           ChannelOrder channels = ChannelOrder::Rgb) {
  Preprocessing preprocessing;
  preprocessing.scale = scale;
  preprocessing.mean = std::move(mean);
  preprocessing.deviation = std::move(deviation);
  preprocessing.channels = channels;
  return {std::move(name), preprocessing};
}

std::string roughPercent(double fraction) {
  return text(std::fixed, std::setprecision(1), 100 * fraction, " %");
}

std::string joined(const std::vector<double>& values) {
  std::string list;
  const bool alike = std::all_of(values.begin(), values.end(), [&](double value) { return value == values[0]; });
  for (std::size_t i = 0; i < (alike ? 1 : values.size()); ++i) list += text(i ? "," : "", values[i]);
  return list;
}

// Images with floats in 0..1 were already divided by 255, so their scale is 255 times that of bytes.
double pixelUnit(const ImageSet& images) {
  if (!images.floats()) return 1;
  float largest = 0;
  PixelBuffer buffer;
  for (std::int64_t i = 0; i < std::min<std::int64_t>(images.count(), 16); ++i) {
    const PixelView view = images.read(i, buffer);
    for (std::int64_t p = 0; p < view.size.values(); ++p) largest = std::max(largest, view.floats[p]);
  }
  return largest <= 1.001F ? 255 : 1;
}

std::string orderText(ChannelOrder order) {
  return order == ChannelOrder::Bgr ? ", BGR" : order == ChannelOrder::Rgb ? ", RGB" : "";
}

}  // namespace

const std::vector<PreprocessingPreset>& usualPreprocessings(std::int64_t channels) {
  static const std::vector<PreprocessingPreset> colour = {
      preset("0..1", byte, {0, 0, 0}, {1, 1, 1}),
      preset("ImageNet", byte, {0.485, 0.456, 0.406}, {0.229, 0.224, 0.225}),
      preset("CIFAR-10", byte, {0.4914, 0.4822, 0.4465}, {0.2471, 0.2435, 0.2616}),
      preset("-1..1", byte, {0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}),
      preset("Caffe", 1, {104, 117, 123}, {1, 1, 1}, ChannelOrder::Bgr),
      preset("0..255", 1, {0, 0, 0}, {1, 1, 1}),
  };
  static const std::vector<PreprocessingPreset> grey = {
      preset("0..1", byte, {0}, {1}),
      preset("MNIST", byte, {0.1307}, {0.3081}),
      preset("-1..1", byte, {0.5}, {0.5}),
      preset("0..255", 1, {0}, {1}),
  };
  return channels == 1 ? grey : colour;
}

std::string flagsText(const Preprocessing& preprocessing) {
  std::string flags = text("--scale ", preprocessing.scale, " --mean ", joined(preprocessing.mean), " --std ",
                           joined(preprocessing.deviation));
  if (preprocessing.channels == ChannelOrder::Bgr) flags += " --channels bgr";
  if (preprocessing.channels == ChannelOrder::Grey || preprocessing.channels == ChannelOrder::Grey3)
    flags += " --channels grey";
  const PixelExtent &resize = preprocessing.resize, &crop = preprocessing.crop;
  if (resize.height > 0) flags += text(" --resize ", resize.height, resize.width > 0 ? text("x", resize.width) : "");
  if (crop.height > 0)
    flags += text(preprocessing.letterbox ? " --letterbox " : " --crop ", crop.height,
                  crop.width != crop.height ? text("x", crop.width) : "");
  return flags;
}

std::optional<PreprocessingAdvice> advisePreprocessing(const Study& study, std::optional<double> floatAccuracy,
                                                       std::stop_token stop, const Progress& progress) {
  const ImageSet& images = study.images();
  if (!images.labelled() || images.count() == 0) return {};
  PreprocessingAdvice advice;
  advice.images = std::min(images.count(), maximumImages);
  std::vector<std::int64_t> spread;
  for (std::int64_t i = 0; i < advice.images; ++i) spread.push_back(i * images.count() / advice.images);
  const ImageSet few = subset(images, spread);
  const QuantPlan unchanged = floatPlan(study.network()->layers.size());
  std::int64_t classes = 0;
  const auto measure = [&](const Preprocessing& preprocessing) {
    AccuracyEvaluator evaluator(study.network(), few, preprocessing, study.settings().threads);
    classes = evaluator.classes();
    return evaluator.evaluate(unchanged, Task{}, stop);
  };
  // Halfway from chance to perfection: most networks are above, wrong preprocessing mostly below.
  const double guessedChance = 1.0 / static_cast<double>(std::max<std::int64_t>(2, images.classes));
  const double halfway = guessedChance + (1 - guessedChance) / 2;
  if (floatAccuracy && *floatAccuracy > halfway) return {};
  const Score now = measure(study.preprocessing());
  if (now.metric != Metric::Accuracy || (!floatAccuracy && now.accuracy > halfway)) return {};
  advice.accuracy = now.accuracy;
  const double unit = pixelUnit(images), chance = 1.0 / static_cast<double>(std::max<std::int64_t>(2, classes));

  const std::vector<PreprocessingPreset>& presets = usualPreprocessings(images.channels);
  const auto channels = [&](ChannelOrder wanted) {  // grey images stay so
    const ChannelOrder now = study.preprocessing().channels;
    return images.channels != 3 || now == ChannelOrder::Grey3 ? now : wanted;
  };
  std::int64_t done = 0;
  for (const PreprocessingPreset& preset : presets)
    for (const ChannelOrder order : {ChannelOrder::Rgb, ChannelOrder::Bgr}) {
      Preprocessing tried = study.preprocessing();
      tried.scale = preset.preprocessing.scale * unit;
      tried.channels = channels(order);
      if (tried.channels != order && order == ChannelOrder::Bgr) continue;
      tried.mean = preset.preprocessing.mean;
      tried.deviation = preset.preprocessing.deviation;
      if (order != preset.preprocessing.channels && tried.mean.size() == 3) {
        std::reverse(tried.mean.begin(), tried.mean.end());
        std::reverse(tried.deviation.begin(), tried.deviation.end());
      }
      report(progress, "trying the usual preprocessings", ++done, 2 * static_cast<std::int64_t>(presets.size()));
      if (tried == study.preprocessing()) continue;
      try {
        advice.trials.push_back({preset.name + orderText(tried.channels), tried, measure(tried).accuracy});
      } catch (const Cancelled&) {
        throw;
      } catch (const Error&) {
        // Outputs are not finite with this setting, so it is not proposed.
      }
    }
  std::stable_sort(advice.trials.begin(), advice.trials.end(),
                   [](const auto& a, const auto& b) { return a.accuracy > b.accuracy; });

  // Two standard errors of a guess.
  const double noise = 2 * std::sqrt(chance * (1 - chance) / static_cast<double>(advice.images));
  const bool atChance = advice.accuracy <= 2 * chance + noise;
  advice.better = !advice.trials.empty() && advice.trials.front().accuracy > advice.accuracy + 0.1 + noise;
  if (!atChance && !advice.better) return {};
  advice.finding = text("the float network is right on only ", roughPercent(advice.accuracy), " of ", advice.images,
                        " images", atChance ? text(" (chance is ", roughPercent(chance), ")") : std::string());
  advice.sentence = advice.finding + ": ";
  if (advice.better) {
    advice.sentence += "the preprocessing is probably wrong; the usual settings give ";
    for (std::size_t i = 0; i < std::min<std::size_t>(3, advice.trials.size()); ++i)
      advice.sentence += text(i ? ", " : "", roughPercent(advice.trials[i].accuracy), " (", advice.trials[i].name, ")");
    advice.sentence += text("; try ", flagsText(advice.trials.front().preprocessing));
  } else {
    advice.sentence +=
        "the preprocessing or the numbering of the labels is probably wrong; none of the usual settings "
        "(0..1, ImageNet, CIFAR-10, -1..1, Caffe BGR, 0..255) is better";
    if (!advice.trials.empty()) advice.sentence += text(", at most ", roughPercent(advice.trials.front().accuracy));
  }
  return advice;
}

}  // namespace bitprism
