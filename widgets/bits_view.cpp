#include "widgets/bits_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <utility>

#include "core/quant/scheme/quant_scheme.h"
#include "widgets/bits_text.h"
#include "widgets/plot_export.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr double handleReach = 9;   // pixels from a handle that still hold it
constexpr double lineReach = 9;     // from the handle of the budget
constexpr double rightMargin = 16;  // room for that handle
constexpr double curveStep = 0.25;  // bits, of a key

constexpr BitCurve offeredCurves[] = {BitCurve::Linear, BitCurve::QuadraticBezier, BitCurve::CubicBezier,
                                      BitCurve::Chebyshev};

}  // namespace

BitsView::BitsView(QWidget* parent) : QWidget(parent), hand_(new BitsHand(rows_, geometry_, this)) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAccessibleName(tr("Bits per layer"));
  addExportMenu(*this, tr("bits"), [this] { return table(); });
  setAccessibleDescription(tr(
      "One bar per layer. Left and right select a layer, with Shift several, Ctrl+A all, Enter adds or removes one. "
      "Digits set the bits of the selected layers, up and down change them, L locks them, P paints, C lays them on a "
      "curve, Page up and Page down change the size budget."));
  connectHand();
}

void BitsView::connectHand() {
  connect(hand_, &BitsHand::chosen, this, &BitsView::choose);
  connect(hand_, &BitsHand::banded, this, [this](const BarSelection& selection) {
    selection_ = selection;
    update();
  });
  connect(hand_, &BitsHand::wished, this, &BitsView::wish);
  connect(hand_, &BitsHand::curveMoved, this, [this](const CurveProfile& profile) {
    profile_ = profile;
    update();
  });
  connect(hand_, &BitsHand::budgetDragged, this, [this](double height) { emit budgetWished(budgetOfHeight(height)); });
  connect(hand_, &BitsHand::budgetReleased, this, &BitsView::budgetFinished);
  connect(hand_, &BitsHand::budgetCancelled, this, &BitsView::budgetCancelled);
  connect(hand_, &BitsHand::finished, this, &BitsView::dragFinished);
  connect(hand_, &BitsHand::changed, this, qOverload<>(&QWidget::update));
}

void BitsView::show(const std::vector<LayerRow>& rows) {
  const bool sameSizes = rows.size() == rows_.size() &&
                         std::equal(rows.begin(), rows.end(), rows_.begin(),
                                    [](const LayerRow& a, const LayerRow& b) { return a.weights == b.weights; });
  const bool sameBits =
      sameSizes && std::equal(rows.begin(), rows.end(), rows_.begin(), [](const LayerRow& a, const LayerRow& b) {
        return a.bits == b.bits && a.locked == b.locked;
      });
  rows_ = rows;
  if (!sameSizes) {
    hand_->drop();
    hovered_ = -1;
    layOut();
  }
  const auto count = static_cast<int>(rows_.size());
  if (selection_.current() >= count || (!selection_.bars().empty() && selection_.bars().back() >= count))
    selection_ = {};
  if (!sameBits && !laying_ && !hand_->onCurve()) fitCurve();  // others have changed them
  update();
}

void BitsView::setSelection(int current, const std::vector<int>& layers) {
  if (current == selection_.current() && layers == selection_.bars()) return;
  const auto exists = [this](int layer) { return layer >= 0 && layer < static_cast<int>(rows_.size()); };
  if (!exists(current) || !std::all_of(layers.begin(), layers.end(), exists)) return;
  const bool others = layers != selection_.bars();
  selection_.set(current, layers);
  if (others) fitCurve();
  update();
}

std::vector<int> BitsView::selectedLayers() const {
  if (!selection_.bars().empty() || selection_.current() < 0) return selection_.bars();
  return {selection_.current()};
}

void BitsView::selectAll() {
  BarSelection all = selection_;
  all.all(static_cast<int>(rows_.size()));
  choose(all);
}

void BitsView::setPainting(bool painting) {
  if (painting == painting_) return;
  painting_ = painting;
  update();
  emit paintingChanged(painting);
}

void BitsView::setCurve(std::optional<BitCurve> curve) {
  if (curve == curve_) return;
  curve_ = curve;
  handle_ = 0;
  if (hand_->onCurve()) hand_->cancel();
  fitCurve();
  update();
  emit curveChanged();
}

void BitsView::nextCurve() {
  if (!curve_) return setCurve(offeredCurves[0]);
  const auto* found = std::find(std::begin(offeredCurves), std::end(offeredCurves), *curve_);
  if (found == std::end(offeredCurves) || found + 1 == std::end(offeredCurves)) return setCurve({});
  setCurve(*(found + 1));
}

