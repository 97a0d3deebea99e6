#include "app/desktop/plan_files.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <cctype>
#include <utility>

#include "app/desktop/actions.h"
#include "app/desktop/front_picture.h"
#include "app/desktop/network_opener.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/plan_state_json.h"
#include "app/desktop/plot_picture.h"
#include "app/desktop/preferences.h"
#include "app/desktop/save_dialog.h"
#include "app/desktop/unsaved_work.h"
#include "app/desktop/workspace.h"
#include "app/workflow/export_check.h"
#include "app/workflow/front_report.h"
#include "app/workflow/runtime_check.h"
#include "app/workflow/target_limits.h"
#include "app/workflow/weights_export.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/run/onnx_runtime.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "core/torch/write/packed_writer.h"
#include "qcustomplot.h"
#include "widgets/banner.h"
#include "widgets/front_view.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"

namespace bitprism {
namespace {

// A network under a plan at the time of the export request.
struct NetworkExport {
  PlannedNetwork planned;
  std::shared_ptr<SharedStudy> study;
  std::optional<TrustedPrograms> trusted;
  const NetworkWriter* writer = nullptr;  // null: not a network
  std::string file;
  Target target = Target::Any;
  ActivationOptions inputs = {};  // how ranges of tensors are chosen
};

QString millisecondsText(double nanoseconds) {
  constexpr double millisecond = 1e6;
  return PlanFiles::tr("%1 ms").arg(QLocale().toString(nanoseconds / millisecond, 'f', 3));
}

// What ONNX Runtime makes of the written file: warnings, and what was measured.
struct RuntimeLines {
  QStringList warnings, figures;
};

void describe(const RuntimeCheck& check, RuntimeLines& lines) {
  const QString runtime = QString::fromStdString(check.runtime);
  if (check.speed && check.speed->isSlower())
    lines.warnings << PlanFiles::tr("The file is slower than the float network in %1.").arg(runtime);
  if (check.score)
    lines.figures << PlanFiles::tr("In %1 on %2 images: %3 %4.")
                         .arg(runtime, countText(check.score->images), metricLabel(check.score->metric),
                              metricText(check.score->metric, check.score->accuracy, 2));
  if (check.speed)
    lines.figures << PlanFiles::tr("In %1, batch %2, one thread: %3 a run, float network %4, %5 times as fast.")
                         .arg(runtime, countText(check.speed->batch), millisecondsText(check.speed->nanoseconds),
                              millisecondsText(check.speed->floatNanoseconds),
                              QLocale().toString(check.speed->ratio(), 'f', 2));
}

RuntimeLines runInRuntime(const NetworkExport& wanted, std::stop_token stop, const Progress& progress) {
  RuntimeLines lines;
  if (wanted.writer != &onnxWriter) return lines;
  try {
    const std::optional<std::string> library = findOnnxRuntime();
    if (!library) {
      if (!onnxRuntimeMissing().empty())
        lines.figures << PlanFiles::tr("ONNX Runtime was not found, so the file was not measured in it.");
      return lines;
    }
    RuntimeCheckRequest request{.library = *library, .file = wanted.file, .network = wanted.planned.network};
    if (wanted.study && wanted.study->study->hasData()) {
      const std::lock_guard lock(wanted.study->mutex);
      request.evaluator = &wanted.study->study->evaluator();
      request.preprocessing = wanted.study->study->preprocessing();
      request.command = wanted.study->study->settings().command;
      request.head = wanted.study->study->settings().head;
    }
    describe(checkInRuntime(request, std::move(stop), progress), lines);
  } catch (const Cancelled&) {
    throw;
  } catch (const Error& problem) {
    lines.warnings << PlanFiles::tr("The file was written, but not measured in ONNX Runtime: %1")
                          .arg(QString::fromStdString(problem.what()));
  }
  return lines;
}

// The plan as its target computes it. measured: the plan that the facts' figures are of.
Json documentOfPlan(const NetworkExport& wanted, PlanFacts facts, const QuantPlan& measured, std::stop_token stop,
                    const Progress& progress) {
  QuantPlan plan = wanted.planned.plan;
  if (facts.target != Target::Any) checkPlanWithoutForm(targetProfile(facts.target), *wanted.planned.network, plan);
  if (wanted.study)
    plan = planForTarget(*wanted.study, std::move(plan), facts.target, wanted.inputs, std::move(stop), progress);
  if (plan != measured) facts.measured.reset();
  return planDocument(plan, *wanted.planned.network, facts);
}

// Writes the tensors alone, and reads them back.
QStringList writeWeights(const NetworkExport& wanted) {
  const ExportReport written = exportWeights(wanted.planned, wanted.file, true);
  QStringList lines{PlanFiles::tr("Wrote %1: %2. Read back: every weight is the plan's.")
                        .arg(QString::fromStdString(wanted.file), bytesText(written.fileBytes))};
  for (const std::string& notice : written.notices) lines << QString::fromStdString(notice);
  return lines;
}

// Writes it, reads it back, measures it on the available images, and describes the result.
QStringList writeNetwork(NetworkExport wanted, std::stop_token stop, const Progress& progress) {
  // The file dialog has asked whether to overwrite.
  ExportOptions how{.force = true, .target = wanted.target, .calibration = wanted.planned.calibration};
  const TargetProfile& target = targetProfile(wanted.target);
  QuantPlan& plan = wanted.planned.plan;
  checkPlanWithoutForm(target, *wanted.planned.network, plan);
  if (wanted.study) plan = planForTarget(*wanted.study, std::move(plan), wanted.target, wanted.inputs, stop, progress);
  std::string measured;
  if (wanted.study && wanted.study->study->hasData())
    how.check = [&](const std::string&, const std::shared_ptr<const Network>& readBack) {
      AccuracyEvaluator* evaluator = nullptr;
      {
        const std::lock_guard lock(wanted.study->mutex);
        evaluator = &wanted.study->study->evaluator();
      }
      measured = sentence(checkExport(*evaluator, wanted.planned, readBack, stop, progress));
    };
  const ExportReport written =
      wanted.trusted ? exportTrusted(*wanted.planned.network, wanted.planned.plan, *wanted.writer, wanted.file, how,
                                     *wanted.trusted)
                     : exportNetwork(*wanted.planned.network, wanted.planned.plan, *wanted.writer, wanted.file, how);
  const RuntimeLines runtime = runInRuntime(wanted, stop, progress);
  QStringList lines = runtime.warnings;
  const QString file = QString::fromStdString(wanted.file), bytes = bytesText(written.fileBytes);
  lines << (written.maxLogitDifference == 0
                ? PlanFiles::tr("Wrote %1: %2. Read back and run: its outputs are the plan's.").arg(file, bytes)
                : PlanFiles::tr("Wrote %1: %2. Read back and run: its outputs differ by at most %3 of the largest.")
                      .arg(file, bytes, smallText(written.maxLogitDifference)));
  if (!measured.empty()) {
    measured[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(measured[0])));
    lines << QString::fromStdString(measured) + QChar('.');
  }
  lines << runtime.figures;
  for (const std::string& notice : written.notices) lines << QString::fromStdString(notice);
  return lines;
}

}  // namespace

