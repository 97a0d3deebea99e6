#include <QSignalSpy>
#include <QThread>
#include <QtTest>
#include <atomic>

#include "app/desktop/background_job.h"
#include "core/base/error.h"
#include "tests/gui/desktop_tests.h"

namespace bitprism::test {

class BackgroundJobTest : public QObject {
  Q_OBJECT

 private slots:
  void deliversInOrderInTheWindowsThread() {
    BackgroundJob job;
    QSignalSpy finished(&job, &BackgroundJob::finished);
    std::vector<int> seen;
    QThread* here = QThread::currentThread();
    bool allHere = true;
    job.start([&](std::stop_token, const Progress&, Mailbox& mailbox) {
      for (int i = 0; i < 100; ++i) {
        mailbox.post([&, i] {
          seen.push_back(i);
          allHere = allHere && QThread::currentThread() == here;
        });
      }
    });
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
    QCOMPARE(seen.size(), std::size_t{100});
    QVERIFY(std::is_sorted(seen.begin(), seen.end()));
    QVERIFY(allHere);
    QVERIFY(!job.running());
  }

  void anErrorArrivesAsItsSentence() {
    BackgroundJob job;
    QSignalSpy failed(&job, &BackgroundJob::failed);
    QSignalSpy finished(&job, &BackgroundJob::finished);
    job.start([](std::stop_token, const Progress&, Mailbox&) { throw InputError("cannot read 'x': expected y"); });
    QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, patience);
    QCOMPARE(failed[0][0].toString(), QString("cannot read 'x': expected y"));
    QCOMPARE(finished.count(), 0);
  }

  void whatIsCancelledDeliversNothingMore() {
    BackgroundJob job;
    QSignalSpy cancelled(&job, &BackgroundJob::cancelled);
    std::atomic<bool> ended = false;
    bool delivered = false;
    job.start([&](std::stop_token stop, const Progress&, Mailbox& mailbox) {
      while (!stop.stop_requested()) std::this_thread::yield();
      mailbox.post([&] { delivered = true; });
      ended = true;
    });
    job.cancel();
    QCOMPARE(cancelled.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(ended, patience);
    QTest::qWait(80);
    QVERIFY(!delivered);
  }

  void aNewStartReplacesWhatRuns() {
    BackgroundJob job;
    QSignalSpy finished(&job, &BackgroundJob::finished);
    int delivered = 0;
    job.start([&](std::stop_token stop, const Progress&, Mailbox& mailbox) {
      while (!stop.stop_requested()) std::this_thread::yield();
      mailbox.post([&] { delivered = 1; });
    });
    job.start([&](std::stop_token, const Progress&, Mailbox& mailbox) { mailbox.post([&] { delivered = 2; }); });
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, patience);
    QCOMPARE(delivered, 2);
  }
};

std::unique_ptr<QObject> makeBackgroundJobTest() {
  return std::make_unique<BackgroundJobTest>();
}

}  // namespace bitprism::test

#include "desktop_background_job_test.moc"
