#include <QDockWidget>
#include <QPushButton>
#include <QtTest>
#include <numeric>

#include "app/desktop/doctor_panel.h"
#include "app/desktop/main_window.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/write/packed_writer.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/finding_card.h"
#include "widgets/findings_view.h"
#include "widgets/offer_bar.h"
#include "widgets/panel.h"

namespace bitprism::test {
namespace {

// A network with one wide layer and a channel that spoils the scale of its weights.
Network spoiltNetwork() {
  Program program;
  program.inputs.push_back({"input", {-1, 3, 8, 8}});
  program.slotCount = 1;
  std::vector<float> values = normals(16 * 27, 2);
  for (std::size_t i = 0; i < 27; ++i) values[5 * 27 + i] *= 30;
  const int first = addTensor(program, "wide.weight", {16, 3, 3, 3}, values),
            head = addTensor(program, "head.weight", {4, 16}, normals(64, 3));
  const int slot = addUnary(program, "aten::relu", addConvolution(program, 0, first, None{}));
  const int mean = program.slotCount++;
  program.instructions.push_back(
      {"aten::mean", "dim", {Slot{slot}, std::vector<std::int64_t>{2, 3}, false, None{}}, {mean}, ""});
  const int output = program.slotCount++;
  program.instructions.push_back({"aten::linear", "", {Slot{mean}, TensorIndex{head}, None{}}, {output}, ""});
  program.outputs = {output};
  program.outputNames = {"output"};
  return makeNetwork(std::move(program), "spoilt", "onnx");
}

}  // namespace

class DoctorTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1366, 768);
    window->show();
    window->resetLayout();
    QVERIFY(window->showPanel(DoctorPanel::id));
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
  }

  void saysWhatToOpenFirst() {
    QVERIFY(view()->emptyText().contains("Open a network"));
    QVERIFY(view()->cards().empty());
    QVERIFY(!view()->fixAllButton()->isVisible());
  }

  void aHealthyNetworkIsWell() {
    open(smallNetwork());
    QVERIFY2(view()->emptyText().startsWith("All is well"), qPrintable(view()->emptyText()));
    QVERIFY(view()->emptyText().contains("3 layers"));
    QCOMPARE(head()->accessibleDescription(), QString("all is well"));
  }

  void aFaultIsFoundMendedAndUndone() {
    spoil();
    const PlanState before = window->document().state();
    FindingCard* card = outlier();
    QVERIFY(card);
    QVERIFY2(card->entry().cause.contains("channel 5"), qPrintable(card->entry().cause));
    QVERIFY(card->entry().gain.contains("dB"));
    QVERIFY(head()->accessibleDescription().contains("finding"));
    const int steps = window->document().undoStack().count();
    QTest::mouseClick(card->fixButton(), Qt::LeftButton);
    QCOMPARE(window->document().undoStack().count(), steps + 1);
    QVERIFY2(window->document().undoStack().undoText().contains("wide"),
             qPrintable(window->document().undoStack().undoText()));
    settle();
    QVERIFY(!outlier() || outlier()->entry().solved);
    window->document().undoStack().undo();
    QVERIFY(window->document().state() == before);
    settle();
    QVERIFY(outlier() && !outlier()->entry().solved);
  }

  void allIsMendedInOneStepByKeyboard() {
    spoil();
    const PlanState before = window->document().state();
    const int steps = window->document().undoStack().count();
    view()->fixAllButton()->setFocus();
    QTest::keyClick(view()->fixAllButton(), Qt::Key_Return);
    QCOMPARE(window->document().undoStack().count(), steps + 1);
    QVERIFY(!(window->document().state() == before));
    window->document().undoStack().undo();
    QVERIFY(window->document().state() == before);
  }

  void showSelectsTheLayer() {
    spoil();
    window->setCurrentLayer(1);
    QTest::mouseClick(outlier()->showButton(), Qt::LeftButton);
    QCOMPARE(window->workspace().selection().layer(), 0);
  }

  void whatIsIgnoredStaysSo() {
    spoil();
    QTest::mouseClick(outlier()->ignoreButton(), Qt::LeftButton);
    QVERIFY(!outlier() || outlier()->entry().solved);
    QVERIFY(view()->ignoredButton()->isVisible());
    window->document().setBits({1}, 7);
    settle();
    QVERIFY(!outlier() || outlier()->entry().solved);
    QTest::mouseClick(view()->ignoredButton(), Qt::LeftButton);
    QVERIFY(outlier());
  }

  void theListStaysWhileItIsExaminedAgain() {
    spoil();
    const auto cards = view()->cards();
    window->document().setBits({1}, 7);
    QVERIFY(window->workspace().jobs().running().contains("rest before the examination"));
    QCOMPARE(view()->cards(), cards);
    settle();
    QVERIFY(outlier());
  }

  void wrongPreprocessingIsOneClick() {
    Preprocessing wrong;
    wrong.scale = 1;
    window->openNetwork("example", "example", wrong);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().preprocessingDoubted(), patience);
    settle();
    const FindingCard* card = view()->cards().empty() ? nullptr : view()->cards().front();
    QVERIFY(card);
    QCOMPARE(card->entry().severity, FindingEntry::Severity::Fault);
    QTest::mouseClick(card->fixButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().analysis().floatScore().has_value(), patience);
    QVERIFY(window->workspace().analysis().floatScore()->accuracy > 0.8);
    QVERIFY(window->document().undoStack().canUndo());
    window->document().undoStack().undo();
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().preprocessingDoubted(), patience);
    QCOMPARE(window->workspace().study()->study->preprocessing().scale, 1.0);
    QTest::keyClick(window.get(), Qt::Key_Escape);
  }

  void nothingIsCutInASmallWindow() {
    spoil();
    window->resize(1008, 652);
    settleLayouts();
    QVERIFY(window->showPanel(DoctorPanel::id));
    settleLayouts();
    QVERIFY(!view()->cards().empty());
    const QStringList faults = cutTexts(*window) + overlaps(*window);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QChar('\n'))));
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  FindingsView* view() const { return window->panel<DoctorPanel>().view(); }

  // The planted fault.
  FindingCard* outlier() const {
    for (FindingCard* card : view()->cards())
      if (card->entry().key == "outlier-channel: wide") return card;
    return nullptr;
  }

  PanelTitle* head() const {
    const auto* dock = window->findChild<QDockWidget*>(QString::fromLatin1(DoctorPanel::id));
    return qobject_cast<PanelTitle*>(dock->titleBarWidget());
  }

  void settle() { QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience); }

  void open(const Network& network) {
    const std::string path = *folder / "network.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), QuantScheme{.bits = floatBits})));
    window->openNetwork(QString::fromStdString(path), {});
    settle();
  }

  // One scale for the layer whose channels differ.
  void spoil() {
    open(spoiltNetwork());
    window->document().setMethod({0}, {.granularity = Granularity::Tensor});
    window->document().setBits({0}, 4);
    settle();
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeDoctorTest() {
  return std::make_unique<DoctorTest>();
}

}  // namespace bitprism::test

#include "desktop_doctor_test.moc"
