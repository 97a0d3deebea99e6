#include <SQLiteCpp/SQLiteCpp.h>

#include <QAbstractButton>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

#include "app/desktop/activations_panel.h"
#include "app/desktop/compare_panel.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/search_panel.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/banner.h"
#include "widgets/front_view.h"
#include "widgets/input_form.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"

namespace bitprism::test {

// A search runs beside the window, and is found again.
class SearchStoryTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

  void aSearchRunsBesideTheWindowAndIsFoundAgain() {
    const std::string example = std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt";
    if (!QFileInfo::exists(QString::fromStdString(example))) QSKIP("the example network is not there");
    window->openNetwork(QString::fromStdString(example), "example");
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    QSignalSpy ended(&window->search(), &SearchController::ended);
    SearchWish wish;
    wish.method = "random";
    wish.trials = 4;
    wish.tasks = {{32, 0}, {64, 0}};
    wish.methods = {Method::Uniform, Method::Dsconv};
    QTRY_VERIFY_WITH_TIMEOUT(window->document().activationCalibration() != nullptr, patience);
    const auto bits = window->panel<ActivationsPanel>().form()->bits();
    bits->setCurrentIndex(bits->findData(6));
    emit bits->activated(bits->currentIndex());
    QTRY_COMPARE_WITH_TIMEOUT(window->document().plan().activation(0).bits, 6, patience);
    QVERIFY(window->document().plan().activation(1).isFloat());  // of this layer alone
    window->panel<SearchPanel>().start(wish);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    const auto snapshot = window->search().snapshot();
    QVERIFY2(snapshot->state == SearchState::Finished, snapshot->failure.c_str());
    QCOMPARE(snapshot->evaluations.size(), std::size_t{4});

    const Evaluation& chosen = snapshot->evaluations.back();
    const QuantPlan before = window->document().plan();
    emit window->panel<FrontPanel>().view()->planChosen(chosen.trial);
    QVERIFY(window->search().request().choicesOf(window->document().plan()) == chosen.bits);
    QCOMPARE(window->document().bytes(), chosen.bytes);
    QCOMPARE(window->document().plan().activation(0).bits, 6);
    window->document().undoStack().undo();
    QVERIFY(window->document().plan() == before);

    const QString session = QString::fromStdString(window->search().request().sessionPath);
    QVERIFY(QFileInfo::exists(session));
    window = std::make_unique<MainWindow>(*preferences);
    window->openNetwork(session, {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, patience);
    QCOMPARE(window->search().snapshot()->evaluations.size(), std::size_t{4});
    QVERIFY(window->opened());
    QCOMPARE(window->panel<SearchPanel>().view()->form()->wish().methods, wish.methods);
    QCOMPARE(window->search().request().others.size(), std::size_t{1});
    QCOMPARE(window->document().input(0).bits, 6);
    QVERIFY(!window->document().input(1).wanted());
  }

  void locksHoldFromTheNextProposalsOnWhileASearchRuns() {
    openExample();
    QSignalSpy ended(&window->search(), &SearchController::ended);
    SearchWish wish = window->panel<SearchPanel>().view()->form()->wish();
    wish.method = "mtgp";
    wish.trials = 16;
    wish.tasks = {{0, 0}};
    wish.seed = 77;
    window->panel<SearchPanel>().view()->form()->show(wish);
    QTRY_VERIFY_WITH_TIMEOUT(
        window->panel<SearchPanel>().view()->estimate()->text().contains("16 evaluations of about"), patience);
    window->panel<SearchPanel>().start(wish);
    const auto finished = [&] { return window->search().snapshot()->evaluations.size(); };
    QTRY_VERIFY_WITH_TIMEOUT(finished() >= 3, patience);
    window->document().setBits({2}, 5);
    window->document().setLocked({2}, true);
    window->document().setRange({4}, 4, 6);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    const auto snapshot = window->search().snapshot();
    QVERIFY2(snapshot->state == SearchState::Finished, snapshot->failure.c_str());
    QCOMPARE(snapshot->evaluations.size(), std::size_t{16});
    QVERIFY(snapshot->rulesSince >= 3);
    QVERIFY2(snapshot->rulesSince < 16, "the rules came too late");
    for (const Evaluation& evaluation : snapshot->evaluations) {
      if (evaluation.trial < snapshot->rulesSince) continue;
      QCOMPARE(evaluation.bits[2].bits, 5);
      QVERIFY(evaluation.bits[4].bits >= 4 && evaluation.bits[4].bits <= 6);
    }
    // The session says so, and answers when it is opened again.
    const std::string path = window->search().request().sessionPath;
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    const auto segments = Session::openForReading(path).segments();
    QCOMPARE(segments.size(), std::size_t{2});
    QCOMPARE(segments[1].firstTrial, snapshot->rulesSince);
    QVERIFY(segments[1].rules == window->document().rules());

    const PlanChoice bits = snapshot->evaluations.back().bits;
    QVERIFY(window->search().predict(bits).has_value());  // though it has ended
    window = std::make_unique<MainWindow>(*preferences);
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, patience);
    QVERIFY(window->document().locked(2));
    QVERIFY(window->search().predict(bits).has_value());
    QVERIFY(!window->search().snapshot()->insight.band.empty());

    // A budget loads the best known plan, and shows the best one predicted beside it.
    const auto [least, most] = window->document().reachableBytes();
    emit window->panel<FrontPanel>().view()->budgetWished((least + most) / 2);
    QTRY_VERIFY_WITH_TIMEOUT(window->panel<FrontPanel>().untried().has_value(), patience);
    QVERIFY(window->panel<FrontPanel>().untried()->bytes <= (least + most) / 2);
    emit window->panel<FrontPanel>().view()->untriedChosen();
    QTRY_COMPARE_WITH_TIMEOUT(window->document().bytes(), window->panel<FrontPanel>().untried()->bytes, patience);

    // Fork it, with other settings; then see both.
    SearchWish other = window->panel<SearchPanel>().view()->form()->wish();
    QCOMPARE(other.trials, 16);
    other.method = "random";
    other.trials = 18;
    window->panel<SearchPanel>().view()->form()->show(other);
    QSignalSpy endedAgain(&window->search(), &SearchController::ended);
    const QString fork = QString::fromStdString(*folder / "fork.bitprism");
    window->panel<SearchPanel>().fork(fork);
    QTRY_COMPARE_WITH_TIMEOUT(endedAgain.count(), 1, patience);
    QVERIFY2(window->search().snapshot()->state == SearchState::Finished, window->search().snapshot()->failure.c_str());
    QCOMPARE(window->search().snapshot()->evaluations.size(), std::size_t{18});
    window->panel<FrontPanel>().compareWith(QString::fromStdString(path));
    QTRY_COMPARE_WITH_TIMEOUT(window->panel<FrontPanel>().view()->others().size(), std::size_t{1}, patience);
    window->panel<FrontPanel>().compareWith(QString::fromStdString(*folder / "nowhere.bitprism"));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->text().contains("nowhere.bitprism"), patience);
    QFile::remove(QString::fromStdString(path));
  }

  void anotherSessionIsDrawnBesideClickedPinnedAndFoundAgain() {
    openExample();
    const auto search = [&](std::uint64_t seed, const QString& file) {
      SearchWish wish = window->panel<SearchPanel>().view()->form()->wish();
      wish.method = "random";
      wish.trials = 5;
      wish.tasks = {{0, 0}};
      wish.seed = seed;
      window->search().clear();
      QSignalSpy ended(&window->search(), &SearchController::ended);
      window->panel<SearchPanel>().start(wish);
      QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
      QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
      QSignalSpy saved(&window->sessionFiles(), &SessionFiles::saved);
      window->sessionFiles().saveAs(file);
      QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, patience);
    };
    const QString first = QString::fromStdString(*folder / "first.bitprism"),
                  second = QString::fromStdString(*folder / "second.bitprism");
    search(501, first);
    search(502, second);
    if (QTest::currentTestFailed()) return;
    FrontView& front = *window->panel<FrontPanel>().view();
    QCOMPARE(window->search().request().sessionPath, second.toStdString());

    // By drop, with a question.
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(first)});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(window.get(), &drop);
    const auto question = [&] { return window->findChild<QMessageBox*>("compareQuestion"); };
    QTRY_VERIFY_WITH_TIMEOUT(question() != nullptr, patience);
    QTest::mouseClick(question()->defaultButton(), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(front.others().size(), std::size_t{1}, patience);
    QTRY_COMPARE_WITH_TIMEOUT(window->panel<FrontPanel>().comparedPaths(), QStringList{first}, patience);
    QVERIFY(front.others()[0].sameNetwork);

    // Another one is added, and left out alone.
    const QString copy = QString::fromStdString(*folder / "copy.bitprism");
    QVERIFY(QFile::copy(first, copy));
    window->panel<FrontPanel>().compareWith(copy);
    QTRY_COMPARE_WITH_TIMEOUT(front.others().size(), std::size_t{2}, patience);
    QMenu* compared = nullptr;
    for (QMenu* menu : window->findChildren<QMenu*>())
      if (menu->title() == "Stop comparing &with") compared = menu;
    QVERIFY(compared && compared->isEnabled());
    QCOMPARE(compared->actions().size(), 2);
    QCOMPARE(compared->actions()[1]->text(), QString("copy"));
    compared->actions()[1]->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(window->panel<FrontPanel>().comparedPaths(), QStringList{first}, patience);
    QCOMPARE(compared->actions().size(), 1);

    // Both fronts by one reference.
    const auto reference = hypervolumeReference(Session::openForReading(second.toStdString()));
    QVERIFY(reference);
    const QStringList texts = front.otherFronts().texts();
    QCOMPARE(texts.size(), 2);
    QVERIFY2(
        texts[0].endsWith(QLocale().toString(hypervolume(topFront(*window->search().snapshot()), *reference), 'f', 4)),
        qPrintable(texts[0]));
    QVERIFY2(
        texts[1].startsWith("first") && texts[1].endsWith(QLocale().toString(
                                            hypervolume(topFront(*front.others()[0].snapshot), *reference), 'f', 4)),
        qPrintable(texts[1]));

    // A click on one of its points, where no own one lies, pins its plan.
    front.plot()->replot();
    const OtherFront& other = front.others()[0];
    std::optional<OtherPoint> point;
    for (const FrontPoint& one : topFront(*other.snapshot)) {
      const OtherPoint at{0, one.index};
      bool alone = true;
      for (const Evaluation& own : window->search().snapshot()->evaluations)
        alone = alone && (front.pixelOf(own) - front.otherFronts().pixelOf(at)).manhattanLength() > 24;
      if (alone) point = at;
    }
    QVERIFY2(point, "both searches found the same plans");
    QTest::mouseMove(front.plot(), front.otherFronts().pixelOf(*point));
    QTest::mouseClick(front.plot(), Qt::LeftButton, {}, front.otherFronts().pixelOf(*point));
    PinnedPlans& pins = window->panel<ComparePanel>().pins();
    QTRY_COMPARE_WITH_TIMEOUT(pins.all().size(), std::size_t{1}, patience);
    const Evaluation evaluation = other.snapshot->evaluations[point->evaluation];
    QCOMPARE(pins.all()[0].bytes, evaluation.bytes);
    QCOMPARE(pins.all()[0].name, QString("first, trial %1").arg(evaluation.trial));
    const QuantPlan pinned = pins.all()[0].planned.plan;
    pins.rename(pins.all()[0].key, "the good one");
    QTRY_VERIFY_WITH_TIMEOUT(!window->comparison().pending(), patience);

    // Opened again, everything is there, and can be removed.
    window = std::make_unique<MainWindow>(*preferences);
    window->openNetwork(second, {});
    QTRY_COMPARE_WITH_TIMEOUT(window->panel<FrontPanel>().view()->others().size(), std::size_t{1}, patience);
    QTRY_COMPARE_WITH_TIMEOUT(window->panel<ComparePanel>().pins().all().size(), std::size_t{1}, patience);
    QCOMPARE(window->panel<ComparePanel>().pins().all()[0].name, QString("the good one"));
    QCOMPARE(window->panel<ComparePanel>().pins().all()[0].planned.plan, pinned);
    QVERIFY(!window->unsaved().planEdited());
    QAction* stop = nullptr;
    for (QAction* action : window->findChildren<QAction*>())
      if (action->text() == "Stop c&omparing") stop = action;
    QVERIFY(stop && stop->isEnabled());
    stop->trigger();
    QVERIFY(window->panel<FrontPanel>().view()->others().empty());
    QTRY_VERIFY_WITH_TIMEOUT(!window->comparison().pending(), patience);
    const auto note = Session::openForReading(second.toStdString()).value(ComparisonKeeper::note);
    QVERIFY(note && (*note)["sessions"].empty() && (*note)["pins"].size() == 1);
  }

  void asksOnceWhetherASessionOfAnOlderVersionIsMeasuredAgain() {
    openExample();
    SearchWish wish = window->panel<SearchPanel>().view()->form()->wish();
    wish.method = "random";
    wish.trials = 2;
    wish.tasks = {{0, 0}};
    wish.seed = 91;
    QSignalSpy ended(&window->search(), &SearchController::ended);
    window->panel<SearchPanel>().start(wish);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    const std::string path = window->search().request().sessionPath;
    const std::vector<Evaluation> right = Session::openForReading(path).evaluations();
    QCOMPARE(right.size(), std::size_t{2});
    window = std::make_unique<MainWindow>(*preferences);
    {
      Evaluation wrong = right[0];
      wrong.score.accuracy = 0.125;
      Session::open(path).addEvaluation(wrong);
      SQLite::Database(path, SQLite::OPEN_READWRITE).exec("DELETE FROM documents WHERE name = 'measuring'");
    }
    QVERIFY(Session::openForReading(path).measuredByOlder());

    const auto question = [&] { return window->findChild<QMessageBox*>("measureAgain"); };
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(question() != nullptr, patience);
    QSignalSpy endedAgain(&window->search(), &SearchController::ended);
    for (QAbstractButton* button : question()->buttons())
      if (question()->buttonRole(button) == QMessageBox::AcceptRole) {
        button->click();
        break;
      }
    QTRY_COMPARE_WITH_TIMEOUT(endedAgain.count(), 1, patience);
    QVERIFY2(window->search().snapshot()->state == SearchState::Finished, window->search().snapshot()->failure.c_str());
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    window = std::make_unique<MainWindow>(*preferences);
    {
      const Session session = Session::openForReading(path);
      QVERIFY(!session.measuredByOlder());
      QVERIFY(session.evaluations().at(0).score == right[0].score);
      QVERIFY(session.evaluations().at(1).score == right[1].score);
    }
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, patience);
    QVERIFY(question() == nullptr);
    QFile::remove(QString::fromStdString(path));
  }

  void cleanup() { finish(); }
};

std::unique_ptr<QObject> makeSearchStoryTest() {
  return std::make_unique<SearchStoryTest>();
}

}  // namespace bitprism::test

#include "desktop_search_story_test.moc"
