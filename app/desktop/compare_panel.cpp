#include "app/desktop/compare_panel.h"

#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QTimer>
#include <algorithm>
#include <array>
#include <utility>

#include "app/desktop/actions.h"
#include "app/desktop/compare_pictures.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/preferences.h"
#include "app/desktop/window_commands.h"
#include "app/desktop/workspace.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/quant/packed/model_size.h"
#include "core/torch/read/readable_formats.h"
#include "widgets/banner.h"
#include "widgets/changed_images.h"
#include "widgets/compare_plans.h"
#include "widgets/compare_table.h"
#include "widgets/compare_view.h"
#include "widgets/compare_weights.h"

namespace bitprism {
namespace {

const QString currentKey = QStringLiteral("current"), floatKey = QStringLiteral("float");
constexpr std::uint64_t largestPlanFile = std::uint64_t{1} << 26;

}  // namespace

ComparePanel::ComparePanel(const PanelContext& context)
    : Panel(context), view_(new CompareView), a_(floatKey), b_(currentKey), pins_(workspace().document().undoStack()) {
  addJobs();
  connectView();
  connect(actions().pinPlan, &QAction::triggered, this, &ComparePanel::pinCurrent);
  connect(actions().compareNetwork, &QAction::triggered, this, &ComparePanel::chooseNetwork);
  connect(actions().compareAnswers, &QAction::triggered, this, [this] {
    emit showRequested();
    measure();
  });
  connect(&pins_, &PinnedPlans::changed, this, &ComparePanel::refresh);
  connect(&errors_, &ComparedErrors::changed, this, &ComparePanel::refreshLayers,
          Qt::QueuedConnection);  // it may go on
  connect(&networks_, &ComparedNetworks::changed, this, [this] {
    refreshLayers();
    refreshWeights();
  });
  connect(&answers_, &AnswerMeasurement::changed, this, &ComparePanel::answersChanged);
  connect(&thumbnails_, &ImageThumbnails::loaded, view_->images(), &ChangedImages::setPicture);
  connect(&workspace().document(), &Document::networkChanged, this, &ComparePanel::forgetPlans);
  view_->installEventFilter(this);
}

void ComparePanel::addJobs() {
  JobBoard& jobs = workspace().jobs();
  jobs.add(answers_.job(), {.name = "answers",
                            .title = tr("Comparing answers"),
                            .discard = [this] { answers_.forget(); },
                            .lifetime = Lifetime::Study});
  jobs.add(drawing_,
           {.name = "compared weights", .lifetime = Lifetime::Study, .cancelledWithAll = false, .shown = false});
  jobs.add(errors_.job(),
           {.name = "compared errors", .lifetime = Lifetime::Study, .cancelledWithAll = false, .shown = false});
  jobs.add(networks_.job(), {.name = "compared networks",
                             .title = tr("Comparing layers"),
                             .discard = [this] { networks_.clear(); },
                             .lifetime = Lifetime::Study});
  jobs.add(opening_, {.name = "opening a plan to compare", .lifetime = Lifetime::Study});
  jobs.add(
      thumbnails_.job(),
      {.name = "thumbnails", .lifetime = Lifetime::Study, .cancelledWithAll = false, .shown = false, .awaited = false});
}

void ComparePanel::connectView() {
  connect(view_, &CompareView::chosen, this, &ComparePanel::compare);
  connect(view_, &CompareView::pinWished, this, &ComparePanel::pinCurrent);
  connect(view_, &CompareView::measureWished, this, &ComparePanel::measure);
  connect(view_->layers(), &CompareTable::rowChosen, this, &ComparePanel::chooseRow);
  connect(view_->images(), &ChangedImages::picturesWished, &thumbnails_, &ImageThumbnails::want);
  connect(view_->plans(), &ComparePlans::loadWished, this, &ComparePanel::load);
  connect(view_->plans(), &ComparePlans::removeWished, &pins_, &PinnedPlans::remove);
  // Later: the table is still being edited.
  connect(view_->plans(), &ComparePlans::renameWished, &pins_, &PinnedPlans::rename, Qt::QueuedConnection);
  connect(view_->plans(), &ComparePlans::fileWished, this, &ComparePanel::chooseFile);
  connect(view_->plans(), &ComparePlans::networkWished, this, &ComparePanel::chooseNetwork);
}

QWidget* ComparePanel::widget() const {
  return view_;
}

ComparedPlan ComparePanel::currentPlan() const {
  const Document& document = workspace().document();
  ComparedPlan current{.key = currentKey,
                       .name = tr("current plan"),
                       .planned = {document.network(), document.plan(), document.calibration()},
                       .automatic = document.automatics(),
                       .inputs = document.inputs(),
                       .bytes = document.bytes(),
                       .score = workspace().measurement().score()};
  if (!current.score) current.score = answers_.score(current.planned);
  return current;
}

ComparedPlan ComparePanel::floatingPlan() const {
  const Document& document = workspace().document();
  return {.key = floatKey,
          .name = tr("float"),
          .planned = {document.network(), floatPlan(document.layerCount()), {}},
          .automatic = std::vector<bool>(document.layerCount(), false),
          .inputs = {},
          .bytes = document.floatSize(),
          .score = workspace().analysis().floatScore()};
}

std::optional<ComparedPlan> ComparePanel::plan(const QString& key) const {
  if (!workspace().document().network()) return {};
  if (key == currentKey) return currentPlan();
  if (key == floatKey) return floatingPlan();
  const ComparedPlan* pin = pins_.find(key);
  if (!pin) return {};
  ComparedPlan found = *pin;
  if (!found.score) found.score = answers_.score(found.planned);
  return found;
}

std::optional<std::pair<ComparedPlan, ComparedPlan>> ComparePanel::sides() const {
  const std::optional<ComparedPlan> a = plan(a_), b = plan(b_);
  if (!a || !b) return {};
  return std::pair(*a, *b);
}

void ComparePanel::pinCurrent() {
  if (!workspace().document().network()) return;
  ComparedPlan pin = currentPlan();
  pin.name.clear();
  a_ = pins_.pin(std::move(pin));
  b_ = currentKey;
  refresh();
  if (!isSeen())
    banner().showNotice(tr("Pinned as \"%1\". Edit on, and see what differs in the panel Compare.")
                            .arg(pins_.find(a_) ? pins_.find(a_)->name : QString()));
}

void ComparePanel::chooseFile() {
  const QString path = QFileDialog::getOpenFileName(view_, tr("Pin a plan file"), preferences().folder(),
                                                    tr("Plans (*.json);;All files (*)"));
  if (!path.isEmpty()) pinFile(path);
}

void ComparePanel::pin(ComparedPlan plan) {
  const QString name = plan.name;
  const QString key = pins_.pin(std::move(plan));
  compare(a_ == key ? QString(floatKey) : a_, key);
  banner().showNotice(tr("Pinned as \"%1\". The panel Compare shows what differs.")
                          .arg(pins_.find(key) ? pins_.find(key)->name : name));
}

void ComparePanel::chooseNetwork() {
  if (!workspace().document().network()) return;
  const QString path = QFileDialog::getOpenFileName(
      view_, tr("Compare with a network"), preferences().folder(),
      tr("Networks (%1);;All files (*)").arg(QString::fromStdString(filePatterns(networkSuffixes()))));
  if (path.isEmpty()) return;
  preferences().setFolder(QFileInfo(path).absolutePath());
  emit networkWanted(path);
}

void ComparePanel::pinNetwork(ComparedPlan plan) {
  if (!workspace().document().network()) return;
  const auto restored = restoring_.find(plan.file);
  if (restored != restoring_.end()) {
    plan.name = restored->second;
    restoring_.erase(restored);
    return pins_.add(std::move(plan));
  }
  const QString key = pins_.pin(std::move(plan));
  emit showRequested();
  compare(currentKey, key);
  view_->open(CompareView::Layers);
}

void ComparePanel::restorePin(ComparedPlan plan) {
  if (plan.ofFile()) {
    restoring_[plan.file] = plan.name;
    emit networkWanted(QString::fromStdString(plan.file));
    return;
  }
  plan.planned.calibration = workspace().document().calibration();
  pins_.add(std::move(plan));
}

// Of one network the selected layer is drawn, of two the row that was chosen, which may be of neither open one.
void ComparePanel::chooseRow(int row) {
  if (row < 0 || row >= static_cast<int>(rows_.size())) return;
  row_ = row;
  const int layer = rows_[static_cast<std::size_t>(row)].layer;
  if (layer >= 0 && layer != workspace().selection().layer())
    workspace().selection().setLayer(layer);  // draws
  else
    refreshWeights();
}

bool ComparePanel::ofNetworks() const {
  const auto both = sides();
  return both && (both->first.ofFile() || both->second.ofFile());
}

void ComparePanel::pinFile(const QString& path) {
  const Document& document = workspace().document();
  if (!document.network()) return;
  opening_.start([this, path, network = document.network()](std::stop_token, const Progress&, Mailbox& mailbox) {
    const std::string file = path.toStdString();
    const Bytes bytes = readFile(file, largestPlanFile);
    const Json json = parseJson(std::string(bytes.begin(), bytes.end()), file);
    ComparedPlan pin{.name = QFileInfo(path).completeBaseName(),
                     .planned = {network, planFromJson(json, *network, file)}};
    pin.bytes = modelSize(*network, pin.planned.plan).total();
    pin.automatic.assign(network->layers.size(), false);
    mailbox.post([this, pin] {
      if (pin.planned.network != workspace().document().network()) return;
      workspace().inputs().know(pin.planned.plan.layers, [this, pin]() mutable {
        pin.planned.calibration = workspace().document().calibration();
        const QString key = pins_.pin(std::move(pin));
        compare(a_, key);
      });
    });
  });
}

void ComparePanel::load(const QString& key) {
  const std::optional<ComparedPlan> wanted = plan(key);
  if (!wanted || key == currentKey || wanted->ofFile()) return;
  const QString text = key == floatKey ? tr("float plan") : tr("pinned plan %1").arg(wanted->name);
  Document& document = workspace().document();
  if (wanted->planned.network != document.network())
    document.setVersion(wanted->planned.network, wanted->planned.plan, text);
  else
    editor().setPlan(wanted->planned.plan, text, wanted->inputs);
}

void ComparePanel::compare(const QString& a, const QString& b) {
  a_ = a;
  b_ = b;
  refresh();
  workChanged();  // these two may have answers where others have none
}

QString ComparePanel::whyNoAnswers() const {
  if (!workspace().document().network()) return tr("Open a network first (Ctrl+O)");
  if (!workspace().hasImages()) return tr("Open images first (Ctrl+I): answers are compared on them");
  if (workspace().preprocessingDoubted()) return tr("Choose first how the images are prepared");
  if (workspace().changingWeights()) return tr("The weights are just being switched");
  const auto& floatScore = workspace().analysis().floatScore();
  const std::optional<Metric> metric = floatScore ? std::optional(floatScore->metric) : std::nullopt;
  if (answers_.classes() == false || (metric && !answersClasses(*metric)))
    return tr(
        "This network does not answer with one class per image, so there are no answers to compare. Totals and "
        "layers can be compared.");
  const auto both = sides();
  const auto [classesA, classesB] = answers_.classCounts();
  if (both && answers_.compared(both->first.planned, both->second.planned) && classesA != classesB)
    return tr("A answers with one of %1 classes, B with one of %2: answers cannot be compared. Totals and layers can "
              "be "
              "compared.")
        .arg(classesA)
        .arg(classesB);
  return {};
}

void ComparePanel::measure() {
  const auto both = sides();
  if (!both || !whyNoAnswers().isEmpty()) return;
  std::vector<QuantScheme> schemes = both->first.planned.plan.layers;
  schemes.insert(schemes.end(), both->second.planned.plan.layers.begin(), both->second.planned.plan.layers.end());
  workspace().inputs().know(schemes, [this] {
    const auto now = sides();
    if (now && workspace().hasImages())
      answers_.measure(workspace().study(), openStudySettings(workspace()), now->first, now->second);
  });
}

// Behind another tab a panel is not hidden but moved out of the window.
bool ComparePanel::isSeen() const {
  return view_->isVisible() && !view_->visibleRegion().isEmpty();
}

bool ComparePanel::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Paint && outdated_) QTimer::singleShot(0, this, &ComparePanel::refresh);
  return Panel::eventFilter(watched, event);
}

