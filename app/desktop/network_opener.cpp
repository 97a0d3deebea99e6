#include "app/desktop/network_opener.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QTimer>
#include <QWidget>
#include <algorithm>

#include "app/desktop/actions.h"
#include "app/desktop/data_dialog.h"
#include "app/desktop/preferences.h"
#include "app/desktop/stored_search.h"
#include "app/desktop/workspace.h"
#include "core/base/error.h"
#include "core/network/graphless.h"
#include "core/network/image_input.h"
#include "core/torch/read/readable_formats.h"
#include "core/weights/weight_file.h"
#include "widgets/banner.h"

namespace bitprism {
namespace {

// The example has its own images.
StudySettings recentSettings(const QString& file) {
  StudySettings settings;
  settings.networkPath = file.toStdString();
  if (file == "example") settings.dataPath = "example";
  return settings;
}

// By its first bytes.
bool isWeightFile(const QString& path) {
  try {
    const std::shared_ptr<const RandomAccess> file = openFile(path.toStdString());
    Bytes start(static_cast<std::size_t>(std::min<std::uint64_t>(file->size(), 64)));
    file->read(0, start);
    return weightFormatFor(start, path.toStdString()) != nullptr;
  } catch (const Error&) {
    return false;  // opening it will say why
  }
}

QString weightPatterns() {
  std::vector<std::string> suffixes = {".pt", ".pth"};  // as others name state dicts
  for (const WeightFormat& format : weightFormats())
    suffixes.insert(suffixes.end(), format.format.suffixes.begin(), format.format.suffixes.end());
  return QString::fromStdString(filePatterns(suffixes));
}

// Reads it; `again` is how it can be read once more.
ComparedPlan comparedFile(const QString& path, const ReadOptions& again, const ReadOptions& options,
                          const Progress& progress) {
  const auto network = std::make_shared<const Network>(readNetwork(path.toStdString(), options));
  ComparedPlan plan{.name = QFileInfo(path).fileName(),
                    .planned = {network, floatPlan(network->layers.size()), {}},
                    .automatic = std::vector<bool>(network->layers.size(), false),
                    .bytes = networkFileBytes(path.toStdString()),
                    .file = path.toStdString(),
                    .reading = again};
  auto stored = std::make_shared<std::vector<StoredLayer>>();
  for (const Layer& layer : network->layers) {
    if (options.stop.stop_requested()) throw Cancelled();
    stored->push_back(storedLayer(layer));
    report(progress, "looking at layers", static_cast<std::int64_t>(stored->size()),
           static_cast<std::int64_t>(network->layers.size()));
  }
  plan.stored = std::move(stored);
  return plan;
}

}  // namespace

NetworkOpener::NetworkOpener(QWidget& window, const PanelContext& context) : window_(window), context_(context) {
  context_.workspace.jobs().add(job_, {.name = "opening"});
  context_.workspace.jobs().add(
      beside_, {.name = "reading a network", .title = tr("reading a network to compare"), .lifetime = Lifetime::Study});
  connect(&job_, &BackgroundJob::failed, this, &NetworkOpener::failed);
  for (const auto end : {&BackgroundJob::finished, &BackgroundJob::cancelled})
    connect(&beside_, end, this, &NetworkOpener::readNextBeside);
  connect(&beside_, &BackgroundJob::failed, this, &NetworkOpener::readNextBeside);
  connect(context_.actions.open, &QAction::triggered, this, &NetworkOpener::chooseNetwork);
  connect(context_.actions.openExample, &QAction::triggered, this, [this] { openRecent(QStringLiteral("example")); });
  connect(context_.actions.openData, &QAction::triggered, this, [this] { chooseImages(); });
  connect(&context_.workspace, &Workspace::workChanged, this, [this] { offerImages(); });
  connect(context_.actions.useWeights, &QAction::triggered, this, &NetworkOpener::chooseWeights);
  connect(context_.actions.useMadeImages, &QAction::triggered, this, &NetworkOpener::useMadeImages);
  offerImages();
  fillRecentFiles();
}

void NetworkOpener::guard(const SeparateProcess* process, const std::optional<TrustedPrograms>& trusted) {
  apart_ = process;
  trusted_ = trusted;
}

void NetworkOpener::openDropped(const QString& path) {
  if (isSession(path.toStdString()) && context_.workspace.document().network())
    QTimer::singleShot(0, this, [this, path] { askToCompare(path); });
  else if (takesWeights() && isWeightFile(path))
    QTimer::singleShot(0, this, [this, path] { askToReplaceWeights(path); });
  else if (!namesImages(path))
    // Later: a question must not be asked inside the drop.
    QTimer::singleShot(0, this, [this, path] { openRecent(path); });
  else if (context_.workspace.study())  // later: a dialog must not run inside the drop
    QTimer::singleShot(0, this, [this, path] { chooseImages(path); });
  else
    context_.banner.showNotice(tr("Open a network first, then drop its images."));
}

void NetworkOpener::openRecent(const QString& path) {
  openAsking(recentSettings(path));
}

void NetworkOpener::openAsking(const StudySettings& settings, const std::function<void()>& begun) {
  const auto begin = [this, settings, begun] {
    if (begun) begun();
    open(settings);
  };
  if (!before_) return begin();
  // The plan is kept if only the images change.
  const auto& study = context_.workspace.study();
  const bool same = study && study->study->settings().networkPath == settings.networkPath &&
                    study->study->settings().weightsPath == settings.weightsPath;
  before_(same ? Leaving::Images : Leaving::Network, begin);
}

void NetworkOpener::open(const StudySettings& settings, const std::string& allowed) {
  context_.banner.dismiss();
  job_.start(
      [this, settings, reading = guarded(allowed)](std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
        const auto openStudy = [&](StudySettings wanted) -> std::shared_ptr<SharedStudy> {
          wanted.reading = reading;
          try {
            return std::make_shared<SharedStudy>(Study::open(wanted, stop, progress));
          } catch (const UntrustedProgram& program) {
            mailbox.post([this, settings, file = program.file()] {
              askToRun(file, [this, settings, hash = file.sha256] { open(settings, hash); });
            });
            return nullptr;
          }
        };
        if (!isSession(settings.networkPath)) {
          if (auto study = openStudy(settings))
            mailbox.post([this, study, path = settings.networkPath] {
              adopt(study, path);
              emit opened(QString::fromStdString(path));
            });
          return;
        }
        const auto stored = std::make_shared<StoredSearch>(readStoredSearch(settings.networkPath, stop));
        auto study = openStudy(stored->study);
        if (!study) return;
        study->study->recall(Session::openForReading(settings.networkPath, stop));
        mailbox.post([this, study, stored, path = settings.networkPath] {
          adopt(study, path);
          context_.workspace.showStored(*stored);
          for (const std::string& notice : stored->notices) context_.banner.showNotice(QString::fromStdString(notice));
          emit opened(QString::fromStdString(path));
        });
      });
  context_.workspace.jobs().showProgress(
      QStringLiteral("opening"),
      tr("opening %1").arg(QFileInfo(QString::fromStdString(settings.networkPath)).fileName()), 0, 0);
}

ReadOptions NetworkOpener::guarded(const std::string& allowed) const {
  ReadOptions reading;
  reading.process = apart_;
  if (trusted_)
    reading.beforeRunning = [trusted = *trusted_, allowed](const ProgramFile& file) {
      if (file.sha256 != allowed && !isTrusted(file, trusted)) throw UntrustedProgram(file);
    };
  return reading;
}

void NetworkOpener::readBeside(const QString& path, const std::string& allowed) {
  const std::shared_ptr<const Network>& open = context_.workspace.document().network();
  if (!open) return besideWaiting_.clear();
  if (beside_.running()) {
    besideWaiting_ << path;
    return;
  }
  ReadOptions reading = guarded(allowed);
  // Where the file leaves it open, the input is that of the open network.
  if (const std::optional<ImageInput> input = imageInput(open->program); input && input->height > 0)
    reading.inputShape = {input->channels, input->height, input->width};
  beside_.start([this, path, reading](std::stop_token stop, const Progress& progress, Mailbox& mailbox) {
    ReadOptions options = reading;
    options.stop = stop;
    report(progress, "reading the network", 0, 0);
    try {
      const ComparedPlan plan = comparedFile(path, reading, options, progress);
      mailbox.post([this, plan] { emit read(plan); });
    } catch (const UntrustedProgram& program) {
      mailbox.post([this, path, file = program.file()] {
        askToRun(file, [this, path, hash = file.sha256] { readBeside(path, hash); });
      });
    }
  });
}

void NetworkOpener::readNextBeside() {
  if (!besideWaiting_.isEmpty() && !beside_.running()) readBeside(besideWaiting_.takeFirst());
}

// A session over an open network: its search can be opened, or its front drawn beside.
void NetworkOpener::askToCompare(const QString& path) {
  auto* question =
      new QMessageBox(QMessageBox::Question, tr("Open or compare?"),
                      tr("%1 is a session.").arg(QFileInfo(path).fileName()), QMessageBox::NoButton, &window_);
  question->setObjectName("compareQuestion");
  question->setInformativeText(
      tr("Open its network and its search instead of this one, or draw its front beside this one?"));
  QPushButton* open = question->addButton(tr("&Open"), QMessageBox::AcceptRole);
  QPushButton* compare = question->addButton(tr("&Compare"), QMessageBox::AcceptRole);
  question->setDefaultButton(compare);
  question->addButton(QMessageBox::Cancel);
  question->setAttribute(Qt::WA_DeleteOnClose);
  connect(question, &QMessageBox::buttonClicked, this, [this, path, open, compare](QAbstractButton* button) {
    if (button == compare) emit comparisonWanted(path);
    if (button == open) openRecent(path);
  });
  question->open();
}

// Weights are given to a graph; a file of weights alone has none.
bool NetworkOpener::takesWeights() const {
  const std::shared_ptr<const Network>& network = context_.workspace.document().network();
  return network && hasGraph(*network) && context_.workspace.study();
}

// Tensors over an open network: they can take the place of its own, or be looked at alone.
void NetworkOpener::askToReplaceWeights(const QString& path) {
  auto* question = new QMessageBox(QMessageBox::Question, tr("Use these weights here?"),
                                   tr("%1 holds weights without a network.").arg(QFileInfo(path).fileName()),
                                   QMessageBox::NoButton, &window_);
  question->setObjectName("weightsQuestion");
  question->setInformativeText(
      tr("Give them to the open network in place of its own, matched by name and shape, or open the file alone?"));
  QPushButton* replace = question->addButton(tr("&Use here"), QMessageBox::AcceptRole);
  QPushButton* open = question->addButton(tr("&Open alone"), QMessageBox::AcceptRole);
  question->setDefaultButton(replace);
  question->addButton(QMessageBox::Cancel);
  question->setAttribute(Qt::WA_DeleteOnClose);
  connect(question, &QMessageBox::buttonClicked, this, [this, path, replace, open](QAbstractButton* button) {
    if (button == replace) replaceWeights(path);
    if (button == open) openRecent(path);
  });
  question->open();
}

// The network is read again, with its images.
void NetworkOpener::replaceWeights(const QString& path) {
  if (!takesWeights()) return;
  StudySettings settings = context_.workspace.study()->study->settings();
  settings.weightsPath = path.toStdString();
  openAsking(settings);
}

void NetworkOpener::chooseWeights() {
  if (!takesWeights()) return;
  const QString path =
      QFileDialog::getOpenFileName(&window_, tr("Use weights from a file"), context_.preferences.folder(),
                                   tr("Files of weights (%1);;All files (*)").arg(weightPatterns()));
  if (path.isEmpty()) return;
  context_.preferences.setFolder(QFileInfo(path).absolutePath());
  replaceWeights(path);
}

// Nothing of the program has run yet; if allowed, `run` reads its file again.
void NetworkOpener::askToRun(const ProgramFile& file, const std::function<void()>& run) {
  auto* question = new QMessageBox(QMessageBox::Question, tr("Run this program?"),
                                   tr("%1 is a program.").arg(QFileInfo(QString::fromStdString(file.path)).fileName()),
                                   QMessageBox::NoButton, &window_);
  question->setObjectName("programQuestion");
  question->setInformativeText(tr(
      "Like every TorchScript archive, it contains code, which runs when the network is read. The code was checked and "
      "only computes, and it runs isolated, unable to change anything. You will not be asked about this file again."));
  question->setDetailedText(
      tr("%1\nSHA-256 %2").arg(QString::fromStdString(file.path), QString::fromStdString(file.sha256)));
  question->addButton(tr("&Run it"), QMessageBox::AcceptRole);
  question->setDefaultButton(question->addButton(QMessageBox::Cancel));
  question->setAttribute(Qt::WA_DeleteOnClose);
  connect(question, &QMessageBox::buttonClicked, this, [this, question, file, run](QAbstractButton* button) {
    if (question->buttonRole(button) != QMessageBox::AcceptRole) {
      const QString refused = tr("%1 was not opened.").arg(QString::fromStdString(file.path));
      context_.banner.showNotice(refused);
      emit failed(refused);
      return;
    }
    trusted_->remember(file.sha256, QFileInfo(QString::fromStdString(file.path)).fileName().toStdString());
    run();
  });
  question->open();
}

void NetworkOpener::adopt(std::shared_ptr<SharedStudy> study, const std::string& openedPath) {
  context_.workspace.adopt(study);
  const QString path = QString::fromStdString(openedPath);
  context_.preferences.addRecentFile(path == "example" ? path : QFileInfo(path).absoluteFilePath());
  fillRecentFiles();
  QStringList notices;
  for (const auto* list : {&study->study->network()->notices, &study->study->dataNotices()})
    for (const std::string& notice : *list) notices << QString::fromStdString(notice);
  if (!notices.isEmpty()) context_.banner.showNotice(notices.join(QChar('\n')));
}

void NetworkOpener::chooseNetwork() {
  const QString path = QFileDialog::getOpenFileName(&window_, tr("Open a network"), context_.preferences.folder(),
                                                    tr("Networks and sessions (%1 *.bitprism);;All files (*)")
                                                        .arg(QString::fromStdString(filePatterns(networkSuffixes()))));
  if (path.isEmpty()) return;
  context_.preferences.setFolder(QFileInfo(path).absolutePath());
  openAsking({.networkPath = path.toStdString()});
}

void NetworkOpener::chooseImages(const QString& dropped) {
  const std::shared_ptr<SharedStudy> study = context_.workspace.study();
  if (!study) return;
  StudySettings settings = study->study->settings();
  // Settings completed for the previous images need not fit others.
  Preprocessing preprocessing = study->study->preprocessing();
  if (!settings.preprocessing) preprocessing.resize = preprocessing.crop = {};
  const bool made = study->study->images().made;
  if (made && !settings.preprocessing) preprocessing = Preprocessing();
  const ImageInput image = imageInput(context_.workspace.document().network()->program).value_or(ImageInput());
  const ImageSize input{image.channels, image.height, image.width};
  DataDialog dialog(!dropped.isEmpty() ? dropped
                    : made             ? QString()
                                       : QString::fromStdString(settings.dataPath),
                    preprocessing, input, context_.preferences.folder(), &window_);
  dialog.setMetric(settings.metric);
  if (dialog.exec() != QDialog::Accepted) return;
  settings.metric = dialog.metric();
  settings.dataPath = dialog.path().toStdString();
  settings.preprocessing.reset();
  if (!namesNoFile(settings.dataPath)) {
    settings.preprocessing = dialog.preprocessing();
    context_.preferences.setFolder(QFileInfo(dialog.path()).absolutePath());
  }
  openAsking(settings);
}

void NetworkOpener::useMadeImages() {
  const std::shared_ptr<SharedStudy> study = context_.workspace.study();
  if (!study || study->study->hasData()) return;
  StudySettings settings = study->study->settings();
  settings.dataPath = "synthetic";
  openAsking(settings);
}

// Made images are offered where there are no others.
void NetworkOpener::offerImages() {
  const std::shared_ptr<const Network> opened = context_.workspace.document().network();
  const bool network = opened && hasGraph(*opened);
  context_.actions.openData->setEnabled(network);
  context_.actions.useWeights->setEnabled(network);
  context_.actions.useMadeImages->setVisible(network && !context_.workspace.hasImages());
}

void NetworkOpener::fillRecentFiles() {
  context_.actions.recentFiles->clear();
  const QStringList files = context_.preferences.recentFiles();
  for (const QString& file : files) {
    QAction* action =
        context_.actions.recentFiles->addAction(file == "example" ? tr("example") : QDir::toNativeSeparators(file));
    action->setStatusTip(tr("Open this network or session again"));
    action->setEnabled(file == "example" || QFileInfo::exists(file));
    connect(action, &QAction::triggered, this, [this, file] { openRecent(file); });
  }
  if (!files.isEmpty()) {
    context_.actions.recentFiles->addSeparator();
    connect(context_.actions.recentFiles->addAction(tr("&Clear list")), &QAction::triggered, this, [this] {
      context_.preferences.clearRecentFiles();
      fillRecentFiles();
    });
  }
  context_.actions.recentFiles->setEnabled(!files.isEmpty());
}

}  // namespace bitprism
