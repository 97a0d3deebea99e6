#include <QFileInfo>
#include <QtTest>
#include <cmath>

#include "app/desktop/layers_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/sensitivity_panel.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/write/packed_writer.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/layers_view.h"
#include "widgets/sensitivity_map.h"
#include "widgets/sensitivity_view.h"

namespace bitprism::test {

class SensitivityTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1500, 950);
    window->show();
    window->resetLayout();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get(), patience));
  }

  void aCellSetsTheBitsOfItsLayer() {
    openSmall();
    learn();
    const PlanState first = document().state();
    QTest::mouseClick(map(), Qt::LeftButton, {}, map()->cellArea(1, 4).center());
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 4, 8}));
    QCOMPARE(document().undoStack().undoText(),
             QString::fromStdString(document().network()->layers[1].name) + QStringLiteral(" to 4 bits"));
    QCOMPARE(window->panel<LayersPanel>().view()->currentLayer(), 1);
    map()->setFocus();
    QTest::keyClick(map(), Qt::Key_Down);
    QTest::keyClick(map(), Qt::Key_Left);
    QTest::keyClick(map(), Qt::Key_Return);
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 4, 3}));
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(document().state() == first);
    document().setLocked({0}, true);
    QTest::mouseClick(map(), Qt::LeftButton, {}, map()->cellArea(0, 2).center());
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 8, 8}));
    QVERIFY2(window->banner()->text().contains("locked"), qPrintable(window->banner()->text()));
  }

  void cellsAreTheDocumentsSensitivitiesAndBytes() {
    openSmall();
    QVERIFY(!map()->range().known());
    learn();
    QVERIFY(map()->range().known());
    const QStringList lines = map()->table().split(QChar('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 4);
    for (std::size_t l = 0; l < 3; ++l) {
      const QStringList cells = lines[static_cast<qsizetype>(l) + 1].split(QChar(','));
      for (int bits = 2; bits <= 8; ++bits) {
        QVERIFY(std::abs(cells[bits].toDouble() - *document().sensitivity(l, bits)) < 1e-8);
        const LayerRow& row = window->workspace().rows()[l];
        if (bits == 8) QCOMPARE(cells[bits + 7].toLongLong(), row.bytes);
      }
    }
    // A method under which nothing was measured.
    document().setMethod({1}, {.method = Method::Kl});
    settleLayouts();
    const QStringList others = map()->table().split(QChar('\n'))[2].split(QChar(','));
    for (int bits = 2; bits <= 8; ++bits) QVERIFY(others[bits].isEmpty());
  }

  void selectingElsewhereMovesTheCursor() {
    openSmall();
    learn();
    window->setCurrentLayer(2);
    QCOMPARE(map()->currentLayer(), 2);
    QTest::keyClick(map(), Qt::Key_Up);
    QCOMPARE(window->workspace().selection().layer(), 1);
  }

  void theExampleIsMeasuredWithoutAsking() {
    const std::string example = std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt";
    if (!QFileInfo::exists(QString::fromStdString(example))) QSKIP("the example network is not there");
    window->showPanel("sensitivity");
    window->openNetwork(QString::fromStdString(example), "example");
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(map()->range().known(), patience);
    const QStringList cells = map()->table().split(QChar('\n'))[1].split(QChar(','));
    for (const int bits : NetworkAnalysis::widths()) QVERIFY(!cells[bits - NetworkAnalysis::widths()[0] + 2].isEmpty());
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  Document& document() { return window->document(); }
  SensitivityMap* map() { return window->panel<SensitivityPanel>().view()->map(); }

  void openSmall() {
    const Network network = smallNetwork();
    const std::string path = *folder / "small.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), QuantScheme{.bits = 8})));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    window->showPanel("sensitivity");
    settleLayouts();
    QVERIFY(!map()->visibleRegion().isEmpty());
  }

  // As if measured.
  void learn() {
    document().setScheme({});
    document().undoStack().clear();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    const SearchSpace space = document().space(widthsBetween(2, 8));
    Sensitivity sensitivity;
    for (std::size_t l = 0; l < 3; ++l) {
      sensitivity.kl.emplace_back();
      for (const LayerChoice& choice : space.layers[l].widths)
        sensitivity.kl.back().push_back(static_cast<double>(l + 1) / (choice.bits * choice.bits));
    }
    document().setSensitivity(sensitivity, space);
    settleLayouts();
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeSensitivityTest() {
  return std::make_unique<SensitivityTest>();
}

}  // namespace bitprism::test

#include "desktop_sensitivity_test.moc"
