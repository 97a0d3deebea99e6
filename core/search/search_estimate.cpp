#include "core/search/search_estimate.h"

#include <algorithm>
#include <iomanip>

#include "core/base/text.h"
#include "core/search/search_method.h"

namespace bitprism {
namespace {

constexpr double trainingPass = 3;         // a step forward and backward, in evaluations of the same images
constexpr double sharedPrefixShare = 0.6;  // of a single-layer evaluation remains, as the layers before it are shared

double secondsOf(const Task& task, bool top, const MeasuringCosts& costs) {
  const std::int64_t seen =
      task.images > 0 && task.epochs == 0 ? std::min(task.images, costs.searchImages) : costs.searchImages;
  const double training = trainingPass * static_cast<double>(task.epochs) *
                          static_cast<double>(task.images > 0 ? task.images : costs.searchImages);
  return costs.secondsPerImage * (static_cast<double>(seen + (top ? costs.reportImages : 0)) + training);
}

}  // namespace

std::string SearchEstimate::sentence() const {
  if (evaluations == 0) return "all requested evaluations exist already";
  std::string result = evaluations == 1 ? "one evaluation" : text(evaluations, " evaluations");
  result += text(" of about ", roughDuration(evaluationSeconds));
  if (cheapSeconds > 0) result += text(", cheap ones of ", roughDuration(cheapSeconds), " in total");
  if (sensitivities > 0)
    result += text(", ", sensitivities, " sensitivities of ", roughDuration(sensitivitySeconds), " in total");
  return text(result, ": about ", roughDuration(seconds));
}

SearchEstimate estimateSearch(const SearchSettings& settings, int evaluations, std::size_t sensitivities, int workers,
                              const MeasuringCosts& costs) {
  SearchEstimate estimate;
  estimate.evaluations = std::max(evaluations, 0);
  estimate.evaluationSeconds = secondsOf(settings.tasks.back(), true, costs);
  const double whole = estimate.evaluations * estimate.evaluationSeconds;
  if (settings.tasks.size() > 1) {
    const SearchMethodInfo& method = searchMethodNamed(settings.method);
    estimate.cheapSeconds = method.cheapShare * whole + estimate.evaluations * double(method.cheapEvaluations) *
                                                            secondsOf(settings.tasks.front(), false, costs);
  }
  estimate.sensitivities = sensitivities;
  estimate.sensitivitySeconds = sharedPrefixShare * static_cast<double>(sensitivities) * costs.secondsPerImage *
                                static_cast<double>(costs.calibrationImages);
  estimate.seconds = estimate.sensitivitySeconds + (whole + estimate.cheapSeconds) / std::max(workers, 1);
  return estimate;
}

std::string roughDuration(double seconds) {
  const auto number = [](double value, const char* unit) {
    return text(std::fixed, std::setprecision(value < 9.95 ? 1 : 0), value, ' ', unit);
  };
  if (seconds < 0.0995) return number(seconds * 1000, "ms");
  if (seconds < 99.5) return number(seconds, "s");
  if (seconds < 99.5 * 60) return number(seconds / 60, "min");
  return number(seconds / 3600, "h");
}

}  // namespace bitprism
