#include "widgets/search_view.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/error.h"
#include "core/search/information.h"
#include "widgets/column_layout.h"
#include "widgets/core_text.h"
#include "widgets/correlation_view.h"
#include "widgets/cost_form.h"
#include "widgets/empty_hint.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"
#include "widgets/reserved_width.h"
#include "widgets/spacing.h"
#include "widgets/task_cost_view.h"
#include "widgets/where_form.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

QLabel* heading(const QString& text) {
  auto* label = new QLabel(text);
  label->setForegroundRole(QPalette::PlaceholderText);
  return label;
}

QWidget* boxOf(QLayout* layout) {
  layout->setContentsMargins(0, 0, 0, 0);
  auto* box = new QWidget;
  box->setLayout(layout);
  return box;
}

// The line that starts a worker can always be copied.
void setEditable(const SearchForm& form, bool editable) {
  for (const QWidget* parent : std::initializer_list<const QWidget*>{&form, form.where()})
    for (QWidget* widget : parent->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly))
      if (widget != form.where() && widget != form.where()->copyButton()) widget->setEnabled(editable);
}

QString shortTaskName(const Task& task) {
  const QString images = task.images == 0 ? QObject::tr("all") : countText(task.images);
  return task.epochs == 0 ? images : QObject::tr("%1 + %2 ep").arg(images).arg(task.epochs);
}

}  // namespace

SearchView::SearchView(QWidget* parent)
    : QWidget(parent),
      form_(new SearchForm),
      problem_(new QLabel),
      buttons_(new WrapLayout(spacing::gap)),
      start_(new QPushButton(tr("▶ Start"))),
      pause_(new QPushButton(tr("❚❚ Pause"))),
      stop_(new QPushButton(tr("■ Stop"))),
      progress_(new QProgressBar),
      phase_(new QLabel),
      estimate_(new QLabel),
      curves_(new QComboBox),
      plot_(new QCustomPlot),
      nothing_(new EmptyHint(*plot_)),
      scales_(new QLabel),
      correlation_(new CorrelationView),
      costs_(new TaskCostView) {
  setAccessibleName(tr("Search"));
  curves_->addItem(tr("hypervolume over evaluations"), static_cast<int>(Curve::HypervolumeOverEvaluations));
  curves_->addItem(tr("hypervolume over seconds"), static_cast<int>(Curve::HypervolumeOverSeconds));
  curves_->addItem(tr("information gained per evaluation"), static_cast<int>(Curve::Information));
  curves_->setFrame(false);
  curves_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  curves_->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);  // never narrower than its texts
  curves_->setAccessibleName(tr("Content of the plot"));
  curves_->setToolTip(
      tr("Hypervolume by evaluations on all images or by the seconds spent on all evaluations; or the information in "
         "each evaluation about its plan's accuracy, in nats"));
  addExportMenu(*plot_, tr("hypervolume"));
  plot_->setMinimumSize(140, 70);
  plot_->axisRect()->setMinimumMargins(QMargins(6, 4, 10, 4));
  auto* counts = new QCPAxisTickerFixed;
  counts->setTickStep(1);
  counts->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
  counts->setTickCount(6);
  counts_ = QSharedPointer<QCPAxisTicker>(counts);
  seconds_ = QSharedPointer<QCPAxisTicker>(new QCPAxisTicker);
  plot_->yAxis->ticker()->setTickCount(3);
  curve_ = plot_->addGraph();
  pause_->setToolTip(tr("Let running evaluations finish, then wait"));
  stop_->setToolTip(tr("End the search; measurements are kept"));
  progress_->setTextVisible(true);
  progress_->setAccessibleName(tr("Progress of the search"));
  progress_->setFixedHeight(16);
  phase_->setForegroundRole(QPalette::PlaceholderText);
  phase_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  estimate_->setForegroundRole(QPalette::PlaceholderText);
  estimate_->setWordWrap(true);
  estimate_->setAccessibleName(tr("How long the search will take"));
  scales_->setForegroundRole(QPalette::PlaceholderText);
  scales_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  scales_->setWordWrap(true);
  scales_->setMinimumHeight(scales_->fontMetrics().height());
  scales_->setAccessibleName(tr("Length scales of the model"));
  problem_->setWordWrap(true);
  problem_->hide();

  layOut();

  connect(curves_, &QComboBox::currentIndexChanged, this, &SearchView::drawCurve);
  connect(form_, &SearchForm::changed, problem_, &QWidget::hide);
  connect(start_, &QPushButton::clicked, this, &SearchView::start);
  connect(pause_, &QPushButton::clicked, this, &SearchView::togglePause);
  connect(stop_, &QPushButton::clicked, this, &SearchView::stopRequested);
  retheme();
  show(std::shared_ptr<const SearchSnapshot>());
}