// Over several selected layers, otherwise over all.
void BitsView::fitCurve() {
  profile_.reset();
  if (!curve_ || rows_.empty()) return;
  std::vector<int> layers = selection_.bars();
  if (layers.size() < 2) {
    layers.clear();
    for (int layer = 0; layer < geometry_.count(); ++layer) layers.push_back(layer);
  }
  profile_ = CurveProfile::fitted(*curve_, rows_, layers);
}

void BitsView::layOnCurve(const CurveProfile& profile) {
  profile_ = profile;
  update();
  wish(profile.bits(), BitsGesture::Curve);
  emit dragFinished();
}

std::vector<QPointF> BitsView::curveHandles() const {
  std::vector<QPointF> places;
  if (!profile_) return places;
  for (const CurveHandle& handle : profile_->handles())
    places.emplace_back(xOfCurve(*profile_, geometry_, handle.depth), geometry_.yOfHeight(handle.height));
  return places;
}

int BitsView::handleAt(const QPointF& position) const {
  const std::vector<QPointF> places = curveHandles();
  int nearest = -1;
  double least = handleReach;
  for (std::size_t i = 0; i < places.size(); ++i)
    if (const double distance = QLineF(places[i], position).length(); distance <= least) {
      least = distance;
      nearest = static_cast<int>(i);
    }
  return nearest;
}

void BitsView::setBudget(std::optional<BitsBudget> budget) {
  if (budget == budget_) return;
  budget_ = std::move(budget);
  update();
}

QPointF BitsView::budgetHandle() const {
  return {geometry_.area().right() + rightMargin / 2, geometry_.yOfHeight(heightOfBudget(budget_->share))};
}

bool BitsView::onBudget(const QPointF& position) const {
  return budget_ && !rows_.empty() && position.x() > geometry_.area().right() &&
         std::abs(position.y() - budgetHandle().y()) <= lineReach;
}

void BitsView::choose(const BarSelection& selection) {
  if (selection == selection_) return;
  const bool others = selection.bars() != selection_.bars();
  selection_ = selection;
  if (others) fitCurve();
  update();
  emit selectionChanged(selection_.current(), selectedLayers());
}

void BitsView::layOut() {
  const int number = fontMetrics().horizontalAdvance(QStringLiteral("00"));
  geometry_.layOut(rows_, QRectF(rect()).adjusted(number + 18, 6, -rightMargin, -fontMetrics().height() - 8));
}

// Locked layers stay, and nothing is said when nothing would change.
void BitsView::wish(std::vector<LayerBits> wished, BitsGesture gesture) {
  std::erase_if(wished, [this](const LayerBits& one) { return row(one.layer).locked; });
  if (std::all_of(wished.begin(), wished.end(),
                  [this](const LayerBits& one) { return row(one.layer).bits == one.bits; }))
    return;
  const bool laying = std::exchange(laying_, gesture == BitsGesture::Curve);
  emit dragWished(wished, gesture);
  laying_ = laying;
}

void BitsView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const BitsPicture picture{.rows = rows_,
                            .geometry = geometry_,
                            .selection = selection_,
                            .hovered = hovered_,
                            .focus = hasFocus(),
                            .painting = painting_,
                            .band = hand_->band(),
                            .curve = profile_,
                            .handle = handle_,
                            .budget = budget_,
                            .budgetHeld = overBudget_ || hand_->onBudget()};
  paintBits(painter, picture, rect(), coloursOf(palette()));
}

void BitsView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  layOut();
}

void BitsView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) layOut();
}

void BitsView::mousePressEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  const int layer = geometry_.layerAt(at);
  if (event->button() == Qt::RightButton && layer >= 0 && !selection_.contains(layer)) {
    BarSelection selected = selection_;
    selected.only(layer);
    choose(selected);
  }
  if (event->button() != Qt::LeftButton || rows_.empty() || hand_->down()) return;
  if (onBudget(at)) return hand_->holdBudget(at);
  if (const int handle = handleAt(at); handle >= 0) {
    handle_ = handle;
    return hand_->holdCurve(at, *profile_, static_cast<std::size_t>(handle));
  }
  hand_->press(*event, selection_, painting_);
}

void BitsView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (hand_->down()) return hand_->move(at);
  const int layer = geometry_.layerAt(at);
  const bool onLine = onBudget(at);
  setCursor(onLine || handleAt(at) >= 0 ? Qt::SizeVerCursor
            : layer < 0                 ? Qt::ArrowCursor
            : painting_                 ? Qt::CrossCursor
                                        : Qt::SizeVerCursor);
  if (layer == hovered_ && onLine == overBudget_) return;
  hovered_ = layer;
  overBudget_ = onLine;
  update();
}