// Another network.
void ComparePanel::forgetPlans() {
  a_ = floatKey;
  b_ = currentKey;
  errors_.clear();
  networks_.clear();
  restoring_.clear();
  rows_.clear();
  row_ = -1;
  pins_.clear();
  refresh();
}

// Perhaps only other images.
void ComparePanel::studyChanged() {
  thumbnails_.setImages({});
  view_->images()->forgetPictures();
  pins_.forgetScores();
  refresh();
}

void ComparePanel::planChanged() {
  refresh();
}

void ComparePanel::selectionChanged() {
  if (!isSeen()) {
    outdated_ = true;
    return;
  }
  view_->layers()->setCurrentLayer(workspace().selection().layer());
  if (ofNetworks()) {
    const auto row = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const CompareRow& one) { return one.layer == workspace().selection().layer(); });
    if (row != rows_.end()) row_ = static_cast<int>(row - rows_.begin());
  }
  refreshWeights();
}

void ComparePanel::figuresChanged() {
  // A pin of the plan that was being measured.
  if (const auto& score = workspace().measurement().score(); score && workspace().document().network()) {
    const Document& document = workspace().document();
    for (const ComparedPlan& pin : pins_.all())
      if (!pin.score && pin.planned.network == document.network() && pin.planned.plan == document.plan())
        return pins_.setScore(pin.key, score);  // refreshes
  }
  outdated_ = outdated_ || !isSeen();
  if (!outdated_) refreshPlans();
}