// The buttons, which are seen in low panels too, and the form below them at the left, the curve, what the model has
// learned at the right; below one another where there is too little width.
void SearchView::layOut() {
  for (QPushButton* button : {start_, pause_, stop_}) {
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    buttons_->addWidget(button);
  }
  // What is said of the search has a place that is kept: the form below it does not move.
  auto* said = new QVBoxLayout;
  said->setSpacing(spacing::tight);
  for (QWidget* widget : std::initializer_list<QWidget*>{problem_, estimate_, progress_, phase_})
    said->addWidget(widget);
  said->addStretch();
  said_ = boxOf(said);
  auto* left = new QVBoxLayout;
  left->setSpacing(spacing::gap);
  left->addLayout(buttons_);
  left->addWidget(said_);
  left->addWidget(form_);
  left->addStretch();
  QWidget* leftBox = boxOf(left);
  for (QLabel* sentence : {problem_, estimate_}) sentence->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);

  auto* middle = new QVBoxLayout;
  middle->setSpacing(spacing::hair);
  middle->addWidget(curves_, 0, Qt::AlignLeft);
  middle->addWidget(plot_, 1);
  auto* model = new QVBoxLayout;
  model->setSpacing(spacing::tight);
  model->addWidget(heading(tr("how alike the tasks are")));
  model->addWidget(correlation_, 1);
  model->addWidget(scales_);
  auto* costs = new QVBoxLayout;
  costs->setSpacing(spacing::tight);
  costs->addWidget(heading(tr("seconds per task")));
  costs->addWidget(costs_, 1);
  auto* right = new ColumnLayout(spacing::wide);
  right->addBlock(boxOf(model), 3);
  right->addBlock(boxOf(costs), 2);

  auto* layout = new ColumnLayout(spacing::wide, this);
  layout->setContentsMargins(spacing::inset, spacing::gap, spacing::inset, spacing::tight);
  layout->addBlock(leftBox, 0);
  layout->addBlock(boxOf(middle), 3);
  layout->addBlock(boxOf(right), 2);
  reserveRoom();
}

// Texts that change with the search move nothing.
void SearchView::reserveRoom() {
  constexpr int linesSaid = 3;
  said_->setMinimumHeight(linesSaid * fontMetrics().lineSpacing() + 2 * spacing::tight);
  reserveWidth(*start_, {tr("▶ Continue"), tr("▶ Start new"), tr("▶ Start")});
  reserveWidth(*pause_, {tr("▶ Resume"), tr("❚❚ Pause")});
  reserveWidth(*stop_, {tr("Stopping…"), tr("■ Stop")});
}

bool SearchView::active(const SearchSnapshot* snapshot) {
  return snapshot && (snapshot->state == SearchState::Preparing || snapshot->state == SearchState::Running ||
                      snapshot->state == SearchState::Paused);
}

void SearchView::addTool(QAction* action) {
  auto* button = new QToolButton;
  button->setDefaultAction(action);
  button->setAccessibleName(action->text().remove(QChar('&')));
  button->setFocusPolicy(Qt::StrongFocus);
  buttons_->addWidget(button);
}

QString SearchView::summary(const SearchSnapshot& snapshot) {
  QStringList parts = {QString::fromStdString(snapshot.method)};
  if (snapshot.state != SearchState::Preparing || !snapshot.evaluations.empty())
    parts << tr("trial %1 of %2").arg(snapshot.topEvaluations()).arg(snapshot.trials);
  if (const qsizetype cheap = static_cast<qsizetype>(snapshot.evaluations.size()) - snapshot.topEvaluations();
      cheap > 0)
    parts << tr("%1 cheap ones").arg(cheap);
  switch (snapshot.state) {
    case SearchState::Preparing:
      parts << (snapshot.phase.empty() ? tr("preparing") : phaseText(snapshot));
      break;
    case SearchState::Running:
      if (snapshot.secondsLeft >= 0) parts << timeLeftText(snapshot.secondsLeft);
      break;
    case SearchState::Paused:
      parts << tr("paused");
      break;
    case SearchState::Finished:
      parts << tr("finished in %1").arg(durationText(snapshot.secondsElapsed));
      break;
    case SearchState::Stopped:
      parts << tr("stopped after %1").arg(durationText(snapshot.secondsElapsed));
      break;
    case SearchState::Failed:
      parts << tr("failed");
      break;
  }
  if (snapshot.rulesSince > 0 && active(&snapshot)) parts << tr("these rules since trial %1").arg(snapshot.rulesSince);
  if (!snapshot.why.empty() && active(&snapshot)) parts << tr("why: %1").arg(QString::fromStdString(snapshot.why));
  return parts.join(QStringLiteral(" · "));
}

