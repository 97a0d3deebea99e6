#include "core/torch/measure/output_score.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/eval/label_sets.h"
#include "core/eval/picture_quality.h"

namespace bitprism {
namespace {

void logSoftmax(const float* logits, std::int64_t classes, double* out) {
  double largest = logits[0];
  for (std::int64_t k = 1; k < classes; ++k) largest = std::max<double>(largest, logits[k]);
  double sum = 0;
  for (std::int64_t k = 0; k < classes; ++k) sum += std::exp(logits[k] - largest);
  const double shift = largest + std::log(sum);
  for (std::int64_t k = 0; k < classes; ++k) out[k] = logits[k] - shift;
}

std::int64_t argmax(const float* values, std::int64_t count) {
  return std::max_element(values, values + count) - values;
}

// The number of outputs larger than the label's; of ties, the first counts as larger.
std::int64_t rankOf(const float* values, std::int64_t count, std::int64_t label) {
  std::int64_t before = 0;
  for (std::int64_t k = 0; k < count; ++k)
    before += values[k] > values[label] || (values[k] == values[label] && k < label);
  return before;
}

// [count, classes, ...] as rows of classes, one per decision.
at::Tensor rows(const at::Tensor& output, std::int64_t classes) {
  if (output.dim() <= 2) return output.reshape({-1, classes});
  return output.movedim(1, -1).reshape({-1, classes}).contiguous();
}

void addDecisions(ScoreSums& sums, const at::Tensor& output, const at::Tensor& reference, std::int64_t classes,
                  Metric metric, std::span<const std::int32_t> labels) {
  const at::Tensor got = rows(output, classes), expected = rows(reference, classes);
  const std::int64_t count = got.size(0);
  if (metric == Metric::MeanIou && sums.confusion.empty())
    sums.confusion.assign(static_cast<std::size_t>(classes * classes), 0);
  std::vector<double> p(static_cast<std::size_t>(classes)), q(p.size());
  for (std::int64_t i = 0; i < count; ++i) {
    const float* row = got.data_ptr<float>() + i * classes;
    const float* original = expected.data_ptr<float>() + i * classes;
    logSoftmax(original, classes, p.data());
    logSoftmax(row, classes, q.data());
    double kl = 0;
    for (std::size_t k = 0; k < p.size(); ++k) kl += std::exp(p[k]) * (p[k] - q[k]);
    sums.kl += std::max(kl, 0.0);
    const std::int64_t guess = argmax(row, classes);
    sums.agreeing += guess == argmax(original, classes);
    if (labels.empty()) continue;
    const std::int32_t label = labels[static_cast<std::size_t>(i)];
    if (label < 0 || label >= classes) continue;
    ++sums.judged;
    sums.loss -= q[static_cast<std::size_t>(label)];
    sums.correct += guess == label;
    sums.amongFive += rankOf(row, classes, label) < 5;
    if (!sums.confusion.empty()) ++sums.confusion[static_cast<std::size_t>(label * classes + guess)];
  }
  sums.decisions += count;
}

// Mean intersection over union of the classes that occur, in labels or predictions.
double meanIou(const std::vector<std::int64_t>& confusion, std::int64_t classes) {
  double sum = 0;
  std::int64_t occurring = 0;
  for (std::int64_t k = 0; k < classes; ++k) {
    std::int64_t whole = 0;
    const auto at = [&](std::int64_t label, std::int64_t guess) {
      return confusion[static_cast<std::size_t>(label * classes + guess)];
    };
    for (std::int64_t j = 0; j < classes; ++j) whole += at(k, j) + (j == k ? 0 : at(j, k));
    if (whole == 0) continue;
    ++occurring;
    sum += static_cast<double>(at(k, k)) / static_cast<double>(whole);
  }
  return occurring ? sum / static_cast<double>(occurring) : 0;
}

template <class Value>
void addEach(std::vector<Value>& to, const std::vector<Value>& from) {
  if (to.size() < from.size()) to.resize(from.size(), 0);
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
}

// One after the other, in the order of the images.
template <class Value>
void appendAll(std::vector<Value>& to, const std::vector<Value>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

void ScoreSums::add(const ScoreSums& other) {
  images += other.images;
  decisions += other.decisions;
  judged += other.judged;
  loss += other.loss;
  kl += other.kl;
  correct += other.correct;
  amongFive += other.amongFive;
  agreeing += other.agreeing;
  addEach(noise, other.noise);
  addEach(signal, other.signal);
  addEach(confusion, other.confusion);
  classesRight += other.classesRight;
  classesJudged += other.classesJudged;
  pictureQuality += other.pictureQuality;
  appendAll(scores, other.scores);
  appendAll(belongs, other.belongs);
  appendAll(detections, other.detections);
  if (kept.size() < other.kept.size()) kept.resize(other.kept.size());
  for (std::size_t o = 0; o < other.kept.size(); ++o) appendAll(kept[o], other.kept[o]);
}

void addOutputs(ScoreSums& sums, const std::vector<at::Tensor>& outputs, const std::vector<at::Tensor>& reference,
                std::int64_t classes, Metric metric, std::span<const std::int32_t> labels) {
  if (outputs.size() != reference.size())
    throw Error(text("the plan gives ", outputs.size(), " outputs, expected ", reference.size(), " as of float"));
  sums.noise.resize(outputs.size(), 0);
  sums.signal.resize(outputs.size(), 0);
  for (std::size_t o = 0; o < outputs.size(); ++o) {
    if (outputs[o].sizes() != reference[o].sizes())
      throw Error(text("output ", o, " changes its shape under the plan, so it cannot be compared with float"));
    const float* got = outputs[o].data_ptr<float>();
    const float* expected = reference[o].data_ptr<float>();
    const std::int64_t count = outputs[o].numel();
    double noise = 0, signal = 0;
    for (std::int64_t i = 0; i < count; ++i) {
      const double difference = static_cast<double>(got[i]) - expected[i];
      noise += difference * difference;
      signal += static_cast<double>(expected[i]) * expected[i];
    }
    if (!std::isfinite(noise)) throw Error("the plan's outputs are not finite (NaN or infinity)");
    sums.noise[o] += noise;
    sums.signal[o] += signal;
  }
  if (classes > 0) addDecisions(sums, outputs.at(0), reference.at(0), classes, metric, labels);
}

void addIndependent(ScoreSums& sums, const at::Tensor& output, const at::Tensor& reference, bool areProbabilities,
                    Metric metric, std::span<const std::uint8_t> belongs) {
  const std::int64_t images = output.size(0), each = output.numel() / std::max<std::int64_t>(1, images);
  const float* got = output.data_ptr<float>();
  const float* expected = reference.data_ptr<float>();
  const float half = areProbabilities ? 0.5F : 0.0F;
  for (std::int64_t i = 0; i < images; ++i) {
    bool alike = true, right = true, known = !belongs.empty();
    for (std::int64_t k = i * each; k < (i + 1) * each; ++k) {
      const double p = decisionProbability(expected[k], areProbabilities);
      const double q = decisionProbability(got[k], areProbabilities);
      sums.kl += std::max(binaryDivergence(p, q), 0.0);
      const bool says = got[k] >= half;
      alike &= says == (expected[k] >= half);
      if (belongs.empty()) continue;
      const std::uint8_t label = belongs[static_cast<std::size_t>(k)];
      known &= label <= 1;
      if (label > 1) continue;
      right &= says == (label == 1);
      sums.classesRight += says == (label == 1);
      ++sums.classesJudged;
      sums.loss -= std::log(label == 1 ? q : 1 - q);
    }
    sums.agreeing += alike;
    if (!known) continue;
    ++sums.judged;
    sums.correct += right;
  }
  sums.decisions += images;
  if (metric != Metric::MeanAveragePrecision) return;
  sums.scores.insert(sums.scores.end(), got, got + output.numel());
  sums.belongs.insert(sums.belongs.end(), belongs.begin(), belongs.end());
}

void addPictures(ScoreSums& sums, const at::Tensor& output, const at::Tensor& reference, Metric metric) {
  const std::int64_t images = output.size(0), channels = output.size(1), height = output.size(2),
                     width = output.size(3), plane = height * width, each = channels * plane;
  for (std::int64_t i = 0; i < images; ++i) {
    const float* got = output.data_ptr<float>() + i * each;
    const std::span<const float> expected(reference.data_ptr<float>() + i * each, static_cast<std::size_t>(each));
    const double range = valueRange(expected);
    if (metric == Metric::Psnr) {
      sums.pictureQuality += psnrDb({got, expected.size()}, expected, range, sqnrCeilingDb);
      continue;
    }
    double sum = 0;
    for (std::int64_t c = 0; c < channels; ++c)
      sum += ssim(got + c * plane, expected.data() + c * plane, height, width, range);
    sums.pictureQuality += sum / static_cast<double>(channels);
  }
}

std::vector<std::int32_t> largestOutputs(const at::Tensor& output, std::int64_t classes) {
  if (output.dim() < 2 || output.size(1) != classes)
    throw Error(text("the output does not have ", classes, " classes, so it cannot be compared"));
  const at::Tensor each = rows(output, classes);
  const float* values = each.data_ptr<float>();
  const float* end = values + each.numel();
  if (!std::all_of(values, end, [](float value) { return std::isfinite(value); }))
    throw Error("the plan's outputs are not finite (NaN or infinity)");
  std::vector<std::int32_t> largest;
  largest.reserve(static_cast<std::size_t>(each.size(0)));
  for (std::int64_t i = 0; i < each.size(0); ++i)
    largest.push_back(static_cast<std::int32_t>(argmax(values + i * classes, classes)));
  return largest;
}

Score scoreOf(const ScoreSums& sums, Metric metric, std::int64_t classes) {
  Score score;
  score.metric = metric;
  score.images = sums.images;
  const auto part = [](double amount, std::int64_t of) { return of > 0 ? amount / static_cast<double>(of) : 0; };
  score.agreement = part(static_cast<double>(sums.agreeing), sums.decisions);
  score.loss = part(sums.loss, sums.judged);
  score.kl = part(sums.kl, sums.decisions);
  score.top5 = part(static_cast<double>(sums.amongFive), sums.judged);

  // Every output has the same weight, whatever its unit.
  double ratio = 0;
  for (std::size_t o = 0; o < sums.noise.size(); ++o)
    ratio += sums.noise[o] <= 0 ? 0 : sums.signal[o] > 0 ? sums.noise[o] / sums.signal[o] : 1;
  ratio /= static_cast<double>(std::max<std::size_t>(1, sums.noise.size()));
  score.sqnrDb = ratio > 0 ? std::min(sqnrCeilingDb, -10 * std::log10(ratio)) : sqnrCeilingDb;

  switch (metric) {
    case Metric::Accuracy:
      score.accuracy = part(static_cast<double>(sums.correct), sums.judged);
      break;
    case Metric::Binary:
    case Metric::ExactMatch:
      score.accuracy = part(static_cast<double>(sums.correct), sums.judged);
      break;
    case Metric::Top5:
      score.accuracy = score.top5;
      break;
    case Metric::Hamming:
      score.accuracy = part(static_cast<double>(sums.classesRight), sums.classesJudged);
      break;
    case Metric::MeanAveragePrecision:
      score.accuracy = meanAveragePrecision(sums.scores, sums.belongs, classes);
      break;
    case Metric::Psnr:
      score.accuracy = std::clamp(part(sums.pictureQuality, sums.images) / sqnrCeilingDb, 0.0, 1.0);
      break;
    case Metric::Ssim:
      score.accuracy = std::clamp(part(sums.pictureQuality, sums.images), 0.0, 1.0);
      break;
    case Metric::BoxAp:  // these follow from more than sums: MeasuredNetwork
    case Metric::BoxAp50:
    case Metric::Command:
      break;
    case Metric::MadeAgreement:
    case Metric::Agreement:
      score.accuracy = score.agreement;
      break;
    case Metric::MeanIou:
      score.accuracy = sums.confusion.empty() ? 0 : meanIou(sums.confusion, classes);
      break;
    case Metric::MadeSqnr:
    case Metric::Sqnr:
      score.accuracy = std::clamp(score.sqnrDb / sqnrCeilingDb, 0.0, 1.0);
      score.kl = ratio;
      break;
  }
  // Without decisions, noise over signal is what tells plans apart.
  if (sums.decisions == 0) {
    score.kl = ratio;
    score.agreement = 0;
  }
  return score;
}

}  // namespace bitprism
