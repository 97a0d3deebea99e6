#include "widgets/front_view.h"

#include <QEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "widgets/dot_graph.h"
#include "widgets/front_tip.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

constexpr int reach = 9;         // distance in pixels that still hits a dot
constexpr int budgetReach = 4;   // from the budget line
constexpr double leastSpan = 1;  // of the quality axis, in percent or dB: a smaller span only magnifies noise

bool sameFront(const SearchSnapshot& a, const SearchSnapshot& b) {
  const auto sameBand = [](const SearchInsight::BandPoint& x, const SearchInsight::BandPoint& y) {
    return x.bytes == y.bytes && x.mean == y.mean && x.deviation == y.deviation;
  };
  // A search only adds evaluations; another search differs in its first trial or has fewer.
  const bool sameEvaluations = a.evaluations.size() == b.evaluations.size() &&
                               (a.evaluations.empty() || (a.evaluations.back().trial == b.evaluations.back().trial &&
                                                          a.evaluations.back().bits == b.evaluations.back().bits &&
                                                          a.evaluations.front().bits == b.evaluations.front().bits));
  return sameEvaluations && a.tasks == b.tasks && a.floatAccuracy == b.floatAccuracy &&
         a.insight.band.size() == b.insight.band.size() &&
         std::equal(a.insight.band.begin(), a.insight.band.end(), b.insight.band.begin(), sameBand);
}

}  // namespace

FrontView::FrontView(QWidget* parent) : QWidget(parent), plot_(new QCustomPlot), tip_(new FrontTip(plot_)) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Accuracy against memory"));
  addExportMenu(*plot_, tr("front"));
  setAccessibleDescription(tr("Every evaluation is a dot; left and right move along the front and load its plans."));
  plot_->setMinimumSize(160, 70);
  plot_->setMouseTracking(true);
  plot_->installEventFilter(this);
  plot_->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  plot_->axisRect()->setMinimumMargins(QMargins(10, 8, 14, 6));
  plot_->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | Qt::AlignRight);
  plot_->legend->setVisible(true);

  bandLow_ = new DotGraph(*plot_);
  bandHigh_ = new DotGraph(*plot_);
  bandHigh_->setChannelFillGraph(bandLow_);
  bandMean_ = new DotGraph(*plot_);
  steps_ = new DotGraph(*plot_);
  steps_->setLineStyle(QCPGraph::lsStepLeft);
  // The plan and the budget move while dragging: on their own layer they are redrawn without the dots.
  plot_->layer("overlay")->setMode(QCPLayer::lmBuffered);
  uniforms_ = new DotGraph(*plot_);
  frontDots_ = new DotGraph(*plot_);
  plan_ = new DotGraph(*plot_);
  planError_ = new DotGraph(*plot_);
  untriedError_ = new DotGraph(*plot_);
  untried_ = new DotGraph(*plot_);
  for (QCPGraph* graph : {uniforms_, frontDots_, plan_, untried_}) graph->setLineStyle(QCPGraph::lsNone);
  for (QCPGraph* graph :
       {bandLow_, bandHigh_, bandMean_, steps_, uniforms_, frontDots_, plan_, planError_, untried_, untriedError_})
    graph->removeFromLegend();
  for (QCPGraph* graph : {steps_, planError_, untriedError_}) markHelper(*graph);
  bandLow_->setName(tr("predicted - 2 deviations"));
  bandHigh_->setName(tr("predicted + 2 deviations"));
  bandMean_->setName(tr("predicted"));
  frontDots_->setName(tr("front"));
  plan_->setName(tr("this plan"));
  untried_->setName(tr("best predicted"));
  uniforms_->setName(tr("uniform bits"));
  steps_->setName(tr("this session"));
  const std::pair<QCPGraph*, const char*> inFiles[] = {{bandLow_, "predicted - 2 deviations"},
                                                       {bandHigh_, "predicted + 2 deviations"},
                                                       {bandMean_, "predicted"},
                                                       {frontDots_, "front"},
                                                       {plan_, "this plan"},
                                                       {untried_, "best predicted"},
                                                       {uniforms_, "uniform bits"},
                                                       {steps_, "this session"}};
  for (const auto& [graph, name] : inFiles) nameInFiles(*graph, QString::fromLatin1(name));
  frontDots_->setLayer("axes");  // above the dots of the tasks, which come later
  plan_->setLayer("overlay");
  for (QCPGraph* graph : {planError_, untried_, untriedError_}) graph->setLayer("overlay");
  baseline_ = new QCPItemStraightLine(plot_);
  baselineText_ = new QCPItemText(plot_);
  baselineText_->position->setTypeX(QCPItemPosition::ptAxisRectRatio);
  baselineText_->position->setTypeY(QCPItemPosition::ptPlotCoords);
  baselineText_->setPositionAlignment(Qt::AlignLeft | Qt::AlignBottom);
  budgetLine_ = new QCPItemStraightLine(plot_);
  budgetLine_->setLayer("overlay");
  empty_ = new QCPItemText(plot_);
  empty_->position->setType(QCPItemPosition::ptAxisRectRatio);
  empty_->position->setCoords(0.5, 0.45);

  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 2, 2, 2);
  layout->addWidget(plot_);
  connect(plot_, &QCustomPlot::mousePress, this, &FrontView::mousePressed);
  connect(plot_, &QCustomPlot::mouseMove, this, &FrontView::mouseMoved);
  connect(plot_, &QCustomPlot::mouseRelease, this, &FrontView::mouseReleased);
  connect(plot_, &QCustomPlot::afterLayout, this, &FrontView::placeBaselineText);
  connect(plot_, &QCustomPlot::afterReplot, this, [this] { drawn_ = true; });
  connect(plot_, &QCustomPlot::mouseWheel, this, [this] { zoomed_ = true; });
  connect(plot_, &QCustomPlot::mouseDoubleClick, this, [this] {
    zoomed_ = false;
    fitAxes();
    plot_->replot(QCustomPlot::rpQueuedReplot);
  });
  retheme();
}

