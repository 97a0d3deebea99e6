#include "app/desktop/report_files.h"

#include <QDir>
#include <QFileInfo>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>

#include "app/desktop/actions.h"
#include "app/desktop/front_picture.h"
#include "app/desktop/plan_files.h"
#include "app/desktop/preferences.h"
#include "app/desktop/report_dialog.h"
#include "app/desktop/save_dialog.h"
#include "app/desktop/unsaved_work.h"
#include "app/desktop/window_commands.h"
#include "app/desktop/workspace.h"
#include "app/workflow/report.h"
#include "core/base/error.h"
#include "core/base/staged_files.h"
#include "widgets/banner.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

// What the window does not know yet. A search has its own images, other plans are measured on all.
void measure(ReportSubject& subject, SharedStudy& shared, std::stop_token stop, const Progress& progress) {
  Study& study = *shared.study;
  AccuracyEvaluator *evaluator = nullptr, *unseen = nullptr;
  {
    const auto lock = lockedWhenFree(shared, stop);
    subject.images = imagesOf(study);
    if (!study.hasData()) return;
    evaluator = subject.front ? &study.searchEvaluator() : &study.evaluator();
    if (subject.front) unseen = &study.reportEvaluator();
  }
  const QuantPlan &plan = subject.planned.plan, unchanged = floatPlan(plan.layers.size());
  subject.unchanged = evaluator->evaluate(unchanged, Task{}, stop, progress);
  if (unseen) subject.unchangedReport = unseen->evaluate(unchanged, Task{}, stop, progress).accuracy;
  if (!plan.isFloat() && !subject.measured) {
    subject.measured = evaluator->evaluate(plan, Task{}, stop, progress);
    if (unseen) subject.measuredReport = unseen->evaluate(plan, Task{}, stop, progress).accuracy;
  }
  if (subject.options.sensitivities || !subject.options.methods.empty()) {
    const auto lock = lockedWhenFree(shared, stop);
    measureMore(subject, study, stop, progress);
  }
  if (subject.measured)
    subject.facts.measured = PlanFacts::Measured{study.settings().dataPath, *subject.measured,
                                                 subject.unchanged->accuracy, subject.measuredReport};
}

}  // namespace

ReportFiles::ReportFiles(QWidget& window, const PanelContext& context, const PlanFiles& files,
                         const UnsavedWork& unsaved)
    : window_(window), context_(context), files_(files), unsaved_(unsaved) {
  context_.workspace.jobs().add(job_, {.name = "making a report", .lifetime = Lifetime::Study});
  connect(context_.actions.report, &QAction::triggered, this, &ReportFiles::choose);
  connect(&context_.workspace, &Workspace::workChanged, this,
          [this] { context_.actions.report->setEnabled(context_.workspace.document().network() && !job_.running()); });
}

// Without images nothing is measured, so nothing is asked.
bool ReportFiles::chooseOptions() {
  if (!context_.workspace.hasImages()) {
    options_ = {};
    return true;
  }
  const Document& document = context_.workspace.document();
  bool known = true;
  for (std::size_t l = 0; l < document.layerCount(); ++l)
    known = known && document.sensitivity(l, document.plan().layers[l].bits);
  ReportDialog dialog(known, options_, &window_);
  if (dialog.exec() != QDialog::Accepted) return false;
  options_ = dialog.options();
  return context_.workspace.document().network() != nullptr;
}

void ReportFiles::choose() {
  if (!context_.workspace.document().network() || !chooseOptions()) return;
  QString folder = context_.preferences.exportFolder();
  if (folder.isEmpty()) folder = QDir::homePath();
  const QString path = chooseSaveFile(&window_, {.title = tr("Save a report"),
                                                 .folder = folder,
                                                 .name = unsaved_.networkName() + QStringLiteral("-report"),
                                                 .filter = tr("Web pages (*.html)"),
                                                 .suffixes = {QStringLiteral("html"), QStringLiteral("htm")}});
  if (path.isEmpty()) return;
  context_.preferences.setExportFolder(QFileInfo(path).absolutePath());
  saveAs(path, options_);
}

// As far as the window knows it.
ReportSubject ReportFiles::subject() const {
  const Workspace& workspace = context_.workspace;
  const Document& document = workspace.document();
  const SearchController& search = workspace.search();
  ReportSubject subject;
  subject.planned = {document.network(), document.plan(), document.calibration()};
  subject.settings = openStudySettings(workspace);
  subject.facts = files_.planFacts();
  subject.planName = tr("plan of the window").toStdString();
  if (const std::optional<QuantScheme> common = commonScheme(document.plan()))
    subject.source = *common;
  else
    subject.source = unsaved_.planEdited() ? std::string() : files_.planFile().toStdString();
  for (std::size_t l = 0; l < document.layerCount(); ++l)
    subject.sensitivities.push_back(document.sensitivity(l, document.plan().layers[l].bits));
  if (unsaved_.trained()) subject.notices.push_back("The weights were trained further and differ from the file's.");
  if (!search.snapshot() || search.snapshot()->evaluations.empty()) return subject;
  subject.front = frontReportOf(*search.snapshot());
  if (!search.snapshot()->hypervolumes.empty()) subject.front->hypervolume = search.snapshot()->hypervolumes.back();
  for (const Evaluation& one : search.snapshot()->evaluations) subject.front->seconds += one.seconds;
  subject.request = search.request();
  if (std::filesystem::exists(subject.request.sessionPath)) subject.session = subject.request.sessionPath;
  const std::optional<Evaluation> evaluation = evaluationOfPlan(workspace);
  if (!evaluation) return subject;
  subject.planName = tr("plan of trial %1").arg(evaluation->trial).toStdString();
  subject.chosen = evaluation;
  subject.measured = evaluation->score;
  subject.measuredReport = evaluation->reportAccuracy;
  for (const Evaluation& point : subject.front->points)
    if (point.trial == evaluation->trial && !subject.session.empty())
      subject.source = PointOfSession{subject.session, point.bytes};
  return subject;
}

void ReportFiles::saveAs(const QString& path, const ReportOptions& options) {
  if (!context_.workspace.document().network()) return;
  ReportSubject wanted = subject();
  wanted.options = options;
  job_.start([this, path, subject = std::move(wanted), study = context_.workspace.study()](
                 std::stop_token stop, const Progress& progress, Mailbox& mailbox) mutable {
    subject.output = path.toStdString();
    subject.origin = originHere();
    if (study) measure(subject, *study, stop, progress);
    const std::string document = reportDocument(subject, stop, progress);
    if (stop.stop_requested()) throw Cancelled();
    // It is put in its place by the window, so that none is there once a cancel has come.
    auto staged = std::make_shared<StagedFiles>(subject.output);
    const std::string name = std::filesystem::path(subject.output).filename().string();
    const std::span content(reinterpret_cast<const std::uint8_t*>(document.data()), document.size());
    staged->write(name, {&content, 1});
    mailbox.post([this, path, staged, name, bytes = static_cast<std::int64_t>(document.size())] {
      try {
        staged->place({name});
      } catch (const Error& problem) {
        context_.banner.showError(QString::fromStdString(problem.what()));
        return;
      }
      context_.banner.showNotice(tr("Wrote %1 (%2). It opens in every browser.").arg(path, bytesText(bytes)));
      emit saved(path);
    });
  });
  context_.workspace.noteWork();
}

}  // namespace bitprism
