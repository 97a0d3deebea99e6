#include <QSignalSpy>
#include <QtTest>
#include <chrono>
#include <thread>

#include "app/desktop/background_job.h"
#include "app/desktop/job_board.h"
#include "tests/gui/desktop_tests.h"

namespace bitprism::test {

class JobBoardTest : public QObject {
  Q_OBJECT

 private slots:
  void allWorkIsAskedTheSame() {
    JobBoard board;
    BackgroundJob shown, quiet;
    board.add(shown, {.name = "shown"});
    board.add(quiet, {.name = "quiet", .shown = false, .awaited = false});
    QVERIFY(!board.busy() && board.settled());
    quiet.start(untilStopped);
    QVERIFY(!board.busy() && board.settled());
    shown.start(untilStopped);
    QVERIFY(board.busy() && !board.settled());
    QCOMPARE(board.running(), QStringList({"shown", "quiet"}));
    QSignalSpy ended(&board, &JobBoard::ended);
    board.cancelAll();
    QVERIFY(!shown.running() && !quiet.running());
    QVERIFY(ended.count() >= 2);
    QVERIFY(!board.busy() && board.settled());
  }

  void whatCannotBeCancelledGoesOn() {
    JobBoard board;
    BackgroundJob job;
    board.add(job, {.name = "needed", .lifetime = Lifetime::Weights, .cancellable = false});
    job.start(untilStopped);
    board.cancelAll();
    QVERIFY(job.running());
    board.discard(Lifetime::Weights);
    QVERIFY(!job.running());
  }

  void workIsDiscardedWithWhatItIsOf() {
    JobBoard board;
    QStringList discarded;
    for (const auto& [name, lifetime] :
         {std::pair("weights", Lifetime::Weights), {"study", Lifetime::Study}, {"window", Lifetime::Window}})
      board.add({.name = name,
                 .running = [] { return false; },
                 .discard = [&discarded, name = QString(name)] { discarded << name; },
                 .lifetime = lifetime});
    board.discard(Lifetime::Weights);
    QCOMPARE(discarded, QStringList({"weights"}));
    discarded.clear();
    board.discard(Lifetime::Study);
    QCOMPARE(discarded, QStringList({"weights", "study"}));
  }

  void failuresAndProgressAreTold() {
    JobBoard board;
    BackgroundJob job;
    board.add(job, {.name = "failing"});
    QSignalSpy failed(&board, &JobBoard::failed), progressed(&board, &JobBoard::progressed);
    job.start([](std::stop_token, const Progress& progress, Mailbox&) {
      report(progress, "counting", 1, 2);
      throw std::runtime_error("no more numbers");
    });
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
    QCOMPARE(failed[0][0].toString(), QString("no more numbers"));
    QCOMPARE(progressed.count(), 1);
    QCOMPARE(progressed[0][0].toString(), QString("counting"));
  }

 private:
  static void untilStopped(std::stop_token stop, const Progress&, Mailbox&) {
    while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
};

std::unique_ptr<QObject> makeJobBoardTest() {
  return std::make_unique<JobBoardTest>();
}

}  // namespace bitprism::test

#include "desktop_job_board_test.moc"
