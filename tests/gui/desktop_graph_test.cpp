#include <QDockWidget>
#include <QLineEdit>
#include <QtTest>

#include "app/desktop/bits_panel.h"
#include "app/desktop/graph_panel.h"
#include "app/desktop/layers_panel.h"
#include "app/desktop/main_window.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/write/packed_writer.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/support/residual_network.h"
#include "tests/support/test_paths.h"
#include "widgets/bits_view.h"
#include "widgets/graph_explorer.h"
#include "widgets/layers_view.h"

namespace bitprism::test {

class GraphTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1680, 1050);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
    open(residualNetwork());
  }

  void itIsLaidOutWhenItIsFirstSeen() {
    QVERIFY(view()->picture().boxes.empty());
    showGraph();
    QVERIFY(isInFront(view()));
    const std::size_t boxes = view()->picture().boxes.size();
    QCOMPARE(boxes, networkGraph(*window->document().network()).nodes.size());
    open(smallNetwork());  // now that it is in front
    QTRY_VERIFY_WITH_TIMEOUT(!view()->picture().boxes.empty() && view()->picture().boxes.size() != boxes, patience);
  }

  void aClickSelectsEverywhere() {
    showGraph();
    view()->fit();
    QTRY_VERIFY_WITH_TIMEOUT(!view()->moving(), patience);
    const int box = view()->boxOfLayer(2);
    QTest::mouseClick(view(), Qt::LeftButton, {}, view()->boxArea(box).center().toPoint());
    QCOMPARE(window->workspace().selection().layer(), 2);
    QTRY_COMPARE_WITH_TIMEOUT(window->panel<LayersPanel>().view()->currentLayer(), 2, patience);
    BitsView* bits = window->panel<BitsPanel>().view();
    QTest::mouseClick(bits, Qt::LeftButton, {}, {static_cast<int>(bits->barArea(4).center().x()), bits->height() / 2});
    QTRY_COMPARE_WITH_TIMEOUT(view()->current(), view()->boxOfLayer(4), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!view()->moving(), patience);
    QVERIFY(QRectF(view()->rect()).contains(view()->boxArea(view()->current())));
  }

  void propertiesFollowThePlan() {
    showGraph();
    window->setCurrentLayer(3);  // the grouped convolution
    QTRY_COMPARE_WITH_TIMEOUT(view()->current(), view()->boxOfLayer(3), patience);
    QCOMPARE(property("Layer"), QString::fromStdString(window->document().network()->layers[3].name));
    QCOMPARE(property("Bits"), QString("8 bits"));
    QCOMPARE(property("groups"), QString("2"));
    QCOMPARE(property("Operator"), QString("convolution"));
    QTRY_COMPARE_WITH_TIMEOUT(property("Gives"), QString("1×8×4×4 for one image"), patience);
    window->document().setBits({3}, 3);
    QTRY_COMPARE_WITH_TIMEOUT(property("Bits"), QString("3 bits"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(property("SQNR").endsWith("dB"), patience);
    QTest::keyClicks(explorer()->search(), "adaptive");
    QTest::keyClick(explorer()->search(), Qt::Key_Return);
    QCOMPARE(property("Operator"), QString("adaptive_avg_pool2d"));
    QCOMPARE(property("output size"), QString("1, 1"));
    QVERIFY(property("Bits").isEmpty());
    QCOMPARE(window->workspace().selection().layer(), 3);  // an operator is not selected elsewhere
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  GraphExplorer* explorer() const { return window->panel<GraphPanel>().explorer(); }
  GraphView* view() const { return explorer()->view(); }

  QString property(const char* name) const {
    const PropertyTable* table = explorer()->properties();
    for (int row = 0; row < table->rowCount(); ++row)
      if (table->item(row, 0)->text() == QLatin1String(name)) return table->item(row, 1)->text();
    return {};
  }

  void showGraph() {
    window->showPanel("graph");
    QTRY_VERIFY_WITH_TIMEOUT(!view()->picture().boxes.empty(), patience);
    settleLayouts();
  }

  void open(const Network& network) {
    const std::string path = *folder / (network.name + ".packed");
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), QuantScheme{.bits = 8})));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeGraphTest() {
  return std::make_unique<GraphTest>();
}

}  // namespace bitprism::test

#include "desktop_graph_test.moc"
