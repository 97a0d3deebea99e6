#include <QAction>
#include <QImage>
#include <QMenu>
#include <QSignalSpy>
#include <QToolButton>
#include <QTranslator>
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <set>

#include "qcustomplot.h"
#include "tests/gui/widgets_tests.h"
#include "tests/support/made_search.h"
#include "widgets/front_groups.h"
#include "widgets/front_tip.h"
#include "widgets/front_tools.h"
#include "widgets/front_view.h"
#include "widgets/point_grid.h"

namespace bitprism::test {

// Colours, the legend, rectangles, the knee and the marks of the front, by mouse and keys.
class FrontSelectionTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    view = std::make_unique<FrontView>();
    view->resize(800, 500);
    view->QWidget::show();
    QVERIFY(QTest::qWaitForWindowExposed(view.get(), patience));
    snapshot = madeSearch(300);
    view->show(snapshot);
    draw();
  }

  void theGridFindsWhatAScanFinds() {
    Random random(3);
    std::vector<QPointF> points;
    for (int i = 0; i < 2000; ++i)  // some of them equal
      points.emplace_back(std::floor(random.uniform(-50, 50)), 0.001 * std::floor(random.uniform(0, 300)));
    const PointGrid grid(points);
    for (int i = 0; i < 200; ++i) {
      const QRectF area(random.uniform(-60, 60), random.uniform(-0.1, 0.4), random.uniform(0, 30),
                        random.uniform(0, 0.1));
      std::set<std::size_t> found, expected;
      grid.within(area, [&](std::size_t point) { found.insert(point); });
      for (std::size_t p = 0; p < points.size(); ++p)
        if (points[p].x() >= area.left() && points[p].x() <= area.right() && points[p].y() >= area.top() &&
            points[p].y() <= area.bottom())
          expected.insert(p);
      QCOMPARE(found.size(), expected.size());
      QVERIFY(found == expected);
    }
    int visits = 0;
    PointGrid({{1, 1}}).within({0, 0, 2, 2}, [&](std::size_t) { ++visits; });
    PointGrid().within({0, 0, 2, 2}, [&](std::size_t) { ++visits; });
    QCOMPARE(visits, 1);
  }

  void aRectangleWithShiftSelectsWhatIsInIt() {
    QSignalSpy wishes(view.get(), &FrontView::listingWished);
    const QRect box(250, 120, 260, 180);
    const QCPRange before = view->plot()->xAxis->range();
    drag(box.topLeft(), box.bottomRight(), Qt::ShiftModifier);
    QCOMPARE(wishes.count(), 1);
    const auto trials = wishes[0][0].value<std::vector<int>>();
    QCOMPARE(trials, inside(box));
    QVERIFY(trials.size() > 5 && trials.size() < 290);
    QCOMPARE(view->selected(), trials);
    QVERIFY(view->plot()->xAxis->range() == before);  // it did not pan
    // With Ctrl another rectangle adds.
    const QRect more(520, 100, 100, 250);
    drag(more.bottomRight(), more.topLeft(), Qt::ShiftModifier | Qt::ControlModifier);
    std::set<int> all(trials.begin(), trials.end());
    for (const int trial : inside(more)) all.insert(trial);
    QCOMPARE(view->selected(), std::vector<int>(all.begin(), all.end()));
    QTest::keyClick(view.get(), Qt::Key_Escape);
    QVERIFY(view->selected().empty());
    QVERIFY(wishes.last()[0].value<std::vector<int>>().empty());
  }

  void inTheSelectingModeAPlainDragDrawsARectangle() {
    const QPoint from = emptyPlace();
    const QCPRange before = view->plot()->xAxis->range();
    drag(from, from + QPoint(60, -40), {});
    QVERIFY(view->plot()->xAxis->range() != before);  // it panned
    QTest::keyClick(view.get(), Qt::Key_S);
    QVERIFY(view->tools()->selectButton()->isChecked());
    const QCPRange now = view->plot()->xAxis->range();
    QSignalSpy wishes(view.get(), &FrontView::listingWished);
    drag({60, 20}, {700, 400}, {});
    QVERIFY(view->plot()->xAxis->range() == now);
    QCOMPARE(wishes.count(), 1);
    QCOMPARE(view->selected(), inside(QRect(QPoint(60, 20), QPoint(700, 400))));
    QVERIFY(!view->selected().empty());
  }

  void escapeEndsARectangle() {
    QSignalSpy wishes(view.get(), &FrontView::listingWished);
    QTest::mousePress(view->plot(), Qt::LeftButton, Qt::ShiftModifier, {100, 50});
    QTest::mouseMove(view->plot(), {400, 300});
    QTest::keyClick(view.get(), Qt::Key_Escape);
    QTest::mouseRelease(view->plot(), Qt::LeftButton, {}, {400, 300});
    QCOMPARE(wishes.count(), 0);
    QVERIFY(view->selected().empty());
  }

  void clicksWithControlAddAndRemove() {
    QSignalSpy wishes(view.get(), &FrontView::listingWished);
    QSignalSpy chosen(view.get(), &FrontView::planChosen);
    const auto& front = view->front();
    std::vector<int> trials;
    for (const std::size_t position : {std::size_t{0}, front.size() - 1}) {
      const Evaluation& evaluation = snapshot->evaluations[front[position].index];
      QTest::mouseClick(view->plot(), Qt::LeftButton, Qt::ControlModifier, view->pixelOf(evaluation));
      trials.push_back(evaluation.trial);
    }
    std::vector<int> sorted = trials;
    std::sort(sorted.begin(), sorted.end());
    QCOMPARE(view->selected(), sorted);
    QTest::mouseClick(view->plot(), Qt::LeftButton, Qt::ControlModifier,
                      view->pixelOf(snapshot->evaluations[front[0].index]));
    QCOMPARE(view->selected(), std::vector<int>{trials[1]});
    QCOMPARE(wishes.count(), 3);
    QCOMPARE(chosen.count(), 0);
  }

  void theKneeIsNamedAndReachedByKeyAndButton() {
    QVERIFY(view->knee());
    const auto& knee = *view->knee();
    const Evaluation& evaluation = snapshot->evaluations[view->front()[knee.position].index];
    QVERIFY(textShown("knee"));
    QTest::keyClick(view.get(), Qt::Key_K);
    QCOMPARE(view->selected(), std::vector<int>{evaluation.trial});
    QVERIFY2(view->tip()->lines().join('|').contains("knee of the front"), qPrintable(view->tip()->lines().join('|')));
    QTest::keyClick(view.get(), Qt::Key_Home);
    view->tools()->kneeButton()->click();
    QCOMPARE(view->selected(), std::vector<int>{evaluation.trial});
    QVERIFY(view->tools()->kneeButton()->toolTip().contains("Das"));
    view->show(std::shared_ptr<const SearchSnapshot>());
    draw();
    QVERIFY(!view->tools()->kneeButton()->isEnabled());
    QVERIFY(!textShown("knee"));
  }

  void everyColouringTellsItsGroupsApartByShape_data() {
    QTest::addColumn<int>("colouring");
    QTest::newRow("task") << static_cast<int>(FrontColouring::Task);
    QTest::newRow("method") << static_cast<int>(FrontColouring::Method);
    QTest::newRow("age") << static_cast<int>(FrontColouring::Age);
    QTest::newRow("session") << static_cast<int>(FrontColouring::Session);
  }

  void everyColouringTellsItsGroupsApartByShape() {
    QFETCH(int, colouring);
    const auto by = static_cast<FrontColouring>(colouring);
    const std::vector<Method> schemes = {Method::Uniform, Method::Pwlq, Method::Aciq};
    const Colours colours = coloursOf(view->palette());
    const FrontGroups groups = frontGroups(*snapshot, by, schemes, "own", colours);
    QCOMPARE(groups.ofEvaluation.size(), snapshot->evaluations.size());
    std::set<int> used;
    for (std::size_t i = 0; i < groups.ofEvaluation.size(); ++i) {
      QCOMPARE(groups.ofEvaluation[i] >= 0, snapshot->evaluations[i].ok());
      if (groups.ofEvaluation[i] >= 0) used.insert(groups.ofEvaluation[i]);
    }
    QCOMPARE(used.size(), groups.groups.size());
    std::set<MarkerShape> shapes;
    for (const FrontGroup& group : groups.groups) {
      shapes.insert(group.shape);
      QVERIFY(!group.name.isEmpty());
    }
    QCOMPARE(shapes.size(), groups.groups.size());
    // And the view draws them all.
    view->setMethods(schemes);
    view->setColouring(by);
    draw();
    int drawn = 0;
    for (int i = 0; i < view->plot()->graphCount(); ++i)
      for (const FrontGroup& group : groups.groups)
        if (view->plot()->graph(i)->name() == group.name ||
            (by == FrontColouring::Session && view->plot()->graph(i)->name().startsWith("evaluations of")))
          drawn += view->plot()->graph(i)->dataCount();
    QCOMPARE(drawn, 294);
    QVERIFY(view->tools()->colourButton()->text().contains(colouringText(by)));
  }

  void tasksAreNamedInTheUsersLanguageAndInFilesInEnglish() {
    struct German : QTranslator {
      QString translate(const char* context, const char* source, const char*, int) const override {
        return QByteArray(context) == "TaskText" && QByteArray(source) == "all images" ? "alle Bilder" : QString();
      }
      bool isEmpty() const override { return false; }
    } german;
    QCoreApplication::installTranslator(&german);
    snapshot->tasks = {{256, 0}, {0, 0}};
    const FrontGroups groups = frontGroups(*snapshot, FrontColouring::Task, {}, {}, coloursOf(view->palette()));
    QCOMPARE(groups.groups.back().name, QString("alle Bilder"));
    QCOMPARE(groups.groups.back().nameInFiles, QString("all images"));
    QCoreApplication::removeTranslator(&german);
  }

  void agesHaveEquallyManyTrials() {
    snapshot->trials = 300;
    const FrontGroups groups = frontGroups(*snapshot, FrontColouring::Age, {}, {}, coloursOf(view->palette()));
    QCOMPARE(groups.groups.size(), std::size_t{5});
    for (std::size_t i = 0; i < 300; ++i)
      if (groups.ofEvaluation[i] >= 0) QCOMPARE(groups.ofEvaluation[i], static_cast<int>(i) / 60);
  }

  void aClickInTheLegendHidesItsDotsAndTheMenuShowsThemAgain() {
    const QString name = QString::fromStdString(taskName(snapshot->tasks[1]));
    const Evaluation& hidden = snapshot->evaluations[view->front().back().index];
    const auto place = [&] {
      for (int y = 0; y < view->plot()->height(); y += 2)
        for (int x = 0; x < view->plot()->width(); x += 4)
          if (view->legend().nameAt({x, y}) == name) return QPoint(x, y);
      return QPoint();
    };
    QVERIFY(!place().isNull());
    QTest::mouseClick(view->plot(), Qt::LeftButton, {}, place() + QPoint(2, 2));
    QVERIFY(view->legend().hidden(name));
    draw();
    QSignalSpy chosen(view.get(), &FrontView::planChosen);
    QTest::mouseClick(view->plot(), Qt::LeftButton, {}, view->pixelOf(hidden));
    QCOMPARE(chosen.count(), 0);
    drag({60, 20}, {700, 400}, Qt::ShiftModifier);
    for (const int trial : view->selected()) QCOMPARE(trial % 3, 0);  // only those of the other task
    QVERIFY(!view->selected().empty());
    // It stays hidden while the search goes on.
    view->show(madeSearch(330));
    QVERIFY(view->legend().hidden(name));
    emit view->tools()->menu()->aboutToShow();
    bool found = false;
    for (QAction* action : view->tools()->menu()->actions())
      if (action->text() == name) {
        QVERIFY(!action->isChecked());
        action->trigger();
        found = true;
        break;
      }
    QVERIFY(found);
    QVERIFY(!view->legend().hidden(name));
    draw();
    QTest::mouseClick(view->plot(), Qt::LeftButton, {}, view->pixelOf(hidden));
    QCOMPARE(chosen.count(), 1);
  }

  void thePlanStandsWhereItIsPredictedOrSaysItsSize() {
    FrontMarks marks;
    marks.planBytes = 150000;
    view->show(marks);
    draw();
    QVERIFY(textShown("this plan, 146.5 KiB"));
    marks.predictedAccuracy = 0.6;
    marks.predictedDeviation = 0.02;
    view->show(marks);
    draw();
    QVERIFY(!textShown("this plan, 146.5 KiB"));
    const QCPGraph* predicted = graph("this plan (predicted)");
    QVERIFY(predicted && predicted->dataCount() == 1);
    QCOMPARE(predicted->dataMainValue(0), 60.0);
    const QImage before = scatter(*predicted);
    marks.predictedAccuracy.reset();
    marks.planAccuracy = 0.61;
    view->show(marks);
    QCOMPARE(graph("this plan (predicted)")->dataCount(), 0);
    QCOMPARE(graph("this plan")->dataCount(), 1);
    QVERIFY(scatter(*graph("this plan")) != before);  // not by colour alone
    marks.planBytes = 4'000'000;                      // far to the right
    view->show(marks);
    draw();
    QVERIFY(textShown("this plan, 3.81 MiB"));
  }

  void awaitedBitsHaveTheirPlacesBeforeTheyAreMeasured() {
    view->show(std::shared_ptr<const SearchSnapshot>());
    view->setHint("Measuring uniform bits, 3 of 7");
    FrontMarks marks;
    marks.floatAccuracy = 0.9;
    marks.awaited = {{2, 60000}, {3, 80000}, {4, 100000}};
    marks.uniforms = {{8, 200000, 0.89}};
    view->show(marks);
    draw();
    for (const char* text : {"2 …", "4 …", "8", "float 90.0 %", "Measuring uniform bits, 3 of 7"})
      QVERIFY2(textShown(text), text);
    const QCPRange before = view->plot()->xAxis->range();
    marks.awaited.erase(marks.awaited.begin());
    marks.uniforms.push_back({2, 60000, 0.3});
    view->show(marks);
    QVERIFY(view->plot()->xAxis->range() == before);
  }

  void theControlsLeaveAViewWithoutRoom() {
    view->resize(300, 90);
    QVERIFY(!view->tools()->isVisible());
    view->resize(800, 500);
    QVERIFY(view->tools()->isVisible());
  }

 private:
  void draw() { view->plot()->replot(QCustomPlot::rpImmediateRefresh); }

  void drag(const QPoint& from, const QPoint& to, Qt::KeyboardModifiers keys) {
    const auto send = [&](QEvent::Type type, const QPoint& at, Qt::MouseButton button, Qt::MouseButtons down) {
      QMouseEvent event(type, at, view->plot()->mapToGlobal(at), button, down, keys);
      QApplication::sendEvent(view->plot(), &event);
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseMove, (from + to) / 2, Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
    send(QEvent::MouseButtonRelease, to, Qt::LeftButton, {});
    draw();
  }

  // By brute force, as it is drawn.
  std::vector<int> inside(const QRect& box) const {
    std::vector<int> trials;
    for (const Evaluation& evaluation : snapshot->evaluations) {
      if (!evaluation.ok()) continue;
      const double x = view->plot()->xAxis->coordToPixel(static_cast<double>(evaluation.bytes) / 1024);
      const double y = view->plot()->yAxis->coordToPixel(100 * evaluation.score.accuracy);
      if (x >= box.left() && x <= box.left() + box.width() && y >= box.top() && y <= box.top() + box.height())
        trials.push_back(evaluation.trial);
    }
    return trials;
  }

  // Far from every dot, in the plot.
  QPoint emptyPlace() const {
    for (int y = 60; y < 400; y += 10)
      for (int x = 100; x < 600; x += 10) {
        const bool free =
            std::all_of(snapshot->evaluations.begin(), snapshot->evaluations.end(), [&](const Evaluation& evaluation) {
              return (view->pixelOf(evaluation) - QPoint(x, y)).manhattanLength() > 30;
            });
        if (free && view->legend().nameAt({x, y}).isEmpty()) return {x, y};
      }
    return {};
  }

  bool textShown(const QString& text) const {
    for (int i = 0; i < view->plot()->itemCount(); ++i) {
      const auto* item = qobject_cast<QCPItemText*>(view->plot()->item(i));
      if (item && item->visible() && item->text().contains(text)) return true;
    }
    return false;
  }

  const QCPGraph* graph(const QString& name) const {
    for (int i = 0; i < view->plot()->graphCount(); ++i)
      if (view->plot()->graph(i)->name() == name) return view->plot()->graph(i);
    return nullptr;
  }

  static QImage scatter(const QCPGraph& graph) {
    return graph.scatterStyle().pixmap().toImage().convertToFormat(QImage::Format_Alpha8);
  }

  std::unique_ptr<FrontView> view;
  std::shared_ptr<SearchSnapshot> snapshot;
};

std::unique_ptr<QObject> makeFrontSelectionTest() {
  return std::make_unique<FrontSelectionTest>();
}

}  // namespace bitprism::test

#include "front_selection_test.moc"
