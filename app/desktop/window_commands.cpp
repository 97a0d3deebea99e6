#include "app/desktop/window_commands.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <algorithm>
#include <filesystem>
#include <functional>

#include "app/desktop/search_requests.h"
#include "app/desktop/workspace.h"
#include "app/workflow/weights_export.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// Names the texts of this file for translation.
struct WindowCommands {
  Q_DECLARE_TR_FUNCTIONS(WindowCommands)
};

constexpr const char* comparedSettings = "W4A32,W3A32,W8A4,W4A4";

[[noreturn]] void refuse(const QString& sentence) {
  throw UsageError(sentence.toStdString());
}

const Document& documentOf(const WindowState& state) {
  if (!state.workspace->document().network()) refuse(WindowCommands::tr("open a network first"));
  return state.workspace->document();
}

void needImages(const WindowState& state) {
  documentOf(state);
  if (!state.workspace->hasImages()) refuse(WindowCommands::tr("open images first"));
}

void noteWeights(const WindowState& state, CommandWords& words) {
  if (state.trained)
    words.lack("the network was trained further here: export its weights, and name that file in place of the network");
}

// A file of the kind in the folder for exports.
std::string proposedFile(const WindowState& state, const std::string& ending) {
  const QString name = QFileInfo(QString::fromStdString(documentOf(state).network()->name)).completeBaseName();
  return (std::filesystem::path(state.exportFolder) / (name.toStdString() + ending)).string();
}

const std::string& shownSession(const WindowState& state) {
  const SearchController& search = state.workspace->search();
  if (!search.snapshot() || search.request().sessionPath.empty())
    refuse(WindowCommands::tr("start a search first: there is no session"));
  return search.request().sessionPath;
}

// The bits that all automatic layers share, as the command chooses their methods as well.
std::optional<int> automaticBits(const Document& document) {
  const QuantPlan& plan = document.plan();
  const auto& automatic = document.automatics();
  const auto same = [&](const QuantScheme& scheme) { return scheme.bits == plan.layers.front().bits; };
  if (plan.quantizesActivations() || !std::all_of(automatic.begin(), automatic.end(), std::identity()) ||
      !std::all_of(plan.layers.begin(), plan.layers.end(), same))
    return {};
  return plan.layers.front().bits;
}

}  // namespace

StudySettings openStudySettings(const Workspace& workspace) {
  const Study& study = *workspace.study()->study;
  StudySettings settings = study.settings();
  if (study.hasData()) settings.preprocessing = study.preprocessing();
  return settings;
}

PlanSource planSource(const WindowState& state, std::string& planToWrite) {
  const Document& document = documentOf(state);
  if (const std::optional<QuantScheme> scheme = commonScheme(document.plan())) return *scheme;
  if (!state.planFile.empty()) return state.planFile;
  const QString name = QFileInfo(QString::fromStdString(document.network()->name)).completeBaseName();
  planToWrite = dataFile(
      QStringLiteral("plans"), name.toStdString() + '-',
      planToJson(document.plan(), *document.network()).dump(-1, ' ', false, Json::error_handler_t::replace), ".json");
  return planToWrite;
}

std::optional<Evaluation> evaluationOfPlan(const Workspace& workspace) {
  const SearchController& search = workspace.search();
  const auto& snapshot = search.snapshot();
  if (!snapshot || !workspace.document().network()) return {};
  const QuantPlan& plan = workspace.document().plan();
  for (const Evaluation& evaluation : snapshot->evaluations)
    if (evaluation.ok() && evaluation.bits.size() == plan.layers.size() &&
        evaluation.taskIndex + 1 == static_cast<int>(snapshot->tasks.size()) &&
        bitsOf(evaluation.bits) == plan.bits() && search.request().plan(evaluation.bits) == plan)
      return evaluation;
  return {};
}

WindowCommand inspectCommandOf(const WindowState& state) {
  documentOf(state);
  return {WindowCommands::tr("Open"), inspectCommand(openStudySettings(*state.workspace))};
}

WindowCommand evaluateCommandOf(const WindowState& state) {
  needImages(state);
  std::string write;
  const PlanSource plan = planSource(state, write);
  WindowCommand command{WindowCommands::tr("Measure plan"), evaluateCommand(openStudySettings(*state.workspace), plan),
                        write};
  noteWeights(state, command.words);
  return command;
}

