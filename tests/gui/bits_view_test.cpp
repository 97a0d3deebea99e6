#include "widgets/bits_view.h"

#include <QSignalSpy>
#include <QtTest>

#include "tests/gui/widgets_tests.h"

namespace bitprism::test {

class BitsViewTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    view = std::make_unique<BitsView>();
    view->resize(800, 300);
    view->show(someRows(10));
    view->QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(view.get(), patience));
  }

  void widerLayersHaveWiderBarsAndAllCanBeHit() {
    for (int layer = 1; layer < 10; ++layer) QVERIFY(view->barArea(layer).width() > view->barArea(layer - 1).width());
    std::vector<LayerRow> rows = someRows(60);
    rows.back().weights = 100'000'000;
    view->show(rows);
    for (int layer = 0; layer < 60; ++layer) QVERIFY(view->barArea(layer).width() >= 4);
    QVERIFY(view->barArea(59).right() <= view->width());
  }

  void draggingWishesForTheBitsUnderTheMouse() {
    QSignalSpy wishes(view.get(), &BitsView::bitsWished);
    QSignalSpy ends(view.get(), &BitsView::dragFinished);
    connect(view.get(), &BitsView::bitsWished, view.get(), [this](int layer, int bits) {
      std::vector<LayerRow> rows = someRows(10);
      rows[static_cast<std::size_t>(layer)].bits = bits;
      view->show(rows);
    });
    const int x = static_cast<int>(view->barArea(5).center().x());
    QTest::mousePress(view.get(), Qt::LeftButton, {}, {x, static_cast<int>(view->yOfBits(8))});
    for (int bits = 7; bits >= 3; --bits) QTest::mouseMove(view.get(), {x + 40, static_cast<int>(view->yOfBits(bits))});
    QTest::mouseRelease(view.get(), Qt::LeftButton, {}, {x + 40, static_cast<int>(view->yOfBits(3))});
    QCOMPARE(wishes.count(), 5);
    for (const auto& wish : wishes) QCOMPARE(wish[0].toInt(), 5);  // the mouse left the bar, the drag did not
    QCOMPARE(wishes.last()[1].toInt(), 3);
    QCOMPARE(ends.count(), 1);
    QCOMPARE(view->currentLayer(), 5);
  }

  void lockedBarsStay() {
    std::vector<LayerRow> rows = someRows(10);
    rows[5].locked = true;
    view->show(rows);
    QSignalSpy wishes(view.get(), &BitsView::bitsWished);
    const int x = static_cast<int>(view->barArea(5).center().x());
    QTest::mousePress(view.get(), Qt::LeftButton, {}, {x, static_cast<int>(view->yOfBits(8))});
    QTest::mouseMove(view.get(), {x, static_cast<int>(view->yOfBits(2))});
    QTest::mouseRelease(view.get(), Qt::LeftButton, {}, {x, static_cast<int>(view->yOfBits(2))});
    QTest::keyClick(view.get(), Qt::Key_Down);
    QCOMPARE(wishes.count(), 0);
  }

  void keysChooseStepAndLock() {
    QSignalSpy wishes(view.get(), &BitsView::bitsWished);
    QSignalSpy locks(view.get(), &BitsView::lockWished);
    QTest::keyClick(view.get(), Qt::Key_Right);
    QTest::keyClick(view.get(), Qt::Key_Right);
    QCOMPARE(view->currentLayer(), 1);
    QTest::keyClick(view.get(), Qt::Key_Down);
    QCOMPARE(wishes.last()[1].toInt(), 7);
    QTest::keyClick(view.get(), Qt::Key_Up);
    QCOMPARE(wishes.last()[1].toInt(), 16);  // above 8 are half floats
    QTest::keyClick(view.get(), Qt::Key_2);
    QCOMPARE(wishes.last()[1].toInt(), 2);
    QTest::keyClick(view.get(), Qt::Key_L);
    QCOMPARE(locks.count(), 1);
  }

 private:
  std::unique_ptr<BitsView> view;
};

std::unique_ptr<QObject> makeBitsViewTest() {
  return std::make_unique<BitsViewTest>();
}

}  // namespace bitprism::test

#include "bits_view_test.moc"
