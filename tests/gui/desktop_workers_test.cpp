#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QToolButton>
#include <QtTest>
#include <atomic>
#include <chrono>
#include <thread>

#include "app/desktop/command_copier.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/worker_secret.h"
#include "core/base/error.h"
#include "core/files/npy.h"
#include "core/work/endpoint.h"
#include "core/work/handshake.h"
#include "core/work/secret.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/gui/window_fixture.h"
#include "tests/worker/connected_worker.h"
#include "widgets/jobs_view.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"
#include "widgets/status_view.h"
#include "widgets/where_form.h"
#include "widgets/workers_list.h"

namespace bitprism::test {
namespace {

using namespace std::chrono_literals;

// Slurm's programs, which start the tasks of a job at once.
constexpr std::pair<const char*, const char*> slurmScripts[] = {{"sbatch", R"sh(#!/bin/sh
cd "$(dirname "$0")" || exit 1
for word in "$@"; do
  case $word in
    --array=1-*) last=${word#--array=1-} ;;
    --wrap=*) call=${word#--wrap=} ;;
  esac
done
for task in $(seq "$last"); do
  sh -c "$call --threads 1" >/dev/null 2>&1 &
  echo $! >>processes
done
echo "$@" >>submitted
echo 17
)sh"},
                                                                {"squeue", R"sh(#!/bin/sh
cd "$(dirname "$0")" || exit 1
for process in $(cat processes); do kill -0 "$process" 2>/dev/null && echo R; done
exit 0
)sh"},
                                                                {"scancel", R"sh(#!/bin/sh
cd "$(dirname "$0")" || exit 1
for process in $(cat processes); do kill "$process" 2>/dev/null; done
exit 0
)sh"}};

// A worker that knows the secret, takes all work and never does any, until it is sent home.
class IdleWorker {
 public:
  explicit IdleWorker(const Endpoint& at) : thread_([this, at](const std::stop_token& stop) { serve(at, stop); }) {}

  bool sentHome() const { return sentHome_; }
  bool hasWork() const { return hasWork_; }

 private:
  void serve(const Endpoint& at, const std::stop_token& stop) {
    try {
      MessageChannel channel(connectTo(at, 10s), MessageLimits::ofStrangers());
      shakeHands(channel, WorkRole::Worker, Secret::fromFile(workerSecretFile()));
      while (!stop.stop_requested() && !sentHome_) {
        const std::optional<Message> message = channel.receive(50ms);
        if (!message)
          channel.send({MessageType::Heartbeat, Json::object(), {}});
        else if (message->type == MessageType::Open)
          channel.send({MessageType::Opened, {{"id", message->header["id"]}}, {}});
        else if (message->type == MessageType::Evaluate)
          hasWork_ = true;
        else if (message->type == MessageType::Leave)
          sentHome_ = true;
      }
    } catch (const Error& problem) {
      qWarning("the fake worker has ended: %s", problem.what());
    }
  }

  std::atomic<bool> sentHome_ = false, hasWork_ = false;
  std::jthread thread_;
};

}  // namespace

// A search whose plans are evaluated by workers, from the window.
class WorkersTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

