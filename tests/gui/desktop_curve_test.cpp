#include <QMenu>
#include <QSlider>
#include <QtTest>

#include "app/desktop/bits_panel.h"
#include "app/desktop/front_panel.h"
#include "core/quant/packed/model_size.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "tests/support/deep_network.h"
#include "widgets/bits_view.h"
#include "widgets/budget_view.h"
#include "widgets/front_view.h"

namespace bitprism::test {

// The bits are laid on a curve and follow the line of a budget, by mouse and by keys; every drag is one step to undo.
class HandOnCurveTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() {
    start();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get(), patience));
    const Network network = deepNetwork();
    const std::string path = *folder / "deep.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), QuantScheme{.bits = 6})));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    for (int layer = 0; layer < deepLayers; ++layer) document().setBits({layer}, 6);
    document().undoStack().clear();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    first = document().state();
  }

  void aLineIsDraggedByItsEnds() {
    trigger("Curve: line");
    QCOMPARE(bars()->curveHandles().size(), std::size_t{2});
    QVERIFY(document().state() == first);  // it starts as near as it can be, and nothing has moved it
    for (const QPointF& handle : bars()->curveHandles()) QVERIFY(std::abs(handle.y() - bars()->yOfBits(6)) < 1);
    press(0);
    moveTo(0, 8);
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 8, 7, 7, 7, 7, 6, 6}));  // live; rounded by hand
    QCOMPARE(document().bytes(), modelSize(*document().network(), document().plan()).total());
    moveTo(0, 1);
    QCOMPARE(document().plan().bits(), (BitAllocation{1, 2, 2, 3, 4, 5, 5, 6}));
    release(0);
    QCOMPARE(document().undoStack().count(), 1);
    QCOMPARE(document().undoStack().undoText(), QString("lay bits of 8 layers on a line"));
    press(1);
    moveTo(1, 1);
    release(1);
    QCOMPARE(document().plan().bits(), BitAllocation(deepLayers, 1));
    QCOMPARE(document().undoStack().count(), 2);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(document().plan().bits(), (BitAllocation{1, 2, 2, 3, 4, 5, 5, 6}));
    QVERIFY(std::abs(bars()->curveHandles()[1].y() - bars()->yOfBits(6)) < 8);  // it follows the bars
    undoAll();
  }

  void onlySelectedLayersFollowAndLockedOnesStay() {
    document().setLocked({3}, true);
    const PlanState before = document().state();
    select(2, 5);
    trigger("Curve: cubic");
    QCOMPARE(bars()->curveHandles().size(), std::size_t{4});
    for (std::size_t i = 0; i < 4; ++i) {
      press(i);
      moveTo(i, 2);
      release(i);
    }
    QCOMPARE(document().plan().bits(), (BitAllocation{6, 6, 2, 6, 2, 2, 6, 6}));
    QCOMPARE(document().undoStack().count(), 5);
    while (document().undoStack().index() > 1) document().undoStack().undo();
    QVERIFY(document().state() == before);
  }

  void escapeTakesADragBack() {
    trigger("Curve: parabola");
    press(1);
    moveTo(1, 1);
    QVERIFY(!(document().state() == first));
    QTest::keyClick(bars(), Qt::Key_Escape);
    QCOMPARE(document().plan().bits(), BitAllocation(deepLayers, 6));
    QVERIFY(bars()->curve().has_value());
    release(1);
    QTest::keyClick(bars(), Qt::Key_Escape);
    QVERIFY(!bars()->curve().has_value());
    QVERIFY(bars()->curveHandles().empty());
  }

  void everythingIsReachedByKeys() {
    bars()->setFocus();
    for (const BitCurve curve :
         {BitCurve::Linear, BitCurve::QuadraticBezier, BitCurve::CubicBezier, BitCurve::Chebyshev}) {
      QTest::keyClick(bars(), Qt::Key_C);
      QCOMPARE(bars()->curve(), std::optional(curve));
      QVERIFY(checkedCurve() == static_cast<int>(curve));
    }
    QTest::keyClick(bars(), Qt::Key_C);
    QVERIFY(!bars()->curve().has_value());
    QCOMPARE(checkedCurve(), -1);
    QTest::keyClick(window.get(), Qt::Key_1, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(bars()->curve(), std::optional(BitCurve::Linear));
    QTest::keyClick(bars(), Qt::Key_Right);
    for (int i = 0; i < 16; ++i) QTest::keyClick(bars(), Qt::Key_Down);
    QCOMPARE(document().plan().bits(), (BitAllocation{6, 5, 5, 4, 4, 3, 3, 2}));
    QCOMPARE(document().undoStack().undoText(), QString("lay bits of 8 layers on a line"));
    undoAll();
    document().setBits({0}, 8);
    document().setBits({7}, 3);
    QTest::keyClick(bars(), Qt::Key_Return);  // on the nearest line
    const BitAllocation bits = document().plan().bits();
    for (std::size_t l = 1; l < bits.size(); ++l) QVERIFY(bits[l] <= bits[l - 1]);
    QVERIFY(bits.front() > bits.back());
    QTest::keyClick(bars(), Qt::Key_Escape);
    QVERIFY(!bars()->curve().has_value());
  }

  void aChebyshevCurvePassesItsHandles() {
    trigger("Curve: Chebyshev");
    press(2);
    moveTo(2, 4);
    const std::vector<QPointF> handles = bars()->curveHandles();
    release(2);
    QCOMPARE(handles.size(), std::size_t{4});
    QVERIFY(std::abs(handles[2].y() - bars()->yOfBits(4)) < 2);
    QVERIFY(std::abs(handles[0].y() - bars()->yOfBits(6)) < 2);
    QVERIFY(std::abs(handles[3].y() - bars()->yOfBits(6)) < 2);
    QCOMPARE(document().undoStack().undoText(), QString("lay bits of 8 layers on Chebyshev polynomials"));
    undoAll();
  }

  void theBudgetIsALineInTheBars() {
    const auto [least, most] = document().reachableBytes();
    const QPoint from = bars()->budgetHandle().toPoint();
    QTest::mousePress(bars(), Qt::LeftButton, {}, from);
    std::int64_t before = document().bytes();
    for (const int bits : {5, 4, 3}) {
      QTest::mouseMove(bars(), QPoint(from.x(), static_cast<int>(bars()->yOfBits(bits))));
      const double share = (bits - 1) / 7.0;
      const auto wanted = least + static_cast<std::int64_t>(share * static_cast<double>(most - least));
      QVERIFY(document().bytes() <= wanted + (most - least) / 50);
      QVERIFY(document().bytes() < before);  // it follows
      before = document().bytes();
      QVERIFY(std::abs(bars()->budgetHandle().y() - bars()->yOfBits(bits)) < 3);
    }
    QTest::mouseRelease(bars(), Qt::LeftButton, {}, QPoint(from.x(), static_cast<int>(bars()->yOfBits(3))));
    QCOMPARE(document().undoStack().count(), 1);
    QVERIFY(document().undoStack().undoText().startsWith("plan for "));
    bars()->setFocus();
    for (int i = 0; i < 4; ++i) QTest::keyClick(bars(), Qt::Key_PageDown);  // a fifth of what can be reached
    QVERIFY(document().bytes() < before);
    QVERIFY(document().undoStack().count() > 1);
    undoAll();
  }

  void theBudgetIsALineInTheFrontFromTheStart() {
    const auto [least, most] = document().reachableBytes();
    FrontView* front = window->panel<FrontPanel>().view();
    QCustomPlot* plot = front->plot();
    QVERIFY(front->budgetX().has_value());
    const int y = plot->axisRect()->rect().center().y();
    const int from = *front->budgetX();
    QTest::mousePress(plot, Qt::LeftButton, {}, {from, y});
    QTest::mouseMove(plot, {from - 20, y});
    QTest::mouseMove(plot, {plot->axisRect()->left() + 2, y});
    const std::int64_t small = document().bytes();
    QVERIFY(small < modelSize(*document().network(), first.plan).total());
    QTest::mouseRelease(plot, Qt::LeftButton, {}, {plot->axisRect()->left() + 2, y});
    QCOMPARE(document().undoStack().count(), 1);
    QVERIFY(small >= least && small <= most);
    undoAll();
  }

  void cleanup() { finish(); }

 private:
  Document& document() { return window->document(); }
  BitsView* bars() { return window->panel<BitsPanel>().view(); }

  QPoint handle(std::size_t index) { return bars()->curveHandles()[index].toPoint(); }
  QPoint at(std::size_t index, int bits) {
    return {handle(index).x(), static_cast<int>(std::lround(bars()->yOfBits(bits)))};
  }
  void press(std::size_t index) { QTest::mousePress(bars(), Qt::LeftButton, {}, handle(index)); }
  void moveTo(std::size_t index, int bits) { QTest::mouseMove(bars(), at(index, bits)); }
  void release(std::size_t index) { QTest::mouseRelease(bars(), Qt::LeftButton, {}, handle(index)); }

  void select(int from, int to) {
    QTest::mouseClick(bars(), Qt::LeftButton, {}, bars()->barArea(from).center().toPoint());
    QTest::mouseClick(bars(), Qt::LeftButton, Qt::ShiftModifier, bars()->barArea(to).center().toPoint());
    QCOMPARE(bars()->selectedLayers().size(), static_cast<std::size_t>(to - from + 1));
  }

  void trigger(const QString& text) {
    for (QAction* action : window->findChildren<QAction*>())
      if (action->text().remove(QChar('&')) == text) return action->trigger();
    QFAIL(qPrintable(text));
  }

  int checkedCurve() {
    for (const QAction* action : window->findChildren<QAction*>())
      if (action->text().startsWith("Curve: ") && action->isChecked()) return action->data().toInt();
    return -1;
  }

  void undoAll() {
    while (document().undoStack().canUndo()) QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(document().state() == first);
  }

  PlanState first;
};

std::unique_ptr<QObject> makeHandOnCurveTest() {
  return std::make_unique<HandOnCurveTest>();
}

}  // namespace bitprism::test

#include "desktop_curve_test.moc"
