#include "app/workflow/doctor/checks.h"
#include "core/base/text.h"

namespace bitprism {

std::vector<Finding> dataFindings(const DoctorCase& known) {
  if (!known.preprocessing) return {};
  const PreprocessingAdvice& advice = *known.preprocessing;
  Finding finding{.severity = Severity::Fault};
  const std::string right = shareText(advice.accuracy), images = text(advice.images);
  if (!advice.better) {
    finding.kind = FindingKind::Labels;
    finding.cause = {"%1.", {advice.finding}};
    finding.advice = {
        "None of the usual settings of the images is better: check the numbering of the labels and the "
        "preprocessing that the network was trained with."};
    return {finding};
  }
  finding.cause = {"The float network is right on only %1 of %2 images.", {right, images}};
  const PreprocessingAdvice::Trial& best = advice.trials.front();
  finding.kind = FindingKind::Preprocessing;
  finding.advice = {"Prepare the images by mean and deviation of %1: %2.", {best.name, flagsText(best.preprocessing)}};
  finding.gain = {
      .accuracy = best.accuracy - advice.accuracy, .share = 1, .basis = {"measured on %1 images", {images}}};
  finding.remedy.preprocessing = best.preprocessing;
  return {finding};
}

}  // namespace bitprism
