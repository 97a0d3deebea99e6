#include "app/workflow/report_subject.h"

#include <algorithm>
#include <fstream>
#include <thread>

#include "app/workflow/kept_path.h"
#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

std::string processorName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name"))
      if (const std::size_t colon = line.find(": "); colon != std::string::npos) return line.substr(colon + 2);
  return {};
}

// The choice of a session, and the figures that the session has of it.
void takePoint(ReportSubject& subject, const Session& session, const Evaluation& point) {
  subject.planned.plan = planOf(session, point);
  subject.planName = text("plan of trial ", point.trial);
  subject.source = PointOfSession{session.path(), point.bytes};
  subject.chosen = point;
  subject.measured = point.score;
  subject.measuredReport = point.reportAccuracy;
  subject.facts = factsOf(session, point);
  if (point.task.epochs > 0)
    subject.notices.push_back(text("The plan was measured after training (", taskName(point.task),
                                   "); layers are shown with the weights of the file."));
}

// Another plan of the session's network, measured on the same images.
void takeFile(ReportSubject& subject, const std::string& path, Study& study, std::stop_token stop,
              const Progress& progress) {
  const PlanFile file(path);
  subject.planned.plan = file.plan(*study.network());
  subject.planName = path;
  subject.source = path;
  subject.facts = file.facts();
  if (!study.hasData()) return;
  study.calibrateInputsFor(subject.planned.plan.layers, stop, progress);
  subject.measured = study.searchEvaluator().evaluate(subject.planned.plan, Task{}, stop, progress);
  subject.measuredReport = study.reportEvaluator().evaluate(subject.planned.plan, Task{}, stop, progress).accuracy;
}

// A space with the plan as its only one.
SearchSpace spaceOf(const Network& network, const QuantPlan& plan) {
  SearchSpace space;
  std::vector<Quantization> schemes;
  for (std::size_t l = 0; l < plan.layers.size(); ++l) {
    const Quantization quantization = plan.layers[l].quantization();
    auto found = std::find(schemes.begin(), schemes.end(), quantization);
    if (found == schemes.end()) found = schemes.insert(schemes.end(), quantization);
    space.layers.push_back({.widths = {LayerChoice(plan.layers[l].bits, static_cast<int>(found - schemes.begin()))},
                            .bytes = {layerBytes(network.layers[l], plan.layers[l], plan.activation(l))},
                            .weights = network.layers[l].weightCount()});
    if (plan.quantizesActivations()) space.activations.push_back({{0, plan.activation(l)}});
  }
  space.scheme = schemes.front();
  space.others.assign(schemes.begin() + 1, schemes.end());
  return space;
}

}  // namespace

ReportOrigin originHere() {
  ReportOrigin origin;
  origin.processor = processorName();
  origin.threads = std::thread::hardware_concurrency();
  return origin;
}

ReportImages imagesOf(Study& study) {
  const ImageSet& set = study.images();
  ReportImages images{.name = set.name,
                      .count = set.count(),
                      .channels = set.channels,
                      .height = set.height,
                      .width = set.width,
                      .classes = set.classes,
                      .labelled = set.labelled()};
  if (study.hasData()) {
    images.search = study.searchEvaluator().images();
    images.report = study.reportEvaluator().images();
  }
  if (study.canCalibrate()) images.calibration = study.calibrationEvaluator().images();
  return images;
}

const Evaluation& bendOf(const std::vector<Evaluation>& front) {
  const Evaluation &first = front.front(), &last = front.back();
  const double width = static_cast<double>(last.cost() - first.cost()),
               height = last.score.accuracy - first.score.accuracy;
  const Evaluation* best = &last;
  double farthest = 0;
  for (const Evaluation& point : front) {
    if (width <= 0 || height <= 0) break;
    const double above = (point.score.accuracy - first.score.accuracy) / height -
                         static_cast<double>(point.cost() - first.cost()) / width;
    if (above <= farthest) continue;
    farthest = above;
    best = &point;
  }
  return *best;
}

std::vector<std::optional<double>> sensitivitiesOf(const Session& session, const QuantPlan& plan) {
  std::vector<std::optional<double>> values(plan.layers.size());
  for (const SearchSegment& segment : segmentsOf(session)) {
    if (segment.sensitivity.kl.size() != values.size() || segment.space.size() != values.size()) continue;
    for (std::size_t l = 0; l < values.size(); ++l) {
      const auto& widths = segment.space.layers[l].widths;
      for (std::size_t i = 0; i < widths.size() && i < segment.sensitivity.kl[l].size(); ++i)
        if (canonical(segment.space.schemeOf(widths[i])) == canonical(plan.layers[l]) &&
            segment.space.activationOf(l, widths[i]) == plan.activation(l))
          values[l] = segment.sensitivity.kl[l][i];
    }
  }
  return values;
}

