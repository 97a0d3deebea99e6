// The part of the window that deals with files: opening, recent files, plans, exports, and where sessions are kept.

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QPixmap>
#include <QPushButton>
#include <QStandardPaths>

#include "app/desktop/data_dialog.h"
#include "app/desktop/front_picture.h"
#include "app/desktop/main_window.h"
#include "app/desktop/plan_pictures.h"
#include "app/desktop/plot_picture.h"
#include "app/desktop/stored_search.h"
#include "app/workflow/automatic_methods.h"
#include "app/workflow/export_check.h"
#include "app/workflow/plan_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/network/image_input.h"
#include "core/quant/scheme/bit_widths.h"
#include "core/torch/write/network_writer.h"
#include "qcustomplot.h"
#include "widgets/banner.h"
#include "widgets/front_view.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/search_view.h"
#include "widgets/training_view.h"

namespace bitprism {

void MainWindow::openNetwork(const QString& path, const QString& data,
                             const std::optional<Preprocessing>& preprocessing, const QString& train) {
  StudySettings settings;
  settings.trainPath = train.toStdString();
  settings.networkPath = path.toStdString();
  settings.dataPath = (data.isEmpty() && path == "example" ? QStringLiteral("example") : data).toStdString();
  settings.preprocessing = preprocessing;
  open(settings);
}

void MainWindow::guardReading(const ApartProcess* process, const std::optional<TrustedPrograms>& trusted) {
  apart_ = process;
  trusted_ = trusted;
}

void MainWindow::open(const StudySettings& settings, const std::string& allowed) {
  banner_->dismiss();
  ReadOptions reading;
  reading.process = apart_;
  if (trusted_)
    reading.beforeRunning = [trusted = *trusted_, allowed](const ProgramFile& file) {
      if (file.sha256 != allowed && !isTrusted(file, trusted)) throw UntrustedProgram(file);
    };
  opening_.start([this, settings, reading](std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    const auto openStudy = [&](StudySettings wanted) -> std::shared_ptr<SharedStudy> {
      wanted.reading = reading;
      try {
        return std::make_shared<SharedStudy>(Study::open(wanted, stop, progress));
      } catch (const UntrustedProgram& program) {
        mailbox.post([this, settings, file = program.file()] { askToRun(file, settings); });
        return nullptr;
      }
    };
    if (!isSession(settings.networkPath)) {
      if (auto study = openStudy(settings))
        mailbox.post([this, study, path = settings.networkPath] { adopt(study, path); });
      return;
    }
    const auto stored = std::make_shared<StoredSearch>(readStoredSearch(settings.networkPath, stop));
    auto study = openStudy(stored->study);
    if (!study) return;
    mailbox.post([this, study, stored, path = settings.networkPath] {
      adopt(study, path);
      if (!stored->request.automatic)
        useScheme(stored->request.scheme);
      else if (!trains(stored->request.search.tasks))
        document_.learnChoices(chosenSchemes(stored->request));
      document_.setInputs(stored->request.inputsOf(document_.layerCount()), tr("inputs of a search"));
      document_.setRules(stored->request.rules);
      document_.undoStack().clear();
      searchView_->form()->show({.method = stored->request.search.method,
                                 .trials = stored->request.search.trials,
                                 .seed = stored->request.search.seed,
                                 .widths = stored->request.widths,
                                 .tasks = stored->request.search.tasks,
                                 .cheap = stored->request.search.cheap,
                                 .methods = methodsOf(stored->request)});
      if (!stored->request.trainPath.empty())
        training_->form()->show({stored->request.trainPath, stored->request.training});
      search_.showStored(*stored);
      for (const std::string& notice : stored->notices) banner_->showNotice(QString::fromStdString(notice));
      if (stored->older) askToMeasureAgain(stored->request, false);
    });
  });
  showProgress(tr("opening %1").arg(QFileInfo(QString::fromStdString(settings.networkPath)).fileName()), 0, 0);
}

// Nothing of the program has run yet; when it may, its file is opened again.
void MainWindow::askToRun(const ProgramFile& file, const StudySettings& settings) {
  auto* question = new QMessageBox(QMessageBox::Question, tr("Run this program?"),
                                   tr("%1 is a program.").arg(QFileInfo(QString::fromStdString(file.path)).fileName()),
                                   QMessageBox::NoButton, this);
  question->setObjectName("programQuestion");
  question->setInformativeText(
      tr("Like every TorchScript archive it holds code, which runs when the network is read. It was looked at and only "
         "computes, and it runs where it can change nothing. You will not be asked about this file again."));
  question->setDetailedText(
      tr("%1\nSHA-256 %2").arg(QString::fromStdString(file.path), QString::fromStdString(file.sha256)));
  question->addButton(tr("&Run it"), QMessageBox::AcceptRole);
  question->setDefaultButton(question->addButton(QMessageBox::Cancel));
  question->setAttribute(Qt::WA_DeleteOnClose);
  connect(question, &QMessageBox::buttonClicked, this, [this, question, file, settings](QAbstractButton* button) {
    if (question->buttonRole(button) != QMessageBox::AcceptRole) {
      const QString refused = tr("%1 was not opened.").arg(QString::fromStdString(file.path));
      banner_->showNotice(refused);
      emit openFailed(refused);
      return;
    }
    trusted_->remember(file.sha256, QFileInfo(QString::fromStdString(file.path)).fileName().toStdString());
    open(settings, file.sha256);
  });
  question->open();
}

void MainWindow::adopt(std::shared_ptr<SharedStudy> study, const std::string& openedPath) {
  comparing_.cancel();
  predicting_.cancel();
  untried_.reset();
  front_->compare({});
  search_.clear();
  analysis_.clear();
  trainer_.forget();
  versioning_.cancel();
  clearMaps();
  analyseAgain_ = false;
  calibrating_.cancel();
  ranging_.cancel();
  bestWished_.reset();
  afterChoosing_ = nullptr;
  inputsDeclined_ = false;
  study_ = std::move(study);
  const std::shared_ptr<const Network>& network = study_->study->network();
  measurement_.setStudy(study_);
  budget_.reset();
  front_->setBudget({});
  // Images for the network that is open leave its plan as it is.
  if (!document_.network() || document_.network()->hash != network->hash) {
    currentLayer_ = 0;
    currentChannel_ = -1;
    solversCompared_ = inputsKnown_ = false;
    curves_.setNetwork(network);
    document_.setNetwork(network);
  } else {
    // What layers read was of the images before.
    inputsKnown_ = false;
    document_.forgetInputs(network);
    if (!needsInputs(document_.plan())) measurement_.planEdited(document_.plan());
    refreshPlan();
    knowInputs(document_.plan().layers, [this] { measurement_.planEdited(document_.plan()); });
  }
  setCurrentLayer(currentLayer_);
  const StudySettings& settings = study_->study->settings();
  const QString path = QString::fromStdString(openedPath);
  QString title = QString::fromStdString(network->name);
  if (!settings.dataPath.empty())
    title += QStringLiteral(" — ") + QFileInfo(QString::fromStdString(settings.dataPath)).fileName();
  setWindowTitle(title + QStringLiteral(" — BitPrism"));
  preferences_.addRecentFile(path == "example" ? path : QFileInfo(path).absoluteFilePath());
  fillRecentFiles();
  QStringList notices;
  for (const auto* list : {&network->notices, &study_->study->dataNotices()})
    for (const std::string& notice : *list) notices << QString::fromStdString(notice);
  if (!notices.isEmpty()) banner_->showNotice(notices.join(QChar('\n')));
  if (!settings.trainPath.empty())
    training_->form()->setData(QString::fromStdString(settings.trainPath));
  else if (settings.dataPath == "example")
    training_->form()->setData(QStringLiteral("example"));
  analyse();
  refreshSearch();
}

void MainWindow::chooseNetwork() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Open a network"), preferences_.folder(),
                                                    tr("Networks and sessions (%1 *.bitprism);;All files (*)")
                                                        .arg(QString::fromStdString(filePatterns(networkSuffixes()))));
  if (path.isEmpty()) return;
  preferences_.setFolder(QFileInfo(path).absolutePath());
  openNetwork(path, {});
}

