#include "widgets/bits_hand.h"

#include <QMouseEvent>
#include <algorithm>
#include <utility>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {
namespace {

constexpr double stillHand = 4;  // pixels that a click may move

}  // namespace

BitsHand::BitsHand(const std::vector<LayerRow>& rows, const BitsGeometry& geometry, QObject* parent)
    : QObject(parent), rows_(rows), geometry_(geometry) {}

std::optional<QRectF> BitsHand::band() const {
  if (!held_ || held_->work != Work::Band || !held_->moved) return {};
  return QRectF(held_->press, held_->last).normalized();
}

std::vector<int> BitsHand::allBits() const {
  std::vector<int> bits;
  for (const LayerRow& row : rows_) bits.push_back(row.bits);
  return bits;
}

void BitsHand::press(const QMouseEvent& event, const BarSelection& selection, bool painting) {
  const int layer = geometry_.layerAt(event.position());
  Held held{.press = event.position(), .last = event.position(), .layer = layer, .selected = selection};
  held.before = allBits();
  held.adds = event.modifiers() & Qt::ControlModifier;
  held.extends = event.modifiers() & Qt::ShiftModifier;
  const bool both = held.adds && held.extends;
  if (both || (painting && !held.adds && !held.extends))
    held.work = Work::Paint;
  else if (held.adds || held.extends)
    held.work = Work::Band;
  if (layer < 0 && held.work == Work::Drag) return;
  held.now = selection;
  held_ = std::move(held);
  if (held_->work == Work::Paint) return paintTo(event.position());
  if (held_->work == Work::Band) return;
  if (selection.contains(layer))
    held_->now.setCurrent(layer);
  else
    held_->now.only(layer);
  // Those that follow the hand come first: it decides for layers that are tied to its own.
  for (const int one : held_->now.bars())
    if (one != layer) held_->start.push_back({one, row(one).bits});
  held_->start.push_back({layer, row(layer).bits});
  emit chosen(held_->now);
}

void BitsHand::holdCurve(const QPointF& at, const CurveProfile& profile, std::size_t handle) {
  Held held{.work = Work::Curve, .press = at, .last = at};
  held.before = allBits();
  held.profile = profile;
  held.handle = handle;
  held.grip = profile.handles()[handle].height - geometry_.heightAt(at.y());
  for (const LayerBits& one : profile.bits()) held.start.push_back({one.layer, row(one.layer).bits});
  held_ = std::move(held);
  emit wished(profile.bits(), BitsGesture::Curve);
}

void BitsHand::holdBudget(const QPointF& at) {
  held_ = Held{.work = Work::Budget, .press = at, .last = at};
}

void BitsHand::move(const QPointF& to) {
  held_->moved = held_->moved || (to - held_->press).manhattanLength() > stillHand;
  if (!held_->moved) return;
  switch (held_->work) {
    case Work::Drag:
      return drag(to);
    case Work::Paint:
      return paintTo(to);
    case Work::Band:
      return spanBand(to);
    case Work::Curve:
      return moveCurve(to);
    case Work::Budget:
      held_->last = to;
      emit budgetDragged(geometry_.heightAt(to.y()));
      return;
  }
}

// The bar under the hand follows it, the others move as far.
void BitsHand::drag(const QPointF& to) {
  held_->last = to;
  const auto place = [](int bits) {
    return std::find(existingBits.begin(), existingBits.end(), bits) - existingBits.begin();
  };
  const auto steps = place(geometry_.bitsAt(to.y())) - place(held_->start.back().bits);
  emit wished(movedBits(held_->start, static_cast<int>(steps)), BitsGesture::Move);
}

// A fast hand skips bars: those between its last two places get the height on the line between them.
void BitsHand::paintTo(const QPointF& to) {
  const QPointF from = std::exchange(held_->last, to);
  const double left = std::min(from.x(), to.x()), right = std::max(from.x(), to.x());
  for (int layer = 0; layer < geometry_.count(); ++layer) {
    const QRectF bar = geometry_.column(layer);
    if (bar.left() > right || bar.left() + bar.width() < left) continue;
    const double x = std::clamp(bar.left() + bar.width() / 2, left, right);
    const double share = right > left ? (x - from.x()) / (to.x() - from.x()) : 1;
    held_->painted[layer] = {layer, geometry_.bitsAt(from.y() + share * (to.y() - from.y()))};
  }
  const int under = geometry_.layerAt(to);
  std::vector<LayerBits> all;
  for (const auto& [layer, bits] : held_->painted)
    if (layer != under) all.push_back(bits);
  if (const auto found = held_->painted.find(under); found != held_->painted.end()) all.push_back(found->second);
  emit wished(all, BitsGesture::Paint);
}

void BitsHand::spanBand(const QPointF& to) {
  held_->last = to;
  const QRectF band = QRectF(held_->press, to).normalized();
  std::vector<int> touched = held_->adds ? held_->selected.bars() : std::vector<int>();
  for (int layer = 0; layer < geometry_.count(); ++layer)
    if (!(held_->adds && held_->selected.contains(layer)) && band.intersects(geometry_.shape(layer, row(layer).bits)))
      touched.push_back(layer);
  std::sort(touched.begin(), touched.end());
  const int before = held_->now.current();
  const int current =
      touched.empty() || std::binary_search(touched.begin(), touched.end(), before) ? before : touched.back();
  held_->now.set(current, std::move(touched));
  emit banded(held_->now);
}

void BitsHand::moveCurve(const QPointF& to) {
  held_->last = to;
  const CurveProfile profile = held_->profile->moved(held_->handle, geometry_.heightAt(to.y()) + held_->grip);
  emit curveMoved(profile);
  emit wished(profile.bits(), BitsGesture::Curve);
}

void BitsHand::release() {
  const Held held = *std::exchange(held_, std::nullopt);
  emit changed();
  if (held.work == Work::Budget) {
    emit budgetReleased();
    return;
  }
  if (held.work != Work::Band) {
    if (held.work == Work::Drag && !held.moved) {
      BarSelection clicked = held.now;
      clicked.only(held.layer);
      emit chosen(clicked);
    }
    emit finished();
    return;
  }
  BarSelection selected = held.moved ? held.now : held.selected;
  if (!held.moved && held.layer >= 0 && held.adds) selected.toggle(held.layer);
  if (!held.moved && held.layer >= 0 && held.extends) selected.extendTo(held.layer);
  emit banded(held.selected);  // of which others know
  emit chosen(selected);
}

void BitsHand::cancel() {
  const Held held = *std::exchange(held_, std::nullopt);
  std::vector<LayerBits> before = held.start;
  for (const auto& [layer, bits] : held.painted)
    before.push_back({layer, held.before[static_cast<std::size_t>(layer)]});
  if (held.work == Work::Band) emit banded(held.selected);
  if (held.profile) emit curveMoved(*held.profile);
  if (held.work == Work::Budget) {
    emit budgetCancelled();
    emit finished();
    emit changed();
    return;
  }
  emit wished(before, held.work == Work::Paint   ? BitsGesture::Paint
                      : held.work == Work::Curve ? BitsGesture::Curve
                                                 : BitsGesture::Move);
  emit finished();
  emit changed();
}

}  // namespace bitprism