  void workersAreListedSentHomeAndFinishTheSearch() {
    openSmallWithImages();
    SearchController& search = window->search();
    QSignalSpy ended(&search, &SearchController::ended), noticed(&search, &SearchController::noticed);
    QSignalSpy news(&search, &SearchController::workersNews);
    fillIn("127.0.0.1:0");
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(search.endpoint().has_value(), patience);
    const Endpoint at = *search.endpoint();
    QVERIFY(at.port != 0);
    QTRY_VERIFY_WITH_TIMEOUT(!noticed.isEmpty(), patience);
    QCOMPARE(noticed[0][0].toString(), QStringLiteral("waiting for workers at ") + QString::fromStdString(at.str()));
    QVERIFY(where()->copyButton()->isEnabled() && !where()->address()->isEnabled());
    where()->copyButton()->click();
    QVERIFY(
        QApplication::clipboard()->text().startsWith("bitprism-worker --connect " + QString::fromStdString(at.str())));
    JobsView* jobs = window->findChild<JobsView*>();
    QTRY_COMPARE_WITH_TIMEOUT(jobs->moreButton()->text(), QString("no workers yet"), patience);

    const IdleWorker idle(at);
    QTRY_VERIFY_WITH_TIMEOUT(idle.hasWork(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(jobs->moreButton()->text(), QString("1 worker"), patience);
    jobs->openList();
    QVERIFY(jobs->listOpen());
    const auto workers = [jobs] { return jobs->rows().front()->workers()->rows(); };
    QTRY_COMPARE_WITH_TIMEOUT(workers().size(), std::size_t{1}, patience);
    const QString machine = QString::fromStdString(machineName());
    QTRY_VERIFY_WITH_TIMEOUT(workers()[0]->text().startsWith(machine + ", process "), patience);
    QTRY_VERIFY_WITH_TIMEOUT(workers()[0]->text().contains("a plan on all images, "), patience);
    QVERIFY2(cutTexts(*workers()[0]->window()).isEmpty(), qPrintable(cutTexts(*workers()[0]->window()).join("\n")));
    keepPicture(*workers()[0]->window(), "workers_list");
    keepPicture(*window, "workers_window");

    const ConnectedWorker real(at.str(), workerSecretFile());
    QTRY_COMPARE_WITH_TIMEOUT(workers().size(), std::size_t{2}, patience);
    QTest::mouseClick(workers()[0]->sendHomeButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(idle.sentHome(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty(), patience);
    QVERIFY2(search.snapshot()->state == SearchState::Finished, search.snapshot()->failure.c_str());
    QCOMPARE(search.snapshot()->topEvaluations(), trials);
    QVERIFY(!search.workers().has_value());
    QVERIFY(news.size() >= 2);  // who came and went is in the log
    QVERIFY(!jobs->listOpen());

    // The same trials as in this process.
    std::vector<PlanChoice> far;
    for (const Evaluation& evaluation : search.snapshot()->evaluations) far.push_back(evaluation.bits);
    QFile::remove(QString::fromStdString(search.request().sessionPath));
    search.clear();
    SearchWish wish = view()->form()->wish();
    wish.where = {};
    view()->form()->show(wish);
    ended.clear();
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty(), patience);
    std::vector<PlanChoice> near;
    for (const Evaluation& evaluation : search.snapshot()->evaluations) near.push_back(evaluation.bits);
    QVERIFY(near == far);
  }

  void aStoppedSearchSendsItsWorkersHome() {
    openSmallWithImages();
    QSignalSpy ended(&window->search(), &SearchController::ended);
    fillIn("unix:" + QString::fromStdString(*folder / "socket"));
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->search().endpoint().has_value(), patience);
    const IdleWorker idle(*window->search().endpoint());
    QTRY_VERIFY_WITH_TIMEOUT(idle.hasWork(), patience);
    view()->stopButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(idle.sentHome(), patience);
    QVERIFY(!QFileInfo::exists(QString::fromStdString(*folder / "socket")));
  }

  void aSearchRunsInConfinedProcesses() {
    openSmallWithImages();
    QSignalSpy ended(&window->search(), &SearchController::ended);
    fillIn({}, WorkPlace::Kind::Confined);
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty(), patience);
    QVERIFY2(window->search().snapshot()->state == SearchState::Finished, window->search().snapshot()->failure.c_str());
    QCOMPARE(window->search().snapshot()->topEvaluations(), trials);
  }

  void aSearchRunsOnACluster() {
    try {
      const Listener own(Endpoint{.host = machineName()});
    } catch (const Error& problem) {
      QSKIP(problem.what());
    }
    openSmallWithImages();
    QVERIFY(QDir().mkpath(QString::fromStdString(*folder / "slurm")));
    for (const auto& [name, content] : slurmScripts) {
      QFile script(QString::fromStdString(*folder / "slurm/") + name);
      QVERIFY(script.open(QFile::WriteOnly));
      script.write(content);
      script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    const QByteArray path = qgetenv("PATH"), job = qgetenv("SLURM_JOB_ID");
    qputenv("PATH", QByteArray::fromStdString(*folder / "slurm") + ":" + path);
    qunsetenv("SLURM_JOB_ID");
    QSignalSpy ended(&window->search(), &SearchController::ended), said(&window->search(), &SearchController::noticed);
    fillIn({}, WorkPlace::Kind::Slurm);
    where()->workers()->setValue(2);
    where()->options()->setText("-p 'two words'");
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!ended.isEmpty(), patience);
    qputenv("PATH", path);
    if (!job.isNull()) qputenv("SLURM_JOB_ID", job);
    QVERIFY2(window->search().snapshot()->state == SearchState::Finished, window->search().snapshot()->failure.c_str());
    QCOMPARE(window->search().snapshot()->topEvaluations(), trials);
    QVERIFY(said[0][0].toString().startsWith("submitted job 17 of 2 workers to Slurm"));
    QFile submitted(QString::fromStdString(*folder / "slurm/submitted"));
    QVERIFY(submitted.open(QFile::ReadOnly));
    QVERIFY(submitted.readAll().contains(" -p two words --array=1-2 "));
    QVERIFY(!QFileInfo::exists(QString::fromStdString(window->search().request().sessionPath) + ".secret"));
  }

  void aBusyAddressIsRefusedInOneSentence() {
    openSmallWithImages();
    const Listener other(Endpoint::parse("127.0.0.1:0"));
    const QString address = QString::fromStdString(other.endpoint().str());
    QSignalSpy failed(&window->search(), &SearchController::failed), ended(&window->search(), &SearchController::ended);
    fillIn(address);
    view()->startButton()->click();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].toString(), QStringLiteral("cannot listen at '%1': Address already in use").arg(address));
    QVERIFY(window->banner()->text().contains(address));
    // The study is as before.
    fillIn({}, WorkPlace::Kind::Here);
    view()->startButton()->click();
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 2, patience);
    QVERIFY(window->search().snapshot()->state == SearchState::Finished);
  }

  void whatIsNoAddressIsSaidAtTheStart() {
    openSmallWithImages();
    fillIn("nowhere");
    view()->startButton()->click();
    QVERIFY(!window->search().active());
    const QList<QLabel*> labels = view()->findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel* label) {
      return label->isVisible() && label->text().startsWith("'nowhere' is not a place to listen");
    }));
  }

  void linesForTheShellSayWhere() {
    openSmallWithImages();
    const QString secret = QString::fromStdString(workerSecretFile());
    fillIn("0.0.0.0:7400");
    where()->workers()->setValue(6);
    where()->copyButton()->click();
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("bitprism-worker --connect %1:7400 --secret-file %2")
                                                    .arg(QString::fromStdString(machineName()), secret));
    QString line = searchLine();
    QVERIFY2(line.contains(" --workers-at 0.0.0.0:7400 --secret-file " + secret + " --workers 6 "), qPrintable(line));
    QVERIFY(line.contains(" --look-ahead 6 "));
    fillIn({}, WorkPlace::Kind::Slurm);
    where()->options()->setText("-p gpu -t 2:00:00");
    line = searchLine();
    QVERIFY2(line.contains(" --cluster slurm '--sbatch=-p gpu -t 2:00:00' --workers 6 "), qPrintable(line));
    fillIn("127.0.0.1:0");
    where()->copyButton()->click();
    QVERIFY(window->banner()->text().startsWith("the port is chosen when the search starts"));
  }

  void whatWasChosenIsThereAfterARestart() {
    fillIn("0.0.0.0:7401");
    where()->workers()->setValue(5);
    fillIn({}, WorkPlace::Kind::Slurm);
    where()->options()->setText("-p gpu");
    restart();
    QVERIFY(where()->place() == (WorkPlace{.kind = WorkPlace::Kind::Slurm, .workers = 6, .sbatch = "-p gpu"}));
    where()->kind()->setCurrentIndex(where()->kind()->findData(static_cast<int>(WorkPlace::Kind::Connected)));
    QCOMPARE(where()->address()->text(), QString("0.0.0.0:7401"));
    where()->copyButton()->click();  // which makes the secret
    const Bytes secret = Secret::fromFile(workerSecretFile()).bytes();
    restart();
    QVERIFY(where()->place() == (WorkPlace{.kind = WorkPlace::Kind::Connected, .workers = 6, .at = "0.0.0.0:7401"}));
    QFile kept(preferences->file());
    QVERIFY(kept.open(QFile::ReadOnly));
    const QByteArray all = kept.readAll();
    QVERIFY(all.contains("7401") && !all.contains("ecret") &&
            !all.contains(QByteArray(reinterpret_cast<const char*>(secret.data()), static_cast<int>(secret.size()))));
  }

  void nothingIsCutWhateverIsChosen_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("points");
    for (const QSize& size : {QSize(1008, 652), QSize(1366, 720)})
      for (const int points : {10, 18}) QTest::addRow("%d at %d pt", size.width(), points) << size << points;
  }

  void nothingIsCutWhateverIsChosen() {
    QFETCH(QSize, size);
    QFETCH(int, points);
    const QFont before = QApplication::font();
    QFont font = before;
    font.setPointSize(points);
    QApplication::setFont(font);
    window->resize(size);
    openSmall();
    window->showPanel(SearchPanel::id);
    QStringList faults;
    for (int kind = 0; kind < where()->kind()->count(); ++kind) {
      where()->kind()->setCurrentIndex(kind);
      settleLayouts();
      faults += cutTexts(*where()) + overlaps(*view());
      if (points == 10) keepPicture(*view(), qPrintable(QStringLiteral("where_%1_%2").arg(size.width()).arg(kind)));
    }
    QApplication::setFont(before);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QChar('\n'))));
  }

  void cleanup() { finish(); }

 private:
  static constexpr int trials = 4;
  std::uint64_t searches_ = 100;

  // Evaluations take no time, so that what is waited for are workers.
  void openSmallWithImages() {
    constexpr std::int64_t count = 80;
    const std::string path = *folder / "images.npy";
    writeFile(path, npyBytes({count, 3, 8, 8}, normals(count * 3 * 8 * 8, 7, 1)));
    window->openNetwork(smallFile(), QString::fromStdString(path));
    QTRY_VERIFY_WITH_TIMEOUT(window->settled() && window->workspace().hasImages(), patience);
  }

  // The window and what it knows only from its preferences.
  void restart() {
    window.reset();
    preferences.reset();  // which writes them
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
  }

  SearchView* view() const { return window->panel<SearchPanel>().view(); }
  WhereForm* where() const { return view()->form()->where(); }

  QString searchLine() const {
    for (const WindowCommand& command : window->commands().commands())
      if (command.words.line().starts_with("bitprism-cli search")) return QString::fromStdString(command.words.line());
    return {};
  }

  // Another search than all before it.
  void fillIn(const QString& address, WorkPlace::Kind kind = WorkPlace::Kind::Connected) {
    SearchWish wish;
    wish.seed = ++searches_;
    wish.method = "random";
    wish.trials = trials;
    wish.tasks = {{0, 0}};
    wish.methods = {Method::Uniform};
    wish.where = {.kind = kind, .workers = kind == WorkPlace::Kind::Slurm ? 6 : 2, .at = address.toStdString()};
    view()->form()->show(wish);
  }

  // Where somebody wants to look at it.
  static void keepPicture(QWidget& widget, const char* name) {
    const QByteArray kept = qgetenv("BITPRISM_PICTURES");
    if (!kept.isEmpty()) widget.grab().save(QString::fromLocal8Bit(kept) + "/" + name + ".png");
  }
};

std::unique_ptr<QObject> makeWorkersTest() {
  return std::make_unique<WorkersTest>();
}

}  // namespace bitprism::test

#include "desktop_workers_test.moc"
