#include "widgets/front_view.h"

#include <QEvent>
#include <QKeyEvent>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/dot_graph.h"
#include "widgets/front_steps.h"
#include "widgets/front_tip.h"
#include "widgets/front_tools.h"
#include "widgets/number_text.h"
#include "widgets/plot_export.h"
#include "widgets/plot_theme.h"

namespace bitprism {
namespace {

constexpr int reach = 9;        // distance in pixels that still hits a dot
constexpr int budgetReach = 4;  // from the budget line
constexpr int legendAlpha = 200;
constexpr int leastLines = 9;  // of text in the height of a view that has its row of controls

// The plot before anything is added to it.
QCustomPlot* preparedPlot() {
  auto* plot = new QCustomPlot;
  addExportMenu(*plot, FrontView::tr("front"));
  plot->setMinimumSize(160, 70);
  plot->setMouseTracking(true);
  plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  plot->axisRect()->setMinimumMargins(QMargins(10, 8, 14, 6));
  plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignBottom | Qt::AlignRight);
  plot->legend->setVisible(true);
  // The plan, the budget and the selection move: on their own layer they are redrawn without the dots.
  plot->layer("overlay")->setMode(QCPLayer::lmBuffered);
  // No line crosses the words of the legend, through which a mark is seen.
  plot->moveLayer(plot->layer("overlay"), plot->layer("legend"), QCustomPlot::limBelow);
  return plot;
}

}  // namespace

FrontView::FrontView(QWidget* parent)
    : QWidget(parent),
      plot_(preparedPlot()),
      tip_(new FrontTip(plot_)),
      axes_(*plot_),
      curves_(*plot_),
      othersDrawn_(*plot_),
      overlay_(*plot_),
      dots_(*plot_),
      selection_(*plot_, dots_),
      legend_(*plot_),
      tools_(new FrontTools(legend_)),
      hand_(new FrontHand(
          *plot_, [this](const QPoint& at) { return gripAt(at); }, this)),
      hint_(*plot_) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Accuracy against memory"));
  setAccessibleDescription(
      tr("Every evaluation is a dot; left and right go along the front, K goes to its knee, Enter loads the plan. The "
         "panel Trials is the table behind the plot."));
  plot_->installEventFilter(this);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(4, 2, 2, 2);
  layout->setSpacing(0);
  layout->setSizeConstraint(QLayout::SetNoConstraint);  // without room the row of controls is hidden
  layout->addWidget(tools_);
  layout->addWidget(plot_, 1);
  connectHand();
  connect(tools_, &FrontTools::colouringWished, this, &FrontView::setColouring);
  connect(tools_, &FrontTools::hidingWished, this, &FrontView::hideSeries);
  connect(tools_, &FrontTools::selectingWished, this, [this](bool selecting) { hand_->setSelecting(selecting); });
  connect(tools_, &FrontTools::axisWished, this, &FrontView::axisWished);
  connect(tools_, &FrontTools::kneeWished, this, [this] { step(Qt::Key_K, false); });
  connect(plot_, &QCustomPlot::afterLayout, this, [this] {
    overlay_.placeTexts([this](const QRect& area) { return dots_.within(area).size(); });
    othersDrawn_.placeTexts();
    hint_.place(overlay_.uniformPixels());
  });
  connect(plot_, &QCustomPlot::afterReplot, this, [this] { drawn_ = true; });
  connect(plot_, &QCustomPlot::mouseWheel, this, [this] { axes_.setZoomed(true); });
  connect(plot_, &QCustomPlot::mouseDoubleClick, this, [this] {
    axes_.setZoomed(false);
    fill();
  });
  retheme();
}

