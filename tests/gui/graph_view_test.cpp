#include "widgets/graph_view.h"

#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QSignalSpy>
#include <QWheelEvent>
#include <QtTest>

#include "tests/gui/widgets_tests.h"
#include "widgets/graph_explorer.h"
#include "widgets/theme.h"

namespace bitprism::test {
namespace {

// A column of layers with an operator after each, and a branch: input, 0.conv, relu, 1.conv, relu, ... output; every
// other relu also leads to a layer at the right, whose box is empty of edges down.
GraphPicture somePicture(int layers, double gap = 5) {
  GraphPicture picture;
  const auto add = [&](GraphBox::Kind kind, const QString& title, double x, double y, std::vector<int> ofLayers,
                       const std::vector<int>& sources) {
    const int box = static_cast<int>(picture.boxes.size());
    picture.boxes.push_back({kind, title, ofLayers.empty() ? QString() : QStringLiteral("conv 16×16×3×3"), ofLayers});
    const QSizeF size = boxSize(picture.boxes.back(), 12);
    picture.shape.boxes.push_back(size);
    picture.layout.boxes.push_back({QPointF(x - size.width() / 2, y), size});
    picture.layout.bounds |= picture.layout.boxes.back();
    for (const int source : sources) {
      const QRectF& from = picture.layout.boxes[static_cast<std::size_t>(source)];
      picture.shape.edges.emplace_back(source, box);
      picture.layout.edges.push_back(QPolygonF({QPointF(from.center().x(), from.bottom()), QPointF(x, y)}));
    }
    return box;
  };
  int last = add(GraphBox::Kind::End, "input", 0, 0, {}, {});
  double y = gap;
  for (int i = 0; i < layers; ++i, y += 2 * gap) {
    const QString name = QStringLiteral("layer%1.conv").arg(i);
    const int layer = add(GraphBox::Kind::Layer, name, i % 3 == 2 ? 20 : 0, y, {i}, {last});
    last = add(GraphBox::Kind::Operator, "relu", 0, y + gap, {}, {i % 3 == 2 ? last : layer});
  }
  add(GraphBox::Kind::End, "output", 0, y, {}, {last});
  return picture;
}

}  // namespace

class GraphViewTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    explorer = std::make_unique<GraphExplorer>();
    view = explorer->view();
    explorer->setProperties([](int box) { return std::vector<Property>{{"box", QString::number(box)}}; });
    explorer->resize(700, 800);
    view->setRows(someRows(12));
    view->show(somePicture(12));
    explorer->QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(explorer.get(), patience));
  }

  void aClickSelectsTheLayerUnderIt() {
    QSignalSpy wishes(view, &GraphView::layerWished);
    const int box = view->boxOfLayer(1);
    QTest::mouseClick(view, Qt::LeftButton, {}, view->boxArea(box).center().toPoint());
    QCOMPARE(view->current(), box);
    QCOMPARE(wishes.count(), 1);
    QCOMPARE(wishes.last()[0].toInt(), 1);
    QTest::mouseClick(view, Qt::LeftButton, {}, view->boxArea(box + 1).center().toPoint());
    QCOMPARE(view->current(), box + 1);  // an operator has properties, but is no layer
    QCOMPARE(wishes.count(), 1);
    QCOMPARE(explorer->properties()->item(0, 1)->text(), QString::number(box + 1));
  }

  void aDragMovesTheGraphAndSelectsNothing() {
    QSignalSpy wishes(view, &GraphView::layerWished);
    const int box = view->boxOfLayer(0);
    const QPointF before = view->boxArea(box).center();
    const QPoint from = before.toPoint();
    QTest::mousePress(view, Qt::LeftButton, {}, from);
    QTest::mouseMove(view, from + QPoint(0, 15));
    QTest::mouseMove(view, from + QPoint(20, 30));
    QTest::mouseRelease(view, Qt::LeftButton, {}, from + QPoint(20, 30));
    const QPointF moved = view->boxArea(box).center() - before;
    QVERIFY(std::abs(moved.x() - 20) < 1 && std::abs(moved.y() - 30) < 1);
    QCOMPARE(wishes.count(), 0);
    QCOMPARE(view->current(), -1);
  }

  void theWheelZoomsAroundThePointer() {
    const QPointF pointer = view->boxArea(3).center();
    const double zoom = view->camera().zoom();
    turnWheel(pointer, 240);
    QVERIFY(view->camera().zoom() > 1.3 * zoom);
    const QPointF off = view->boxArea(3).center() - pointer;
    QVERIFY2(std::hypot(off.x(), off.y()) < 0.5, qPrintable(QString::number(std::hypot(off.x(), off.y()))));
    turnWheel(pointer, -240);
    QVERIFY(std::abs(view->camera().zoom() - zoom) < 1e-9);
    for (int i = 0; i < 60; ++i) turnWheel(pointer, 480);
    QCOMPARE(view->camera().zoom(), GraphCamera::most);
    for (int i = 0; i < 60; ++i) turnWheel(pointer, -480);
    QVERIFY(view->camera().zoom() > 0.05);
    QVERIFY(QRectF(view->rect()).intersects(view->camera().toView(view->picture().layout.bounds)));
  }

  void keysFollowEdgesAndZoom() {
    QSignalSpy wishes(view, &GraphView::layerWished);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Home);
    QCOMPARE(view->current(), 0);
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(view->current(), view->boxOfLayer(0));
    QCOMPARE(wishes.last()[0].toInt(), 0);
    for (int i = 0; i < 3; ++i) QTest::keyClick(view, Qt::Key_Down);  // relu, layer 1, relu
    const int relu = view->current();
    QTest::keyClick(view, Qt::Key_Down);  // the nearest of two: the next relu, beside the layer at the right
    const int fork = view->current();
    QVERIFY(fork != view->boxOfLayer(2));
    QTest::keyClick(view, Qt::Key_Up);
    QCOMPARE(view->current(), relu);
    view->setCurrent(view->boxOfLayer(2));
    QTest::keyClick(view, Qt::Key_Up);
    QCOMPARE(view->current(), relu);
    QTest::keyClick(view, Qt::Key_Down);  // back to where one came from
    QCOMPARE(view->current(), view->boxOfLayer(2));
    QTest::keyClick(view, Qt::Key_End);
    QCOMPARE(view->picture().boxes[static_cast<std::size_t>(view->current())].title, QString("output"));
    QTRY_VERIFY_WITH_TIMEOUT(!view->moving(), patience);
    const double zoom = view->camera().zoom();
    QTest::keyClick(view, Qt::Key_Plus);
    QTRY_VERIFY_WITH_TIMEOUT(view->camera().zoom() > 1.2 * zoom, patience);
    QTest::keyClick(view, Qt::Key_F);
    QTRY_VERIFY_WITH_TIMEOUT(QRectF(view->rect()).contains(view->camera().toView(view->picture().layout.bounds)),
                             patience);
    QTest::keyClick(view, Qt::Key_1);
    QTRY_COMPARE_WITH_TIMEOUT(view->camera().zoom(), 1.0, patience);
  }

  void aSelectionElsewhereMovesTheViewOnlyIfItMust() {
    view->actualSize();
    QTRY_VERIFY_WITH_TIMEOUT(!view->moving(), patience);
    view->setLayer(0);
    const QPointF there = view->camera().centre();
    const int near = view->boxOfLayer(1);
    QVERIFY(QRectF(view->rect()).contains(view->boxArea(near)));
    view->setLayer(1);
    QCOMPARE(view->current(), near);
    QVERIFY(!view->moving());
    QCOMPARE(view->camera().centre(), there);
    view->setLayer(11);
    QCOMPARE(view->current(), view->boxOfLayer(11));
    QTRY_VERIFY_WITH_TIMEOUT(!view->moving() && QRectF(view->rect()).contains(view->boxArea(view->current())),
                             patience);
  }

  void theSearchGoesFromOneToTheNext() {
    QSignalSpy wishes(view, &GraphView::layerWished);
    QTest::keyClicks(explorer->search(), "CONV 1");
    QCOMPARE(view->found().size(), 12u);  // "16" in all of their shapes
    QTest::keyClicks(explorer->search(), "1.");
    const std::vector<int> eleven = {view->boxOfLayer(11)};
    QCOMPARE(view->found(), eleven);
    explorer->search()->clear();
    QVERIFY(view->found().empty());
    QTest::keyClicks(explorer->search(), "layer1");
    QCOMPARE(view->found().size(), 3u);  // 1, 10 and 11
    QCOMPARE(explorer->foundText(), QString("3 found"));
    for (const int layer : {1, 10, 11, 1}) {
      QTest::keyClick(explorer->search(), Qt::Key_Return);
      QCOMPARE(view->current(), view->boxOfLayer(layer));
      QCOMPARE(wishes.last()[0].toInt(), layer);
    }
    QCOMPARE(explorer->foundText(), QString("1 of 3"));
    QTest::keyClick(explorer->search(), Qt::Key_Return, Qt::ShiftModifier);
    QCOMPARE(view->current(), view->boxOfLayer(11));
    QTRY_VERIFY_WITH_TIMEOUT(!view->moving() && QRectF(view->rect()).contains(view->boxArea(view->current())),
                             patience);
    QTest::keyClick(explorer->search(), Qt::Key_Escape);
    QVERIFY(explorer->search()->text().isEmpty());
  }

  void coloursFollowTheFigure() {
    std::vector<LayerRow> rows = someRows(12);
    rows[0].bits = 2;
    rows[0].sqnrDb = 8;
    rows[0].sensitivity = 0.5;
    rows[0].sensitivityShare = 1;
    view->setRows(rows);
    const Colours colours = coloursOf(view->palette());
    const auto hasBar = [&](const QColor& colour) {  // at the left edge of the layer's box
      const QRectF area = view->boxArea(view->boxOfLayer(0));
      const QColor bar = view->grab().toImage().pixelColor(QPointF(area.left() + 3, area.center().y()).toPoint());
      return std::abs(bar.red() - colour.red()) + std::abs(bar.green() - colour.green()) +
                 std::abs(bar.blue() - colour.blue()) <
             6;
    };
    QVERIFY(hasBar(bitsColour(2, colours)));
    explorer->figures()->setCurrentIndex(1);
    QCOMPARE(view->figure(), GraphFigure::Sensitivity);
    QVERIFY(hasBar(scaleColour(1, colours)));
    QCOMPARE(figureText(rows[0], GraphFigure::Sensitivity), QString("0.5"));
    explorer->figures()->setCurrentIndex(2);
    QVERIFY(hasBar(scaleColour(1, colours)));
    rows[0].sqnrDb = 60;
    view->setRows(rows);
    QVERIFY(hasBar(scaleColour(0, colours)));
  }

  void theCurrentBoxIsDescribed() {
    view->setCurrent(view->boxOfLayer(1));
    const QString text = view->accessibleDescription();
    for (const char* part : {"layer1.conv", "8 bits", "40.0 dB", "after relu", "before relu"})
      QVERIFY2(text.contains(QLatin1String(part)), qPrintable(text));
  }

  void allOfItIsSaved() {
    const QByteArray png = view->pictureOfAll(PictureFormat::Png);
    const QImage image = QImage::fromData(png, "PNG");
    QVERIFY(!image.isNull());
    QVERIFY(image.height() > view->height());  // more than is visible
    QVERIFY(view->pictureOfAll(PictureFormat::Svg).contains("layer11.conv"));
    QVERIFY(view->pictureOfAll(PictureFormat::Pdf).startsWith("%PDF"));
    const QStringList lines = view->table().split(QChar('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 1 + static_cast<qsizetype>(view->picture().boxes.size()));
    QCOMPARE(lines[2], QString("layer0.conv,layer,conv 16×16×3×3,8,40,,input"));
    view->show(somePicture(2000));
    view->setRows(someRows(2000));
    const QImage tall = QImage::fromData(view->pictureOfAll(PictureFormat::Png), "PNG");
    QVERIFY(!tall.isNull() && tall.height() <= 16'000);
  }

  void anEmptyViewSaysWhy() {
    view->clear("No network is open");
    QCOMPARE(view->accessibleDescription(), QString("No network is open"));
    for (const auto key : {Qt::Key_Down, Qt::Key_F, Qt::Key_1, Qt::Key_Plus}) QTest::keyClick(view, key);
    turnWheel({10, 10}, 120);
    QTest::mouseDClick(view, Qt::LeftButton, {}, {20, 20});
    QCOMPARE(view->current(), -1);
    QVERIFY(!view->grab().isNull());
  }

 private:
  void turnWheel(const QPointF& at, int angle) {
    QWheelEvent event(at, view->mapToGlobal(at), {}, {0, angle}, {}, {}, Qt::NoScrollPhase, false);
    QApplication::sendEvent(view, &event);
  }

  std::unique_ptr<GraphExplorer> explorer;
  GraphView* view = nullptr;
};

std::unique_ptr<QObject> makeGraphViewTest() {
  return std::make_unique<GraphViewTest>();
}

}  // namespace bitprism::test

#include "graph_view_test.moc"
