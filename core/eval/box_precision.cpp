#include "core/eval/box_precision.h"

#include <algorithm>
#include <array>
#include <map>

namespace bitprism {
namespace {

constexpr std::size_t detectionsEach = 100;  // of a class in an image
constexpr std::size_t thresholdCount = 10, recallCount = 101;

double thresholdAt(std::size_t t) {
  return 0.5 + 0.05 * static_cast<double>(t);
}

// The detections of one class in one image with what they match, by falling score.
struct Matched {
  double score = 0;
  std::array<bool, thresholdCount> right{}, ignored{};
};

// Greedy: each detection takes the object it overlaps most among those left, crowds last and as often as needed.
std::vector<Matched> matchedIn(std::vector<Detection> found, std::vector<AnnotatedObject> objects) {
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  if (found.size() > detectionsEach) found.resize(detectionsEach);
  std::stable_sort(objects.begin(), objects.end(), [](const auto& a, const auto& b) { return a.crowd < b.crowd; });
  std::vector<std::vector<double>> overlaps;
  for (const Detection& one : found) {
    auto& row = overlaps.emplace_back();
    for (const AnnotatedObject& object : objects) row.push_back(overlap(one.box, object.box, object.crowd));
  }
  std::vector<Matched> result(found.size());
  for (std::size_t t = 0; t < thresholdCount; ++t) {
    std::vector<bool> taken(objects.size(), false);
    for (std::size_t d = 0; d < found.size(); ++d) {
      result[d].score = found[d].score;
      double most = std::min(thresholdAt(t), 1 - 1e-10);
      std::size_t best = objects.size();
      for (std::size_t g = 0; g < objects.size(); ++g) {
        if (taken[g] && !objects[g].crowd) continue;
        if (best < objects.size() && !objects[best].crowd && objects[g].crowd) break;
        if (overlaps[d][g] < most) continue;
        most = overlaps[d][g];
        best = g;
      }
      if (best == objects.size()) continue;
      taken[best] = true;
      result[d].right[t] = !objects[best].crowd;
      result[d].ignored[t] = objects[best].crowd;
    }
  }
  return result;
}

// The mean precision over recalls 0, .01 ... 1: at each the highest precision at that recall or above.
double meanPrecision(const std::vector<Matched>& ordered, std::size_t t, std::int64_t objects) {
  std::vector<double> recalls, precisions;
  std::int64_t right = 0, wrong = 0;
  for (const Matched& one : ordered) {
    if (one.ignored[t]) continue;
    ++(one.right[t] ? right : wrong);
    recalls.push_back(static_cast<double>(right) / static_cast<double>(objects));
    precisions.push_back(static_cast<double>(right) / static_cast<double>(right + wrong));
  }
  for (std::size_t i = precisions.size(); i-- > 1;) precisions[i - 1] = std::max(precisions[i - 1], precisions[i]);
  double sum = 0;
  for (std::size_t r = 0; r < recallCount; ++r) {
    const auto at = std::lower_bound(recalls.begin(), recalls.end(), static_cast<double>(r) / 100);
    if (at != recalls.end()) sum += precisions[static_cast<std::size_t>(at - recalls.begin())];
  }
  return sum / static_cast<double>(recallCount);
}

}  // namespace

double overlap(const Box& detection, const Box& object, bool crowd) {
  const double width =
      std::min(detection.left + detection.width, object.left + object.width) - std::max(detection.left, object.left);
  const double height =
      std::min(detection.top + detection.height, object.top + object.height) - std::max(detection.top, object.top);
  if (width <= 0 || height <= 0) return 0;
  const double both = width * height;
  const double whole = crowd ? detection.area() : detection.area() + object.area() - both;
  return whole > 0 ? both / whole : 0;
}

std::vector<Detection> suppressed(std::vector<Detection> detections, double most, std::size_t kept) {
  std::stable_sort(detections.begin(), detections.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  std::vector<Detection> result;
  for (const Detection& one : detections) {
    if (result.size() >= kept) break;
    const bool hidden = std::any_of(result.begin(), result.end(), [&](const Detection& other) {
      return other.image == one.image && other.label == one.label && overlap(one.box, other.box) > most;
    });
    if (!hidden) result.push_back(one);
  }
  return result;
}

BoxPrecision boxPrecision(const BoxAnnotations& annotations, std::span<const std::int64_t> images,
                          std::span<const Detection> detections) {
  std::map<std::pair<std::int64_t, std::int32_t>, std::vector<Detection>> found;
  for (const Detection& one : detections) found[{one.image, one.label}].push_back(one);
  std::vector<std::int64_t> looked(images.begin(), images.end());
  std::sort(looked.begin(), looked.end());
  BoxPrecision result;
  std::int64_t classes = 0;
  for (std::size_t k = 0; k < annotations.classNames.size(); ++k) {
    const auto label = static_cast<std::int32_t>(k);
    std::vector<Matched> all;
    std::int64_t objects = 0;
    for (const std::int64_t image : looked) {
      std::vector<AnnotatedObject> here;
      for (const AnnotatedObject& object : annotations.images[static_cast<std::size_t>(image)].objects)
        if (object.label == label) here.push_back(object);
      objects += std::count_if(here.begin(), here.end(), [](const auto& object) { return !object.crowd; });
      const auto some = found.find({image, label});
      if (some == found.end()) continue;
      for (Matched& one : matchedIn(some->second, here)) all.push_back(one);
    }
    result.perClass.push_back(-1);
    if (objects == 0) continue;
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    double sum = 0;
    for (std::size_t t = 0; t < thresholdCount; ++t) {
      const double precision = meanPrecision(all, t, objects);
      sum += precision;
      if (t == 0) result.atHalf += precision;
    }
    result.perClass.back() = sum / static_cast<double>(thresholdCount);
    result.mean += result.perClass.back();
    ++classes;
  }
  if (classes > 0) {
    result.mean /= static_cast<double>(classes);
    result.atHalf /= static_cast<double>(classes);
  }
  return result;
}

}  // namespace bitprism