void BitsView::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && hand_->down()) hand_->release();
}

void BitsView::leaveEvent(QEvent*) {
  hovered_ = -1;
  overBudget_ = false;
  update();
}

void BitsView::keyPressEvent(QKeyEvent* event) {
  if (hand_->down() && event->key() == Qt::Key_Escape) return hand_->cancel();
  const Qt::KeyboardModifiers modifiers = event->modifiers();
  if (rows_.empty() || modifiers & Qt::AltModifier) return QWidget::keyPressEvent(event);
  if (event->matches(QKeySequence::SelectAll)) return selectAll();
  if (modifiers & Qt::ControlModifier || !handleKey(event->key(), modifiers & Qt::ShiftModifier))
    QWidget::keyPressEvent(event);
}

bool BitsView::handleKey(int key, bool extends) {
  if (!extends && profile_ && handleCurveKey(key)) return true;
  const int current = selection_.current(), last = static_cast<int>(rows_.size()) - 1;
  const auto goTo = [&](int layer) {
    BarSelection moved = selection_;
    extends ? moved.extendTo(layer) : moved.only(layer);
    choose(moved);
  };
  const std::vector<int> layers = selectedLayers();
  if (key >= Qt::Key_1 && key <= Qt::Key_8) {
    if (!layers.empty()) emit bitsWished(layers, key - Qt::Key_0);
    return true;
  }
  switch (key) {
    case Qt::Key_Left:
      goTo(std::max(current - 1, 0));
      return true;
    case Qt::Key_Right:
      goTo(std::min(current + 1, last));
      return true;
    case Qt::Key_Home:
      goTo(0);
      return true;
    case Qt::Key_End:
      goTo(last);
      return true;
    case Qt::Key_Up:
    case Qt::Key_Down:
      if (!layers.empty()) emit stepWished(layers, key == Qt::Key_Up ? 1 : -1);
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (current >= 0) {
        BarSelection toggled = selection_;
        toggled.toggle(current);
        choose(toggled);
      }
      return true;
    case Qt::Key_L:
      lockSelected();
      return true;
    case Qt::Key_P:
      setPainting(!painting_);
      return true;
    case Qt::Key_C:
      nextCurve();
      return true;
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
      if (budget_) emit budgetStepWished(key == Qt::Key_PageUp ? 1 : -1);
      return true;
    default:
      return false;
  }
}

// Those that mean the curve while it is there.
bool BitsView::handleCurveKey(int key) {
  const auto handles = static_cast<int>(profile_->handles().size());
  switch (key) {
    case Qt::Key_Left:
    case Qt::Key_Right:
      handle_ = std::clamp(handle_ + (key == Qt::Key_Right ? 1 : -1), 0, handles - 1);
      update();
      return true;
    case Qt::Key_Up:
    case Qt::Key_Down: {
      const auto handle = static_cast<std::size_t>(std::min(handle_, handles - 1));
      const double height = profile_->handles()[handle].height + (key == Qt::Key_Up ? curveStep : -curveStep);
      layOnCurve(profile_->moved(handle, height));
      return true;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
      layOnCurve(*profile_);
      return true;
    case Qt::Key_Escape:
      setCurve({});
      return true;
    default:
      return false;
  }
}

void BitsView::lockSelected() {
  const std::vector<int> layers = selectedLayers();
  if (layers.empty()) return;
  emit lockWished(layers, !std::all_of(layers.begin(), layers.end(), [this](int layer) { return row(layer).locked; }));
}

void BitsView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
}

void BitsView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

QString BitsView::table() const {
  return bitsTable(rows_);
}

bool BitsView::event(QEvent* event) {
  // While the hand is down or a curve is there, Escape is theirs and no shortcut of the window.
  if (event->type() == QEvent::ShortcutOverride && (hand_->down() || profile_) &&
      static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
    event->accept();
    return true;
  }
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const int layer = geometry_.layerAt(help->pos());
    if (onBudget(help->pos()))
      QToolTip::showText(help->globalPos(), tr("%1: drag it, and the plan follows").arg(budget_->text), this);
    else if (layer < 0)
      QToolTip::hideText();
    else
      QToolTip::showText(help->globalPos(), bitsTip(row(layer)), this);
    return true;
  }
  return QWidget::event(event);
}

}  // namespace bitprism