void MainWindow::chooseImages(const QString& dropped) {
  if (!study_) return;
  StudySettings settings = study_->study->settings();
  // What was completed for the images before need not fit others.
  Preprocessing preprocessing = study_->study->preprocessing();
  if (!settings.preprocessing) preprocessing.resize = preprocessing.crop = {};
  const ImageInput image = imageInput(document_.network()->program).value_or(ImageInput());
  const ImageSize input{image.channels, image.height, image.width};
  DataDialog dialog(dropped.isEmpty() ? QString::fromStdString(settings.dataPath) : dropped, preprocessing, input,
                    preferences_.folder(), this);
  if (dialog.exec() != QDialog::Accepted) return;
  settings.dataPath = dialog.path().toStdString();
  settings.preprocessing.reset();
  if (settings.dataPath != "example") {
    settings.preprocessing = dialog.preprocessing();
    preferences_.setFolder(QFileInfo(dialog.path()).absolutePath());
  }
  open(settings);
}

void MainWindow::choosePlan() {
  const QString path = QFileDialog::getOpenFileName(this, tr("Open a plan"), preferences_.folder(),
                                                    ExportDialog::filter(OtherExport::Plan));
  if (path.isEmpty() || !document_.network()) return;
  preferences_.setFolder(QFileInfo(path).absolutePath());
  openPlan(path);
}