void ComparePanel::workChanged() {
  const bool network = workspace().document().network() != nullptr;
  const QString why = whyNoAnswers();
  actions().pinPlan->setEnabled(network);
  actions().compareNetwork->setEnabled(network);
  actions().compareAnswers->setEnabled(why.isEmpty() && !answers_.running());
  view_->setPossible(network, why);
}

void ComparePanel::cameToFront() {
  outdated_ = true;
  view_->update();
}

void ComparePanel::refresh() {
  if (workspace().document().network()) {
    if (!plan(a_)) a_ = floatKey;
    if (!plan(b_)) b_ = currentKey;
  }
  outdated_ = !isSeen();
  if (outdated_) return;
  errors_.setNetwork(workspace().document().network(), workspace().document().errors());
  refreshLayers();
  refreshWeights();
  refreshAnswers();
}

void ComparePanel::refreshPlans() {
  std::vector<PlanEntry> entries;
  if (workspace().document().network()) {
    entries.push_back(planEntry(currentPlan()));
    entries.back().current = true;
    entries.push_back(planEntry(floatingPlan()));
    for (const ComparedPlan& pin : pins_.all()) {
      entries.push_back(planEntry(*plan(pin.key)));
      entries.back().pinned = true;
    }
  }
  view_->showPlans(entries, a_, b_);
}

