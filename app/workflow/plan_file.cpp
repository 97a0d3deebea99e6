#include "app/workflow/plan_file.h"

#include <cmath>
#include <filesystem>

#include "app/workflow/image_source.h"
#include "app/workflow/kept_path.h"
#include "app/workflow/preprocessing_advice.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/packed/model_size.h"

#ifndef BITPRISM_VERSION
#define BITPRISM_VERSION "unknown"
#endif

namespace bitprism {
namespace {

constexpr std::uint64_t largestPlan = std::uint64_t{1} << 26;

// own: the images named for calibration; otherwise they are a part of the data. The example has a calibration part.
std::string calibrationSource(const std::string& own, const std::string& data) {
  if (!own.empty()) return own;
  if (madeImagesName(data)) return text("part of made images (", data, ')');
  return data == "example" ? std::string("example, its calibration part") : text("part of ", data);
}

Json optionalNumber(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

std::optional<double> numberOr(const Json& object, const char* key, const std::string& source) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_number()) throw InputError(text("cannot read '", source, "': '", key, "' is not a number"));
  return found->get<double>();
}

PlanFacts::Calibration calibrationFromJson(const Json& json, const std::string& source) {
  PlanFacts::Calibration calibration;
  calibration.source = stringMember(json, "source", source);
  calibration.images = integerMember(json, "images", source);
  calibration.seed = static_cast<std::uint64_t>(integerMember(json, "seed", source));
  calibration.request = activationRequestFromJson(member(json, "activations", source), source);
  if (json.contains("own")) calibration.own = stringMember(json, "own", source);
  if (json.contains("data")) calibration.data = stringMember(json, "data", source);
  if (json.contains("data_images")) calibration.dataImages = integerMember(json, "data_images", source);
  return calibration;
}

PlanFacts::Measured measuredFromJson(const Json& json, const std::string& source) {
  PlanFacts::Measured measured;
  measured.data = stringMember(json, "data", source);
  try {
    measured.score.metric = metricFromName(stringMember(json, "metric", source));
  } catch (const UsageError& problem) {
    throw InputError(text("cannot read '", source, "': ", problem.what()));
  }
  measured.score.images = integerMember(json, "images", source);
  measured.score.accuracy = numberOr(json, "value", source).value_or(0);
  measured.score.kl = numberOr(json, "kl", source).value_or(0);
  measured.score.agreement = numberOr(json, "agreement", source).value_or(0);
  measured.floatValue = numberOr(json, "float", source);
  measured.reportValue = numberOr(json, "report", source);
  return measured;
}

}  // namespace

const char* toolVersion() {
  return BITPRISM_VERSION;
}

PlanFacts factsOf(Study& study, const ActivationRequest& activation) {
  PlanFacts facts;
  const StudySettings& settings = study.settings();
  if (study.canCalibrate() || settings.preprocessing)
    facts.preprocessing = study.canCalibrate() ? study.preprocessing() : *settings.preprocessing;
  if (study.canCalibrate()) {
    const std::string& own = !settings.calibrationPath.empty() ? settings.calibrationPath : settings.trainPath;
    facts.calibration = PlanFacts::Calibration{calibrationSource(own, settings.dataPath),
                                               study.calibrationEvaluator().images(),
                                               settings.seed,
                                               activation,
                                               absolutePath(own),
                                               absolutePath(settings.dataPath),
                                               settings.images};
  }
  return facts;
}

PlanFacts::Measured measuredOf(Study& study, const QuantPlan& plan, std::stop_token stop, const Progress& progress) {
  const QuantPlan unchanged = floatPlan(study.network()->layers.size());
  const double floatValue = study.evaluator().evaluate(unchanged, Task{}, stop, progress).accuracy;
  return {study.settings().dataPath, study.evaluator().evaluate(plan, Task{}, stop, progress), floatValue, {}};
}

PlanFacts factsOf(const Session& session, const Evaluation& evaluation) {
  const std::string& source = session.path();
  const SessionSettings& settings = session.settings();
  PlanFacts facts;
  facts.preprocessing = preprocessingFromJson(settings.preprocessing, source);
  const SearchRequest request = requestOf(session);
  const StudySettings study = studySettingsOf(session);
  facts.calibration = PlanFacts::Calibration{calibrationSource(study.calibrationPath, study.dataPath),
                                             0,
                                             study.seed,
                                             request.activation,
                                             study.calibrationPath,
                                             study.dataPath,
                                             study.images};
  PlanFacts::Measured measured{settings.dataPath, evaluation.score, {}, evaluation.reportAccuracy};
  if (const auto stored = session.value("float")) measured.floatValue = numberOr(*stored, "accuracy", source);
  facts.measured = measured;
  facts.target = request.target;
  return facts;
}

