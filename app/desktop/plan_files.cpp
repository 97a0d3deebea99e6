#include "app/desktop/plan_files.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <utility>

#include "app/desktop/actions.h"
#include "app/desktop/front_picture.h"
#include "app/desktop/network_opener.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/plot_picture.h"
#include "app/desktop/preferences.h"
#include "app/desktop/workspace.h"
#include "app/workflow/export_check.h"
#include "app/workflow/front_report.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/torch/write/network_writer.h"
#include "qcustomplot.h"
#include "widgets/banner.h"
#include "widgets/front_view.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"

namespace bitprism {
namespace {

// A network under a plan, as it was when its export was asked for.
struct NetworkExport {
  PlannedNetwork planned;
  std::shared_ptr<SharedStudy> study;
  std::optional<TrustedPrograms> trusted;
  const NetworkWriter* writer = nullptr;  // null: something else than a network
  std::string file;
};

// Writes it, reads it back, measures that on the images there are, and tells what came of it.
QStringList writeNetwork(NetworkExport wanted, std::stop_token stop, const Progress& progress) {
  // The file dialog has asked whether to overwrite.
  ExportOptions how{.force = true, .calibration = wanted.planned.calibration};
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
  QStringList lines{PlanFiles::tr("Wrote %1: %2. Read back and run: its outputs differ by at most %3 of the largest.")
                        .arg(QString::fromStdString(wanted.file), bytesText(written.fileBytes),
                             smallText(written.maxLogitDifference))};
  if (!measured.empty()) lines << QString::fromStdString(measured);
  for (const std::string& notice : written.notices) lines << QString::fromStdString(notice);
  return lines;
}

}  // namespace

PlanFiles::PlanFiles(QWidget& window, const PanelContext& context, const NetworkOpener& opener, FrontView& front)
    : window_(window), context_(context), opener_(opener), front_(front) {
  context_.workspace.jobs().add(opening_, {.name = "opening a plan"});
  context_.workspace.jobs().add(exporting_, {.name = "exporting"});
  connect(&opening_, &BackgroundJob::failed, this, &PlanFiles::failed);
  connect(context_.actions.openPlan, &QAction::triggered, this, &PlanFiles::chooseOpen);
  connect(context_.actions.exportPlan, &QAction::triggered, this, &PlanFiles::chooseExport);
  connect(&context_.workspace, &Workspace::workChanged, this, [this] {
    const bool network = context_.workspace.document().network() != nullptr;
    context_.actions.openPlan->setEnabled(network);
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
    const QuantPlan plan = planFromJson(parseJson(std::string(bytes.begin(), bytes.end()), file), *network, file);
    mailbox.post([this, plan, network] {
      if (network->hash != context_.workspace.document().network()->hash) return;
      context_.editor.setPlan(plan, tr("load a plan"));
    });
  });
}

void PlanFiles::chooseExport() {
  if (!context_.workspace.document().network()) return;
  ExportDialog dialog(context_.workspace.document().bytes(), front_.front().size(), &window_);
  if (dialog.exec() != QDialog::Accepted) return;
  const ExportKind kind = dialog.kind();
  const QString name =
      QFileInfo(QString::fromStdString(context_.workspace.document().network()->name)).completeBaseName();
  const QString suffix = ExportDialog::suffix(kind);
  QString path = QFileDialog::getSaveFileName(
      &window_, tr("Export"),
      QDir(context_.preferences.folder()).filePath(QStringLiteral("%1-quantized.%2").arg(name, suffix)),
      ExportDialog::filter(kind));
  if (path.isEmpty()) return;
  context_.preferences.setFolder(QFileInfo(path).absolutePath());
  exportTo(kind, path);
}

void PlanFiles::exportTo(ExportKind kind, const QString& path) {
  if (kind == ExportKind(OtherExport::FrontPicture))
    exportFrontPicture(path);
  else if (kind == ExportKind(OtherExport::FrontTable))
    write(kind, path);
  else
    context_.workspace.inputs().whenChosen([this, kind, path] { write(kind, path); });
}

void PlanFiles::exportFrontPicture(const QString& path) {
  try {
    savePicture(pictureOf(*front_.plot(), front_.plot()->size(), pictureFormatOf(path)), path);
    context_.banner.showNotice(tr("Wrote %1.").arg(path));
  } catch (const Error& problem) {
    context_.banner.showError(QString::fromStdString(problem.what()));
  }
}

void PlanFiles::write(ExportKind kind, const QString& path) {
  const Document& document = context_.workspace.document();
  NetworkExport wanted{{document.network(), document.plan(), document.calibration()},
                       context_.workspace.study(),
                       opener_.trusted(),
                       nullptr,
                       path.toStdString()};
  if (const auto* writer = std::get_if<const NetworkWriter*>(&kind)) wanted.writer = *writer;
  exporting_.start(
      [this, kind, wanted = std::move(wanted), snapshot = context_.workspace.search().snapshot(), facts = planFacts(),
       what = tr("exporting").toStdString()](std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
        report(progress, what, 0, 0);
        QStringList lines;
        if (kind == ExportKind(OtherExport::Plan))
          writeFile(wanted.file, planDocument(wanted.planned.plan, *wanted.planned.network, facts).dump(2) + "\n");
        else if (kind == ExportKind(OtherExport::FrontTable))
          writeFile(wanted.file, toCsv(frontReportOf(*snapshot)));
        else
          lines = writeNetwork(wanted, stop, progress);
        if (lines.isEmpty()) lines << tr("Wrote %1.").arg(QString::fromStdString(wanted.file));
        mailbox.post([this, lines] { context_.banner.showNotice(lines.join(QChar('\n'))); });
      });
  context_.workspace.noteWork();
}

// What is known of the plan under the hand beside itself.
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