void ComparePanel::refreshLayers() {
  if (!isSeen()) return;
  refreshPlans();
  const auto both = sides();
  if (!both) {
    rows_.clear();
    view_->showRows({});
    setSummary({});
    return;
  }
  if (ofNetworks()) return refreshNetworks(both->first, both->second);
  rowsOf_ = {};
  std::vector<PlannedNetwork> wanted;
  for (const ComparedPlan* side : {&both->first, &both->second})
    if (side->key != currentKey && side->key != floatKey) wanted.push_back(side->planned);
  errors_.want(wanted);
  rows_ = compareRows(both->first, both->second, errors_);
  view_->showRows(rows_);
  view_->layers()->setCurrentLayer(workspace().selection().layer());
  setSummary(CompareView::summary(rows_, planEntry(both->first), planEntry(both->second)));
}

void ComparePanel::refreshNetworks(const ComparedPlan& a, const ComparedPlan& b) {
  const auto pairs = networks_.want(a, b);
  const std::pair shown(a.planned.network->hash, b.planned.network->hash);
  // While a plan is being dragged, the rows of a moment ago stay.
  if (pairs || rowsOf_ != shown) rows_.clear();
  if (pairs) rows_ = compareRows(a, b, *pairs, workspace().document().network());
  rowsOf_ = shown;
  if (row_ >= static_cast<int>(rows_.size())) row_ = -1;
  for (std::size_t i = 0; i < rows_.size() && row_ < 0; ++i)
    if (rows_[i].layer == workspace().selection().layer() && rows_[i].both()) row_ = static_cast<int>(i);
  view_->showRows(rows_);
  view_->layers()->setCurrentLayer(workspace().selection().layer());
  setSummary(CompareView::summary(rows_, planEntry(a), planEntry(b)));
}

