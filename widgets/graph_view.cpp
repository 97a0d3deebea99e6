#include "widgets/graph_view.h"

#include <QAccessible>
#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/graph_export.h"
#include "widgets/graph_sentence.h"

namespace bitprism {
namespace {

constexpr double keyZoomStep = 1.25;   // of a key or button
constexpr double wheelDoubling = 480;  // eighths of a degree: four notches
constexpr double legendEdge = 6;       // pixels around the legend
constexpr double sightMargin = 0.06;   // of the view, within which a box is not quite in sight

}  // namespace

GraphView::GraphView(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  setAttribute(Qt::WA_OpaquePaintEvent);
  setAccessibleName(tr("Graph of the network"));
  setStatusTip(tr("Drag to move, turn the wheel to zoom; arrow keys follow edges, F fits, 1 is the actual size"));
  addExportMenu(
      *this, tr("graph"), [this](PictureFormat format) { return pictureOfAll(format); }, [this] { return table(); });
  connect(&moving_, &QVariantAnimation::valueChanged, this, &GraphView::moved);
  clear({});
}

void GraphView::show(GraphPicture picture) {
  moving_.stop();
  picture_ = std::move(picture);
  walk_ = GraphWalk(picture_);
  painter_.setPicture(&picture_);
  painter_.setRows(&rows_, figure_);
  why_.clear();
  found_.clear();
  const int layer = marks_.layer;
  marks_ = {};
  marks_.focused = hasFocus();
  camera_.setBounds(picture_.layout.bounds);
  untouched_ = true;
  if (layer >= 0) {
    marks_.layer = layer;
    marks_.current = boxOfLayer(layer);
  }
  placeFirst();
  setAccessibleDescription(boxSentence(picture_, rows_, marks_.current));
  emit currentChanged(marks_.current);
}

void GraphView::clear(const QString& why) {
  show(GraphPicture());
  marks_.layer = -1;
  why_ = why;
  setAccessibleDescription(why);
}

void GraphView::setRows(const std::vector<LayerRow>& rows) {
  if (rows == rows_) return;
  rows_ = rows;
  setAccessibleDescription(boxSentence(picture_, rows_, marks_.current));
  fitCamera();
}

void GraphView::setFigure(GraphFigure figure) {
  figure_ = figure;
  painter_.setRows(&rows_, figure_);
  fitCamera();
}

int GraphView::boxOfLayer(int layer) const {
  for (std::size_t i = 0; i < picture_.boxes.size(); ++i) {
    const std::vector<int>& layers = picture_.boxes[i].layers;
    if (std::find(layers.begin(), layers.end(), layer) != layers.end()) return static_cast<int>(i);
  }
  return -1;
}

void GraphView::setCurrent(int box) {
  if (box == marks_.current || box >= static_cast<int>(picture_.boxes.size())) return;
  marks_.current = box;
  setAccessibleDescription(boxSentence(picture_, rows_, box));
  QAccessibleEvent change(this, QAccessible::DescriptionChanged);
  QAccessible::updateAccessibility(&change);
  update();
  emit currentChanged(box);
}

void GraphView::setLayer(int layer) {
  if (layer == marks_.layer) return;
  marks_.layer = layer;
  update();
  const int box = boxOfLayer(layer);
  if (box < 0) return;
  const std::vector<int>* shown =
      marks_.current >= 0 ? &picture_.boxes[static_cast<std::size_t>(marks_.current)].layers : nullptr;
  if (shown && std::find(shown->begin(), shown->end(), layer) != shown->end()) return;  // another use of its weights
  setCurrent(box);
  bringIntoSight(box);
}

void GraphView::choose(int box) {
  if (box < 0) return;
  setCurrent(box);
  const std::vector<int>& layers = picture_.boxes[static_cast<std::size_t>(box)].layers;
  if (layers.empty() || std::find(layers.begin(), layers.end(), marks_.layer) != layers.end()) return;
  marks_.layer = layers[0];
  emit layerWished(layers[0]);
}

int GraphView::find(const QString& words) {
  found_ = boxesWith(picture_, words);
  update();
  return static_cast<int>(found_.size());
}

bool GraphView::goToFound(bool backward) {
  if (found_.empty()) return false;
  int next = backward ? found_.back() : found_.front();
  if (backward) {
    const auto after = std::lower_bound(found_.begin(), found_.end(), marks_.current);
    if (after != found_.begin()) next = *(after - 1);
  } else {
    const auto after = std::upper_bound(found_.begin(), found_.end(), marks_.current);
    if (after != found_.end()) next = *after;
  }
  choose(next);
  bringIntoSight(next);
  return true;
}

QRectF GraphView::boxArea(int box) const {
  return camera_.toView(picture_.layout.boxes[static_cast<std::size_t>(box)]);
}

int GraphView::boxAt(const QPointF& position) const {
  if (!drawingArea().contains(position)) return -1;
  const QPointF point = camera_.toDrawing(position);
  const auto found = std::find_if(picture_.layout.boxes.begin(), picture_.layout.boxes.end(),
                                  [&](const QRectF& box) { return box.contains(point); });
  return found == picture_.layout.boxes.end() ? -1 : static_cast<int>(found - picture_.layout.boxes.begin());
}

// The graph stands above its legend.
QRectF GraphView::drawingArea() const {
  const double legend = painter_.legendSize(font(), width() - 2 * legendEdge).height();
  return {0, 0, static_cast<double>(width()), std::max(1.0, height() - (legend > 0 ? legend + 2 * legendEdge : 0))};
}

void GraphView::fitCamera() {
  camera_.setView(drawingArea().size());
  camera_.setLine(fontMetrics().height());
  if (untouched_) return placeFirst();
  update();
}

void GraphView::placeFirst() {
  camera_.setView(drawingArea().size());
  camera_.setLine(fontMetrics().height());
  if (picture_.boxes.empty()) return update();
  const int box = std::max(marks_.current, 0);
  camera_.lookFirst(picture_.layout.boxes[static_cast<std::size_t>(box)].center());
  emit zoomChanged(camera_.zoom());
  update();
}

void GraphView::moveTo(const QPointF& centre, double zoom) {
  if (picture_.boxes.empty()) return;
  untouched_ = false;
  GraphCamera goal = camera_;
  goal.look(centre, zoom);
  moving_.stop();
  const int duration = style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this);
  if (duration <= 0 || !isVisible() || visibleRegion().isEmpty()) {
    return setCamera(goal);
  }
  // The zoom changes by equal ratios, so that it looks even.
  moving_.setDuration(duration);
  moving_.setEasingCurve(QEasingCurve::OutCubic);
  moving_.setStartValue(QRectF(camera_.centre(), QSizeF(std::log(camera_.zoom()), 0)));
  moving_.setEndValue(QRectF(goal.centre(), QSizeF(std::log(goal.zoom()), 0)));
  moving_.start();
}

