#include "app/workflow/doctor/doctor.h"

#include <algorithm>
#include <iostream>

#include "app/cli/command.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/choice/automatic_scheme.h"
#include "core/quant/choice/competing_methods.h"
#include "core/run/confinement.h"

namespace bitprism {
namespace {

struct DoctorOptions {
  std::string network, plan, calibration, out;
  int bits = maximumBits;
  std::int64_t images = 0;
  bool sensitivities = false, force = false;
  DataOptions data;
  SchemeOptions scheme;
  ActivationFlags activation;
};

// KL of every layer alone at all widths, each under the scheme that it has there.
std::vector<std::map<int, double>> sensitivitiesOf(const DoctorCase& known, Study& study,
                                                   const CommandContext& context) {
  SearchRequest request;
  std::vector<std::vector<QuantScheme>> schemes(known.plan.layers.size());
  for (std::size_t l = 0; l < schemes.size(); ++l) {
    const Layer& layer = known.network->layers[l];
    for (const int bits : request.widths)
      if (known.automatic[l])
        schemes[l].push_back(automaticScheme(layer, known.calibration.of(l), bits));
      else if (const QuantScheme scheme = known.plan.layers[l].quantization().at(bits); allowsBits(scheme, bits))
        schemes[l].push_back(scheme);
  }
  setChoices(request, schemes);
  const SearchSpace space = study.space(request);
  const Sensitivity measured = study.sensitivity(space, context.stop, context.progress);
  std::vector<std::map<int, double>> result(schemes.size());
  for (std::size_t l = 0; l < result.size(); ++l)
    for (std::size_t i = 0; i < space.layers[l].widths.size(); ++i) {
      const QuantScheme scheme = space.schemeOf(space.layers[l].widths[i]);
      if (std::find(schemes[l].begin(), schemes[l].end(), scheme) != schemes[l].end())
        result[l][scheme.bits] = measured.kl[l][i];
    }
  return result;
}

// The plan and all that can be measured on the images.
DoctorCase caseOf(const DoctorOptions& options, const std::optional<PlanFile>& file, Study& study,
                  const CommandContext& context) {
  DoctorCase known{.network = study.network()};
  const std::size_t layers = known.network->layers.size();
  const ActivationRequest activation = options.activation.request();
  if (file)
    known.plan = file->plan(*known.network);
  else
    known.plan = options.scheme.plan(study, options.bits, SchemeUse::Measured, context);
  known.automatic.assign(layers, !file && options.scheme.automatic());
  if (activation.wanted()) {
    known.plan = withActivations(known.plan, activation, study.activationCalibration(context.stop, context.progress));
    known.requests.assign(layers, activation);
  }
  collectInputs(known, study, context.stop, context.progress);
  if (!study.hasData()) return known;
  known.chance = 1.0 / static_cast<double>(std::max<std::int64_t>(2, study.images().classes));
  known.floatScore = study.evaluator().evaluate(floatPlan(layers), Task{}, context.stop, context.progress);
  if (known.floatScore->metric == Metric::Accuracy)
    known.preprocessing = advisePreprocessing(study, known.floatScore->accuracy, context.stop, context.progress);
  if (known.preprocessing) return known;  // whatever is measured is of the wrong images
  known.planScore = study.evaluator().evaluate(withoutIntegerForm(known.plan), Task{}, context.stop, context.progress);
  if (options.sensitivities) known.sensitivities = sensitivitiesOf(known, study, context);
  return known;
}

void print(const Diagnosis& diagnosis, const Network& network) {
  if (diagnosis.findings.empty()) {
    std::cout << "All is well: nothing was found that would be worth a change.\n";
  } else {
    TextTable table({"", "severity", "finding", "layer", "expected gain"});
    int number = 0;
    for (const Finding& finding : diagnosis.findings) {
      std::string layer = finding.layers.empty() ? "-" : network.layers[finding.layers.front()].name;
      if (finding.layers.size() > 1) layer += text(" and ", finding.layers.size() - 1, " more");
      const std::string gain = gainText(finding.gain);
      table.add({text(++number), severityName(finding.severity), findingTitle(finding.kind), layer,
                 gain.empty() ? "-" : gain});
    }
    std::cout << table.str();
    number = 0;
    for (const Finding& finding : diagnosis.findings) {
      std::cout << '\n' << ++number << ". " << finding.cause.str() << "\n   " << finding.advice.str() << '\n';
      if (!finding.gain.basis.empty()) std::cout << "   Expected gain: " << finding.gain.basis.str() << ".\n";
    }
  }
  std::cout << "\nChecked:\n";
  for (const Wording& phrase : diagnosis.checked) std::cout << "  " << phrase.str() << '\n';
  if (!diagnosis.unchecked.empty()) std::cout << "Not checked:\n";
  for (const Wording& phrase : diagnosis.unchecked) std::cout << "  " << phrase.str() << '\n';
}

void examine(const DoctorOptions& options, const CommandContext& context) {
  if (!options.out.empty()) checkOutput(options.out, options.force);
  StudySettings settings = options.data.study(options.network);
  settings.images = options.images;
  settings.calibrationPath = options.calibration;
  std::optional<PlanFile> file;
  if (!options.plan.empty()) file.emplace(options.plan);
  if (file) adoptPreprocessing(*file, settings);
  const auto study = openStudy(settings, context);
  if (options.activation.given() && !study->canCalibrate())
    throw UsageError("--activation-bits needs calibration images: give --data or --calibration");
  if (options.sensitivities && !study->canCalibrate()) throw UsageError("--sensitivities needs images: give --data");
  printNotices(study->dataNotices());
  if (const std::string lack = confinementSupport().lack(); !lack.empty()) printNotices({lack});
  const DoctorCase known = caseOf(options, file, *study, context);
  const Diagnosis diagnosis = diagnose(known, context.stop, context.progress);
  if (context.json)
    std::cout << toJson(diagnosis, *known.network).dump(1) << '\n';
  else
    print(diagnosis, *known.network);
  if (options.out.empty()) return;
  QuantPlan plan = known.plan;
  for (const Finding& finding : diagnosis.findings)
    if (!finding.remedy.network) plan = remedied(std::move(plan), finding.remedy, known.inputs.get());
  writeFile(options.out,
            planDocument(plan, *known.network, factsOf(*study, options.activation.request())).dump(1) + "\n");
}

}  // namespace

Run addDoctor(CLI::App& app) {
  auto* command = app.add_subcommand(
      "doctor", "what is wrong with a network, its images and its plan, what to do, and what that would gain");
  const auto options = std::make_shared<DoctorOptions>();
  addNetwork(*command, options->network)->required();
  options->data.add(*command, false);
  auto* bits = command->add_option("--bits", options->bits, "the plan: the same bit-width for every layer")
                   ->capture_default_str();
  command->add_option("--plan", options->plan, "the plan, as JSON")->excludes(bits);
  command->add_option("--images", options->images, "use only the first images, up to this number")
      ->check(CLI::PositiveNumber);
  command->add_option("--calibration", options->calibration, "images to calibrate on (default: part of --data)");
  command->add_flag("--sensitivities", options->sensitivities,
                    "measure the sensitivity of every layer first, instead of predicting it from its rounding error");
  command->add_option("--out", options->out, "write the plan with all that plans can mend as JSON");
  command->add_flag("--force", options->force, "overwrite the file");
  options->scheme.add(*command);
  options->activation.add(*command);
  return [options](const CommandContext& context) { examine(*options, context); };
}

}  // namespace bitprism
