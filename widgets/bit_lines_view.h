#pragma once

#include <QPixmap>
#include <QWidget>
#include <array>
#include <vector>

#include "widgets/theme.h"
#include "widgets/trial_row.h"

namespace bitprism {

// The bits of several plans over the layers of the network: one line per plan while they are few, otherwise bundles
// as wide as the share of plans in them; and the current plan, thicker. The better a plan, the stronger its line.
class BitLinesView : public QWidget {
  Q_OBJECT

 public:
  explicit BitLinesView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<TrialRow>& rows, std::vector<TrialLayer> layers);  // the evaluations may end afterwards
  void setPlan(std::vector<int> bits);                                           // the current one; empty: none
  std::size_t lineCount() const { return lines_.size(); }
  bool bundled() const;
  QPointF pixelOf(std::size_t layer, int bits) const;
  QString tipAt(const QPoint& position) const;  // what goes through the layer there; empty: no layer is there
  QString table() const;                        // as CSV

  QSize sizeHint() const override { return {640, 200}; }
  QSize minimumSizeHint() const override { return {160, 80}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  static constexpr int levels = 10;  // 0 unused, 1 to 8 bits, float
  struct Line {
    int trial = 0;
    double quality = 0;
    std::vector<int> bits;
  };

  QRectF plotArea() const;
  std::size_t layerCount() const;
  void drawGround(QPainter& painter, const Colours& colours) const;
  void drawLines(QPainter& painter, const Colours& colours) const;
  void drawBundles(QPainter& painter, const Colours& colours) const;
  void redraw();

  std::vector<Line> lines_;  // the best last
  std::vector<TrialLayer> layers_;
  std::vector<int> plan_;
  QPixmap drawn_;  // all but the current plan, which moves under the hand
};

}  // namespace bitprism
