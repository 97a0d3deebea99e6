#pragma once

#include <QPointF>
#include <QRectF>
#include <QStringList>
#include <optional>
#include <vector>

#include "core/search/pareto.h"
#include "widgets/front_marks.h"
#include "widgets/front_scale.h"
#include "widgets/point_grid.h"
#include "widgets/theme.h"

class QCPGraph;
class QCPItemText;
class QCustomPlot;

namespace bitprism {

// An evaluation of another session.
struct OtherPoint {
  std::size_t other = 0;       // in the list of fronts
  std::size_t evaluation = 0;  // of its snapshot
  bool operator==(const OtherPoint&) const = default;
};

// The fronts of other sessions: a step line each in its own look, named where it ends, with its hypervolume beside that
// of the own front. Belongs to the window's thread.
class FrontOthers {
 public:
  explicit FrontOthers(QCustomPlot& plot);

  // own: the snapshot of this session, null: none. dots: all evaluations, not only those of the front.
  // reference: of all hypervolumes; absent: none is told.
  void show(const std::vector<OtherFront>& others, const std::optional<HypervolumeReference>& reference,
            const SearchSnapshot* own, const QString& ownName, bool dots, const FrontScale& scale,
            const Colours& colours, double pixelRatio);
  QRectF extent() const { return extent_; }  // null: none
  void placeTexts();                         // where the range of the plot changed

  std::optional<OtherPoint> nearest(const QPoint& pixel, int reach) const;
  QPoint pixelOf(const OtherPoint& point) const;
  QStringList texts() const;  // the names at the lines

 private:
  struct Line {
    QCPItemText* text = nullptr;
    QPointF end;  // the largest point of the front
  };

  void add(const OtherFront& other, std::size_t index, bool dots, const FrontScale& scale, const Colours& colours,
           double pixelRatio);
  void addText(const QString& name, const QColor& colour, const SearchSnapshot& snapshot,
               const std::optional<HypervolumeReference>& reference, const FrontScale& scale);
  void clear();

  QCustomPlot& plot_;
  std::vector<QCPGraph*> graphs_;
  std::vector<Line> lines_;
  std::vector<OtherPoint> points_;
  std::vector<QCPGraph*> ofPoints_;
  PointGrid grid_;
  QRectF extent_;
};

// The points of a search's front, at its top task.
std::vector<FrontPoint> topFront(const SearchSnapshot& snapshot);

}  // namespace bitprism