void SearchView::start() {
  try {
    const SearchWish wish = form_->wish();
    problem_->hide();
    emit startRequested(wish);
  } catch (const Error& error) {
    problem_->setText(QString::fromStdString(error.what()));
    problem_->setVisible(problem_->text() != form_->costs()->problem());  // which stands beside its field
    setEstimate(estimate_->text());
  }
}

void SearchView::togglePause() {
  if (!active(snapshot_.get()) || snapshot_->state == SearchState::Preparing) return;
  if (snapshot_->state == SearchState::Paused) {
    emit resumeRequested();
  } else {
    emit pauseRequested();
  }
}

void SearchView::show(std::shared_ptr<const SearchSnapshot> snapshot) {
  const bool sameCurve = snapshot && snapshot_ && snapshot->hypervolumes == snapshot_->hypervolumes &&
                         snapshot->evaluations.size() == snapshot_->evaluations.size();
  snapshot_ = std::move(snapshot);
  refreshButtons();
  if (!sameCurve) drawCurve();
  showProgress();
  if (!snapshot_) {
    showInsight({});
    costs_->show({});
    return;
  }
  QStringList names;
  std::vector<TaskCostView::Cost> costs;
  for (const Task& task : snapshot_->tasks) {
    names << shortTaskName(task);
    costs.push_back({names.back(), 0, 0});
  }
  for (const Evaluation& evaluation : snapshot_->evaluations) {
    if (!evaluation.ok() || evaluation.taskIndex < 0 || evaluation.taskIndex >= static_cast<int>(costs.size()))
      continue;
    TaskCostView::Cost& cost = costs[static_cast<std::size_t>(evaluation.taskIndex)];
    ++cost.evaluations;
    cost.seconds += evaluation.seconds;
  }
  for (TaskCostView::Cost& cost : costs) {
    if (cost.evaluations > 0) cost.seconds /= cost.evaluations;
  }
  showInsight(names);
  costs_->show(costs);
}

QString SearchView::phaseText(const SearchSnapshot& snapshot) {
  QString phase = coreText(QString::fromStdString(snapshot.phase));
  if (phase.isEmpty()) return phase;
  phase[0] = phase[0].toUpper();
  if (snapshot.phaseTotal > 0)
    phase += tr(" %1 of %2").arg(countText(snapshot.phaseDone), countText(snapshot.phaseTotal));
  if (snapshot.state == SearchState::Preparing && snapshot.secondsLeft >= 0)
    phase += QStringLiteral(", ") + timeLeftText(snapshot.secondsLeft);
  return phase;
}

// Of the preparation its step, then of the trials.
void SearchView::showProgress() {
  constexpr int perMille = 1000;
  progress_->setVisible(snapshot_ != nullptr);
  progress_->setRange(0, 1);
  progress_->setValue(0);
  progress_->setFormat(QString());
  phase_->clear();
  if (!snapshot_) return;
  const SearchSnapshot& shown = *snapshot_;
  phase_->setText(phaseText(shown));
  phase_->setToolTip(phase_->text());
  if (shown.state == SearchState::Preparing) {
    progress_->setRange(0, shown.phaseTotal > 0 ? perMille : 0);
    if (shown.phaseTotal > 0) progress_->setValue(static_cast<int>(perMille * shown.phaseDone / shown.phaseTotal));
    progress_->setFormat(tr("preparing"));
    if (shown.phase.empty()) phase_->setText(tr("Preparing the search"));
    return;
  }
  const int done = shown.topEvaluations();
  progress_->setRange(0, std::max(1, shown.trials));
  progress_->setValue(std::min(done, shown.trials));
  QString format = tr("%1 of %2").arg(done).arg(shown.trials);
  if (shown.state == SearchState::Running && shown.secondsLeft >= 0)
    format += QStringLiteral(", ") + timeLeftText(shown.secondsLeft);
  progress_->setFormat(format);
}

void SearchView::showInsight(const QStringList& tasks) {
  const SearchInsight insight = snapshot_ ? snapshot_->insight : SearchInsight();
  correlation_->show(tasks, insight.taskCorrelation);
  QStringList scales;
  for (const double scale : insight.lengthScales) scales << QLocale().toString(scale, 'g', 2);
  scales_->setText(scales.isEmpty() ? QString()
                                    : tr("reach of a measurement %1").arg(scales.join(QStringLiteral(" · "))));
  scales_->setToolTip(
      tr("The length scales of the model: how much one input of it, such as the bits of a group of layers, must change "
         "until a measured plan says nothing about another. Small ones matter most: %1")
          .arg(scales.join(QStringLiteral("; "))));
}