void FrontView::show(std::shared_ptr<const SearchSnapshot> snapshot) {
  // While one plan is being evaluated nothing changes here, though snapshots come thirty times a second.
  if (snapshot && snapshot_ && sameFront(*snapshot, *snapshot_)) {
    snapshot_ = std::move(snapshot);
    return;
  }
  if (!snapshot) tip_->hide();
  snapshot_ = std::move(snapshot);
  fillEvaluations();
  fillMarks();
  fitAxes();
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void FrontView::compare(std::vector<OtherFront> others) {
  others_ = std::move(others);
  fillEvaluations();
  fillMarks();
  fitAxes();
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void FrontView::setOwnName(const QString& name) {
  steps_->setName(name);
  nameInFiles(*steps_, name == tr("this session") ? QStringLiteral("this session") : name);
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void FrontView::show(const FrontMarks& marks) {
  const bool same = marks.floatAccuracy == marks_.floatAccuracy && marks.uniforms == marks_.uniforms;
  marks_ = marks;
  fillMarks();
  const QCPRange xRange = plot_->xAxis->range();
  const QCPRange yRange = plot_->yAxis->range();
  fitAxes();
  if (same && xRange == plot_->xAxis->range() && yRange == plot_->yAxis->range()) {
    replotOverlay();
  } else {
    plot_->replot(QCustomPlot::rpQueuedReplot);
  }
}

void FrontView::setBudget(std::optional<std::int64_t> bytes) {
  budget_ = bytes;
  budgetLine_->setVisible(budget_.has_value());
  if (budget_) {
    budgetLine_->point1->setCoords(x(static_cast<double>(*budget_)), 0);
    budgetLine_->point2->setCoords(x(static_cast<double>(*budget_)), 1);
  }
  replotOverlay();
}

void FrontView::setHint(const QString& hint) {
  if (empty_->text() == hint) return;
  empty_->setText(hint);
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void FrontView::replotOverlay() {
  if (drawn_) {
    plot_->layer("overlay")->replot();
  } else {
    plot_->replot(QCustomPlot::rpQueuedReplot);
  }
}

QPoint FrontView::pixelOf(const Evaluation& evaluation) const {
  return {static_cast<int>(plot_->xAxis->coordToPixel(x(static_cast<double>(evaluation.bytes)))),
          static_cast<int>(plot_->yAxis->coordToPixel(level(evaluation.score.accuracy)))};
}

QColor FrontView::taskColour(int task) const {
  const Colours colours = coloursOf(palette());
  const int tasks = snapshot_ ? static_cast<int>(snapshot_->tasks.size()) : 1;
  if (task == tasks - 1) return mixed(colours.background, colours.accent, 0.55);
  if (task == 0 && tasks > 2) return colours.grey;
  return tasks > 3 ? mixed(colours.grey, colours.ochre, static_cast<double>(task) / (tasks - 2)) : colours.ochre;
}

// A disc for the final task, a triangle for the cheapest.
MarkerShape FrontView::taskShape(std::size_t task) const {
  if (!snapshot_ || task + 1 == snapshot_->tasks.size()) return MarkerShape::Disc;
  return task == 0 ? MarkerShape::Triangle : MarkerShape::Diamond;
}

void FrontView::fillEvaluations() {
  const std::size_t tasks = snapshot_ ? snapshot_->tasks.size() : 0;
  while (dots_.size() > tasks) {
    plot_->removeGraph(dots_.back());
    dots_.pop_back();
  }
  while (dots_.size() < tasks) {
    dots_.push_back(new DotGraph(*plot_));
    dots_.back()->setLineStyle(QCPGraph::lsNone);
  }
  front_.clear();
  frontDots_->data()->clear();
  steps_->data()->clear();
  for (QCPGraph* graph : {bandLow_, bandHigh_, bandMean_}) graph->data()->clear();
  if (!snapshot_) return fillOthers();

  std::int64_t largest = 0;
  for (const Evaluation& evaluation : snapshot_->evaluations) largest = std::max(largest, evaluation.bytes);
  for (const FrontMarks::Uniform& uniform : marks_.uniforms) largest = std::max(largest, uniform.bytes);
  const SizeUnit unit = sizeUnitFor(largest);
  unit_ = unit.bytes;
  plot_->xAxis->setLabel(
      (marks_.countsActivations ? tr("memory with activations, %1") : tr("memory, %1")).arg(unit.name));
  nameInFiles(
      *plot_->xAxis,
      QString::fromLatin1(marks_.countsActivations ? "memory with activations, %1" : "memory, %1").arg(unit.name));
  fillOthers();

  std::vector<QVector<QCPGraphData>> data(tasks);
  std::vector<FrontPoint> points;
  for (std::size_t i = 0; i < snapshot_->evaluations.size(); ++i) {
    const Evaluation& evaluation = snapshot_->evaluations[i];
    if (!evaluation.ok() || evaluation.taskIndex < 0 || evaluation.taskIndex >= static_cast<int>(tasks)) continue;
    data[static_cast<std::size_t>(evaluation.taskIndex)].append(
        {x(static_cast<double>(evaluation.bytes)), level(evaluation.score.accuracy)});
    if (evaluation.taskIndex == static_cast<int>(tasks) - 1)
      points.push_back({evaluation.score.accuracy, evaluation.bytes, i});
  }
  for (std::size_t t = 0; t < tasks; ++t) {
    dots_[t]->data()->set(data[t]);
    dots_[t]->setName(QString::fromStdString(taskName(snapshot_->tasks[t])));
    dots_[t]->setScatterStyle(
        QCPScatterStyle(shapePixmap(taskShape(t), 6, taskColour(static_cast<int>(t)), devicePixelRatioF())));
  }
  front_ = paretoFront(std::move(points));
  for (const FrontPoint& point : front_) {
    steps_->addData(x(static_cast<double>(point.bytes)), level(point.accuracy));
    frontDots_->addData(x(static_cast<double>(point.bytes)), level(point.accuracy));
  }
  if (!front_.empty()) {
    // The best plan stays the best for larger budgets.
    steps_->addData(x(static_cast<double>(std::max<std::int64_t>(largest, front_.back().bytes)) * 4),
                    level(front_.back().accuracy));
  }
  for (const SearchInsight::BandPoint& point : snapshot_->insight.band) {
    bandLow_->addData(x(point.bytes), level(std::max(0.0, point.mean - 2 * point.deviation)));
    bandHigh_->addData(x(point.bytes), level(std::min(1.0, point.mean + 2 * point.deviation)));
    bandMean_->addData(x(point.bytes), level(std::clamp(point.mean, 0.0, 1.0)));
  }
  if (snapshot_->floatAccuracy > 0) marks_.floatAccuracy = snapshot_->floatAccuracy;
}

// The metric of the evaluations, the same for a whole search; before the first one, that of the marks.
Metric FrontView::shownMetric() const {
  if (snapshot_)
    for (const Evaluation& evaluation : snapshot_->evaluations)
      if (evaluation.ok()) return evaluation.score.metric;
  return marks_.metric;
}

void FrontView::nameAxis() {
  const Metric shown = shownMetric();
  if (shown == named_) return;
  named_ = shown;
  plot_->yAxis->setTicker(shown == Metric::Sqnr ? QSharedPointer<QCPAxisTicker>(new QCPAxisTicker) : percentTicker());
  plot_->yAxis->setLabel(shown == Metric::Sqnr ? tr("%1, dB").arg(metricLabel(shown)) : metricLabel(shown));
  const QString title = QString::fromLatin1(metricTitle(shown));
  nameInFiles(*plot_->yAxis, shown == Metric::Sqnr ? title + QStringLiteral(", dB") : title);
}

// One step line each; this session's own is named too while others are shown.
void FrontView::fillOthers() {
  const Colours colours = coloursOf(palette());
  for (QCPGraph* graph : otherSteps_) plot_->removeGraph(graph);
  otherSteps_.clear();
  const std::array<QColor, 3> pens = {colours.good, colours.ochre, colours.muted};
  for (std::size_t i = 0; i < others_.size(); ++i) {
    const SearchSnapshot& other = *others_[i].snapshot;
    std::vector<FrontPoint> points;
    for (const Evaluation& evaluation : other.evaluations)
      if (evaluation.ok() && evaluation.taskIndex + 1 == static_cast<int>(other.tasks.size()))
        points.push_back({evaluation.score.accuracy, evaluation.bytes, 0});
    points = paretoFront(std::move(points));
    QCPGraph* graph = new DotGraph(*plot_);
    otherSteps_.push_back(graph);
    graph->setName(others_[i].name);
    graph->setLayer("grid");  // below this session's own
    graph->setLineStyle(QCPGraph::lsStepLeft);
    const QColor colour = pens[i % pens.size()];
    const LineLook look = lineLook(i + 1);
    constexpr std::array dashes = {Qt::DashLine, Qt::DashDotLine, Qt::DotLine};
    graph->setPen(QPen(colour, 2, dashes[i % dashes.size()]));
    graph->setScatterStyle(QCPScatterStyle(shapePixmap(look.shape, 7, colour, devicePixelRatioF())));
    for (const FrontPoint& point : points) graph->addData(x(static_cast<double>(point.bytes)), level(point.accuracy));
  }
  const bool named = plot_->legend->itemWithPlottable(steps_) != nullptr;
  if (!others_.empty() && !named) steps_->addToLegend();
  if (others_.empty() && named) steps_->removeFromLegend();
}

void FrontView::fillMarks() {
  nameAxis();
  const bool hasFloat = marks_.floatAccuracy.has_value();
  baseline_->setVisible(hasFloat);
  baselineText_->setVisible(hasFloat);
  if (hasFloat) {
    const double y = level(*marks_.floatAccuracy);
    baseline_->point1->setCoords(0, y);
    baseline_->point2->setCoords(1, y);
    baselineText_->position->setCoords(0, y);  // small plans are rarely accurate, so there is room at the left
    baselineText_->setText(tr("float %1").arg(metricText(shownMetric(), *marks_.floatAccuracy)));
  }
  uniforms_->data()->clear();
  for (const FrontMarks::Uniform& uniform : marks_.uniforms)
    uniforms_->addData(x(static_cast<double>(uniform.bytes)), level(uniform.accuracy));
  while (uniformTexts_.size() > marks_.uniforms.size()) {
    plot_->removeItem(uniformTexts_.back());
    uniformTexts_.pop_back();
  }
  const Colours colours = coloursOf(palette());
  while (uniformTexts_.size() < marks_.uniforms.size()) {
    auto* item = new QCPItemText(plot_);
    item->setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    item->setPadding(QMargins(6, 2, 0, 0));
    item->setColor(colours.muted);
    item->setFont(plot_->xAxis->tickLabelFont());
    uniformTexts_.push_back(item);
  }
  for (std::size_t i = 0; i < marks_.uniforms.size(); ++i) {
    const FrontMarks::Uniform& uniform = marks_.uniforms[i];
    uniformTexts_[i]->setText(QString::number(uniform.bits));
    uniformTexts_[i]->position->setCoords(x(static_cast<double>(uniform.bytes)), level(uniform.accuracy));
  }

  for (QCPGraph* graph : {plan_, planError_, untried_, untriedError_}) graph->data()->clear();
  if (const auto& untried = marks_.untried) {
    const double untriedX = x(static_cast<double>(untried->bytes));
    untried_->addData(untriedX, level(untried->mean));
    untriedError_->addData(untriedX, level(untried->mean - untried->deviation));
    untriedError_->addData(untriedX, level(untried->mean + untried->deviation));
  }
  const auto quality = marks_.planAccuracy ? marks_.planAccuracy : marks_.predictedAccuracy;
  if (marks_.planBytes > 0 && quality) {
    const double planX = x(static_cast<double>(marks_.planBytes));
    plan_->addData(planX, level(*quality));
    if (!marks_.planAccuracy) {
      planError_->addData(planX, level(*quality - marks_.predictedDeviation));
      planError_->addData(planX, level(*quality + marks_.predictedDeviation));
    }
  }
  const bool evaluations = snapshot_ && !snapshot_->evaluations.empty();
  const bool nothing = !evaluations && marks_.uniforms.empty();
  empty_->setVisible(nothing);
  for (QCPAxis* axis : {plot_->xAxis, plot_->yAxis}) {
    axis->setTickLabels(!nothing);
    axis->grid()->setVisible(!nothing);
  }
  plot_->legend->setVisible(!nothing);
  if (marks_.uniforms.empty()) {
    uniforms_->removeFromLegend();
  } else {
    uniforms_->addToLegend();  // no effect if already there
  }
}

void FrontView::fitAxes() {
  if (zoomed_) return;
  constexpr double none = std::numeric_limits<double>::infinity();
  double left = none, right = -none, bottom = none, top = -none;
  const auto include = [&](double bytes, double accuracy) {
    left = std::min(left, bytes);
    right = std::max(right, bytes);
    bottom = std::min(bottom, accuracy);
    top = std::max(top, accuracy);
  };
  if (snapshot_) {
    for (const Evaluation& evaluation : snapshot_->evaluations) {
      if (evaluation.ok()) include(static_cast<double>(evaluation.bytes), evaluation.score.accuracy);
    }
  }
  for (const OtherFront& other : others_)
    for (const Evaluation& evaluation : other.snapshot->evaluations)
      if (evaluation.ok() && evaluation.taskIndex + 1 == static_cast<int>(other.snapshot->tasks.size()))
        include(static_cast<double>(evaluation.bytes), evaluation.score.accuracy);
  for (const FrontMarks::Uniform& uniform : marks_.uniforms)
    include(static_cast<double>(uniform.bytes), uniform.accuracy);
  if (!(right > 0)) {  // nothing measured yet: room around the plan
    const double bytes = marks_.planBytes > 0 ? static_cast<double>(marks_.planBytes) : 128 * 1024;
    include(bytes * 0.3, 0.1);
    include(bytes, marks_.floatAccuracy.value_or(1));
  }
  // A plan far from the measurements, such as float, stays outside instead of squeezing the rest.
  if (marks_.planAccuracy && static_cast<double>(marks_.planBytes) < 1.3 * right) {
    include(static_cast<double>(marks_.planBytes), *marks_.planAccuracy);
  }
  if (marks_.floatAccuracy) include(right, *marks_.floatAccuracy);
  plot_->xAxis->setRange(paddedRange(x(left), x(right), 0.06));
  double low = level(bottom), high = level(top);
  if (high - low < leastSpan) {
    const double middle = (low + high) / 2;
    low = middle - leastSpan / 2;
    high = middle + leastSpan / 2;
  }
  plot_->yAxis->setRange(paddedRange(low, high, 0.06));
}

// Above its line, or below it at the top of the plot.
void FrontView::placeBaselineText() {
  if (!marks_.floatAccuracy) return;
  const double above = plot_->yAxis->coordToPixel(level(*marks_.floatAccuracy)) - plot_->axisRect()->top();
  const bool fits = above > QFontMetrics(baselineText_->font()).height() + 4;
  baselineText_->setPositionAlignment(Qt::AlignLeft | (fits ? Qt::AlignBottom : Qt::AlignTop));
}

void FrontView::retheme() {
  const Colours colours = coloursOf(palette());
  const double ratio = devicePixelRatioF();
  themePlot(*plot_, colours);
  steps_->setPen(QPen(colours.accent, 2));
  for (QCPGraph* graph : {bandLow_, bandHigh_}) graph->setPen(Qt::NoPen);
  bandHigh_->setBrush(colours.soft);
  bandMean_->setPen(thinPen(mixed(colours.background, colours.accent, 0.5), Qt::DotLine));
  frontDots_->setScatterStyle(QCPScatterStyle(discPixmap(8, colours.accent, colours.accent, ratio)));
  uniforms_->setScatterStyle(QCPScatterStyle(squarePixmap(8, colours.background, colours.text, ratio)));
  plan_->setScatterStyle(QCPScatterStyle(ringPixmap(13, 2.5, colours.warm, ratio)));
  planError_->setPen(QPen(colours.warm, 2));
  untriedError_->setPen(QPen(colours.good, 2));
  untried_->setScatterStyle(QCPScatterStyle(ringPixmap(11, 2.5, colours.good, ratio)));
  baseline_->setPen(thinPen(colours.muted, Qt::DashLine));
  budgetLine_->setPen(thinPen(colours.warm, Qt::DotLine));
  for (QCPItemText* item : {baselineText_, empty_}) {
    item->setColor(colours.muted);
    item->setFont(plot_->xAxis->tickLabelFont());
  }
  baselineText_->setPadding(QMargins(6, 0, 0, 2));
  for (QCPItemText* item : uniformTexts_) item->setColor(colours.muted);
  fillEvaluations();
  fillMarks();
  fitAxes();
  setBudget(budget_);
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void FrontView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) retheme();
}

bool FrontView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == plot_ && event->type() == QEvent::Leave) tip_->hide();
  return QWidget::eventFilter(watched, event);
}

int FrontView::evaluationAt(const QPoint& position) const {
  int nearest = -1;
  double best = reach * reach;
  if (!snapshot_) return nearest;
  for (std::size_t i = 0; i < snapshot_->evaluations.size(); ++i) {
    const Evaluation& evaluation = snapshot_->evaluations[i];
    if (!evaluation.ok()) continue;
    const QPoint away = pixelOf(evaluation) - position;
    double distance = static_cast<double>(away.x()) * away.x() + static_cast<double>(away.y()) * away.y();
    // Of overlapping dots that of the most expensive task, the most informative.
    if (evaluation.taskIndex == static_cast<int>(snapshot_->tasks.size()) - 1) distance -= 1;
    if (distance < best) {
      best = distance;
      nearest = static_cast<int>(i);
    }
  }
  return nearest;
}

QPoint FrontView::pixelOfUntried() const {
  return {static_cast<int>(plot_->xAxis->coordToPixel(x(static_cast<double>(marks_.untried->bytes)))),
          static_cast<int>(plot_->yAxis->coordToPixel(level(marks_.untried->mean)))};
}

bool FrontView::onUntried(const QPoint& position) const {
  return marks_.untried && (pixelOfUntried() - position).manhattanLength() <= reach;
}

bool FrontView::onBudget(const QPoint& position) const {
  return budget_ &&
         std::abs(plot_->xAxis->coordToPixel(x(static_cast<double>(*budget_))) - position.x()) <= budgetReach;
}

void FrontView::mousePressed(QMouseEvent* event) {
  pressed_ = event->pos();
  setFocus(Qt::MouseFocusReason);
  const bool dot = evaluationAt(event->pos()) >= 0 || onUntried(event->pos());
  draggingBudget_ = event->button() == Qt::LeftButton && !dot && onBudget(event->pos());
  plot_->setInteraction(QCP::iRangeDrag, !dot && !draggingBudget_);
}

void FrontView::mouseMoved(QMouseEvent* event) {
  if (draggingBudget_) {
    const double bytes = plot_->xAxis->pixelToCoord(event->pos().x()) * unit_;
    emit budgetWished(static_cast<std::int64_t>(std::max(0.0, bytes)));
    return;
  }
  if (event->buttons() != Qt::NoButton) {
    if ((event->pos() - pressed_).manhattanLength() > 3) zoomed_ = true;
    tip_->hide();
    return;
  }
  const int index = evaluationAt(event->pos());
  if (index >= 0) {
    showTip(index);
    plot_->setCursor(Qt::PointingHandCursor);
  } else if (onUntried(event->pos())) {
    tip_->showAt(pixelOfUntried(),
                 tr("%1 ± %2 · %3")
                     .arg(metricText(shownMetric(), marks_.untried->mean),
                          metricText(shownMetric(), marks_.untried->deviation), bytesText(marks_.untried->bytes)),
                 {tr("the best plan predicted within the budget"), tr("never tried; a click loads it")}, {});
    plot_->setCursor(Qt::PointingHandCursor);
  } else {
    tip_->hide();
    plot_->setCursor(onBudget(event->pos()) ? Qt::SizeHorCursor : Qt::ArrowCursor);
  }
}

void FrontView::mouseReleased(QMouseEvent* event) {
  if (draggingBudget_) {
    draggingBudget_ = false;
    emit budgetFinished();
    return;
  }
  if (event->button() != Qt::LeftButton || (event->pos() - pressed_).manhattanLength() > 3) return;
  const int index = evaluationAt(event->pos());
  if (index >= 0)
    emit planChosen(snapshot_->evaluations[static_cast<std::size_t>(index)].trial);
  else if (onUntried(event->pos()))
    emit untriedChosen();
}

void FrontView::showTip(int index) {
  const Evaluation& evaluation = snapshot_->evaluations[static_cast<std::size_t>(index)];
  QStringList lines = {
      tr("trial %1 · %2").arg(evaluation.trial).arg(QString::fromStdString(taskName(evaluation.task)))};
  if (evaluation.reportAccuracy)
    lines[0] += tr(" · unseen images %1").arg(metricText(shownMetric(), *evaluation.reportAccuracy));
  if (!evaluation.why.empty()) lines << tr("why: %1").arg(QString::fromStdString(evaluation.why));
  if (evaluation.prediction)
    lines << tr("expected: %1 ± %2")
                 .arg(metricText(shownMetric(), evaluation.prediction->mean),
                      metricText(shownMetric(), evaluation.prediction->deviation));
  tip_->showAt(pixelOf(evaluation),
               tr("%1 %2 · %3")
                   .arg(metricLabel(shownMetric()), metricText(shownMetric(), evaluation.score.accuracy),
                        bytesText(evaluation.bytes)),
               lines, evaluation.bits);
}

void FrontView::keyPressEvent(QKeyEvent* event) {
  const int key = event->key();
  const int count = static_cast<int>(front_.size());
  if (count == 0 || (key != Qt::Key_Left && key != Qt::Key_Right && key != Qt::Key_Home && key != Qt::Key_End)) {
    return QWidget::keyPressEvent(event);
  }
  int next = key == Qt::Key_Home ? 0 : count - 1;
  if (key == Qt::Key_Right) {
    next = 0;
    while (next < count - 1 && front_[static_cast<std::size_t>(next)].bytes <= marks_.planBytes) ++next;
  } else if (key == Qt::Key_Left) {
    while (next > 0 && front_[static_cast<std::size_t>(next)].bytes >= marks_.planBytes) --next;
  }
  const auto index = static_cast<int>(front_[static_cast<std::size_t>(next)].index);
  showTip(index);
  emit planChosen(snapshot_->evaluations[static_cast<std::size_t>(index)].trial);
}

}  // namespace bitprism
