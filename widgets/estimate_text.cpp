#include "widgets/estimate_text.h"

#include <QCoreApplication>
#include <QLocale>

#include "widgets/number_text.h"

namespace bitprism {
namespace {

struct EstimateText {
  Q_DECLARE_TR_FUNCTIONS(EstimateText)
};

QString roughText(double seconds) {
  constexpr double exact = 10;  // below that a decimal counts
  return seconds < exact ? EstimateText::tr("%1 s").arg(QLocale().toString(seconds, 'f', 1)) : durationText(seconds);
}

}  // namespace

QString estimateText(const SearchEstimate& estimate) {
  if (estimate.evaluations == 0) return EstimateText::tr("All of these trials are measured; a larger number goes on.");
  const QString evaluations = estimate.evaluations == 1 ? EstimateText::tr("1 evaluation")
                                                        : EstimateText::tr("%1 evaluations").arg(estimate.evaluations);
  const QString each = roughText(estimate.evaluationSeconds), total = roughText(estimate.seconds);
  const QString cheap = roughText(estimate.cheapSeconds), measuring = roughText(estimate.sensitivitySeconds);
  const QString sensitivities = countText(static_cast<std::int64_t>(estimate.sensitivities));
  if (estimate.cheapSeconds > 0 && estimate.sensitivities > 0)
    return EstimateText::tr("%1 of about %2, cheap ones of %3 in total, %4 sensitivities of %5 in total: about %6")
        .arg(evaluations, each, cheap, sensitivities, measuring, total);
  if (estimate.cheapSeconds > 0)
    return EstimateText::tr("%1 of about %2, cheap ones of %3 in total: about %4").arg(evaluations, each, cheap, total);
  if (estimate.sensitivities > 0)
    return EstimateText::tr("%1 of about %2, %3 sensitivities of %4 in total: about %5")
        .arg(evaluations, each, sensitivities, measuring, total);
  return EstimateText::tr("%1 of about %2: about %3").arg(evaluations, each, total);
}

}  // namespace bitprism
