#include "widgets/jobs_view.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QToolButton>
#include <QtTest>

#include "tests/gui/widgets_tests.h"
#include "widgets/number_text.h"
#include "widgets/status_view.h"
#include "widgets/workers_list.h"

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

  void workersOfAJobAreListedBelowIt() {
    JobsView view;
    RunningJob job{.name = "search", .text = "Search", .workers = std::vector<RunningWorker>()};
    view.show({job});
    QVERIFY(view.moreButton()->isVisible());
    QCOMPARE(view.moreButton()->text(), QString("no workers yet"));
    job.workers = {{.id = 7, .name = "node1, process 12", .doing = "a plan on 512 images", .since = 12},
                   {.id = 9, .name = "node2, process 3", .secondsLeft = 3000}};
    view.show({job});
    QCOMPARE(view.moreButton()->text(), QString("2 workers"));
    view.moreButton()->click();
    QCOMPARE(view.rows().size(), std::size_t{1});
    WorkersList* list = view.rows()[0]->workers();
    QVERIFY(list->isVisible());
    QCOMPARE(list->rows().size(), std::size_t{2});
    QCOMPARE(list->rows()[0]->text(), QString("node1, process 12: a plan on 512 images, 12 s"));
    QCOMPARE(list->rows()[1]->text(), QString("node2, process 3: waits for work; its job has about 50 min left"));
    QSignalSpy home(&view, &JobsView::sendHomeRequested);
    list->rows()[1]->sendHomeButton()->click();
    QCOMPARE(home[0][0].toString(), QString("search"));
    QCOMPARE(home[0][1].value<std::uint64_t>(), std::uint64_t{9});
    list->fold()->click();
    QVERIFY(!list->rows()[0]->isVisible());
    list->fold()->click();
    QVERIFY(list->rows()[0]->isVisible());
    // Work of this process has none.
    job.workers.reset();
    view.show({job, {.name = "maps", .text = "Maps"}});
    QVERIFY(!view.rows()[0]->workers()->isVisible());
  }

  // The one that was pressed goes home, even if another one stands in its row when the button is let go.
  void aRowThatChangesUnderTheMouseSendsNobodyElseHome() {
    WorkersList list;
    list.show({{.id = 1, .name = "a"}, {.id = 2, .name = "b"}});
    static_cast<QWidget&>(list).show();
    QSignalSpy home(&list, &WorkersList::sendHomeRequested);
    QToolButton* button = list.rows()[0]->sendHomeButton();
    QTest::mousePress(button, Qt::LeftButton);
    list.show({{.id = 2, .name = "b"}});
    QTest::mouseRelease(button, Qt::LeftButton);
    QCOMPARE(home.size(), 1);
    QCOMPARE(home[0][0].value<std::uint64_t>(), std::uint64_t{1});
  }

  void manyWorkersAreScrolledTo() {
    JobsView view;
    RunningJob job{.name = "search", .text = "Search"};
    job.workers.emplace();
    for (std::uint64_t i = 0; i < 1000; ++i)
      job.workers->push_back({.id = i, .name = QStringLiteral("node%1, process 1").arg(i)});
    view.show({job});
    QCOMPARE(view.moreButton()->text(), QString("1,000 workers"));
    view.openList();
    WorkersList* list = view.rows()[0]->workers();
    QCOMPARE(list->rows().size(), std::size_t{200});
    QVERIFY(list->window()->height() < 400);
    const auto labels = list->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* l) { return l->text() == "and 800 more"; }));
  }
};

std::unique_ptr<QObject> makeJobsViewTest() {
  return std::make_unique<JobsViewTest>();
}

}  // namespace bitprism::test

#include "jobs_view_test.moc"