void FrontView::connectHand() {
  connect(hand_, &FrontHand::pressed, this, [this] {
    setFocus(Qt::MouseFocusReason);
    hideTip();
  });
  connect(hand_, &FrontHand::hovered, this, &FrontView::hover);
  connect(hand_, &FrontHand::clicked, this, &FrontView::click);
  connect(hand_, &FrontHand::boxChanged, this, [this](const QRect& box, bool add) {
    selection_.showBox(box, add);
    replotOverlay();
  });
  connect(hand_, &FrontHand::boxFinished, this, [this](const QRect& box, bool add) {
    selection_.takeBox(box, add);
    replotOverlay();
    emit listingWished(selection_.trials());
  });
  connect(hand_, &FrontHand::boxCancelled, this, [this] {
    selection_.endBox();
    replotOverlay();
  });
  connect(hand_, &FrontHand::budgetDragged, this, [this](int x) {
    const double bytes = plot_->xAxis->pixelToCoord(x) * axes_.scale().unit;
    emit budgetWished(static_cast<std::int64_t>(std::max(0.0, bytes)));
  });
  connect(hand_, &FrontHand::budgetReleased, this, [this] {
    emit budgetFinished();
    if (axes_.fit({dots_.extent(), othersDrawn_.extent()}, marks_)) replotAll();
  });
  connect(hand_, &FrontHand::budgetCancelled, this, &FrontView::budgetCancelled);
  connect(hand_, &FrontHand::panned, this, [this] { axes_.setZoomed(true); });
}

void FrontView::show(std::shared_ptr<const SearchSnapshot> snapshot) {
  // While one plan is being evaluated nothing changes here, though snapshots come thirty times a second.
  if (snapshot && snapshot_ && sameFront(*snapshot, *snapshot_)) {
    snapshot_ = std::move(snapshot);
    return;
  }
  if (!snapshot) hideTip();
  snapshot_ = std::move(snapshot);
  takeFloat();
  fill();
}

// The float network as the search measured it.
void FrontView::takeFloat() {
  if (snapshot_ && snapshot_->floatAccuracy > 0) marks_.floatAccuracy = snapshot_->floatAccuracy;
}

void FrontView::compare(std::vector<OtherFront> others, const std::optional<HypervolumeReference>& reference) {
  hideTip();
  others_ = std::move(others);
  reference_ = reference;
  fill();
}

void FrontView::setOwnName(const QString& name) {
  curves_.setOwnName(name);
  fill();
}

void FrontView::setMethods(std::vector<Method> schemes) {
  if (schemes == schemes_) return;
  schemes_ = std::move(schemes);
  if (colouring_ == FrontColouring::Method) fill();
}

void FrontView::setColouring(FrontColouring colouring) {
  colouring_ = colouring;
  tools_->setColouring(colouring);
  fill();
}

void FrontView::show(const FrontMarks& marks) {
  const bool searched = snapshot_ && snapshot_->floatAccuracy > 0;
  const bool same = (searched || marks.floatAccuracy == marks_.floatAccuracy) &&
                    marks.floatBytes == marks_.floatBytes && marks.uniforms == marks_.uniforms &&
                    marks.awaited == marks_.awaited && marks.metric == marks_.metric && marks.axis == marks_.axis &&
                    marks.countsActivations == marks_.countsActivations;
  marks_ = marks;
  takeFloat();
  if (!same) return fill();
  fillMarks();
  // Under a hand on the budget the axes stay, however far its plan goes.
  if (!hand_->holdsBudget() && axes_.fit({dots_.extent(), othersDrawn_.extent()}, marks_))
    replotAll();
  else
    replotOverlay();
}

void FrontView::setBudget(std::optional<std::int64_t> bytes) {
  budget_ = bytes;
  overlay_.setBudget(bytes, axes_.scale());
  replotOverlay();
}

void FrontView::setHint(const QString& hint) {
  if (!hint_.set(hint)) return;
  fillMarks();
  replotAll();
}

void FrontView::setSelected(std::vector<int> trials) {
  if (selection_.set(std::move(trials))) replotOverlay();
}

void FrontView::replotAll() {
  plot_->replot(QCustomPlot::rpQueuedReplot);
}

void FrontView::replotOverlay() {
  if (drawn_) {
    plot_->layer("overlay")->replot();
  } else {
    replotAll();
  }
}

QPoint FrontView::pixelOf(const Evaluation& evaluation) const {
  const QPointF at = axes_.scale().at(evaluation);
  return {static_cast<int>(plot_->xAxis->coordToPixel(at.x())), static_cast<int>(plot_->yAxis->coordToPixel(at.y()))};
}

