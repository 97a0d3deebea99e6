// Lays out graphs of 2,000 nodes and paints them while they are dragged and zoomed. Prints the time of the layout, and
// the median and the worst time of a frame in milliseconds: as the clock saw it, and how much of it the window's thread
// computed. The two differ where other programs hold the cores. graph_frames [NODES [WIDTH HEIGHT]], by default in
// 900 x 900 pixels.

#include <QApplication>
#include <QElapsedTimer>
#include <QImage>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "app/desktop/graphviz_layout.h"
#include "tests/support/graph_shapes.h"
#include "widgets/graph_view.h"

namespace {

using namespace bitprism;

double ownMilliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) * 1e-6;
}

class FrameMeter {
 public:
  void frame(QWidget& view) {
    QElapsedTimer clock;
    clock.start();
    const double before = ownMilliseconds();
    view.repaint();
    own_.push_back(ownMilliseconds() - before);
    clock_.push_back(static_cast<double>(clock.nsecsElapsed()) * 1e-6);
  }

  void print(const char* what) {
    std::sort(clock_.begin(), clock_.end());
    std::sort(own_.begin(), own_.end());
    std::printf("  %-12s %4zu frames: median %5.2f ms, worst %5.2f ms; own work %5.2f, %5.2f ms\n", what, own_.size(),
                median(clock_), clock_.back(), median(own_), own_.back());
  }

 private:
  static double median(const std::vector<double>& sorted) { return sorted[sorted.size() / 2]; }

  std::vector<double> clock_, own_;
};

GraphPicture pictureOfShape(const GraphShape& shape) {
  GraphPicture picture;
  picture.shape = shape;
  int layers = 0;
  for (const QSizeF& size : shape.boxes) {
    const bool layer = size.height() > 2;
    GraphBox box;
    box.kind = layer ? GraphBox::Kind::Layer : GraphBox::Kind::Operator;
    box.title = layer ? QStringLiteral("stage%1.block%2.conv").arg(layers / 50).arg(layers) : QStringLiteral("relu");
    if (layer) {
      box.detail = QStringLiteral("conv 64×64×3×3");
      box.layers = {layers++};
    }
    picture.boxes.push_back(box);
  }
  return picture;
}

std::vector<LayerRow> rowsOf(int count) {
  std::vector<LayerRow> rows(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    rows[static_cast<std::size_t>(i)].bits = 2 + i % 7;
    rows[static_cast<std::size_t>(i)].sqnrDb = 10 + i % 40;
  }
  return rows;
}

void measure(const char* name, const GraphShape& shape, const QSize& size) {
  GraphPicture picture = pictureOfShape(shape);
  QElapsedTimer clock;
  clock.start();
  const double before = ownMilliseconds();
  picture.layout = graphvizLayout(shape);
  std::printf("%s: %zu nodes, %zu edges, layout %.0f ms (own work %.0f ms), %.0f x %.0f lines\n", name,
              shape.boxes.size(), shape.edges.size(), static_cast<double>(clock.nsecsElapsed()) * 1e-6,
              ownMilliseconds() - before, picture.layout.bounds.width(), picture.layout.bounds.height());
  GraphView view;
  view.resize(size);
  view.setRows(rowsOf(static_cast<int>(shape.boxes.size())));
  view.setFigure(GraphFigure::Error);
  view.show(picture);
  view.QWidget::show();
  QApplication::processEvents();
  const QPointF middle(size.width() / 2.0, size.height() / 2.0);
  for (const double zoom : {1.0, 0.5, 0.0}) {
    GraphCamera camera = view.camera();
    camera.look(picture.layout.bounds.center(), zoom > 0 ? zoom : camera.fittingZoom());
    FrameMeter pan;
    for (int i = 0; i < 120; ++i) {
      camera.pan({7 * std::sin(i / 9.0), -23.0});
      view.setCamera(camera);
      pan.frame(view);
    }
    pan.print(zoom == 1.0 ? "pan at 1:1" : zoom > 0 ? "pan at 50 %" : "pan, fitted");
  }
  GraphCamera camera = view.camera();
  FrameMeter zooming;
  for (int i = 0; i < 200; ++i) {
    camera.zoomAround(middle, i < 100 ? 1.06 : 1 / 1.06);
    view.setCamera(camera);
    zooming.frame(view);
  }
  zooming.print("zoom");
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  const QStringList words = QApplication::arguments();
  const int nodes = words.value(1, "2000").toInt();
  const QSize size(words.value(2, "900").toInt(), words.value(3, "900").toInt());
  applyTheme(Theme::Light);
  measure("residual blocks", test::residualShape(nodes), size);
  measure("branches", test::branchingShape(nodes), size);
  measure("hourglass", test::hourglassShape(nodes), size);
}