PlanFiles::PlanFiles(QWidget& window, const PanelContext& context, const NetworkOpener& opener, FrontView& front,
                     UnsavedWork& unsaved)
    : window_(window), context_(context), opener_(opener), front_(front), unsaved_(unsaved) {
  context_.workspace.jobs().add(opening_, {.name = "opening a plan"});
  context_.workspace.jobs().add(exporting_, {.name = "exporting"});
  context_.workspace.jobs().add(saving_, {.name = "saving a plan"});
  connect(&opening_, &BackgroundJob::failed, this, &PlanFiles::failed);
  connect(context_.actions.openPlan, &QAction::triggered, this, &PlanFiles::chooseOpen);
  connect(context_.actions.savePlan, &QAction::triggered, this, [this] { save(); });
  connect(context_.actions.savePlanAs, &QAction::triggered, this, [this] { saveAs(); });
  connect(context_.actions.exportPlan, &QAction::triggered, this, &PlanFiles::chooseExport);
  connect(&context_.workspace.document(), &Document::networkChanged, this, [this] { setPlanFile({}); });
  connect(&context_.workspace, &Workspace::workChanged, this, [this] {
    const bool network = context_.workspace.document().network() != nullptr;
    for (QAction* action : {context_.actions.openPlan, context_.actions.savePlan, context_.actions.savePlanAs})
      action->setEnabled(network);
    unsaved_.setExporting(exporting_.running() || saving_.running());
    context_.actions.exportPlan->setEnabled(network && !exporting_.running());
  });
}

