#pragma once

#include <QObject>
#include <QPointF>
#include <QRectF>
#include <map>
#include <optional>
#include <vector>

#include "widgets/bar_selection.h"
#include "widgets/bits_geometry.h"
#include "widgets/bits_profile.h"
#include "widgets/curve_profile.h"

class QMouseEvent;

namespace bitprism {

// What the hand does with the bits of several layers.
enum class BitsGesture { Move, Paint, Curve };

// Turns mouse events on the bars into what they mean: clicks, bars dragged together, a painted profile, a rubber band,
// a curve held by a handle, the line of the budget. Belongs to the window's thread.
class BitsHand : public QObject {
  Q_OBJECT

 public:
  // rows and geometry are those of the view, which outlives the hand.
  BitsHand(const std::vector<LayerRow>& rows, const BitsGeometry& geometry, QObject* parent);

  bool down() const { return held_.has_value(); }
  bool onCurve() const { return held_ && held_->work == Work::Curve; }
  bool onBudget() const { return held_ && held_->work == Work::Budget; }
  std::optional<QRectF> band() const;  // the rubber band

  // A press of the left button, with what is selected.
  void press(const QMouseEvent& event, const BarSelection& selection, bool painting);
  void holdCurve(const QPointF& at, const CurveProfile& profile, std::size_t handle);
  void holdBudget(const QPointF& at);
  void move(const QPointF& to);
  void release();
  void cancel();  // everything as before the press
  void drop() { held_.reset(); }

 signals:
  void chosen(const bitprism::BarSelection& selection);
  void banded(const bitprism::BarSelection& selection);  // not chosen before the release
  void wished(const std::vector<bitprism::LayerBits>& wished, bitprism::BitsGesture gesture);
  void curveMoved(const bitprism::CurveProfile& profile);
  void budgetDragged(double height);  // in bits
  void budgetReleased();
  void budgetCancelled();  // everything as before the drag
  void finished();         // of wishes
  void changed();          // something is drawn differently

 private:
  enum class Work { Drag, Paint, Band, Curve, Budget };
  struct Held {
    Work work = Work::Drag;
    QPointF press, last;
    int layer = -1;  // under the press
    bool adds = false, extends = false;
    bool moved = false;
    std::vector<LayerBits> start;         // of the layers that are dragged, or follow the curve
    std::map<int, LayerBits> painted;     // so far, by layer
    std::vector<int> before;              // bits of all layers at the press
    BarSelection selected;                // at the press
    BarSelection now;                     // after the press, or in the rubber band
    std::optional<CurveProfile> profile;  // at the press
    std::size_t handle = 0;
    double grip = 0;  // in bits, from the hand to what it holds
  };

  void drag(const QPointF& to);
  void paintTo(const QPointF& to);
  void spanBand(const QPointF& to);
  void moveCurve(const QPointF& to);
  const LayerRow& row(int layer) const { return rows_[static_cast<std::size_t>(layer)]; }
  std::vector<int> allBits() const;

  const std::vector<LayerRow>& rows_;
  const BitsGeometry& geometry_;
  std::optional<Held> held_;
};

}  // namespace bitprism
