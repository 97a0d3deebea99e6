#include <QPushButton>
#include <QtTest>

#include "app/desktop/training_panel.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/training_view.h"

namespace bitprism::test {

// A network is trained, and the result kept or discarded.
class TrainingStoryTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

  void trainingIsKeptAsAVersionThatUndoTakesBack() {
    window->openNetwork(QStringLiteral("example"), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    Document& document = window->document();
    document.setScheme({.range = RangeRule::LeastSquares, .correction = Correction::Gain});
    document.setBits({0, 1, 2, 3}, 3);
    const std::uint64_t before = document.network()->hash;
    const QuantPlan plan = document.plan();
    TrainingView* view = window->panel<TrainingPanel>().view();
    TrainingWish wish = view->form()->wish();
    QCOMPARE(wish.data, std::string("example"));
    wish.settings.epochs = 2;
    view->form()->show(wish);
    QTest::keyClick(window.get(), Qt::Key_T, Qt::ControlModifier);
    QVERIFY(window->workspace().trainer().running());
    QVERIFY(!view->startButton()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().trainer().running(), patience);
    QVERIFY2(view->keepButton()->isEnabled(), qPrintable(view->sentence()));
    QVERIFY2(view->sentence().contains("with the weights of epoch"), qPrintable(view->sentence()));
    QCOMPARE(document.network()->hash, before);  // nothing changes unasked
    QTest::mouseClick(view->keepButton(), Qt::LeftButton);
    QVERIFY(document.network()->hash != before);
    QVERIFY(document.undoStack().undoText().startsWith("training, epoch"));
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    const std::uint64_t after = document.network()->hash;
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(document.network()->hash, before);
    QCOMPARE(document.plan(), plan);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    document.undoStack().redo();
    QCOMPARE(document.network()->hash, after);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  void trainingStopsEarlyAndIsDiscarded() {
    window->openNetwork(QStringLiteral("example"), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    window->document().setScheme({});
    const std::uint64_t before = window->document().network()->hash;
    TrainingView* view = window->panel<TrainingPanel>().view();
    TrainingWish wish = view->form()->wish();
    wish.settings.epochs = 1000;
    view->form()->show(wish);
    view->start();
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().trainer().picture().losses.size() > 3, patience);
    QTest::mouseClick(view->stopButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().trainer().running(), patience);
    QVERIFY(window->workspace().trainer().result());
    QTest::mouseClick(view->discardButton(), Qt::LeftButton);
    QVERIFY(!window->workspace().trainer().result());
    QCOMPARE(window->document().network()->hash, before);
    view->start();
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().trainer().picture().losses.empty(), patience);
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().trainer().running(), patience);
    QVERIFY(!window->workspace().trainer().result());
  }

  void cleanup() { finish(); }
};

std::unique_ptr<QObject> makeTrainingStoryTest() {
  return std::make_unique<TrainingStoryTest>();
}

}  // namespace bitprism::test

#include "desktop_training_story_test.moc"