void PlanFiles::chooseOpen() {
  const QString path = QFileDialog::getOpenFileName(&window_, tr("Open a plan"), context_.preferences.folder(),
                                                    ExportDialog::filter(OtherExport::Plan));
  if (path.isEmpty() || !context_.workspace.document().network()) return;
  context_.preferences.setFolder(QFileInfo(path).absolutePath());
  open(path);
}

void PlanFiles::open(const QString& path) {
  if (!context_.workspace.document().network()) return;
  const std::string file = path.toStdString();
  opening_.start([this, file, network = context_.workspace.document().network()](std::stop_token, const Progress&,
                                                                                 Mailbox& mailbox) {
    const Bytes bytes = readFile(file, std::uint64_t{1} << 26);
    const Json json = parseJson(std::string(bytes.begin(), bytes.end()), file);
    const QuantPlan plan = planFromJson(json, *network, file);
    std::optional<PlanState> state;
    if (json.contains("editing")) state = stateFromJson(plan, json["editing"], *network, file);
    mailbox.post([this, plan, state, network, path = QString::fromStdString(file)] {
      if (network->hash == context_.workspace.document().network()->hash) load(plan, state, path);
    });
  });
}

void PlanFiles::load(const QuantPlan& plan, const std::optional<PlanState>& state, const QString& path) {
  Document& document = context_.workspace.document();
  context_.workspace.inputs().know(state ? fixedSchemes(*state) : plan.layers, [this, &document, plan, state, path] {
    if (state)
      document.setState(*state, tr("load a plan"));
    else
      document.setPlan(plan, tr("load a plan"));
    setPlanFile(QFileInfo(path).absoluteFilePath());
    unsaved_.planSaved();
  });
}

void PlanFiles::setPlanFile(const QString& path) {
  if (path == planFile_) return;
  planFile_ = path;
  emit planFileChanged();
}

// The last export folder, otherwise the network's; never that of its images.
QString PlanFiles::folder() const {
  if (const QString last = context_.preferences.exportFolder(); !last.isEmpty()) return last;
  if (const auto& study = context_.workspace.study()) {
    const QFileInfo network(QString::fromStdString(study->study->settings().networkPath));
    if (network.exists()) return network.absolutePath();
  }
  return QDir::homePath();
}

void PlanFiles::save(const Then& then) {
  if (!context_.workspace.document().network()) return;
  if (planFile_.isEmpty()) return saveAs(then);
  write(OtherExport::Plan, planFile_, then);
}

void PlanFiles::saveAs(const Then& then) {
  if (!context_.workspace.document().network()) return;
  const ExportKind kind = OtherExport::Plan;
  const QString own = QFileInfo(planFile_).fileName();
  const QString path =
      chooseSaveFile(&window_, {.title = tr("Save the plan"),
                                .folder = planFile_.isEmpty() ? folder() : QFileInfo(planFile_).absolutePath(),
                                .name = own.isEmpty() ? unsaved_.networkName() + QStringLiteral("-plan") : own,
                                .filter = ExportDialog::filter(kind),
                                .suffixes = suffixesOf(ExportDialog::filter(kind))});
  if (path.isEmpty() || !context_.workspace.document().network()) return;
  context_.preferences.setExportFolder(QFileInfo(path).absolutePath());
  write(kind, path, then);
}

void PlanFiles::exportWeights(const Then& then) {
  if (!context_.workspace.document().network()) return;
  const ExportKind kind = &packedWriter;
  const QString path = chooseSaveFile(&window_, {.title = tr("Export the trained network"),
                                                 .folder = folder(),
                                                 .name = unsaved_.networkName() + QStringLiteral("-trained"),
                                                 .filter = ExportDialog::filter(kind),
                                                 .suffixes = suffixesOf(ExportDialog::filter(kind))});
  if (path.isEmpty() || !context_.workspace.document().network()) return;
  context_.preferences.setExportFolder(QFileInfo(path).absolutePath());
  write(kind, path, then);
}

void PlanFiles::chooseExport() {
  if (!context_.workspace.document().network()) return;
  const Target planned = context_.workspace.target();
  ExportDialog dialog(context_.workspace.document().bytes(), front_.front().size(), &window_,
                      target_ != Target::Any ? target_ : planned);
  connect(&dialog, &ExportDialog::copyCommandRequested, this,
          [&] { emit exportCommandWanted(dialog.kind(), dialog.target()); });
  if (dialog.exec() != QDialog::Accepted) return;
  const ExportKind kind = dialog.kind();
  const QString filter = ExportDialog::filter(kind);
  QStringList suffixes = suffixesOf(filter);
  const QString usual = ExportDialog::suffix(kind);
  suffixes.removeAll(usual);
  suffixes.prepend(usual);
  const QString path = chooseSaveFile(&window_, {.title = tr("Export"),
                                                 .folder = folder(),
                                                 .name = unsaved_.networkName() + QStringLiteral("-quantized"),
                                                 .filter = filter,
                                                 .suffixes = suffixes});
  if (path.isEmpty()) return;
  context_.preferences.setExportFolder(QFileInfo(path).absolutePath());
  target_ = dialog.target();
  exportTo(kind, path, target_);
}