void SearchView::setEstimate(const QString& sentence) {
  estimated_ = sentence;
  const bool saidAlready = !problem_->isHidden() && sentence == problem_->text();
  estimate_->setText(!possible_ ? reason_ : saidAlready ? QString() : sentence);
  estimate_->setVisible(!estimate_->text().isEmpty() && !active(snapshot_.get()));
}

void SearchView::setPossible(bool possible, const QString& reason) {
  possible_ = possible;
  reason_ = reason;
  setEstimate(estimated_);
  refreshButtons();
}

void SearchView::setStart(StartKind kind, const QString& tip) {
  startKind_ = kind;
  startTip_ = tip;
  refreshButtons();
}

void SearchView::setStopping(bool stopping) {
  stopping_ = stopping;
  refreshButtons();
}

void SearchView::refreshButtons() {
  const bool running = active(snapshot_.get());
  const bool paused = running && snapshot_->state == SearchState::Paused;
  start_->setEnabled(possible_ && !running);
  start_->setText(startKind_ == StartKind::Continue  ? tr("▶ Continue")
                  : startKind_ == StartKind::Another ? tr("▶ Start new")
                                                     : tr("▶ Start"));
  start_->setToolTip(possible_ ? startTip_ : reason_);
  pause_->setEnabled(running && snapshot_->state != SearchState::Preparing && !stopping_);
  pause_->setText(paused ? tr("▶ Resume") : tr("❚❚ Pause"));
  stop_->setEnabled(running && !stopping_);
  stop_->setText(running && stopping_ ? tr("Stopping…") : tr("■ Stop"));
  form_->setEnabled(possible_);
  setEditable(*form_, !running);
  estimate_->setVisible(!estimate_->text().isEmpty() && !running);
}

void SearchView::drawCurve() {
  const auto which = static_cast<Curve>(curves_->currentData().toInt());
  QVector<QCPGraphData> points;
  if (snapshot_ && which == Curve::HypervolumeOverEvaluations) {
    for (const double value : snapshot_->hypervolumes) points.append({static_cast<double>(points.size()) + 1, value});
  } else if (snapshot_) {
    double seconds = 0;
    std::size_t top = 0;
    for (const Evaluation& evaluation : snapshot_->evaluations) {
      seconds += evaluation.seconds;
      if (which == Curve::Information) {
        if (const auto nats = informationGained(evaluation))
          points.append({static_cast<double>(evaluation.trial), *nats});
      } else if (evaluation.ok() && evaluation.taskIndex + 1 == static_cast<int>(snapshot_->tasks.size()) &&
                 top < snapshot_->hypervolumes.size()) {
        points.append({seconds, snapshot_->hypervolumes[top++]});
      }
    }
  }
  curve_->data()->set(points);
  curve_->setLineStyle(which == Curve::Information ? QCPGraph::lsImpulse : QCPGraph::lsStepLeft);
  plot_->setAccessibleName(curves_->currentText());
  nameColumns(*plot_, which == Curve::HypervolumeOverSeconds ? QStringLiteral("seconds") : QStringLiteral("evaluation"),
              which == Curve::Information ? QStringLiteral("nats") : QStringLiteral("hypervolume"));

  double low = which == Curve::Information || points.isEmpty() ? 0 : points.front().value, high = low, last = 0;
  for (const QCPGraphData& point : points) {
    low = std::min(low, point.value);
    high = std::max(high, point.value);
    last = std::max(last, point.key);
  }
  const bool any = !points.isEmpty();
  nothing_->tell(any ? QString() : tr("What every evaluation adds will be drawn here."));
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
    axis->grid()->setVisible(any);
    axis->setTickLabels(any);
  }
  const bool seconds = which == Curve::HypervolumeOverSeconds;
  plot_->xAxis->setTicker(seconds ? seconds_ : counts_);
  plot_->xAxis->setRange(seconds                       ? 0
                         : which == Curve::Information ? -0.5
                                                       : 0.5,
                         seconds ? std::max(last, 1e-3) * 1.03 : std::max(2.0, last) + 0.5);
  plot_->yAxis->setRange(any ? paddedRange(low, std::max(high, low + 1e-9), 0.1) : QCPRange(0, 1));
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void SearchView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) retheme();
  if (event->type() == QEvent::FontChange) reserveRoom();
}

void SearchView::retheme() {
  const Colours colours = coloursOf(palette());
  themePlot(*plot_, colours);
  curve_->setPen(QPen(colours.accent, 2));
  QPalette problem = palette();
  problem.setColor(QPalette::WindowText, colours.warm);
  problem_->setPalette(problem);
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

}  // namespace bitprism
