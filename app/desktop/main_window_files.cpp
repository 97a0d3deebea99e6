// The part of the window that deals with files: opening, recent files, plans, exports, and where sessions are kept.

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QPixmap>
#include <QStandardPaths>
#include <numeric>

#include "app/desktop/data_dialog.h"
#include "app/desktop/front_picture.h"
#include "app/desktop/main_window.h"
#include "app/desktop/plan_pictures.h"
#include "app/desktop/plot_picture.h"
#include "app/desktop/stored_search.h"
#include "app/jobs/plan_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/bit_widths.h"
#include "core/torch/network_writer.h"
#include "qcustomplot.h"
#include "widgets/banner.h"
#include "widgets/front_view.h"
#include "widgets/layers_view.h"
#include "widgets/method_form.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/search_view.h"

namespace bitprism {

void MainWindow::openNetwork(const QString& path, const QString& data,
                             const std::optional<Preprocessing>& preprocessing) {
  StudySettings settings;
  settings.networkPath = path.toStdString();
  settings.dataPath = (data.isEmpty() && path == "example" ? QStringLiteral("example") : data).toStdString();
  settings.preprocessing = preprocessing;
  open(settings);
}

void MainWindow::open(const StudySettings& settings) {
  banner_->dismiss();
  opening_.start([this, settings](std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    if (!isSession(settings.networkPath)) {
      auto study = std::make_shared<SharedStudy>(Study::open(settings, stop, progress));
      mailbox.post([this, study, path = settings.networkPath] { adopt(study, path); });
      return;
    }
    const auto stored = std::make_shared<StoredSearch>(readStoredSearch(settings.networkPath));
    auto study = std::make_shared<SharedStudy>(Study::open(stored->study, stop, progress));
    mailbox.post([this, study, stored, path = settings.networkPath] {
      adopt(study, path);
      useScheme(stored->request.scheme);
      document_.setActivations(stored->request.activation);
      document_.setRules(stored->request.rules);
      document_.undoStack().clear();
      searchView_->form()->show({.method = stored->request.search.method,
                                 .trials = stored->request.search.trials,
                                 .seed = stored->request.search.seed,
                                 .widths = stored->request.widths,
                                 .tasks = stored->request.search.tasks,
                                 .cheap = stored->request.search.cheap});
      storedSession_ = path;
      search_.showStored(stored->snapshot, stored->request);
    });
  });
  showProgress(tr("opening %1").arg(QFileInfo(QString::fromStdString(settings.networkPath)).fileName()), 0, 0);
}

void MainWindow::adopt(std::shared_ptr<SharedStudy> study, const std::string& openedPath) {
  storedSession_.clear();
  search_.clear();
  analysis_.clear();
  study_ = std::move(study);
  const std::shared_ptr<const Network>& network = study_->study->network();
  measurement_.setStudy(study_);
  budget_.reset();
  front_->setBudget({});
  // Images for the network that is open leave its plan as it is.
  if (!document_.network() || document_.network()->hash != network->hash) {
    currentLayer_ = 0;
    currentChannel_ = -1;
    document_.setNetwork(network);
    wantCompared();
  } else {
    measurement_.planEdited(document_.plan());
    refreshPlan();
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
  if (study_->study->hasData()) analysis_.start(study_, document_.baseScheme());
  refreshSearch();
}

void MainWindow::wantCompared() {
  const auto layer = static_cast<std::size_t>(currentLayer_);
  if (layer >= document_.layerCount()) return;
  std::vector<ErrorCache::Wish> wishes;
  for (const ComparedScheme& compared : comparedSchemes(document_.plan().layers[layer]))
    wishes.emplace_back(layer, compared.scheme);
  document_.errors().wantOf(wishes);
}

void MainWindow::chooseNetwork() {
  const QString path = QFileDialog::getOpenFileName(
      this, tr("Open a network"), preferences_.folder(),
      tr("Networks and sessions (*.onnx *.pt *.ts *.pth *.bprm *.bitprism);;All files (*)"));
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
  const Shape& shape = study_->study->network()->program.inputs.at(0).shape;
  const ImageSize input = shape.size() == 4 ? ImageSize{shape[1], shape[2], shape[3]} : ImageSize{};
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
                                                    ExportDialog::filter(ExportKind::Plan));
  if (path.isEmpty() || !document_.network()) return;
  preferences_.setFolder(QFileInfo(path).absolutePath());
  const std::string file = path.toStdString();
  opening_.start([this, file, network = document_.network()](std::stop_token, const Progress&, Mailbox& mailbox) {
    const Bytes bytes = readFile(file, std::uint64_t{1} << 26);
    const QuantPlan plan = planFromJson(parseJson(std::string(bytes.begin(), bytes.end()), file), *network, file);
    mailbox.post([this, plan, network] {
      if (network == document_.network()) document_.setPlan(plan, tr("load a plan"));
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
  const std::string file = path.toStdString();
  if (kind == ExportKind::FrontPicture) {
    try {
      savePicture(pictureOf(*front_->plot(), front_->plot()->size(), pictureFormatOf(path)), path);
      banner_->showNotice(tr("Wrote %1.").arg(path));
    } catch (const Error& problem) {
      banner_->showError(QString::fromStdString(problem.what()));
    }
    return;
  }
  exporting_.start([this, kind, file, path, network = document_.network(), plan = document_.plan(),
                    snapshot = search_.snapshot(), facts = planFacts(),
                    what = tr("exporting").toStdString()](std::stop_token, const Progress& progress, Mailbox& mailbox) {
    report(progress, what, 0, 0);
    if (kind == ExportKind::Plan) {
      writeFile(file, planDocument(plan, *network, facts).dump(2) + "\n");
    } else if (kind == ExportKind::FrontTable) {
      writeFile(file, toCsv(frontReportOf(*snapshot)));
    } else {
      // The file dialog has asked whether to overwrite.
      const ExportFormat format = kind == ExportKind::Onnx          ? ExportFormat::Onnx
                                  : kind == ExportKind::TorchScript ? ExportFormat::TorchScript
                                                                    : ExportFormat::Packed;
      const ExportReport written = exportNetwork(*network, plan, format, file, {.force = true});
      mailbox.post([this, written, path] {
        banner_->showNotice(tr("Wrote %1: %2. Read back and run: its outputs differ by at most %3 of the largest.")
                                .arg(path, bytesText(written.fileBytes), smallText(written.maxLogitDifference)));
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
           toJson(request.scheme).dump(), '|', widthsToText(request.widths), '|', toJson(request.rules).dump(), '|',
           toJson(request.activation).dump(), '|', cheapObservationName(request.search.cheap));
  for (const QuantScheme& other : request.others) identity += text('|', toJson(other).dump());
  for (const Task& task : request.search.tasks) identity += text('|', task.images, ':', task.epochs);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(identity.data());
  const QString hash = QString::number(contentHash({bytes, identity.size()}), 16).rightJustified(16, '0');
  const QString name = QFileInfo(QString::fromStdString(document_.network()->name)).completeBaseName();
  return QStringLiteral("%1/%2-%3.bitprism").arg(folder, name, hash).toStdString();
}

void MainWindow::startSearch(const SearchWish& wish) {
  if (!study_ || !study_->study->hasData() || search_.active()) return;
  banner_->dismiss();
  analysis_.cancel();
  SearchRequest request;
  request.search.method = wish.method;
  request.search.tasks = wish.tasks;
  request.search.cheap = wish.cheap;
  request.search.trials = wish.trials;
  request.search.seed = wish.seed;
  request.scheme = document_.baseScheme();
  request.others = document_.otherSchemes();
  request.widths = wish.widths;
  request.rules = document_.rules();
  request.activation = document_.activation();
  // An opened session is gone on with as long as nothing but the number of trials is changed.
  const SearchRequest& stored = search_.request();
  const bool goesOn = !storedSession_.empty() && request.search.method == stored.search.method &&
                      request.search.tasks == stored.search.tasks && request.search.cheap == stored.search.cheap &&
                      request.search.seed == stored.search.seed && request.scheme == stored.scheme &&
                      request.others == stored.others && request.widths == stored.widths &&
                      request.rules == stored.rules && request.activation == stored.activation;
  request.sessionPath = goesOn ? storedSession_ : sessionPath(request);
  if (request.sessionPath.empty())
    banner_->showNotice(tr("The search is kept in memory only: the data folder cannot be written."));
  search_.start(study_, request);
  refreshActions();
}

void MainWindow::choosePoint(int trial) {
  const auto& snapshot = search_.snapshot();
  if (!snapshot) return;
  for (const Evaluation& evaluation : snapshot->evaluations) {
    if (evaluation.trial != trial) continue;
    document_.setPlan(search_.request().plan(evaluation.bits), tr("plan of trial %1").arg(trial),
                      search_.request().activation);
    return;
  }
}

void MainWindow::chooseBudget(std::int64_t bytes) {
  if (!document_.network()) return;
  budget_ = bytes;
  front_->setBudget(bytes);
  BitAllocation allocation = document_.allocationForBudget(bytes);
  // A measured plan of the search beats one that was only computed, when locks and scheme are the same.
  if (const auto& snapshot = search_.snapshot();
      snapshot && search_.request().scheme == document_.baseScheme() && search_.request().others.empty()) {
    const auto& points = front_->front();
    for (auto point = points.rbegin(); point != points.rend(); ++point) {
      if (point->bytes > bytes) continue;
      const BitAllocation& bits = snapshot->evaluations[point->index].bits;
      bool respectsLocks = true;
      for (std::size_t l = 0; l < bits.size(); ++l)
        respectsLocks = respectsLocks && (!document_.locked(l) || bits[l] == document_.plan().layers[l].bits);
      if (respectsLocks) {
        allocation = bits;
        break;
      }
    }
  }
  document_.dragPlan(allocation, tr("plan for %1").arg(bytesText(bytes)));
  if (document_.plan().bits() == allocation) refreshPlan();
}

void MainWindow::chooseActivations() {
  if (!document_.network()) return;
  ActivationOptions options = document_.activation().options;
  if (const QAction* range = actions_.inputRanges->checkedAction())
    options = withRange(options, activationRangeFromName(range->data().toString().toStdString()));
  const QAction* bits = actions_.inputBits->checkedAction();
  const std::string width = bits ? bits->data().toString().toStdString() : "32";
  if (width == "1" && leastActivationBits(options.method) > 1) options = withRange({}, options.range);
  document_.setActivations(activationRequest(width, options));
}

void MainWindow::chooseScheme() {
  if (!document_.network()) return;
  QuantScheme scheme = document_.baseScheme();
  scheme.symmetric = actions_.symmetric->isChecked();
  scheme.granularity = actions_.perChannel->isChecked() ? Granularity::Channel : Granularity::Tensor;
  const QAction* percentile = actions_.percentiles->checkedAction();
  scheme.range = actions_.leastSquares->isChecked() ? RangeRule::LeastSquares
                 : percentile                       ? RangeRule::Percentile
                                                    : RangeRule::MinMax;
  scheme.percentile = percentile ? percentile->data().toDouble() : standardPercentile;
  if (actions_.meanCorrection->isChecked() != (scheme.correction != Correction::None))
    scheme.correction = actions_.meanCorrection->isChecked() ? Correction::Mean : Correction::None;
  useScheme(canonical(scheme));
}

void MainWindow::chooseMethod(const QuantScheme& scheme) {
  if (!document_.network()) return;
  std::vector<int> layers{currentLayer_};
  if (method_->scope() == MethodScope::Selected) layers = layers_->selectedLayers();
  if (method_->scope() == MethodScope::All) {
    layers.resize(document_.layerCount());
    std::iota(layers.begin(), layers.end(), 0);
  }
  if (layers.empty()) layers = {currentLayer_};
  const QuantScheme before = document_.baseScheme();
  document_.setScheme(layers, scheme);
  // What was measured of the layers was measured under the scheme that most of them had.
  if (document_.baseScheme() != before && study_ && study_->study->hasData() && !search_.active())
    analysis_.start(study_, document_.baseScheme());
}

void MainWindow::useScheme(QuantScheme scheme) {
  const QuantScheme before = document_.baseScheme();
  scheme.bits = before.bits;
  if (scheme == before) return;
  document_.setScheme(scheme);
  wantCompared();
  // What was measured of the layers was measured under the old scheme.
  if (study_ && study_->study->hasData() && !search_.active()) analysis_.start(study_, document_.baseScheme());
}

void MainWindow::chooseTheme(QAction* action) {
  Theme theme = Theme::System;
  themeFromName(action->data().toString(), theme);
  preferences_.setTheme(theme);
  applyTheme(theme);
}

}  // namespace bitprism