ReportSubject sessionSubject(const Session& session, Study& study, const SessionChoice& choice, std::stop_token stop,
                             const Progress& progress) {
  if (session.settings().networkHash != study.network()->hash)
    throw InputError(text("session '", session.path(), "' belongs to another network ('",
                          echoed(session.settings().networkName), "'), not to '", study.settings().networkPath, "'"));
  ReportSubject subject;
  subject.session = session.path();
  subject.front = frontReport(session);
  subject.request = requestOf(session);
  subject.settings = study.settings();
  const FrontReport& front = *subject.front;
  if (!choice.planFile.empty())
    takeFile(subject, choice.planFile, study, stop, progress);
  else
    takePoint(subject, session,
              choice.accuracy          ? pointForAccuracy(front, *choice.accuracy, choice.limits)
              : !choice.limits.empty() ? pointWithin(front, choice.limits)
              : front.points.empty()   ? throw UsageError("the session has no finished evaluation yet")
                                       : bendOf(front.points));
  if (study.hasData()) {
    subject.settings.preprocessing = study.preprocessing();
    study.calibrateInputsFor(subject.planned.plan.layers, stop, progress);
    subject.images = imagesOf(study);
  } else {
    subject.images.name = session.settings().dataName;
    subject.images.count = integerMember(session.settings().search, "images", session.path());
    subject.notices.push_back(
        text("The images of the search, '", echoed(session.settings().dataPath), "', are not there any more."));
  }
  subject.planned.network = study.network();
  subject.planned.calibration = study.calibration();
  Score unchanged{.accuracy = front.floatAccuracy, .metric = front.metric};
  unchanged.images = subject.measured ? subject.measured->images : 0;
  subject.unchanged = unchanged;
  subject.unchangedReport = front.floatReportAccuracy;
  if (session.settings().search.contains("inherited"))
    subject.notices.push_back(
        "The session began with the measurements of another one: a search from its beginning comes out differently.");
  if (session.segments().size() > 1)
    subject.notices.push_back(
        "The rules were changed during the search: one from its beginning, under the last ones, comes out "
        "differently.");
  subject.sensitivities = sensitivitiesOf(session, subject.planned.plan);
  subject.origin = originHere();
  return subject;
}

ReportSubject networkSubject(Study& study, const QuantPlan& plan, const PlanSource& source, std::stop_token stop,
                             const Progress& progress) {
  ReportSubject subject;
  subject.settings = study.settings();
  subject.source = source;
  const std::optional<QuantScheme> common = commonScheme(plan);
  subject.planName = plan.isFloat() ? std::string("float network")
                     : common       ? text("all layers at ", common->bits, " bits")
                                    : std::string("a plan");
  if (study.canCalibrate()) {
    study.calibrateInputsFor(plan.layers, stop, progress);
    subject.settings.preprocessing = study.preprocessing();
    subject.facts = factsOf(study, {});
    subject.images = imagesOf(study);
  }
  subject.planned = {study.network(), plan, study.calibration()};
  if (study.hasData()) {
    subject.unchanged = study.evaluator().evaluate(floatPlan(plan.layers.size()), Task{}, stop, progress);
    if (!plan.isFloat()) subject.facts.measured = measuredOf(study, plan, stop, progress);
    if (subject.facts.measured) subject.measured = subject.facts.measured->score;
  }
  subject.origin = originHere();
  return subject;
}

void measureMore(ReportSubject& subject, Study& study, std::stop_token stop, const Progress& progress) {
  const QuantPlan& plan = subject.planned.plan;
  const auto unknown = [](const auto& value) { return !value.has_value(); };
  const bool some =
      subject.sensitivities.empty() || std::any_of(subject.sensitivities.begin(), subject.sensitivities.end(), unknown);
  if (subject.options.sensitivities && some && !plan.isFloat()) {
    const Sensitivity table = study.sensitivity(spaceOf(*subject.planned.network, plan), stop, progress);
    subject.sensitivities.clear();
    for (const std::vector<double>& row : table.kl) subject.sensitivities.emplace_back(row.front());
  }
  if (subject.options.methods.empty()) return;
  const std::vector<ComparedMethod> methods = comparedMethods(methodsFromText(subject.options.methods));
  std::vector<ComparedSetting> settings;
  std::stringstream parts(subject.options.settings);
  for (std::string part; std::getline(parts, part, ',');) settings.push_back(settingFromText(part));
  for (const ComparedMethod& method : methods) subject.comparison.methods.push_back(method.name);
  for (const ComparedSetting& setting : settings) subject.comparison.settings.push_back(toText(setting));
  const auto add = [&](const ComparedCell& cell) { subject.comparison.cells.push_back(cell); };
  compareMethods(study, methods, settings, add, stop, progress);
}

}  // namespace bitprism