void ComparePanel::refreshWeights() {
  const auto both = sides();
  const std::optional<std::pair<std::size_t, std::size_t>> drawn = drawnLayers();
  if (!isSeen() || !both || !drawn) {
    drawing_.cancel();
    drawn_.clear();
    if (!both || (isSeen() && !drawn)) view_->weights()->clear();
    return;
  }
  const auto [layerA, layerB] = *drawn;
  const std::array sidesWithLayers = {std::pair(&both->first, layerA), std::pair(&both->second, layerB)};
  const int channel = workspace().selection().channel();
  QStringList what{QString::number(layerA), QString::number(layerB), QString::number(channel)};
  for (const auto& [side, layer] : sidesWithLayers)
    what << side->name << QString::number(side->planned.network->hash)
         << QString::fromStdString(toJson(side->planned.plan.layers[layer]).dump());
  const QString key = what.join(QChar('\n'));
  if (key == drawn_) return;
  for (const auto& [side, layer] : sidesWithLayers)
    if (readsInputs(side->planned.plan.layers[layer]) && !side->planned.calibration.of(layer)) {
      drawn_.clear();
      view_->weights()->clear();
      return;
    }
  drawn_ = key;
  drawing_.start([this, both = *both, layerA = layerA, layerB = layerB, channel](std::stop_token, const Progress&,
                                                                                 Mailbox& mailbox) {
    const CompareWeightsPicture picture = compareWeights(both.first, layerA, both.second, layerB, channel);
    mailbox.post([this, picture] { view_->weights()->show(picture); });
  });
}

// The layers whose weights are drawn; absent: a layer without a counterpart.
std::optional<std::pair<std::size_t, std::size_t>> ComparePanel::drawnLayers() const {
  const auto both = sides();
  if (!both) return {};
  if (!ofNetworks()) {
    const std::size_t layer = workspace().selection().index();
    if (layer >= both->first.planned.plan.layers.size()) return {};
    return std::pair(layer, layer);
  }
  if (row_ < 0 || row_ >= static_cast<int>(rows_.size())) return {};
  const CompareRow& row = rows_[static_cast<std::size_t>(row_)];
  if (!row.both()) return {};
  return std::pair(static_cast<std::size_t>(row.layerA), static_cast<std::size_t>(row.layerB));
}

// What is known of both plans is compared by itself.
void ComparePanel::refreshAnswers() {
  const auto both = sides();
  std::shared_ptr<const AnswerComparison> found;
  if (both) found = answers_.comparison(both->first.planned, both->second.planned);
  if (both && !found && !answers_.running() && !answers_.compared(both->first.planned, both->second.planned) &&
      answers_.classes() == true && answers_.known(both->first.planned) && answers_.known(both->second.planned) &&
      workspace().hasImages())
    answers_.measure(workspace().study(), openStudySettings(workspace()), both->first, both->second);
  if (found == shown_) return;
  shown_ = found;
  AnswersPicture picture{.answers = found};
  thumbnails_.setImages(answers_.images());
  for (const std::string& name : answers_.images().classNames) picture.classNames << QString::fromStdString(name);
  view_->showAnswers(picture);
}

void ComparePanel::answersChanged() {
  view_->setMeasuring(answers_.running());
  workChanged();
  outdated_ = outdated_ || !isSeen();
  if (outdated_) return;
  refreshPlans();
  refreshAnswers();
}

}  // namespace bitprism
