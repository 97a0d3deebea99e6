#include "app/desktop/compare_panel.h"

#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QTimer>
#include <utility>

#include "app/desktop/actions.h"
#include "app/desktop/compare_pictures.h"
#include "app/desktop/plan_editor.h"
#include "app/desktop/preferences.h"
#include "app/desktop/workspace.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/quant/packed/model_size.h"
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
    : Panel(context), view_(new CompareView), a_(floatKey), b_(currentKey) {
  addJobs();
  connectView();
  connect(actions().pinPlan, &QAction::triggered, this, &ComparePanel::pinCurrent);
  connect(actions().compareAnswers, &QAction::triggered, this, [this] {
    emit showRequested();
    measure();
  });
  connect(&pins_, &PinnedPlans::changed, this, &ComparePanel::refresh);
  connect(&errors_, &ComparedErrors::changed, this, &ComparePanel::refreshLayers,
          Qt::QueuedConnection);  // it may go on
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
  jobs.add(opening_, {.name = "opening a plan to compare", .lifetime = Lifetime::Study});
  jobs.add(
      thumbnails_.job(),
      {.name = "thumbnails", .lifetime = Lifetime::Study, .cancelledWithAll = false, .shown = false, .awaited = false});
}

void ComparePanel::connectView() {
  connect(view_, &CompareView::chosen, this, &ComparePanel::compare);
  connect(view_, &CompareView::pinWished, this, &ComparePanel::pinCurrent);
  connect(view_, &CompareView::measureWished, this, &ComparePanel::measure);
  connect(view_->layers(), &CompareTable::layerChosen, &workspace().selection(), &Selection::setLayer);
  connect(view_->images(), &ChangedImages::picturesWished, &thumbnails_, &ImageThumbnails::want);
  connect(view_->plans(), &ComparePlans::loadWished, this, &ComparePanel::load);
  connect(view_->plans(), &ComparePlans::removeWished, &pins_, &PinnedPlans::remove);
  // Later: the table is still being edited.
  connect(view_->plans(), &ComparePlans::renameWished, &pins_, &PinnedPlans::rename, Qt::QueuedConnection);
  connect(view_->plans(), &ComparePlans::fileWished, this, &ComparePanel::chooseFile);
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
  if (!wanted || key == currentKey) return;
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
  return {};
}

void ComparePanel::measure() {
  const auto both = sides();
  if (!both || !whyNoAnswers().isEmpty()) return;
  std::vector<QuantScheme> schemes = both->first.planned.plan.layers;
  schemes.insert(schemes.end(), both->second.planned.plan.layers.begin(), both->second.planned.plan.layers.end());
  workspace().inputs().know(schemes, [this] {
    const auto now = sides();
    if (now && workspace().hasImages()) answers_.measure(workspace().study(), now->first, now->second);
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
    view_->showRows({});
    setSummary({});
    return;
  }
  std::vector<PlannedNetwork> wanted;
  for (const ComparedPlan* side : {&both->first, &both->second})
    if (side->key != currentKey && side->key != floatKey) wanted.push_back(side->planned);
  errors_.want(wanted);
  const std::vector<CompareRow> rows = compareRows(both->first, both->second, errors_);
  view_->showRows(rows);
  view_->layers()->setCurrentLayer(workspace().selection().layer());
  setSummary(CompareView::summary(rows, planEntry(both->first), planEntry(both->second)));
}

void ComparePanel::refreshWeights() {
  const auto both = sides();
  const std::size_t layer = workspace().selection().index();
  if (!isSeen() || !both || layer >= both->first.planned.plan.layers.size()) {
    drawing_.cancel();
    drawn_.clear();
    if (!both) view_->weights()->clear();
    return;
  }
  const int channel = workspace().selection().channel();
  QStringList what{QString::number(layer), QString::number(channel)};
  for (const ComparedPlan* side : {&both->first, &both->second})
    what << side->name << QString::number(side->planned.network->hash)
         << QString::fromStdString(toJson(side->planned.plan.layers[layer]).dump());
  const QString key = what.join(QChar('\n'));
  if (key == drawn_) return;
  for (const ComparedPlan* side : {&both->first, &both->second})
    if (readsInputs(side->planned.plan.layers[layer]) && !side->planned.calibration.of(layer)) {
      drawn_.clear();
      view_->weights()->clear();
      return;
    }
  drawn_ = key;
  drawing_.start([this, both = *both, layer, channel](std::stop_token, const Progress&, Mailbox& mailbox) {
    const CompareWeightsPicture picture = compareWeights(both.first, both.second, layer, channel);
    mailbox.post([this, picture] { view_->weights()->show(picture); });
  });
}

// What is known of both plans is compared by itself.
void ComparePanel::refreshAnswers() {
  const auto both = sides();
  std::shared_ptr<const AnswerComparison> found;
  if (both) found = answers_.comparison(both->first.planned, both->second.planned);
  if (both && !found && !answers_.running() && answers_.classes() == true && answers_.known(both->first.planned) &&
      answers_.known(both->second.planned) && workspace().hasImages())
    answers_.measure(workspace().study(), both->first, both->second);
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