void FrontView::fill() {
  tipped_ = -1;
  axes_.measure(snapshot_.get(), marks_);
  const FrontScale& scale = axes_.scale();
  const Colours colours = coloursOf(palette());
  FrontGroups groups;
  std::int64_t largest = 0;
  if (snapshot_) {
    groups = frontGroups(*snapshot_, colouring_, schemes_, curves_.ownName(), colours);
    for (const Evaluation& evaluation : snapshot_->evaluations) largest = std::max(largest, evaluation.cost());
  }
  dots_.show(snapshot_, std::move(groups), scale, devicePixelRatioF());
  curves_.show(snapshot_.get(), largest, scale);
  curves_.setNamed(!others_.empty());
  othersDrawn_.show(others_, reference_, snapshot_.get(), curves_.ownName(), colouring_ == FrontColouring::Session,
                    scale, colours, devicePixelRatioF());
  fillMarks();
  legend_.apply();
  selection_.show(snapshot_, scale);
  overlay_.setBudget(budget_, scale);
  tools_->setPossible(snapshot_ && !snapshot_->evaluations.empty(), curves_.knee().has_value());
  axes_.fit({dots_.extent(), othersDrawn_.extent()}, marks_);
  replotAll();
}

void FrontView::fillMarks() {
  const bool evaluations = snapshot_ && !snapshot_->evaluations.empty();
  FrontMarks shown = marks_;
  shown.metric = axes_.scale().metric;
  overlay_.show(shown, axes_.scale(), coloursOf(palette()));
  const bool nothing = !evaluations && marks_.uniforms.empty() && marks_.awaited.empty();
  hint_.show(!evaluations, nothing);
  axes_.setEmpty(nothing);
}

void FrontView::retheme() {
  const Colours colours = coloursOf(palette());
  themePlot(*plot_, colours);
  QColor behindLegend = colours.background;
  behindLegend.setAlpha(legendAlpha);
  plot_->legend->setBrush(behindLegend);
  curves_.retheme(colours, devicePixelRatioF());
  overlay_.retheme(colours, devicePixelRatioF());
  selection_.retheme(colours, devicePixelRatioF());
  hint_.retheme(colours);
  fill();
}

QSize FrontView::minimumSizeHint() const {
  return {std::max(plot_->minimumWidth(), tools_->minimumSizeHint().width()) + 6, plot_->minimumHeight() + 4};
}

void FrontView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  tools_->setVisible(height() >= leastLines * fontMetrics().height());
  layout()->activate();  // the plot has its height
  axes_.thinTicks();
  legend_.apply();
}

void FrontView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) retheme();
}

bool FrontView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == plot_ && event->type() == QEvent::Leave) hideTip();
  return QWidget::eventFilter(watched, event);
}

FrontHand::Grip FrontView::gripAt(const QPoint& at) const {
  if (!legend_.nameAt(at).isEmpty()) return FrontHand::Grip::Legend;
  if (dots_.nearest(at, reach) >= 0) return FrontHand::Grip::Dot;
  if (overlay_.onUntried(at, reach)) return FrontHand::Grip::Untried;
  if (othersDrawn_.nearest(at, reach)) return FrontHand::Grip::Other;
  return overlay_.onBudget(at, budgetReach) ? FrontHand::Grip::Budget : FrontHand::Grip::Nothing;
}

void FrontView::hover(const QPoint& at, FrontHand::Grip grip) {
  const QString tip = grip == FrontHand::Grip::Legend ? tr("Click hides or shows these") : QString();
  if (tip != plot_->toolTip()) plot_->setToolTip(tip);
  if (grip == FrontHand::Grip::Dot) return showTip(dots_.nearest(at, reach));
  if (grip == FrontHand::Grip::Other)
    if (const auto point = othersDrawn_.nearest(at, reach)) return showTip(*point);
  if (grip != FrontHand::Grip::Untried) return hideTip();
  const Metric metric = axes_.scale().metric;
  tipped_ = -1;
  tip_->showAt(overlay_.untriedPixel(),
               tr("%1 ± %2 · %3")
                   .arg(metricText(metric, marks_.untried->mean), metricText(metric, marks_.untried->deviation),
                        amountText(marks_.axis, marks_.untried->bytes)),
               {tr("the best plan predicted within the budget"), tr("never tried; a click loads it")}, {});
}

