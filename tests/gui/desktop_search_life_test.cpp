#include <QApplication>
#include <QFile>
#include <QLabel>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QStatusBar>
#include <QStatusTipEvent>
#include <QToolButton>
#include <QtTest>
#include <algorithm>
#include <mutex>

#include "app/desktop/error_panel.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/remaining_time.h"
#include "app/desktop/search_panel.h"
#include "app/example/example_images.h"
#include "core/base/file.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/error_view.h"
#include "widgets/front_view.h"
#include "widgets/jobs_view.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"
#include "widgets/status_view.h"

namespace bitprism::test {

// A search from its start over its stop to its end, driven by the window's own buttons.
class SearchLifeTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    makeWindow();
  }

  void startAfterStopContinuesAndTheFrontKeepsItsPoints() {
    openExample();
    fillForm("random", 30, 5);
    QTRY_COMPARE_WITH_TIMEOUT(view()->startButton()->text(), QString("▶ Start"), patience);
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(evaluations() >= 3, patience);
    view()->stopButton()->click();
    QCOMPARE(view()->stopButton()->text(), QString("Stopping…"));
    QVERIFY(!view()->stopButton()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(view()->startButton()->isEnabled(), patience);
    QCOMPARE(view()->stopButton()->text(), QString("■ Stop"));
    const std::size_t stopped = evaluations();
    const std::string path = window->search().request().sessionPath;
    QTRY_COMPARE_WITH_TIMEOUT(view()->startButton()->text(), QString("▶ Continue"), patience);

    std::size_t fewest = stopped;
    QObject listener;
    connect(&window->search(), &SearchController::snapshotChanged, &listener,
            [&] { fewest = std::min(fewest, evaluations()); });
    view()->startButton()->click();
    QCOMPARE(evaluations(), stopped);
    QTRY_VERIFY_WITH_TIMEOUT(evaluations() > stopped, patience);
    view()->stopButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    QCOMPARE(fewest, stopped);
    QCOMPARE(window->search().request().sessionPath, path);
    QVERIFY2(!window->banner()->text().contains("in use"), qPrintable(window->banner()->text()));
    // With other settings it is another search, and with those of before the first one again.
    fillForm("random", 30, 6);
    QTRY_COMPARE_WITH_TIMEOUT(view()->startButton()->text(), QString("▶ Start new"), patience);
    fillForm("random", 31, 5);
    QTRY_COMPARE_WITH_TIMEOUT(view()->startButton()->text(), QString("▶ Continue"), patience);
    QFile::remove(QString::fromStdString(path));
  }

  // A lock that was set at the end keeps the old search busy, which holds its session.
  void startWaitsForTheSessionOfTheSearchBefore() {
    openExample();
    fillForm("random", 400, 7);
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(evaluations() >= 2, patience);
    std::unique_lock busy(window->workspace().study()->mutex);
    window->document().setLocked({2}, true);
    QTRY_VERIFY_WITH_TIMEOUT(window->search().rules() == window->document().rules(), patience);
    QTest::qWait(50);
    view()->stopButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(view()->startButton()->isEnabled(), patience);
    window->document().setLocked({2}, false);
    const std::size_t stopped = evaluations();
    view()->startButton()->click();
    QTest::qWait(50);
    busy.unlock();
    QTRY_VERIFY_WITH_TIMEOUT(evaluations() > stopped || !window->search().active(), patience);
    QVERIFY2(window->search().active(), qPrintable(window->banner()->text()));
    view()->stopButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    QFile::remove(QString::fromStdString(window->search().request().sessionPath));
  }

  void aRefusedStartKeepsTheFrontAndNamesWhatDiffers() {
    openExample();
    fillForm("random", 3, 11);
    const std::string path = finishSearch();
    // The same search of the same network, calibrated on images that were named.
    makeWindow();
    open(QString::fromStdString(writeImages("others.bin", ExamplePart::Calibration, 32)));
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    fillForm("random", 3, 12);
    const std::string other = finishSearch();
    QCOMPARE(evaluations(), std::size_t{3});
    const auto front = window->panel<FrontPanel>().view()->front().size();
    fillForm("random", 5, 11);
    QTRY_COMPARE_WITH_TIMEOUT(view()->startButton()->text(), QString("▶ Continue"), patience);
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(question() != nullptr, patience);
    QVERIFY(!window->search().active());
    QCOMPARE(evaluations(), std::size_t{3});
    QCOMPARE(window->search().request().sessionPath, other);
    QCOMPARE(window->panel<FrontPanel>().view()->front().size(), front);
    const QString told = question()->informativeText();
    QVERIFY2(told.contains("calibration images: none in the session, "), qPrintable(told));
    QVERIFY2(told.contains("others.bin now"), qPrintable(told));
    QVERIFY(answer("New session"));
    QVERIFY(answer("Use the session's settings"));
    QPushButton* fork = answer("Fork");
    QVERIFY(fork && fork->isEnabled());
    QSignalSpy ended(&window->search(), &SearchController::ended);
    fork->click();
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    QVERIFY2(window->search().snapshot()->state == SearchState::Finished, window->search().snapshot()->failure.c_str());
    QCOMPARE(evaluations(), std::size_t{5});
    QVERIFY(window->search().request().sessionPath != path);
    QCOMPARE(
        Session::openForReading(window->search().request().sessionPath).settings().search.at("inherited").get<int>(),
        3);
    QFile::remove(QString::fromStdString(window->search().request().sessionPath));
    // Its own settings: the session is opened with its images, and goes on.
    fillForm("random", 4, 12);
    QCOMPARE(finishSearch(), other);
    fillForm("random", 4, 11);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled() && question() == nullptr, patience);
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(question() != nullptr, patience);
    QSignalSpy endedAgain(&window->search(), &SearchController::ended);
    answer("Use the session's settings")->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() && window->search().request().sessionPath == path &&
                                 !window->search().active() && endedAgain.count() > 0,
                             patience);
    QVERIFY(window->workspace().study()->study->settings().trainPath.empty());
    QCOMPARE(evaluations(), std::size_t{4});
    for (const std::string& file : {path, other}) QFile::remove(QString::fromStdString(file));
  }

  void aSearchTellsTheLayersSensitivities() {
    open();
    QVERIFY(!window->document().sensitivity(0, 4));
    fillForm("greedy", 3, 21);
    view()->startButton()->click();
    // While it is prepared it says how far that is.
    QStringList phases, lines;
    const auto listen = [&] {
      const auto& snapshot = window->search().snapshot();
      if (!snapshot || snapshot->state != SearchState::Preparing) return;
      phases << view()->phase()->text();
      lines << window->findChild<JobsView*>()->line()->text();
    };
    QObject listener;
    connect(&window->search(), &SearchController::snapshotChanged, &listener, listen);
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot()->state != SearchState::Preparing, patience);
    const QRegularExpression step("Measuring sensitivities \\d+ of \\d\\d\\d");
    QVERIFY2(!phases.filter(step).isEmpty(), qPrintable(phases.join('\n')));
    QVERIFY2(!lines.filter("measuring sensitivities").isEmpty(), qPrintable(lines.join('\n')));
    QVERIFY2(window->document().sensitivity(0, 4).has_value(), "the search measured it and nobody learnt it");
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    // What the search interrupted is done after it.
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().analysis().uniforms().size() == NetworkAnalysis::widths().size(),
                             patience);
    const std::string path = window->search().request().sessionPath;

    // Opened again, nothing of it is measured again.
    makeWindow();
    QStringList measured;
    connect(&window->workspace().analysis(), &NetworkAnalysis::progressed, &listener,
            [&](const QString& what) { measured << what; });
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, patience);
    QVERIFY(window->document().sensitivity(0, 4).has_value());
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY2(!measured.contains("measuring sensitivities"), qPrintable(measured.join(", ")));
    QVERIFY2(!measured.contains("measuring the float network"), qPrintable(measured.join(", ")));
    QFile::remove(QString::fromStdString(path));
  }

  void theTimeLeftOfAStepIsEstimatedFromItsProgress() {
    RemainingTime remaining(20);
    QVERIFY(remaining.after("first", 0, 100) < 0);
    QTest::qSleep(40);
    QVERIFY(remaining.after("first", 0, 100) < 0);  // nothing is done yet
    const double left = remaining.after("first", 20, 100);
    QVERIFY2(left >= 4 * 0.04, qPrintable(QString::number(left)));
    QVERIFY(remaining.after("second", 30, 100) < 0);  // another step starts over
    QVERIFY(RemainingTime(600000).after("first", 1, 2) < 0);
  }

  void aStopWhilePreparingKeepsWhatWasMeasured() {
    open();
    fillForm("greedy", 2, 22);
    view()->startButton()->click();
    const auto measuring = [&] {
      const auto& snapshot = window->search().snapshot();
      return snapshot && snapshot->phase == "measuring sensitivities" ? snapshot->phaseDone : 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(measuring() >= 40, patience);
    view()->stopButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(view()->startButton()->text(), QString("▶ Continue"), patience);
    const std::string path = window->search().request().sessionPath;
    QVERIFY(Session::openForReading(path).rawSensitivities().size() >= 20);
    view()->startButton()->click();
    std::int64_t first = 0;
    QObject listener;
    connect(&window->search(), &SearchController::snapshotChanged, &listener, [&] {
      if (first == 0) first = measuring();
    });
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot()->state != SearchState::Preparing, patience);
    QVERIFY2(first == 0 || first >= 20, qPrintable(QString::number(first)));
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    QVERIFY2(window->search().snapshot()->state == SearchState::Finished, window->search().snapshot()->failure.c_str());
    QFile::remove(QString::fromStdString(path));
  }

  // The scheme that most layers have changes while a search runs.
  void anEditDoesNotEndTheMeasurementForGood() {
    openExample();
    fillForm("random", 4, 23);
    view()->startButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(evaluations() >= 1, patience);
    QuantScheme scheme;
    scheme.method = Method::Dsconv;
    window->document().setScheme(scheme);
    QVERIFY(!window->document().sensitivity(0, 4));
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->document().sensitivity(0, 4).has_value(), patience);
    QFile::remove(QString::fromStdString(window->search().request().sessionPath));
  }

  void theStatusBarShowsAllWorkWhateverTabIsInFront() {
    openExample();
    JobsView* jobs = window->findChild<JobsView*>();
    QTRY_VERIFY_WITH_TIMEOUT(!jobs->isVisible(), patience);
    QVERIFY(window->showPanel("training"));
    fillForm("random", 400, 31);
    window->panel<SearchPanel>().start(view()->form()->wish());
    QTRY_VERIFY_WITH_TIMEOUT(evaluations() >= 3, patience);
    const QRegularExpression trial("^Search: trial \\d+ of 400, (about )?\\d+ (s|min|h) left$");
    QTRY_VERIFY_WITH_TIMEOUT(jobs->isVisible() && jobs->line()->text().contains(trial), patience);
    QVERIFY2(view()->progress()->format().contains(" left"), qPrintable(view()->progress()->format()));
    // A second one does not hide it, and the list has both.
    window->panel<ErrorPanel>().view()->solvers()->click();
    QTRY_VERIFY_WITH_TIMEOUT(jobs->moreButton()->isVisible(), patience);
    QVERIFY(jobs->line()->text().startsWith("Search"));
    QTest::mouseClick(jobs->moreButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(jobs->listOpen(), patience);
    QCOMPARE(row(jobs, "search"), 0);
    QVERIFY(jobs->rows().size() >= 2);
    // Paused and cancelled from there.
    jobs->rows()[0]->pauseButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot()->state == SearchState::Paused, patience);
    QTRY_VERIFY_WITH_TIMEOUT(jobs->line()->text().endsWith("paused"), patience);
    jobs->rows()[0]->pauseButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot()->state == SearchState::Running, patience);
    jobs->rows()[0]->cancelButton()->click();
    QCOMPARE(jobs->rows()[0]->cancelButton()->text(), QString("Stopping…"));
    QVERIFY(!jobs->rows()[0]->cancelButton()->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled() && !jobs->isVisible(), patience);
    QVERIFY(!jobs->listOpen());
    QFile::remove(QString::fromStdString(window->search().request().sessionPath));
  }

  void comparingSolversIsCancelledFromTheStatusBar() {
    openExample();
    JobsView* jobs = window->findChild<JobsView*>();
    window->panel<ErrorPanel>().view()->solvers()->click();
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().jobs().running().contains("solvers"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(jobs->isVisible() && jobs->line()->job().name == "solvers", patience);
    jobs->line()->cancelButton()->click();
    QVERIFY(!window->workspace().solversCompared());
    QTRY_VERIFY_WITH_TIMEOUT(!window->workspace().jobs().running().contains("solvers") && !jobs->isVisible(), patience);
  }

  void tipsAndMessagesHideNeitherFiguresNorWork() {
    openExample();
    auto* status = window->findChild<StatusView*>();
    QStatusTipEvent tip("Undo the last edit of the plan");
    QApplication::sendEvent(window.get(), &tip);
    QVERIFY(status->figures()->isVisible());
    QVERIFY2(status->figures()->text().contains("KiB"), qPrintable(status->figures()->text()));
    QVERIFY(status->figures()->width() >= status->figures()->sizeHint().width());
    QVERIFY2(status->tip()->text().startsWith("Undo"), qPrintable(status->tip()->text()));
    QVERIFY(!status->tip()->geometry().intersects(status->figures()->geometry()));
    window->statusBar()->showMessage("a message");
    QVERIFY(status->figures()->isVisible());
    window->statusBar()->clearMessage();
    QVERIFY(status->tip()->text().isEmpty());
  }

  void theEndOfALongSearchCallsBack() {
    openExample();
    int calls = 0;
    const auto count = [&calls](QWidget*) { ++calls; };
    auto other = std::make_unique<QWidget>();
    other->show();
    other->activateWindow();
    QTRY_VERIFY_WITH_TIMEOUT(!window->isActiveWindow(), patience);
    window->panel<SearchPanel>().setAlert(count, 0);
    fillForm("random", 2, 41);
    QFile::remove(QString::fromStdString(finishSearch()));
    QCOMPARE(calls, 1);
    window->panel<SearchPanel>().setAlert(count, 600);  // too short to be told
    fillForm("random", 2, 42);
    QFile::remove(QString::fromStdString(finishSearch()));
    QCOMPARE(calls, 1);
    window->panel<SearchPanel>().setAlert(count, 0);
    other.reset();
    window->activateWindow();
    QTRY_VERIFY_WITH_TIMEOUT(window->isActiveWindow(), patience);  // it is seen
    fillForm("random", 2, 43);
    QFile::remove(QString::fromStdString(finishSearch()));
    QCOMPARE(calls, 1);
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  static QString example() {
    return QString::fromStdString(std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt");
  }

  void makeWindow() {
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
  }

  // Images of the example, as CIFAR-10 keeps them.
  std::string writeImages(const std::string& name, ExamplePart part, std::int64_t count) const {
    const ImageSet images = drawExampleImages(part, count);
    Bytes bytes;
    for (std::int64_t i = 0; i < count; ++i) {
      bytes.push_back(static_cast<std::uint8_t>(images.labels[static_cast<std::size_t>(i)]));
      const std::vector<std::uint8_t> pixels = pixelBytes(images, i, 1);
      bytes.insert(bytes.end(), pixels.begin(), pixels.end());
    }
    const std::string path = *folder / name;
    writeFile(path, bytes);
    return path;
  }

  // The bundled network under one method, on few images.
  void open(const QString& train = {}) {
    const std::string images = writeImages("few.bin", ExamplePart::Evaluation, 128);
    window->openNetwork(example(), QString::fromStdString(images), examplePreprocessing(), train);
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    window->document().setScheme({});
  }

  void openExample() {
    open();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  SearchView* view() const { return window->panel<SearchPanel>().view(); }
  std::size_t evaluations() const {
    return window->search().snapshot() ? window->search().snapshot()->evaluations.size() : 0;
  }

  void fillForm(const std::string& method, int trials, std::uint64_t seed) {
    view()->form()->show({.method = method, .trials = trials, .seed = seed, .tasks = {{64, 0}}});
  }

  // By the form; the session it is in.
  std::string finishSearch() {
    QSignalSpy ended(&window->search(), &SearchController::ended);
    view()->startButton()->click();
    [&] { QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience); }();
    return window->search().request().sessionPath;
  }

  QMessageBox* question() const { return window->findChild<QMessageBox*>("refusedSearch"); }
  QPushButton* answer(const QString& text) const {
    for (QAbstractButton* button : question()->buttons())
      if (button->text().remove('&') == text) return qobject_cast<QPushButton*>(button);
    return nullptr;
  }

  static int row(const JobsView* jobs, const QString& name) {
    const std::vector<JobRow*> rows = jobs->rows();
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const JobRow* one) { return one->job().name == name; });
    return found == rows.end() ? -1 : static_cast<int>(found - rows.begin());
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeSearchLifeTest() {
  return std::make_unique<SearchLifeTest>();
}

}  // namespace bitprism::test

#include "desktop_search_life_test.moc"