WindowCommand searchCommandOf(const WindowState& state, const SearchRequest& request) {
  needImages(state);
  if (request.sessionPath.empty()) {
    SearchRequest kept = request;
    kept.sessionPath = proposedFile(state, ".bitprism");
    return {WindowCommands::tr("Search"), searchCommand(openStudySettings(*state.workspace), kept)};
  }
  // A session that exists goes on with its own settings.
  const SearchRequest& shown = state.workspace->search().request();
  WindowCommand command{WindowCommands::tr("Search"),
                        std::filesystem::exists(request.sessionPath)
                            ? continueCommand(request.sessionPath, request.search.trials, request.where)
                            : searchCommand(openStudySettings(*state.workspace), request)};
  if (shown.sessionPath == request.sessionPath && shown.rules != request.rules)
    command.words.lack("the rules were changed since: on the command line the session keeps its own, or is forked");
  noteWeights(state, command.words);
  return command;
}

WindowCommand trainCommandOf(const WindowState& state, const TrainingWish& wish) {
  needImages(state);
  if (wish.data.empty()) refuse(WindowCommands::tr("choose the training images first"));
  const Document& document = documentOf(state);
  const StudySettings study = openStudySettings(*state.workspace);
  const std::string output = proposedFile(state, "-trained.bprm");
  if (const std::optional<int> bits = automaticBits(document)) {
    WindowCommand command{WindowCommands::tr("Train"),
                          trainCommand(study, AutomaticBits{*bits}, wish.data, wish.settings, output)};
    noteWeights(state, command.words);
    return command;
  }
  std::string write;
  const PlanSource plan = planSource(state, write);
  WindowCommand command{WindowCommands::tr("Train"), trainCommand(study, plan, wish.data, wish.settings, output),
                        write};
  const auto& automatic = document.automatics();
  if (std::any_of(automatic.begin(), automatic.end(), std::identity()))
    command.words.lack("the window chooses the methods of automatic layers again for training");
  noteWeights(state, command.words);
  return command;
}

WindowCommand compareCommandOf(const WindowState& state) {
  needImages(state);
  WindowCommand command{WindowCommands::tr("Compare methods"),
                        compareCommand(openStudySettings(*state.workspace), "all", comparedSettings)};
  noteWeights(state, command.words);
  return command;
}

WindowCommand frontCommandOf(const WindowState& state) {
  return {WindowCommands::tr("Front"), frontCommand(shownSession(state), proposedFile(state, "-front.csv"))};
}

WindowCommand exportCommandOf(const WindowState& state, ExportKind kind, Target target) {
  documentOf(state);
  const QString title = WindowCommands::tr("Export");
  const auto* other = std::get_if<OtherExport>(&kind);
  if (other && *other == OtherExport::FrontTable)
    return {title, frontCommand(shownSession(state), proposedFile(state, "-front.csv"))};
  if (other && *other == OtherExport::FrontPicture) {
    CommandWords words = frontCommand(shownSession(state), {});
    words.add("--png", proposedFile(state, "-front.png"));
    return {title, words};
  }
  std::string write;
  const PlanSource plan = planSource(state, write);
  const bool planOnly = other && *other == OtherExport::Plan;
  const std::string format = planOnly ? "plan"
                             : other  ? weightsFormat
                                      : std::get<const NetworkWriter*>(kind)->format.name;
  const std::string ending = planOnly ? "-plan.json" : "-quantized." + ExportDialog::suffix(kind).toStdString();
  WindowCommand command{
      title, exportCommand(openStudySettings(*state.workspace), plan, format, proposedFile(state, ending)), write};
  if (target != Target::Any) command.words.add("--target", targetName(target));
  noteWeights(state, command.words);
  return command;
}

WindowCommand reportCommandOf(const WindowState& state) {
  documentOf(state);
  const StudySettings study = openStudySettings(*state.workspace);
  const std::string output = proposedFile(state, "-report.html");
  const std::string& session = state.workspace->search().request().sessionPath;
  const std::optional<Evaluation> evaluation = evaluationOfPlan(*state.workspace);
  if (evaluation && !session.empty() && std::filesystem::exists(session))
    return {WindowCommands::tr("Report"), reportCommand(study, PointOfSession{session, evaluation->bytes}, {}, output)};
  std::string write;
  const PlanSource plan = planSource(state, write);
  WindowCommand command{WindowCommands::tr("Report"), reportCommand(study, plan, {}, output), write};
  noteWeights(state, command.words);
  return command;
}

}  // namespace bitprism