void FrontView::click(const QPoint& at, FrontHand::Grip grip, Qt::KeyboardModifiers keys) {
  switch (grip) {
    case FrontHand::Grip::Legend: {
      const QString name = legend_.nameAt(at);
      return hideSeries(name, !legend_.hidden(name));
    }
    case FrontHand::Grip::Dot: {
      const int trial = evaluation(dots_.nearest(at, reach)).trial;
      if (!(keys & (Qt::ControlModifier | Qt::ShiftModifier))) {
        emit planChosen(trial);
        return;
      }
      selection_.toggle(trial);
      replotOverlay();
      emit listingWished(selection_.trials());
      return;
    }
    case FrontHand::Grip::Untried:
      emit untriedChosen();
      return;
    case FrontHand::Grip::Other:
      if (const auto point = othersDrawn_.nearest(at, reach)) emit otherChosen(*point);
      return;
    default:
      return;
  }
}

void FrontView::clearSelection() {
  selection_.set({});
  replotOverlay();
  hideTip();
  emit listingWished({});
}

void FrontView::showTip(int index) {
  if (index == tipped_ && tip_->isVisible()) return;
  tipped_ = index;
  QStringList more;
  const auto& knee = curves_.knee();
  if (knee && curves_.front()[knee->position].index == static_cast<std::size_t>(index))
    more << tr("the knee of the front: before it accuracy falls fast, after it memory buys little");
  if (marks_.axis != Cost::Memory) more.prepend(amountText(marks_.axis, evaluation(index).cost()));
  tip_->showEvaluation(pixelOf(evaluation(index)), evaluation(index), axes_.scale().metric, more);
}

void FrontView::showTip(const OtherPoint& point) {
  tipped_ = -1;
  const OtherFront& other = others_[point.other];
  const QString what =
      other.sameNetwork ? tr("session %1; a click pins its plan to compare").arg(other.name)
                        : tr("session %1 of another network, %2: only figures compare").arg(other.name, other.network);
  tip_->showEvaluation(othersDrawn_.pixelOf(point), other.snapshot->evaluations[point.evaluation], axes_.scale().metric,
                       {what});
}

void FrontView::hideTip() {
  tipped_ = -1;
  tip_->hide();
}

void FrontView::hideSeries(const QString& name, bool hidden) {
  legend_.setHidden(name, hidden);
  replotAll();
}

// Esc is also a shortcut of the window.
bool FrontView::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape &&
      (hand_->boxing() || hand_->holdsBudget() || !selection_.trials().empty())) {
    event->accept();
    return true;
  }
  return QWidget::event(event);
}

void FrontView::keyPressEvent(QKeyEvent* event) {
  const int key = event->key();
  const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
  if (key == Qt::Key_Escape && hand_->boxing()) return hand_->cancelBox();
  if (key == Qt::Key_Escape && hand_->holdsBudget()) return hand_->cancelBudget();
  if (key == Qt::Key_Escape && !selection_.trials().empty()) return clearSelection();
  if (key == Qt::Key_S && plain && tools_->selectButton()->isEnabled()) return tools_->selectButton()->toggle();
  if ((key == Qt::Key_Return || key == Qt::Key_Enter) && stepped()) {
    emit planChosen(evaluation(static_cast<int>(curves_.front()[*stepped()].index)).trial);
    return;
  }
  if (plain && step(key, event->modifiers() & Qt::ShiftModifier)) return;
  QWidget::keyPressEvent(event);
}

// The point of the front that was stepped to: the one that is selected last.
std::optional<std::size_t> FrontView::stepped() const {
  if (selection_.trials().empty() || !snapshot_) return {};
  const auto& front = curves_.front();
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < front.size(); ++i) {
    const int trial = evaluation(static_cast<int>(front[i].index)).trial;
    if (trial == steppedTrial_ && std::binary_search(selection_.trials().begin(), selection_.trials().end(), trial))
      return i;
    if (selection_.trials().size() == 1 && selection_.trials()[0] == trial) found = i;
  }
  return found;
}

bool FrontView::step(int key, bool extend) {
  const auto next = stepOnFront(key, curves_.front(), curves_.knee(), stepped(), marks_.planBytes);
  if (next) goTo(*next, extend);
  return next.has_value();
}

void FrontView::goTo(std::size_t position, bool extend) {
  const int index = static_cast<int>(curves_.front()[position].index);
  steppedTrial_ = evaluation(index).trial;
  if (extend)
    selection_.add(steppedTrial_);
  else
    selection_.set({steppedTrial_});
  replotOverlay();
  showTip(index);
  emit selectionWished(selection_.trials());
}

}  // namespace bitprism
