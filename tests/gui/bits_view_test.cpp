#include "widgets/bits_view.h"

#include <QSignalSpy>
#include <QtTest>
#include <cmath>

#include "tests/gui/widgets_tests.h"

namespace bitprism::test {

class BitsViewTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    view = std::make_unique<BitsView>();
    view->resize(800, 300);
    rows = someRows(10);
    view->show(rows);
    view->QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(view.get(), patience));
  }

  void widerLayersHaveWiderBarsAndAllCanBeHit() {
    for (int layer = 1; layer < 10; ++layer) QVERIFY(view->barArea(layer).width() > view->barArea(layer - 1).width());
    rows = someRows(60);
    rows.back().weights = 100'000'000;
    view->show(rows);
    for (int layer = 0; layer < 60; ++layer) QVERIFY(view->barArea(layer).width() >= 4);
    QVERIFY(view->barArea(59).right() <= view->width());
  }

  void draggingWishesForTheBitsUnderTheMouse() {
    QSignalSpy wishes(view.get(), &BitsView::dragWished);
    QSignalSpy ends(view.get(), &BitsView::dragFinished);
    follow();
    press(5, 8);
    for (int bits = 7; bits >= 3; --bits) move(5, bits, 40);
    release(5, 3, 40);
    QCOMPARE(wishes.count(), 5);
    for (const auto& wish : wishes) {  // the mouse left the bar, the drag did not
      const auto layers = wish[0].value<std::vector<LayerBits>>();
      QCOMPARE(layers.size(), std::size_t{1});
      QCOMPARE(layers[0].layer, 5);
    }
    QCOMPARE(rows[5].bits, 3);
    QCOMPARE(ends.count(), 1);
    QCOMPARE(view->currentLayer(), 5);
  }

  void aClickThatTremblesMovesNothing() {
    QSignalSpy wishes(view.get(), &BitsView::dragWished);
    press(5, 2);
    QTest::mouseMove(view.get(), at(5, 2) + QPoint(1, 2));
    release(5, 2);
    QCOMPARE(wishes.count(), 0);
    QCOMPARE(view->selectedLayers(), std::vector<int>{5});
  }

  void lockedBarsStay() {
    rows[5].locked = true;
    view->show(rows);
    QSignalSpy wishes(view.get(), &BitsView::dragWished);
    press(5, 8);
    move(5, 2);
    release(5, 2);
    QCOMPARE(wishes.count(), 0);
    follow();
    QTest::mouseClick(view.get(), Qt::LeftButton, Qt::ControlModifier, at(7, 8));
    press(5, 8);  // a locked bar can hold the others
    move(5, 6);
    release(5, 6);
    QCOMPARE(rows[5].bits, 8);
    QCOMPARE(rows[7].bits, 6);
  }

  void clicksSelectAddAndExtend() {
    QSignalSpy chosen(view.get(), &BitsView::selectionChanged);
    QTest::mouseClick(view.get(), Qt::LeftButton, {}, at(2, 4));
    QTest::mouseClick(view.get(), Qt::LeftButton, Qt::ControlModifier, at(6, 4));
    QCOMPARE(view->selectedLayers(), (std::vector<int>{2, 6}));
    QTest::mouseClick(view.get(), Qt::LeftButton, Qt::ShiftModifier, at(8, 4));
    QCOMPARE(view->selectedLayers(), (std::vector<int>{6, 7, 8}));
    QTest::mouseClick(view.get(), Qt::LeftButton, Qt::ControlModifier, at(7, 4));
    QCOMPARE(view->selectedLayers(), (std::vector<int>{6, 8}));
    QCOMPARE(chosen.last()[1].value<std::vector<int>>(), (std::vector<int>{6, 8}));
    QTest::mouseClick(view.get(), Qt::LeftButton, {}, at(8, 4));  // one of several: only this one then
    QCOMPARE(view->selectedLayers(), std::vector<int>{8});
    QTest::keyClick(view.get(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(view->selectedLayers().size(), std::size_t{10});
    QTest::keyClick(view.get(), Qt::Key_Left);
    QCOMPARE(view->selectedLayers(), std::vector<int>{7});
    QTest::keyClick(view.get(), Qt::Key_Left, Qt::ShiftModifier);
    QTest::keyClick(view.get(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(view->selectedLayers(), (std::vector<int>{5, 6, 7}));
    QTest::keyClick(view.get(), Qt::Key_Return);  // takes the current one out
    QCOMPARE(view->selectedLayers(), (std::vector<int>{6, 7}));
    QTest::mouseClick(view.get(), Qt::RightButton, {}, at(1, 4));
    QCOMPARE(view->selectedLayers(), std::vector<int>{1});
  }

  void aBandSelectsTheBarsThatItTouches() {
    rows[4].bits = 2;
    view->show(rows);
    QSignalSpy wishes(view.get(), &BitsView::dragWished);
    QTest::mousePress(view.get(), Qt::LeftButton, Qt::ShiftModifier, at(3, 6));
    move(6, 5);
    release(6, 5);
    QCOMPARE(view->selectedLayers(), (std::vector<int>{3, 5, 6}));  // 4 is too low
    QTest::mousePress(view.get(), Qt::LeftButton, Qt::ControlModifier, at(8, 6));
    move(9, 5);
    release(9, 5);
    QCOMPARE(view->selectedLayers(), (std::vector<int>{3, 5, 6, 8, 9}));
    QCOMPARE(wishes.count(), 0);
  }

  void selectedBarsMoveTogether() {
    rows[3].bits = 3;
    rows[4].bits = 6;
    view->show(rows);
    follow();
    view->setSelection(4, {3, 4, 5});
    press(4, 6);
    move(4, 4);
    QCOMPARE(bitsOf({3, 4, 5}), (std::vector<int>{1, 4, 6}));
    move(4, 2);
    QCOMPARE(bitsOf({3, 4, 5}), (std::vector<int>{1, 2, 4}));  // no lower than one bit
    move(4, 5);
    QCOMPARE(bitsOf({3, 4, 5}), (std::vector<int>{2, 5, 7}));  // counted from the press
    QTest::keyClick(view.get(), Qt::Key_Escape);
    QCOMPARE(bitsOf({3, 4, 5}), (std::vector<int>{3, 6, 8}));
    release(4, 2);
    QCOMPARE(bitsOf({3, 4, 5}), (std::vector<int>{3, 6, 8}));
    QCOMPARE(view->selectedLayers(), (std::vector<int>{3, 4, 5}));
  }

  void paintingLeavesOutNoBar() {
    follow();
    QSignalSpy ends(view.get(), &BitsView::dragFinished);
    QTest::mousePress(view.get(), Qt::LeftButton, Qt::ControlModifier | Qt::ShiftModifier, at(0, 6));
    move(9, 2);  // in one step
    release(9, 2);
    QCOMPARE(rows[0].bits, 6);
    QCOMPARE(rows[9].bits, 2);
    for (std::size_t i = 1; i < 10; ++i) QVERIFY(rows[i].bits <= rows[i - 1].bits);
    QCOMPARE(ends.count(), 1);
    QTest::keyClick(view.get(), Qt::Key_P);
    QVERIFY(view->painting());
    press(2, 8);
    move(4, 8);
    release(4, 8);
    QCOMPARE(bitsOf({2, 3, 4}), (std::vector<int>{8, 8, 8}));
    QTest::keyClick(view.get(), Qt::Key_P);
    QVERIFY(!view->painting());
  }

  void keysChooseStepAndLock() {
    QSignalSpy widths(view.get(), &BitsView::bitsWished);
    QSignalSpy steps(view.get(), &BitsView::stepWished);
    QSignalSpy locks(view.get(), &BitsView::lockWished);
    QTest::keyClick(view.get(), Qt::Key_Right);
    QTest::keyClick(view.get(), Qt::Key_Right);
    QCOMPARE(view->currentLayer(), 1);
    QTest::keyClick(view.get(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(view.get(), Qt::Key_Down);
    QCOMPARE(steps.last()[0].value<std::vector<int>>(), (std::vector<int>{1, 2}));
    QCOMPARE(steps.last()[1].toInt(), -1);
    QTest::keyClick(view.get(), Qt::Key_Up);
    QCOMPARE(steps.last()[1].toInt(), 1);
    QTest::keyClick(view.get(), Qt::Key_2);
    QCOMPARE(widths.last()[0].value<std::vector<int>>(), (std::vector<int>{1, 2}));
    QCOMPARE(widths.last()[1].toInt(), 2);
    QTest::keyClick(view.get(), Qt::Key_L);
    QCOMPARE(locks.last()[1].toBool(), true);
    rows[1].locked = rows[2].locked = true;
    view->show(rows);
    QTest::keyClick(view.get(), Qt::Key_L);
    QCOMPARE(locks.last()[1].toBool(), false);
  }

  void barsFollowACurveHeldByItsPoints() {
    follow();
    QSignalSpy ends(view.get(), &BitsView::dragFinished);
    QSignalSpy changes(view.get(), &BitsView::curveChanged);
    view->setCurve(BitCurve::Linear);
    QCOMPARE(changes.count(), 1);
    QCOMPARE(view->curveHandles().size(), std::size_t{2});
    const auto moveHandle = [&](std::size_t handle, int bits) {
      const QPoint from = view->curveHandles()[handle].toPoint();
      const QPoint to(from.x(), static_cast<int>(std::lround(view->yOfBits(bits))));
      QTest::mousePress(view.get(), Qt::LeftButton, {}, from);
      QTest::mouseMove(view.get(), to);
      QTest::mouseRelease(view.get(), Qt::LeftButton, {}, to);
    };
    moveHandle(1, 2);
    // 8 - 6 l / 9 to the nearest, by hand; both ends are exact.
    QCOMPARE(bitsOf({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}), (std::vector<int>{8, 7, 7, 6, 5, 5, 4, 3, 3, 2}));
    QCOMPARE(ends.count(), 1);
    rows[4].locked = true;
    rows[6].bits = 32;
    view->show(rows);
    moveHandle(1, 8);
    moveHandle(0, 8);
    QCOMPARE(bitsOf({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}), (std::vector<int>{8, 8, 8, 8, 5, 8, 32, 8, 8, 8}));
    QTest::keyClick(view.get(), Qt::Key_Escape);
    QVERIFY(!view->curve().has_value());
  }

  void theBudgetIsHeldAtTheRightEndOfItsLine() {
    QSignalSpy wishes(view.get(), &BitsView::budgetWished);
    QSignalSpy ends(view.get(), &BitsView::budgetFinished);
    QSignalSpy steps(view.get(), &BitsView::budgetStepWished);
    view->setBudget(BitsBudget{1, "512 B"});
    const QPoint handle = view->budgetHandle().toPoint();
    QTest::mousePress(view.get(), Qt::LeftButton, {}, handle);
    QTest::mouseMove(view.get(), QPoint(handle.x(), static_cast<int>(std::lround(view->yOfBits(1)))));
    QTest::mouseRelease(view.get(), Qt::LeftButton, {}, handle);
    QVERIFY(wishes.count() > 0);
    QVERIFY(wishes.last()[0].toDouble() < 0.01);
    QCOMPARE(ends.count(), 1);
    QTest::keyClick(view.get(), Qt::Key_PageDown);
    QCOMPARE(steps.last()[0].toInt(), -1);
    view->setBudget({});
    QTest::keyClick(view.get(), Qt::Key_PageDown);
    QCOMPARE(steps.count(), 1);
  }

  void profilesAreShiftedTiltedAndScaled() {
    const std::vector<LayerBits> start = {{0, 8}, {1, 4}, {2, 4}, {3, 4}, {4, 1}, {5, 32}};
    const auto bits = [](const std::vector<LayerBits>& all) {
      std::vector<int> only;
      for (const LayerBits& one : all) only.push_back(one.bits);
      return only;
    };
    QCOMPARE(bits(shiftedBits(start, 1)), (std::vector<int>{8, 5, 5, 5, 2, 32}));
    QCOMPARE(bits(shiftedBits(start, -1)), (std::vector<int>{7, 3, 3, 3, 1, 32}));
    QCOMPARE(bits(movedBits(start, 1)), (std::vector<int>{16, 5, 5, 5, 2, 32}));
    QCOMPARE(bits(tiltedBits({{0, 4}, {1, 4}, {2, 4}, {3, 4}, {4, 4}}, 1)), (std::vector<int>{3, 3, 4, 5, 5}));
    QCOMPARE(bits(tiltedBits({{0, 4}, {1, 4}, {2, 4}, {3, 4}, {4, 4}}, -1)), (std::vector<int>{5, 5, 4, 3, 3}));
    QCOMPARE(bits(scaledBits(start, 0.75)), (std::vector<int>{6, 3, 3, 3, 1, 32}));
    QCOMPARE(bits(scaledBits(start, 4.0 / 3)), (std::vector<int>{8, 5, 5, 5, 2, 32}));
  }

 private:
  // The view shows what it wishes for.
  void follow() {
    connect(view.get(), &BitsView::dragWished, view.get(), [this](const std::vector<LayerBits>& wished) {
      for (const LayerBits& one : wished) rows[static_cast<std::size_t>(one.layer)].bits = one.bits;
      view->show(rows);
    });
  }

  QPoint at(int layer, int bits) const {
    return {static_cast<int>(view->barArea(layer).center().x()), static_cast<int>(view->yOfBits(bits))};
  }

  void press(int layer, int bits) { QTest::mousePress(view.get(), Qt::LeftButton, {}, at(layer, bits)); }
  void move(int layer, int bits, int right = 0) { QTest::mouseMove(view.get(), at(layer, bits) + QPoint(right, 0)); }
  void release(int layer, int bits, int right = 0) {
    QTest::mouseRelease(view.get(), Qt::LeftButton, {}, at(layer, bits) + QPoint(right, 0));
  }

  std::vector<int> bitsOf(const std::vector<int>& layers) const {
    std::vector<int> bits;
    for (const int layer : layers) bits.push_back(rows[static_cast<std::size_t>(layer)].bits);
    return bits;
  }

  std::vector<LayerRow> rows;
  std::unique_ptr<BitsView> view;
};

std::unique_ptr<QObject> makeBitsViewTest() {
  return std::make_unique<BitsViewTest>();
}

}  // namespace bitprism::test

#include "bits_view_test.moc"
