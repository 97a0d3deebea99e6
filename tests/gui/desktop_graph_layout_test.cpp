#include <QtTest>
#include <thread>

#include "app/desktop/graph_texts.h"
#include "app/desktop/graphviz_layout.h"
#include "core/base/error.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/graph_shapes.h"
#include "tests/support/residual_network.h"

namespace bitprism::test {
namespace {

constexpr double touching = 0.02;  // lines

// What is wrong with a layout; empty: nothing.
QString faultOf(const GraphShape& shape, const GraphLayout& layout) {
  if (layout.boxes.size() != shape.boxes.size() || layout.edges.size() != shape.edges.size()) return "counts differ";
  for (std::size_t e = 0; e < shape.edges.size(); ++e) {
    const QRectF& from = layout.boxes[static_cast<std::size_t>(shape.edges[e].first)];
    const QRectF& to = layout.boxes[static_cast<std::size_t>(shape.edges[e].second)];
    const QPolygonF& line = layout.edges[e];
    if (from.bottom() >= to.top()) return QStringLiteral("edge %1 does not go down").arg(e);
    if (line.size() < 2 || std::abs(line.first().y() - from.bottom()) > 0.1 ||
        std::abs(line.last().y() - to.top()) > 0.1 || line.first().x() < from.left() || line.first().x() > from.right())
      return QStringLiteral("edge %1 does not join its boxes").arg(e);
    for (const QPointF& point : line)
      if (!layout.bounds.adjusted(-touching, -touching, touching, touching).contains(point))
        return QStringLiteral("edge %1 leaves the bounds").arg(e);
  }
  std::vector<std::size_t> order(layout.boxes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return layout.boxes[a].top() < layout.boxes[b].top(); });
  for (std::size_t i = 0; i < order.size(); ++i) {
    const QRectF box = layout.boxes[order[i]].adjusted(touching, touching, -touching, -touching);
    if (!layout.bounds.contains(box)) return QStringLiteral("box %1 leaves the bounds").arg(order[i]);
    if (std::abs(box.width() + 2 * touching - shape.boxes[order[i]].width()) > 1e-9) return "a box has another size";
    for (std::size_t k = i + 1; k < order.size() && layout.boxes[order[k]].top() < box.bottom(); ++k)
      if (box.intersects(layout.boxes[order[k]]))
        return QStringLiteral("boxes %1 and %2 overlap").arg(order[i]).arg(order[k]);
  }
  return {};
}

}  // namespace

class GraphLayoutTest : public QObject {
  Q_OBJECT

 private slots:
  void boxesAreApartAndEdgesGoDown_data() {
    QTest::addColumn<GraphShape>("shape");
    GraphShape several;  // two inputs, two outputs, a box without edges
    const int a = addBox(several, operatorBox, {}), b = addBox(several, operatorBox, {});
    const int sum = addBox(several, layerBox, {a, b});
    addBox(several, operatorBox, {sum});
    addBox(several, operatorBox, {sum, a});
    addBox(several, operatorBox, {});
    GraphShape one;
    addBox(one, layerBox, {});
    QTest::newRow("nothing") << GraphShape();
    QTest::newRow("one box") << one;
    QTest::newRow("several ends") << several;
    QTest::newRow("residuals") << residualShape(60);
    QTest::newRow("branches") << branchingShape(120);
    QTest::newRow("an hourglass") << hourglassShape(60);
    const Network network = residualNetwork();
    const NetworkGraph graph = networkGraph(network);
    QTest::newRow("a network") << graphShape(graph, graphBoxes(network, graph));
  }

  void boxesAreApartAndEdgesGoDown() {
    QFETCH(GraphShape, shape);
    QCOMPARE(faultOf(shape, graphvizLayout(shape)), QString());
  }

  void twoThousandBoxesAreLaidOut_data() {
    QTest::addColumn<GraphShape>("shape");
    QTest::newRow("residuals") << residualShape(2000);
    QTest::newRow("branches") << branchingShape(2000);
    QTest::newRow("an hourglass") << hourglassShape(2000);
  }

  void twoThousandBoxesAreLaidOut() {
    QFETCH(GraphShape, shape);
    QCOMPARE(faultOf(shape, graphvizLayout(shape)), QString());
  }

  void theMainPathOfResidualsIsStraight() {
    const GraphShape shape = residualShape(41);
    const GraphLayout layout = graphvizLayout(shape);
    for (const QRectF& box : layout.boxes) {
      const double aside = std::abs(box.center().x() - layout.boxes[0].center().x());
      QVERIFY2(aside < 0.05, qPrintable(QString::number(aside)));
    }
    double widest = 0;  // the edges around them bend
    for (std::size_t e = 0; e < shape.edges.size(); ++e)
      if (shape.edges[e].second - shape.edges[e].first > 2)
        for (const QPointF& point : layout.edges[e])
          widest = std::max(widest, std::abs(point.x() - layout.boxes[0].center().x()));
    QVERIFY2(widest > layerBox.width() / 2, qPrintable(QString::number(widest)));
  }

  void manyThreadsGetTheSameLayout() {
    const GraphShape shape = branchingShape(100);
    const GraphLayout expected = graphvizLayout(shape);
    std::vector<GraphLayout> layouts(4);
    {
      std::vector<std::jthread> threads;
      for (GraphLayout& layout : layouts) threads.emplace_back([&] { layout = graphvizLayout(shape); });
    }
    for (const GraphLayout& layout : layouts) QVERIFY(layout.boxes == expected.boxes && layout.edges == expected.edges);
  }

  void aStoppedLayoutEnds() {
    std::stop_source stop;
    stop.request_stop();
    QVERIFY_THROWS_EXCEPTION(Cancelled, graphvizLayout(residualShape(100), stop.get_token()));
  }

  void namesOfFilesAreTextsOnly() {
    Program program = smallProgram();
    const std::string name = "<b>\"};graph{a->b[label=\"\\N";
    program.tensors[0].name = name + ".weight";
    const Network network = makeNetwork(std::move(program), "named", "test");
    const NetworkGraph graph = networkGraph(network);
    const std::vector<GraphBox> boxes = graphBoxes(network, graph);
    const GraphShape shape = graphShape(graph, boxes);
    QCOMPARE(faultOf(shape, graphvizLayout(shape)), QString());
    QCOMPARE(boxes[1].title, QString::fromStdString(network.layers[0].name));
    QVERIFY(boxes[1].title.startsWith(QLatin1String("<b>")));
    const QString tip = propertiesTip(boxes[1].title, {{"Layer", boxes[1].title}});
    QVERIFY(!tip.contains(QLatin1String("<b>\"")));
    QVERIFY(tip.contains(QLatin1String("&lt;b&gt;")));
  }
};

std::unique_ptr<QObject> makeGraphLayoutTest() {
  return std::make_unique<GraphLayoutTest>();
}

}  // namespace bitprism::test

#include "desktop_graph_layout_test.moc"