void MainWindow::openPlan(const QString& path) {
  if (!document_.network()) return;
  const std::string file = path.toStdString();
  opening_.start([this, file, network = document_.network()](std::stop_token, const Progress&, Mailbox& mailbox) {
    const Bytes bytes = readFile(file, std::uint64_t{1} << 26);
    const QuantPlan plan = planFromJson(parseJson(std::string(bytes.begin(), bytes.end()), file), *network, file);
    mailbox.post([this, plan, network] {
      if (network->hash != document_.network()->hash) return;
      knowInputs(plan.layers, [this, plan] { document_.setPlan(plan, tr("load a plan")); });
    });
  });
}

void MainWindow::chooseExport() {
  if (!document_.network()) return;
  ExportDialog dialog(document_.bytes(), front_->front().size(), this);
  if (dialog.exec() != QDialog::Accepted) return;
  const ExportKind kind = dialog.kind();
  const QString name = QFileInfo(QString::fromStdString(document_.network()->name)).completeBaseName();
  const QString suffix = ExportDialog::suffix(kind);
  QString path = QFileDialog::getSaveFileName(
      this, tr("Export"), QDir(preferences_.folder()).filePath(QStringLiteral("%1-quantized.%2").arg(name, suffix)),
      ExportDialog::filter(kind));
  if (path.isEmpty()) return;
  preferences_.setFolder(QFileInfo(path).absolutePath());
  exportTo(kind, path);
}

void MainWindow::exportTo(ExportKind kind, const QString& path) {
  if (kind == ExportKind(OtherExport::FrontPicture)) {
    try {
      savePicture(pictureOf(*front_->plot(), front_->plot()->size(), pictureFormatOf(path)), path);
      banner_->showNotice(tr("Wrote %1.").arg(path));
    } catch (const Error& problem) {
      banner_->showError(QString::fromStdString(problem.what()));
    }
    return;
  }
  if (kind == ExportKind(OtherExport::FrontTable))
    writeExport(kind, path);
  else
    whenChosen([this, kind, path] { writeExport(kind, path); });
}

void MainWindow::writeExport(ExportKind kind, const QString& path) {
  const std::string file = path.toStdString();
  exporting_.start(
      [this, kind, file, path, network = document_.network(), plan = document_.plan(), snapshot = search_.snapshot(),
       facts = planFacts(), study = study_, trusted = trusted_,
       what = tr("exporting").toStdString()](std::stop_token stop, const Progress& progress, Mailbox& mailbox) mutable {
        report(progress, what, 0, 0);
        if (kind == ExportKind(OtherExport::Plan)) {
          writeFile(file, planDocument(plan, *network, facts).dump(2) + "\n");
        } else if (kind == ExportKind(OtherExport::FrontTable)) {
          writeFile(file, toCsv(frontReportOf(*snapshot)));
        } else {
          // The file dialog has asked whether to overwrite.
          const NetworkWriter& writer = *std::get<const NetworkWriter*>(kind);
          ExportOptions how{.force = true};
          std::string measured;
          if (study && study->study->hasData())
            how.check = [&](const std::string&, const std::shared_ptr<const Network>& readBack) {
              AccuracyEvaluator* evaluator = nullptr;
              {
                const std::lock_guard lock(study->mutex);
                evaluator = &study->study->evaluator();
              }
              measured = sentence(checkExport(*evaluator, network, plan, readBack, stop, progress));
            };
          const ExportReport written = trusted ? exportTrusted(*network, plan, writer, file, how, *trusted)
                                               : exportNetwork(*network, plan, writer, file, how);
          mailbox.post([this, written, path, measured] {
            QStringList lines{tr("Wrote %1: %2. Read back and run: its outputs differ by at most %3 of the largest.")
                                  .arg(path, bytesText(written.fileBytes), smallText(written.maxLogitDifference))};
            if (!measured.empty()) lines << QString::fromStdString(measured);
            for (const std::string& notice : written.notices) lines << QString::fromStdString(notice);
            banner_->showNotice(lines.join(QChar('\n')));
          });
          return;
        }
        mailbox.post([this, path] { banner_->showNotice(tr("Wrote %1.").arg(path)); });
      });
  refreshActions();
}

