#include "widgets/front_view.h"

#include <QSignalSpy>
#include <QtTest>
#include <algorithm>
#include <cstdlib>

#include "core/base/random.h"
#include "qcustomplot.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/front_tip.h"

namespace bitprism::test {
namespace {

// Evaluations of two tasks, some of them failed.
std::shared_ptr<const SearchSnapshot> someSnapshot(int count) {
  auto snapshot = std::make_shared<SearchSnapshot>();
  snapshot->state = SearchState::Running;
  snapshot->method = "random";
  snapshot->tasks = {{256, 0}, {0, 0}};
  snapshot->trials = count;
  snapshot->floatAccuracy = 0.93;
  Random random(7);
  for (int i = 0; i < count; ++i) {
    Evaluation evaluation;
    evaluation.trial = i;
    evaluation.taskIndex = i % 3 == 0 ? 0 : 1;
    evaluation.task = snapshot->tasks[static_cast<std::size_t>(evaluation.taskIndex)];
    evaluation.bytes = 60000 + static_cast<std::int64_t>(random.below(200000));
    evaluation.score.accuracy = 0.1 + 0.8 * random.uniform() * static_cast<double>(evaluation.bytes) / 260000;
    evaluation.bits.assign(20, 2 + static_cast<int>(random.below(7)));
    if (i % 50 == 49) evaluation.failure = "ran out of memory";
    snapshot->evaluations.push_back(evaluation);
  }
  return snapshot;
}

bool dominates(const Evaluation& a, const Evaluation& b) {
  return a.bytes <= b.bytes && a.score.accuracy >= b.score.accuracy &&
         (a.bytes < b.bytes || a.score.accuracy > b.score.accuracy);
}

}  // namespace

class FrontViewTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    view = std::make_unique<FrontView>();
    view->resize(700, 450);
    view->QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(view.get(), patience));
  }

  void showsThousandsAndFindsTheFront() {
    const auto snapshot = someSnapshot(2000);
    view->show(snapshot);
    view->plot()->replot(QCustomPlot::rpImmediateRefresh);
    std::size_t undominated = 0;
    for (const Evaluation& evaluation : snapshot->evaluations) {
      if (!evaluation.ok() || evaluation.taskIndex != 1) continue;
      const bool beaten = std::any_of(
          snapshot->evaluations.begin(), snapshot->evaluations.end(),
          [&](const Evaluation& other) { return other.ok() && other.taskIndex == 1 && dominates(other, evaluation); });
      undominated += !beaten;
    }
    QVERIFY(undominated > 2);
    QCOMPARE(view->front().size(), undominated);
  }

  void aClickOnADotAsksForItsPlan() {
    const auto snapshot = someSnapshot(60);
    view->show(snapshot);
    view->plot()->replot(QCustomPlot::rpImmediateRefresh);
    QSignalSpy chosen(view.get(), &FrontView::planChosen);
    const Evaluation& evaluation = snapshot->evaluations[view->front()[view->front().size() / 2].index];
    QTest::mouseClick(view->plot(), Qt::LeftButton, {}, view->pixelOf(evaluation));
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toInt(), evaluation.trial);
  }

  void aClickBesideAllDotsAsksNothing() {
    view->show(someSnapshot(5));
    view->plot()->replot(QCustomPlot::rpImmediateRefresh);
    QSignalSpy chosen(view.get(), &FrontView::planChosen);
    QTest::mouseClick(view->plot(), Qt::LeftButton, {}, {2, 2});
    QCOMPARE(chosen.count(), 0);
  }

  void theBudgetLineIsDragged() {
    view->show(someSnapshot(30));
    view->setBudget(150000);
    view->plot()->replot(QCustomPlot::rpImmediateRefresh);
    QSignalSpy wishes(view.get(), &FrontView::budgetWished);
    QSignalSpy ends(view.get(), &FrontView::budgetFinished);
    Evaluation at;
    at.bytes = 150000;
    // At the very top no dot lies near, so the line is what is hit.
    const QPoint from(view->pixelOf(at).x(), 12);
    QTest::mousePress(view->plot(), Qt::LeftButton, {}, from);
    QTest::mouseMove(view->plot(), from + QPoint(30, 0));
    QTest::mouseRelease(view->plot(), Qt::LeftButton, {}, from + QPoint(30, 0));
    QVERIFY(wishes.count() >= 1);
    QVERIFY(wishes.last()[0].toLongLong() > 150000);
    QCOMPARE(ends.count(), 1);
  }

  void escapeTakesTheBudgetLineBack() {
    view->show(someSnapshot(30));
    view->setBudget(150000);
    view->plot()->replot(QCustomPlot::rpImmediateRefresh);
    QSignalSpy ends(view.get(), &FrontView::budgetFinished), cancels(view.get(), &FrontView::budgetCancelled);
    Evaluation at;
    at.bytes = 150000;
    const QPoint from(view->pixelOf(at).x(), 12);
    QTest::mousePress(view->plot(), Qt::LeftButton, {}, from);
    QTest::mouseMove(view->plot(), from + QPoint(30, 0));
    QTest::keyClick(view.get(), Qt::Key_Escape);
    QTest::mouseRelease(view->plot(), Qt::LeftButton, {}, from + QPoint(30, 0));
    QCOMPARE(cancels.count(), 1);
    QCOMPARE(ends.count(), 0);
  }

  void theHintStandsClearOfTheLegend() {
    view->show(std::shared_ptr<const SearchSnapshot>());
    FrontMarks marks;
    marks.floatAccuracy = 0.9;
    marks.uniforms = {{2, 60000, 0.2}, {8, 200000, 0.89}};
    view->show(marks);
    view->setHint(
        "Die Genauigkeit wird gemessen\nDas float-Netz und einheitliche Bits kommen zuerst; dann kann die Suche "
        "beginnen (Strg+R)");
    for (const int width : {300, 420, 560, 700, 1000}) {
      view->resize(width, 320);
      view->plot()->replot(QCustomPlot::rpImmediateRefresh);
      const QRect words = view->hint().rect(), area = view->plot()->axisRect()->rect();
      QVERIFY(!words.isEmpty());
      QVERIFY2(area.left() <= words.left() && words.right() <= area.right(), qPrintable(QString::number(width)));
      if (view->plot()->legend->visible())
        QVERIFY2(!words.intersects(view->plot()->legend->outerRect()), qPrintable(QString::number(width)));
    }
  }

  void noLineCrossesTheWordsOfTheLegend() {
    FrontMarks marks;
    marks.floatAccuracy = 0.9;
    marks.uniforms = {{2, 60000, 0.2}, {8, 200000, 0.89}};
    view->show(std::shared_ptr<const SearchSnapshot>());
    view->show(marks);
    const auto legendWith = [&](std::optional<std::int64_t> budget) {
      view->setBudget(budget);
      view->plot()->replot(QCustomPlot::rpImmediateRefresh);
      QCustomPlot& plot = *view->plot();
      return plot.toPixmap(plot.width(), plot.height()).toImage().copy(plot.legend->outerRect());
    };
    const QImage without = legendWith(std::nullopt);
    QVERIFY2(view->plot()->xAxis->label().contains("KiB"), qPrintable(view->plot()->xAxis->label()));
    const double across = view->plot()->xAxis->pixelToCoord(view->plot()->legend->outerRect().center().x());
    const QImage crossed = legendWith(static_cast<std::int64_t>(across * 1024));
    QCOMPARE(crossed.size(), without.size());
    int seen = 0, largest = 0;
    for (int y = 0; y < crossed.height(); ++y)
      for (int x = 0; x < crossed.width(); ++x) {
        const QColor now = crossed.pixelColor(x, y), before = without.pixelColor(x, y);
        const int change = std::max({std::abs(now.red() - before.red()), std::abs(now.green() - before.green()),
                                     std::abs(now.blue() - before.blue())});
        seen += change > 0;
        largest = std::max(largest, change);
      }
    QVERIFY(seen > 0);  // the line does pass there
    QVERIFY2(largest < 64, qPrintable(QString::number(largest)));
  }

  void theHintStandsClearOfTheMarks() {
    view->show(std::shared_ptr<const SearchSnapshot>());
    FrontMarks marks;
    marks.floatAccuracy = 0.9;
    marks.uniforms = {{2, 60000, 0.88}, {3, 90000, 0.31}, {4, 120000, 0.34}, {5, 150000, 0.3}, {8, 200000, 0.1}};
    view->show(marks);
    view->setHint("Start a search (Ctrl+R) to see the quality reachable at each size");
    for (const int width : {420, 560, 700, 1000}) {
      view->resize(width, 320);
      view->plot()->replot(QCustomPlot::rpImmediateRefresh);
      const QRect words = view->hint().rect();
      QVERIFY(!words.isEmpty());
      for (const FrontMarks::Uniform& uniform : marks.uniforms) {
        Evaluation at;
        at.bytes = uniform.bytes;
        at.score.accuracy = uniform.accuracy;
        QVERIFY2(!words.contains(view->pixelOf(at)), qPrintable(QString::number(width)));
      }
    }
  }

  void theFloatLineIsNamedWhereNoMarkIs() {
    view->show(std::shared_ptr<const SearchSnapshot>());
    FrontMarks marks;
    marks.floatAccuracy = 0.95;
    marks.uniforms = {{2, 60000, 0.94}, {3, 66000, 0.945}, {4, 72000, 0.93}, {8, 200000, 0.95}};
    view->show(marks);
    for (const int width : {420, 560, 700, 1000}) {
      view->resize(width, 240);
      view->plot()->replot(QCustomPlot::rpImmediateRefresh);
      const QRect words = view->overlay().floatTextRect();
      QVERIFY(view->plot()->rect().contains(words));
      for (const FrontMarks::Uniform& uniform : marks.uniforms) {
        Evaluation at;
        at.bytes = uniform.bytes;
        at.score.accuracy = uniform.accuracy;
        QVERIFY2(!words.contains(view->pixelOf(at)), qPrintable(QString::number(width)));
      }
    }
  }

  void theTipSaysWhyAPlanWasTriedAndWhatWasExpected() {
    auto snapshot = std::make_shared<SearchSnapshot>(*someSnapshot(30));
    for (Evaluation& evaluation : snapshot->evaluations) {
      evaluation.why = "expected to open the front";
      evaluation.prediction = {0.625, 0.015};
    }
    view->show(snapshot);
    view->plot()->replot(QCustomPlot::rpImmediateRefresh);
    QTest::mouseMove(view->plot(), view->pixelOf(snapshot->evaluations[view->front().front().index]));
    QTRY_VERIFY_WITH_TIMEOUT(view->tip()->isVisible(), patience);
    const QString said = view->tip()->lines().join('|');
    QVERIFY2(said.contains("why: expected to open the front"), qPrintable(said));
    QVERIFY2(said.contains("expected: 62.5 % ± 1.5 %"), qPrintable(said));
  }

  void everyFigureHasTheNameAndUnitOfItsMetric() {
    auto snapshot = std::make_shared<SearchSnapshot>(*someSnapshot(30));
    view->show(snapshot);
    QCOMPARE(view->plot()->yAxis->label(), QString("accuracy"));
    snapshot = std::make_shared<SearchSnapshot>(*snapshot);
    snapshot->floatAccuracy = 1;
    for (Evaluation& evaluation : snapshot->evaluations) {
      evaluation.score.metric = Metric::Sqnr;
      evaluation.trial += 100;
      evaluation.prediction = {0.5, 0.1};
    }
    view->show(snapshot);
    view->plot()->replot(QCustomPlot::rpImmediateRefresh);
    QCOMPARE(view->plot()->yAxis->label(), QString("output SQNR, dB"));
    const Evaluation& best = snapshot->evaluations[view->front().back().index];
    QVERIFY(view->plot()->yAxis->range().contains(sqnrCeilingDb * best.score.accuracy));
    QVERIFY(view->plot()->yAxis->range().upper < 100);
    QTest::mouseMove(view->plot(), view->pixelOf(best));
    QTRY_VERIFY_WITH_TIMEOUT(view->tip()->isVisible(), patience);
    QVERIFY2(view->tip()->title().startsWith("output SQNR ") && view->tip()->title().contains(" dB · "),
             qPrintable(view->tip()->title()));
    QVERIFY2(view->tip()->lines().join('|').contains("expected: 30.0 dB ± 6.0 dB"),
             qPrintable(view->tip()->lines().join('|')));
  }

  void aClickOnTheUntriedPlanAsksForIt() {
    view->show(someSnapshot(30));
    FrontMarks marks;
    marks.untried = FrontMarks::Untried{120000, 0.97, 0.01};  // above all dots
    view->show(marks);
    view->plot()->yAxis->setRange(0, 100);
    view->plot()->replot(QCustomPlot::rpImmediateRefresh);
    QSignalSpy chosen(view.get(), &FrontView::untriedChosen);
    Evaluation there;
    there.bytes = 120000;
    there.score.accuracy = 0.97;
    QTest::mouseMove(view->plot(), view->pixelOf(there));
    QTRY_VERIFY_WITH_TIMEOUT(view->tip()->isVisible(), patience);
    QTest::mouseClick(view->plot(), Qt::LeftButton, {}, view->pixelOf(there));
    QCOMPARE(chosen.count(), 1);
  }

  void frontsOfOtherSessionsAreDrawnBesideItAndNamed() {
    view->show(someSnapshot(60));
    const int before = view->plot()->legend->itemCount();
    const int graphs = view->plot()->graphCount();
    view->compare({{"elsewhere", someSnapshot(200)}, {"empty", std::make_shared<SearchSnapshot>()}});
    QCOMPARE(view->plot()->legend->itemCount(), before + 3);  // this session is named too
    QCOMPARE(view->plot()->graphCount(), graphs + 2);
    const QCPGraph* other = view->plot()->graph(graphs);
    QCOMPARE(other->name(), QString("elsewhere"));
    QVERIFY(other->dataCount() > 2);
    view->show(someSnapshot(90));  // they stay when the search goes on, and with no search at all
    QCOMPARE(view->plot()->graphCount(), graphs + 2);
    view->show(std::shared_ptr<const SearchSnapshot>());
    QCOMPARE(view->others().size(), std::size_t{2});
    view->show(someSnapshot(60));
    view->compare({});
    QCOMPARE(view->plot()->legend->itemCount(), before);
    QCOMPARE(view->plot()->graphCount(), graphs);
  }

  void keysGoAlongTheFrontAndEnterAsksForThePlan() {
    const auto snapshot = someSnapshot(200);
    view->show(snapshot);
    const auto trialAt = [&](std::size_t position) {
      return snapshot->evaluations[view->front()[position].index].trial;
    };
    QSignalSpy chosen(view.get(), &FrontView::planChosen);
    QTest::keyClick(view.get(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 0);  // no point was reached
    FrontMarks marks;
    marks.planBytes = view->front()[1].cost;
    view->show(marks);
    QTest::keyClick(view.get(), Qt::Key_Right);  // from the plan
    QCOMPARE(view->selected(), std::vector<int>{trialAt(2)});
    QVERIFY(view->tip()->isVisible());
    QTest::keyClick(view.get(), Qt::Key_Right);
    QTest::keyClick(view.get(), Qt::Key_Right);
    QTest::keyClick(view.get(), Qt::Key_Left);
    QCOMPARE(view->selected(), std::vector<int>{trialAt(3)});
    QCOMPARE(chosen.count(), 0);
    QTest::keyClick(view.get(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toInt(), trialAt(3));
    QTest::keyClick(view.get(), Qt::Key_Home);
    QCOMPARE(view->selected(), std::vector<int>{trialAt(0)});
    QTest::keyClick(view.get(), Qt::Key_Left);
    QCOMPARE(view->selected(), std::vector<int>{trialAt(0)});
    QTest::keyClick(view.get(), Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(view->selected().size(), std::size_t{2});
    QTest::keyClick(view.get(), Qt::Key_Return);
    QCOMPARE(chosen.last()[0].toInt(), trialAt(view->front().size() - 1));
  }

 private:
  std::unique_ptr<FrontView> view;
};

std::unique_ptr<QObject> makeFrontViewTest() {
  return std::make_unique<FrontViewTest>();
}

}  // namespace bitprism::test

#include "front_view_test.moc"