void GraphView::moved() {
  const QRectF now = moving_.currentValue().toRectF();
  camera_.look(now.topLeft(), std::exp(now.width()));
  emit zoomChanged(camera_.zoom());
  update();
}

void GraphView::setCamera(const GraphCamera& camera) {
  moving_.stop();
  untouched_ = false;
  camera_ = camera;
  emit zoomChanged(camera_.zoom());
  update();
}

void GraphView::bringIntoSight(int box) {
  const QRectF area = boxArea(box);
  const double x = width() * sightMargin, y = height() * sightMargin;
  if (!moving() && drawingArea().adjusted(x, y, -x, -y).contains(area)) return;
  moveTo(picture_.layout.boxes[static_cast<std::size_t>(box)].center(), camera_.zoom());
}

void GraphView::zoomBy(double factor) {
  moveTo(camera_.centre(), camera_.zoom() * factor);
}

void GraphView::fit() {
  moveTo(picture_.layout.bounds.center(), camera_.fittingZoom());
}

void GraphView::actualSize() {
  const bool seen = marks_.current >= 0 && QRectF(rect()).intersects(boxArea(marks_.current));
  moveTo(seen ? picture_.layout.boxes[static_cast<std::size_t>(marks_.current)].center() : camera_.centre(), 1);
}

QString GraphView::table() const {
  return graphTable(picture_, rows_);
}

QByteArray GraphView::pictureOfAll(PictureFormat format) const {
  return graphPicture(picture_, rows_, figure_, *this, format);
}

QRectF GraphView::legendArea() const {
  const QSizeF size = painter_.legendSize(font(), width() - 2 * legendEdge);
  return {{legendEdge, height() - size.height() - legendEdge}, size};
}

