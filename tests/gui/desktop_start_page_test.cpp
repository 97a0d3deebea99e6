#include <QDir>
#include <QPushButton>
#include <QStatusBar>
#include <QToolBar>
#include <QtTest>

#include "app/desktop/data_folders.h"
#include "app/desktop/main_window.h"
#include "app/workflow/session_summary.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/start_row.h"
#include "widgets/start_view.h"

namespace bitprism::test {

class StartPageTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    for (const QString& own : {recoveryFolder(), sessionsFolder()}) QDir(own).removeRecursively();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
  }

  void coversThePanelsUntilANetworkIsOpen() {
    show();
    StartView* page = window->startPage().view();
    QVERIFY(page->isVisible());
    QVERIFY(!window->centralWidget()->isEnabled());
    for (const int share : {1, 3, 5, 7, 9}) {  // nothing stands above it, though docks were raised after it
      const QPoint at(window->width() * share / 10, page->geometry().top() + page->height() * share / 10);
      QVERIFY(window->childAt(at) == page || page->isAncestorOf(window->childAt(at)));
    }
    QCOMPARE(page->geometry().bottom() + 1, window->statusBar()->geometry().top());
    window->banner()->showError("something went wrong");
    QVERIFY(window->banner()->isVisible());
    QVERIFY(page->isAncestorOf(window->banner()));
    window->banner()->dismiss();
    window->openNetwork(smallFile(), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY(!page->isVisible());
    QVERIFY(window->centralWidget()->isEnabled());
    window->banner()->showError("something went wrong");
    QVERIFY(window->banner()->isVisible());
  }

  void isBackWhereNothingCouldBeOpened() {
    show();
    const std::string bad = *folder / "bad.onnx";
    writeFile(bad, std::string_view("this is no network"));
    window->openNetwork(QString::fromStdString(bad), {});
    QVERIFY(!window->startPage().view()->isVisible());  // no flicker before a network that opens
    QTRY_VERIFY_WITH_TIMEOUT(window->startPage().view()->isVisible(), patience);
    QVERIFY2(window->banner()->isVisible() && window->banner()->text().contains("bad.onnx"),
             qPrintable(window->banner()->text()));
  }

  void isThereSoon() {
    for (int i = 0; i < 30; ++i) makeSession(sessionsFolder() + QStringLiteral("/s%1.bitprism").arg(i), 40, 60, false);
    show();
    qint64 fastest = 1000000;  // the machine may do something else once
    for (int time = 0; time < 3; ++time) {
      window->startPage().setOpening(true);
      QElapsedTimer clock;
      clock.start();
      window->startPage().setOpening(false);
      window->repaint();
      QVERIFY(window->startPage().view()->isVisible());
      fastest = std::min(fastest, clock.elapsed());
    }
    QVERIFY2(fastest < 200, qPrintable(QStringLiteral("%1 ms").arg(fastest)));
  }

  void offersSearchesThatWereKilledOrStoppedWithTheirCounts() {
    makeSession(sessionsFolder() + "/killed.bitprism", 44, 60, true);
    makeSession(sessionsFolder() + "/stopped.bitprism", 10, 60, false);
    makeSession(sessionsFolder() + "/whole.bitprism", 60, 60, false);
    show();
    QTRY_VERIFY_WITH_TIMEOUT(row("killed.bitprism"), patience);
    QCOMPARE(row("killed.bitprism")->entry().detail, QString("44 of 60 evaluations, stopped by a crash"));
    QCOMPARE(row("stopped.bitprism")->entry().detail, QString("10 of 60 evaluations, stopped"));
    for (const char* name : {"killed.bitprism", "stopped.bitprism"}) {
      QCOMPARE(row(name)->entry().group, StartEntry::Group::GoOn);
      QVERIFY(button(row(name), "Resume"));
      QVERIFY(!row(name)->entry().front.empty());  // its thumbnail
    }
    QCOMPARE(row("whole.bitprism")->entry().group, StartEntry::Group::Recent);
    QVERIFY(row("whole.bitprism")->entry().detail.startsWith("60 evaluations"));
    QVERIFY(!QFileInfo::exists(sessionsFolder() + "/whole.bitprism-wal"));  // being listed leaves nothing behind
  }

  void resumesASearch() {
    // A real one that was killed: its session still says that it is in use.
    window = std::make_unique<MainWindow>(*preferences);
    window->show();
    window->openNetwork("example", {});
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    startSearch(4);
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    const QString path = QString::fromStdString(window->search().request().sessionPath);
    window.reset();
    kill(path, 6);
    show();
    const QString name = QFileInfo(path).fileName();
    QTRY_VERIFY_WITH_TIMEOUT(row(name), patience);
    QCOMPARE(row(name)->entry().detail, QString("4 of 6 evaluations, stopped by a crash"));
    QTest::mouseClick(button(row(name), "Resume"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(window->search().active(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    QCOMPARE(window->search().request().sessionPath, path.toStdString());
    QCOMPARE(window->search().snapshot()->topEvaluations(), 6);
  }

  void offersUnsavedEdits() {
    show();
    window->openNetwork(smallFile(), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    window->document().setBits({1}, 3);
    QTRY_VERIFY_WITH_TIMEOUT(!window->recovery().file().isEmpty() && !window->recovery().pending(), patience);
    const QString file = QFileInfo(window->recovery().file()).fileName();
    window.reset();
    show();
    window->offerRestoring();
    QVERIFY(row(file));
    QVERIFY2(row(file)->entry().title.startsWith("Unsaved edits of small from "), qPrintable(row(file)->entry().title));
    QVERIFY(button(row(file), "Discard"));
    row(file)->setFocus();
    QTest::keyClick(row(file), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(window->document().plan().layers[1].bits, 3, patience);
  }

  void entriesThatAreGoneAreDimmedAndCanBeRemoved() {
    const QString gone = QString::fromStdString(*folder / "gone.onnx");
    preferences->addRecentFile(gone);
    preferences->addRecentFile(smallFile());
    show();
    QTRY_VERIFY_WITH_TIMEOUT(row("gone.onnx") && row("gone.onnx")->entry().gone, patience);
    QVERIFY(!row("small.packed")->entry().gone);
    row("gone.onnx")->setFocus();
    QTest::keyClick(row("gone.onnx"), Qt::Key_Delete);
    QVERIFY(!row("gone.onnx"));
    QVERIFY(!preferences->recentFiles().contains(gone));
    QVERIFY(row("small.packed"));
    QTest::keyClick(row("small.packed"), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
  }

  void isUsedByKeyboardAlone() {
    preferences->addRecentFile(smallFile());
    preferences->addRecentFile("example");
    show();
    QTRY_VERIFY_WITH_TIMEOUT(!window->startPage().reading(), patience);
    StartView* page = window->startPage().view();
    page->rows().front()->setFocus();
    QTest::keyClick(page->rows()[0], Qt::Key_Down);
    QVERIFY(page->rows()[1]->hasFocus());
    QTest::keyClick(page->rows()[1], Qt::Key_Up);
    QVERIFY(page->rows()[0]->hasFocus());
    // Tab stays on the page and the tool bar: what the page covers cannot have the focus.
    for (int i = 0; i < 12; ++i) {
      QTest::keyClick(window->focusWidget(), Qt::Key_Tab);
      QVERIFY(page->isAncestorOf(window->focusWidget()) ||
              window->findChild<QToolBar*>()->isAncestorOf(window->focusWidget()));
    }
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  void show() {
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get(), patience));
  }

  StartRow* row(const QString& file) const {
    for (StartRow* row : window->startPage().view()->rows())
      if (QFileInfo(row->entry().id).fileName() == file) return row;
    return nullptr;
  }

  static QPushButton* button(const StartRow* row, const QString& text) {
    for (auto* button : row->findChildren<QPushButton*>())
      if (button->text() == text) return button;
    return nullptr;
  }

  void startSearch(int trials) {
    SearchRequest request;
    request.search.method = "random";
    request.search.trials = trials;
    request.search.tasks = {{64, 0}};
    request.sessionPath = (sessionsFolder() + "/example-resumed.bitprism").toStdString();
    window->search().start(window->workspace().study(), request);
  }

  // As a kill leaves it: in use, and with more to do.
  static void kill(const QString& path, int trials) {
    Session::open(path.toStdString()).setValue("trials", trials);
    const QString copy = path + ".killed";
    {
      const Session session = Session::open(path.toStdString());
      QVERIFY(QFile::copy(path, copy));
      QVERIFY(QFile::copy(path + "-wal", copy + "-wal"));
    }
    QVERIFY(QFile::remove(path) && QFile::rename(copy, path) && QFile::rename(copy + "-wal", path + "-wal"));
  }

  void makeSession(const QString& path, int done, int trials, bool killed) {
    SessionSettings settings;
    settings.networkPath = settings.networkName = settings.dataPath = settings.dataName = "example";
    settings.preprocessing = Json::object();
    SearchRequest request;
    request.search.method = "random";
    request.search.tasks = {{0, 0}};
    settings.search = identityOf(request, {}, 0);
    {
      Session session = Session::create(path.toStdString(), settings);
      for (int trial = 0; trial < done; ++trial) {
        Evaluation evaluation;
        evaluation.trial = trial;
        evaluation.bits = {4, 3};
        evaluation.bytes = 1000 + 37 * (trial % 13);
        evaluation.score.accuracy = 0.5 + 0.02 * (trial % 13);
        session.addEvaluation(evaluation);
      }
      session.setValue("trials", trials);
    }
    if (killed) kill(path, trials);
  }

  QString smallFile() {
    const Network network = smallNetwork();
    const std::string path = *folder / "small.packed";
    writeFile(path, packNetwork(network, floatPlan(network.layers.size())));
    return QString::fromStdString(path);
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeStartPageTest() {
  return std::make_unique<StartPageTest>();
}

}  // namespace bitprism::test

#include "desktop_start_page_test.moc"