void PlanFiles::exportTo(ExportKind kind, const QString& path, Target target) {
  if (kind == ExportKind(OtherExport::FrontPicture))
    exportFrontPicture(path);
  else if (kind == ExportKind(OtherExport::FrontTable))
    write(kind, path);
  else
    context_.workspace.inputs().whenChosen([this, kind, path, target] { write(kind, path, {}, target); });
}

void PlanFiles::exportFrontPicture(const QString& path) {
  try {
    savePicture(pictureOf(*front_.plot(), front_.plot()->size(), pictureFormatOf(path)), path);
    context_.banner.showNotice(tr("Wrote %1.").arg(path));
  } catch (const Error& problem) {
    context_.banner.showError(QString::fromStdString(problem.what()));
  }
}

void PlanFiles::write(ExportKind kind, const QString& path, const Then& then, Target target) {
  const Document& document = context_.workspace.document();
  NetworkExport wanted{{document.network(), document.plan(), document.calibration()},
                       context_.workspace.study(),
                       opener_.trusted(),
                       nullptr,
                       path.toStdString(),
                       target,
                       {}};
  if (const auto common = commonRequest(document.inputs())) wanted.inputs = common->options;
  PlanFacts known = planFacts();
  known.target = target;
  if (const auto* writer = std::get_if<const NetworkWriter*>(&kind)) wanted.writer = *writer;
  exporting_.start(
      [this, kind, path, then, wanted = std::move(wanted), state = document.state(),
       step = context_.workspace.document().undoStack().index(), snapshot = context_.workspace.budget().snapshot(),
       facts = std::move(known), measuredPlan = context_.workspace.measurement().measuredPlan(),
       what = tr("exporting").toStdString()](std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
        report(progress, what, 0, 0);
        QStringList lines;
        if (kind == ExportKind(OtherExport::Plan)) {
          Json plan = documentOfPlan(wanted, facts, measuredPlan, stop, progress);
          plan["editing"] = editingToJson(state, *wanted.planned.network);
          writeFile(wanted.file, plan.dump(2) + "\n");
        } else if (kind == ExportKind(OtherExport::FrontTable)) {
          writeFile(wanted.file, toCsv(frontReportOf(*snapshot)));
        } else if (kind == ExportKind(OtherExport::Weights)) {
          lines = writeWeights(wanted);
        } else {
          lines = writeNetwork(wanted, stop, progress);
        }
        if (lines.isEmpty()) lines << tr("Wrote %1.").arg(QString::fromStdString(wanted.file));
        mailbox.post([this, kind, path, step, hash = wanted.planned.network->hash, then, lines] {
          context_.banner.showNotice(lines.join(QChar('\n')));
          written(kind, path, step, hash);
          if (then) then();
        });
      });
  context_.workspace.noteWork();
}

// The plan and the weights at the time of the request.
void PlanFiles::written(ExportKind kind, const QString& path, int step, std::uint64_t hash) {
  if (std::holds_alternative<const NetworkWriter*>(kind)) unsaved_.weightsSaved(hash);
  if (kind != ExportKind(OtherExport::Plan)) return;
  setPlanFile(QFileInfo(path).absoluteFilePath());
  if (context_.workspace.document().undoStack().index() == step) unsaved_.planSaved();
}

// The known figures of the current plan.
PlanFacts PlanFiles::planFacts() const {
  const Workspace& workspace = context_.workspace;
  PlanFacts facts;
  if (!workspace.study()) return facts;
  const Study& study = *workspace.study()->study;
  if (study.hasData()) facts.preprocessing = study.preprocessing();
  const PlanMeasurement& measurement = workspace.measurement();
  if (measurement.score() && !measurement.running())
    facts.measured =
        PlanFacts::Measured{study.settings().dataPath, *measurement.score(), {}, measurement.reportAccuracy()};
  return facts;
}

}  // namespace bitprism
