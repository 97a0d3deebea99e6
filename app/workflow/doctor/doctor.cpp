#include "app/workflow/doctor/doctor.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "app/workflow/doctor/checks.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

void add(std::vector<Finding>& to, std::vector<Finding> found) {
  to.insert(to.end(), std::make_move_iterator(found.begin()), std::make_move_iterator(found.end()));
}

// More bits would only cover up a fault of a layer's scheme, which costs next to nothing to mend.
void preferCauses(std::vector<Finding>& widths, const std::vector<Finding>& schemes) {
  std::erase_if(widths, [&](const Finding& width) {
    return std::any_of(schemes.begin(), schemes.end(), [&](const Finding& scheme) {
      return std::find(scheme.layers.begin(), scheme.layers.end(), width.layers.front()) != scheme.layers.end();
    });
  });
}

// A fix by which the plan changes a layer, or an input, twice would be overwritten: only the first of its findings
// stays.
void dropContradictions(std::vector<Finding>& findings) {
  std::vector<std::size_t> schemes, inputs;
  std::erase_if(findings, [&](const Finding& finding) {
    for (const LayerChange& change : finding.remedy.layers) {
      const auto& taken = change.input ? inputs : schemes;
      if (std::find(taken.begin(), taken.end(), change.layer) != taken.end()) return true;
    }
    for (const LayerChange& change : finding.remedy.layers) (change.input ? inputs : schemes).push_back(change.layer);
    return false;
  });
}

void sayWhatWasChecked(Diagnosis& diagnosis, const DoctorCase& known) {
  const std::string layers = text(known.network->layers.size()), images = text(known.calibrationImages);
  diagnosis.checked.push_back({"methods, ranges, channels and bits of the weights of %1 layers", {layers}});
  if (known.calibration.hasMoments())
    diagnosis.checked.push_back({"the effect on layers' outputs on %1 calibration images", {images}});
  else
    diagnosis.unchecked.push_back({"the effect on layers' outputs: layer inputs are not measured"});
  if (known.inputs && known.plan.quantizesActivations())
    diagnosis.checked.push_back({"ranges of layers' inputs"});
  else if (known.plan.quantizesActivations())
    diagnosis.unchecked.push_back({"ranges of layers' inputs: they are not measured"});
  if (known.halves[0] && known.plan.quantizesActivations())
    diagnosis.checked.push_back({"halves of the calibration images against each other"});
  if (known.floatScore || known.preprocessing)
    diagnosis.checked.push_back({"the preparation of the images"});
  else
    diagnosis.unchecked.push_back({"the preparation of the images: no accuracy is measured"});
  if (known.sensitivities.empty())
    diagnosis.unchecked.push_back({"measured sensitivities: there are none, so that damage is predicted"});
  else
    diagnosis.checked.push_back({"measured sensitivities of the layers"});
}

Json listOf(const std::vector<Wording>& wordings) {
  Json list = Json::array();
  for (const Wording& wording : wordings) list.push_back(wording.str());
  return list;
}

}  // namespace

Diagnosis diagnose(const DoctorCase& known, std::stop_token stop, const Progress& progress) {
  Diagnosis diagnosis;
  const Examination examination(known, stop, progress);
  std::vector<Finding>& findings = diagnosis.findings;
  add(findings, dataFindings(known));
  std::vector<Finding> schemes = schemeFindings(examination, stop), widths = widthFindings(examination, stop);
  preferCauses(widths, schemes);
  add(findings, std::move(schemes));
  add(findings, std::move(widths));
  add(findings, channelFindings(examination, stop));
  add(findings, inputFindings(examination, stop));
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(b.severity, b.gain.share) < std::tie(a.severity, a.gain.share);
  });
  dropContradictions(findings);
  sayWhatWasChecked(diagnosis, known);
  return diagnosis;
}

void collectInputs(DoctorCase& known, Study& study, std::stop_token stop, const Progress& progress) {
  if (!study.canCalibrate()) return;
  study.calibrateInputs(stop, progress);
  known.calibration = study.calibration();
  study.activationCalibration(stop, progress);
  known.inputs = study.sharedActivationCalibration();
  known.calibrationImages = study.calibrationEvaluator().images();
  if (known.plan.quantizesActivations()) known.halves = study.calibrationHalves(stop, progress);
}

Json toJson(const Diagnosis& diagnosis, const Network& network) {
  Json findings = Json::array();
  for (const Finding& finding : diagnosis.findings) findings.push_back(toJson(finding, network));
  return {{"findings", std::move(findings)},
          {"checked", listOf(diagnosis.checked)},
          {"unchecked", listOf(diagnosis.unchecked)}};
}

}  // namespace bitprism
