#pragma once

#include <QRectF>
#include <vector>

#include "widgets/layer_row.h"

namespace bitprism {

// Where the bars of the layers stand: over depth by their sizes, and how high for their bits. A plain value.
class BitsGeometry {
 public:
  void layOut(const std::vector<LayerRow>& rows, const QRectF& area);

  const QRectF& area() const { return area_; }  // without captions and the numbers of the axis
  int count() const { return static_cast<int>(bars_.size()); }
  QRectF column(int layer) const;           // the whole height of the area
  QRectF shape(int layer, int bits) const;  // the drawn bar, on whole pixels
  double xOfDepth(double layer) const;      // of the middle of a layer, and between two
  double yOfBits(int bits) const;
  double yOfHeight(double height) const;  // for bits that are no width of a layer
  double heightAt(double y) const;
  int bitsAt(double y) const;                  // the nearest that exist
  int layerAt(const QPointF& position) const;  // -1: none

 private:
  struct Bar {
    double left = 0, width = 0;
  };

  QRectF area_;
  std::vector<Bar> bars_;
};

}  // namespace bitprism