void GraphView::paintEvent(QPaintEvent*) {
  const Colours colours = coloursOf(palette());
  QPainter painter(this);
  painter.fillRect(rect(), colours.background);
  if (picture_.boxes.empty()) {
    painter.setPen(colours.muted);
    painter.drawText(QRectF(rect()).adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap, why_);
    return;
  }
  marks_.found = &found_;
  painter.setClipRect(drawingArea());
  painter_.paint(painter, camera_, marks_, colours, font());
  painter.setClipping(false);
  painter_.paintLegend(painter, legendArea(), colours, font());
}

void GraphView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitCamera();
}

void GraphView::hover(int box) {
  if (box == marks_.hovered) return;
  marks_.hovered = box;
  setCursor(box >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
  update();
}

void GraphView::mousePressEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton) return;
  moving_.stop();
  pressed_ = true;
  dragging_ = event->button() == Qt::MiddleButton;
  pressedAt_ = lastAt_ = event->position();
}

void GraphView::mouseMoveEvent(QMouseEvent* event) {
  if (!pressed_) return hover(boxAt(event->position()));
  if (!dragging_ && (event->position() - pressedAt_).manhattanLength() < QApplication::startDragDistance()) return;
  dragging_ = true;
  untouched_ = false;
  setCursor(Qt::ClosedHandCursor);
  camera_.pan(event->position() - lastAt_);
  lastAt_ = event->position();
  update();
}

void GraphView::mouseReleaseEvent(QMouseEvent* event) {
  if (!pressed_ || (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)) return;
  pressed_ = false;
  const int box = boxAt(event->position());
  if (!dragging_) choose(box);
  dragging_ = false;
  marks_.hovered = -2;  // the cursor is set anew
  hover(box);
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton) return;
  const int box = boxAt(event->position());
  if (box < 0) return fit();
  moveTo(picture_.layout.boxes[static_cast<std::size_t>(box)].center(), std::max(1.0, camera_.zoom()));
}

void GraphView::wheelEvent(QWheelEvent* event) {
  event->accept();
  if (picture_.boxes.empty()) return;
  moving_.stop();
  untouched_ = false;
  if (event->angleDelta().y() == 0)
    camera_.pan(QPointF(event->angleDelta().x(), 0));
  else
    camera_.zoomAround(event->position(), std::exp2(event->angleDelta().y() / wheelDoubling));
  emit zoomChanged(camera_.zoom());
  hover(boxAt(event->position()));
  update();
}

void GraphView::leaveEvent(QEvent*) {
  hover(-1);
}

void GraphView::keyPressEvent(QKeyEvent* event) {
  const int count = static_cast<int>(picture_.boxes.size());
  if (count == 0 || event->modifiers() & (Qt::ControlModifier | Qt::AltModifier)) return QWidget::keyPressEvent(event);
  const int from = std::max(marks_.current, 0);
  const auto go = [&](int box) {
    choose(marks_.current < 0 ? from : box);
    bringIntoSight(marks_.current);
  };
  switch (event->key()) {
    case Qt::Key_Down:
      return go(walk_.next(from, GraphStep::Down));
    case Qt::Key_Up:
      return go(walk_.next(from, GraphStep::Up));
    case Qt::Key_Left:
      return go(walk_.next(from, GraphStep::Left));
    case Qt::Key_Right:
      return go(walk_.next(from, GraphStep::Right));
    case Qt::Key_Home:
      return go(0);
    case Qt::Key_End:
      return go(count - 1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
      return zoomBy(keyZoomStep);
    case Qt::Key_Minus:
      return zoomBy(1 / keyZoomStep);
    case Qt::Key_F:
      return fit();
    case Qt::Key_1:
      return actualSize();
    default:
      QWidget::keyPressEvent(event);
  }
}

void GraphView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  marks_.focused = true;
  update();
}

void GraphView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  marks_.focused = false;
  update();
}

void GraphView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::FontChange) fitCamera();
}

bool GraphView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int box = boxAt(help->pos());
  if (box < 0 || !tips_)
    QToolTip::hideText();
  else
    QToolTip::showText(help->globalPos(), tips_(box), this, boxArea(box).toAlignedRect());
  return true;
}

}  // namespace bitprism