Json planDocument(const QuantPlan& plan, const Network& network, const PlanFacts& facts) {
  Json base = planToJson(plan, network);
  Json layers = std::move(base["layers"]);
  base.erase("layers");
  Json json = std::move(base);
  json["tool"] = {{"name", "BitPrism"}, {"version", toolVersion()}};
  json["bytes"] = modelSize(network, plan).total();
  if (facts.target != Target::Any) json["target"] = targetName(facts.target);
  if (facts.preprocessing) json["preprocessing"] = toJson(*facts.preprocessing);
  const bool weights = needsInputs(plan).has_value();
  if (facts.calibration && (weights || plan.quantizesActivations())) {
    const PlanFacts::Calibration& calibration = *facts.calibration;
    json["calibration"] = {{"source", calibration.source},
                           {"images", calibration.images},
                           {"seed", calibration.seed},
                           {"activations", toJson(calibration.request)}};
    if (weights && !calibration.own.empty()) json["calibration"]["own"] = calibration.own;
    if (weights && !calibration.data.empty()) {
      json["calibration"]["data"] = calibration.data;
      json["calibration"]["data_images"] = calibration.dataImages;
    }
  }
  if (facts.measured) {
    const PlanFacts::Measured& measured = *facts.measured;
    json["measured"] = {{"data", measured.data},
                        {"metric", metricName(measured.score.metric)},
                        {"value", measured.score.accuracy},
                        {"images", measured.score.images},
                        {"kl", measured.score.kl},
                        {"agreement", measured.score.agreement},
                        {"float", optionalNumber(measured.floatValue)},
                        {"report", optionalNumber(measured.reportValue)}};
  }
  if (facts.measured && inDecibels(facts.measured->score.metric))
    json["measured"]["value_db"] = inUnit(facts.measured->score.metric, facts.measured->score.accuracy);
  json["layers"] = std::move(layers);  // last: the long part
  return json;
}

PlanFile::PlanFile(const std::string& path) : path_(path) {
  const Bytes bytes = readFile(path, largestPlan);
  document_ = parseJson(std::string(bytes.begin(), bytes.end()), path);
  if (!document_.is_object()) throw InputError(text("cannot read '", path, "': expected an object with 'layers'"));
  if (const auto found = document_.find("preprocessing"); found != document_.end() && !found->is_null())
    facts_.preprocessing = preprocessingFromJson(*found, path);
  if (const auto found = document_.find("calibration"); found != document_.end() && !found->is_null())
    facts_.calibration = calibrationFromJson(*found, path);
  if (const auto found = document_.find("measured"); found != document_.end() && !found->is_null())
    facts_.measured = measuredFromJson(*found, path);
  if (document_.contains("target")) try {
      facts_.target = targetFromName(stringMember(document_, "target", path));
    } catch (const UsageError& problem) {
      throw InputError(text("cannot read '", path, "': ", problem.what()));
    }
}

QuantPlan PlanFile::plan(const Network& network) const {
  return planFromJson(document_, network, path_);
}

std::optional<std::string> adoptCalibration(const PlanFacts& facts, StudySettings& settings) {
  const auto there = [](const std::string& path) {
    std::error_code none;
    return namesNoFile(path) || (!path.empty() && std::filesystem::exists(path, none));
  };
  if (!facts.calibration || !(there(facts.calibration->own) || there(facts.calibration->data))) return {};
  const PlanFacts::Calibration& calibration = *facts.calibration;
  const bool data = there(calibration.data);
  settings.calibrationPath = there(calibration.own) ? calibration.own : "";
  settings.dataPath = data ? calibration.data : "";
  settings.images = data ? calibration.dataImages : 0;
  settings.seed = calibration.seed;
  if (!settings.preprocessing) settings.preprocessing = facts.preprocessing;
  if (!settings.metric && facts.measured) settings.metric = facts.measured->score.metric;
  return text("using the images that the plan was calibrated on: ", calibration.source);
}

std::string PlanFile::preprocessingNotice() const {
  return text("'", path_, "' specifies the preprocessing: ", flagsText(facts_.preprocessing.value()), '.');
}

}  // namespace bitprism
