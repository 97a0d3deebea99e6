#include "widgets/jobs_view.h"

#include <QApplication>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include "tests/gui/widgets_tests.h"
#include "widgets/number_text.h"
#include "widgets/status_view.h"

namespace bitprism::test {

class JobsViewTest : public QObject {
  Q_OBJECT

 private slots:
  void theTimeThatIsLeftIsPlain() {
    QCOMPARE(timeLeftText(0.2), QString("1 s left"));
    QCOMPARE(timeLeftText(7.4), QString("7 s left"));
    QCOMPARE(timeLeftText(21), QString("20 s left"));
    QCOMPARE(timeLeftText(58), QString("about 1 min left"));
    QCOMPARE(timeLeftText(170), QString("about 3 min left"));
    QCOMPARE(timeLeftText(3.2 * 3600), QString("about 3 h left"));
  }

  void aJobIsALine() {
    RunningJob job{.name = "analysis", .text = "Measuring sensitivities", .done = 34, .total = 133, .secondsLeft = 20};
    QCOMPARE(jobText(job), QString("Measuring sensitivities 34 of 133, 20 s left"));
    job.paused = true;
    QCOMPARE(jobText(job), QString("Measuring sensitivities 34 of 133, paused"));
    QCOMPARE(jobText({.text = "Exporting"}), QString("Exporting"));
  }

  void workThatBeginsDoesNotRaiseTheStatusBar() {
    StatusView status;
    StatusFigures figures;
    figures.bytes = 1000;
    figures.floatBytes = 4000;
    status.show(figures);
    const int before = status.minimumSizeHint().expandedTo(status.minimumSize()).height();
    status.jobs()->show({{.name = "search", .text = "Search", .pausable = true}, {.name = "maps", .text = "Maps"}});
    QVERIFY(status.minimumSizeHint().height() <= before);
  }

  void theMostImportantIsInLineAndAllAreInTheList() {
    JobsView view;
    view.show(std::vector<RunningJob>());
    QVERIFY(view.isHidden());
    view.show({{.name = "search", .text = "Search", .pausable = true}});
    QVERIFY(view.isVisible());
    QVERIFY(!view.moreButton()->isVisible());
    view.show({{.name = "search", .text = "Search", .pausable = true}, {.name = "maps", .text = "Maps"}});
    QCOMPARE(view.line()->text(), QString("Search"));
    QVERIFY(view.moreButton()->isVisible());
    QVERIFY(!view.listOpen());
    QTest::mouseClick(view.moreButton(), Qt::LeftButton);
    QVERIFY(view.listOpen());
    QCOMPARE(view.rows().size(), std::size_t{2});
    QVERIFY(view.rows()[0]->pauseButton()->isVisible());
    QVERIFY(!view.rows()[1]->pauseButton()->isVisible());
    QSignalSpy cancels(&view, &JobsView::cancelRequested), pauses(&view, &JobsView::pauseRequested);
    view.rows()[1]->cancelButton()->click();
    QCOMPARE(cancels[0][0].toString(), QString("maps"));
    view.rows()[0]->pauseButton()->click();
    QCOMPARE(pauses[0][0].toString(), QString("search"));
    // What is being stopped cannot be stopped again.
    JobRow* second = view.rows()[1];
    view.show({{.name = "search", .text = "Search"}, {.name = "maps", .text = "Maps", .stopping = true}});
    QCOMPARE(view.rows()[1], second);  // under the mouse
    QCOMPARE(second->cancelButton()->text(), QString("Stopping…"));
    QVERIFY(!second->cancelButton()->isEnabled());
    view.show(std::vector<RunningJob>());
    QVERIFY(!view.listOpen());
    QVERIFY(view.isHidden());
  }
};

std::unique_ptr<QObject> makeJobsViewTest() {
  return std::make_unique<JobsViewTest>();
}

}  // namespace bitprism::test

#include "jobs_view_test.moc"