// What is known of the plan under the hand beside itself.
PlanFacts MainWindow::planFacts() const {
  PlanFacts facts;
  if (!study_) return facts;
  const Study& study = *study_->study;
  if (study.hasData()) facts.preprocessing = study.preprocessing();
  if (measurement_.score() && !measurement_.running())
    facts.measured =
        PlanFacts::Measured{study.settings().dataPath, *measurement_.score(), {}, measurement_.reportAccuracy()};
  return facts;
}

void MainWindow::fillRecentFiles() {
  actions_.recentFiles->clear();
  const QStringList files = preferences_.recentFiles();
  for (const QString& file : files) {
    QAction* action =
        actions_.recentFiles->addAction(file == "example" ? tr("example") : QDir::toNativeSeparators(file));
    action->setStatusTip(tr("Open this network again"));
    action->setEnabled(file == "example" || QFileInfo::exists(file));
    connect(action, &QAction::triggered, this, [this, file] { openNetwork(file, {}); });
  }
  if (!files.isEmpty()) {
    actions_.recentFiles->addSeparator();
    connect(actions_.recentFiles->addAction(tr("&Clear list")), &QAction::triggered, this, [this] {
      preferences_.clearRecentFiles();
      fillRecentFiles();
    });
  }
  actions_.recentFiles->setEnabled(!files.isEmpty());
}

// A file for every different search in the user's data folder: the same search started again goes on from there.
std::string MainWindow::sessionPath(const SearchRequest& request) const {
  const QString folder =
      QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/sessions");
  if (!QDir().mkpath(folder)) return {};
  std::string identity =
      text(document_.network()->hash, '|', study_->study->settings().dataPath, '|',
           toJson(study_->study->preprocessing()).dump(), '|', request.search.method, '|', request.search.seed, '|',
           request.automatic ? std::string(automaticMethod) : toJson(request.scheme).dump(), '|',
           widthsToText(request.widths), '|', toJson(request.rules).dump(), '|', toJson(request.activation).dump(), '|',
           cheapObservationName(request.search.cheap));
  if (!request.automatic)
    for (const QuantScheme& other : request.others) identity += text('|', toJson(other).dump());
  for (std::size_t l = 0; l < request.kept.size(); ++l)
    if (request.kept[l]) identity += text('|', l, toJson(*request.kept[l]).dump());
  for (const ActivationRequest& input : request.inputs) identity += text('|', toJson(input).dump());
  for (const Task& task : request.search.tasks) identity += text('|', task.images, ':', task.epochs);
  if (trains(request.search.tasks)) identity += text('|', toJson(request.training).dump(), '|', request.trainPath);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(identity.data());
  const QString hash = QString::number(contentHash({bytes, identity.size()}), 16).rightJustified(16, '0');
  const QString name = QFileInfo(QString::fromStdString(document_.network()->name)).completeBaseName();
  return QStringLiteral("%1/%2-%3.bitprism").arg(folder, name, hash).toStdString();
}

void MainWindow::chooseTheme(QAction* action) {
  Theme theme = Theme::System;
  themeFromName(action->data().toString(), theme);
  preferences_.setTheme(theme);
  applyTheme(theme);
}

}  // namespace bitprism
