#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest>

#include "app/desktop/command_palette.h"
#include "app/desktop/data_folders.h"
#include "app/desktop/files_dialog.h"
#include "app/desktop/main_window.h"
#include "app/desktop/menu_commands.h"
#include "app/desktop/plan_state_json.h"
#include "app/desktop/save_dialog.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/tour.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/offer_bar.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"

namespace bitprism::test {
namespace {

// The dialog of this name that is open now.
template <class Dialog>
Dialog* openDialog(const char* name) {
  for (QWidget* widget : QApplication::topLevelWidgets())
    if (widget->objectName() == QLatin1String(name) && widget->isVisible()) return qobject_cast<Dialog*>(widget);
  return nullptr;
}

QMessageBox* question() {
  return openDialog<QMessageBox>("leavingQuestion");
}

QAbstractButton* buttonOf(const QWidget* dialog, const QString& text) {
  for (auto* button : dialog->findChildren<QAbstractButton*>())
    if (button->text().remove('&').startsWith(text)) return button;
  return nullptr;
}

}  // namespace

class NothingLostTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    QDir(recoveryFolder()).removeRecursively();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    makeWindow();
  }

  void openingAnotherNetworkOverEditsAsksOnceAndNamesThem() {
    openSmall();
    edit();
    QVERIFY(window->isWindowModified());
    const QString other = networkFile("other", 5);
    drop(other);
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QVERIFY2(question()->text().contains("Plan of small has 2 unsaved edits"), qPrintable(question()->text()));
    drop(other);
    QTest::qWait(50);
    QCOMPARE(questions(), 1);
    QTest::keyClick(question(), Qt::Key_Escape);  // stay
    QTRY_VERIFY_WITH_TIMEOUT(!question(), patience);
    QTest::qWait(100);
    QCOMPARE(window->unsaved().networkName(), QString("small"));
    QCOMPARE(window->document().plan().layers[1].bits, 3);
    drop(other);
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QTest::mouseClick(buttonOf(question(), "Discard"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window->unsaved().networkName(), QString("other"), patience);
    QVERIFY(!window->isWindowModified());
  }

  void savingInTheQuestionWritesThePlanAndGoesOn() {
    openSmall();
    const QString plan = QString::fromStdString(*folder / "mine.json");
    window->document().setBits({0}, 6);
    window->exportTo(OtherExport::Plan, plan);
    QTRY_VERIFY_WITH_TIMEOUT(!window->isWindowModified(), patience);
    QVERIFY(window->windowTitle().contains("mine.json"));
    edit();
    drop(networkFile("other", 5));
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QTest::keyClick(question(), Qt::Key_Return);  // the first answer saves
    QTRY_COMPARE_WITH_TIMEOUT(window->unsaved().networkName(), QString("other"), patience);
    window->openNetwork(networkFile("small", 1), {});
    QTRY_COMPARE_WITH_TIMEOUT(window->unsaved().networkName(), QString("small"), patience);
    window->openPlan(plan);
    QTRY_COMPARE_WITH_TIMEOUT(window->document().plan().layers[1].bits, 3, patience);
    QVERIFY(window->document().locked(2));
    QVERIFY(window->document().automatic(0));
    QVERIFY(!window->isWindowModified());
  }

  void closingAsksAndStaysOrGoes() {
    openSmall();
    QVERIFY(window->close());
    window->show();
    edit();
    QVERIFY(!window->close());
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QTest::keyClick(question(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!question(), patience);
    QVERIFY(window->isVisible());
    window->close();
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QTest::mouseClick(buttonOf(question(), "Discard"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), patience);
    QVERIFY(QDir(recoveryFolder()).entryList({"*.json"}).isEmpty());
  }

  void aClosedWindowHasStoppedItsSearchAndKeptIt() {
    openExample();
    QVERIFY(window->opened());
    startSearch(400);
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot()->topEvaluations() >= 2, patience);
    const std::string session = window->search().request().sessionPath;
    QVERIFY(!window->close());
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QVERIFY2(question()->text().contains("of 400 evaluations): it is kept in its session and can be resumed"),
             qPrintable(question()->text()));
    QVERIFY(!buttonOf(question(), "Save"));
    // While it stops the window still answers.
    int beats = 0;
    qint64 longest = 0;
    QElapsedTimer since;
    since.start();
    QTimer beat;
    connect(&beat, &QTimer::timeout, this, [&] {
      ++beats;
      longest = std::max(longest, since.restart());
    });
    beat.start(10);
    QTest::mouseClick(buttonOf(question(), "Close"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window->isVisible(), patience);
    QVERIFY(!window->search().active());
    QVERIFY2(longest < 1000, qPrintable(QStringLiteral("%1 ms").arg(longest)));
    const std::size_t done = window->search().snapshot()->evaluations.size();
    window.reset();
    QVERIFY(!QFileInfo::exists(QString::fromStdString(session + "-wal")));
    const Session kept = Session::openForReading(session);
    QVERIFY(kept.evaluations().size() >= done);
    QVERIFY(!kept.leftInUse());
  }

  void editsAreKeptAndOfferedAgain() {
    openSmall();
    QSignalSpy kept(&window->recovery(), &Recovery::kept);
    edit();
    window->document().setRange({0}, 4, 6);
    window->document().setTie({0, 1}, 1);
    QTRY_VERIFY_WITH_TIMEOUT(kept.count() > 0 && !window->recovery().pending(), patience);
    const PlanState before = window->document().state();
    const QString file = window->recovery().file();
    QVERIFY(QFileInfo::exists(file));

    // A second instance does not take what a running one has.
    QVERIFY(orphanedEdits(recoveryFolder()).empty());

    crash();
    makeWindow();
    window->offerRestoring();
    window->openNetwork(networkFile("other", 5), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    OfferBar* bar = offer("Unsaved edits of small from ");
    QVERIFY(bar);
    QVERIFY(bar->isVisible());
    QTest::mouseClick(buttonOf(bar, "Restore"), Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window->unsaved().networkName(), QString("small"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->document().state() == before, patience);
    QVERIFY(window->isWindowModified());
    QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(file), patience);  // the new one has them
    QVERIFY(QFileInfo::exists(window->recovery().file()));
    window->document().undoStack().undo();
    QVERIFY(!window->isWindowModified());
    QVERIFY(window->recovery().file().isEmpty());
  }

  void discardedEditsAreNotOfferedAgain() {
    openSmall();
    edit();
    QTRY_VERIFY_WITH_TIMEOUT(!window->recovery().file().isEmpty() && !window->recovery().pending(), patience);
    crash();
    makeWindow();
    window->offerRestoring();
    openSmall();
    OfferBar* bar = offer("Unsaved edits of small from ");
    QVERIFY(bar && bar->isVisible());
    QTest::mouseClick(buttonOf(bar, "Discard"), Qt::LeftButton);
    QVERIFY(orphanedEdits(recoveryFolder()).empty());
    QVERIFY(QDir(recoveryFolder()).entryList({"*.json"}).isEmpty());
  }

  void aTrainedVersionIsAskedAboutAndRestored() {
    openSmall();
    Document& document = window->document();
    const auto trained = std::make_shared<Network>(smallNetwork(9));
    document.setVersion(trained, document.plan(), "training, epoch 3");
    QTRY_VERIFY_WITH_TIMEOUT(!window->recovery().file().isEmpty() && !window->recovery().pending(), patience);
    window->close();
    QTRY_VERIFY_WITH_TIMEOUT(question(), patience);
    QVERIFY2(question()->text().contains("The trained weights of small are not exported"),
             qPrintable(question()->text()));
    QTest::keyClick(question(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!question(), patience);
    crash();
    makeWindow();
    window->offerRestoring();
    openSmall();
    OfferBar* bar = offer("Unsaved edits of small from ");
    QVERIFY(bar && bar->isVisible());
    QTest::mouseClick(buttonOf(bar, "Restore"), Qt::LeftButton);
    const auto weights = [](const Network& network) { return network.layers[1].weights->copy(); };
    QTRY_VERIFY_WITH_TIMEOUT(window->unsaved().trained(), patience);
    QVERIFY(weights(*window->document().network()) == weights(*trained));
  }

  void aPlanFileThatIsDamagedIsASentence() {
    openSmall();
    const Network& network = *window->document().network();
    const Json good = editingToJson(window->document().state(), network);
    QVERIFY(stateFromJson(window->document().plan(), good, network, "x") == window->document().state());
    for (const auto& [key, value] : std::initializer_list<std::pair<const char*, Json>>{
             {"automatic", Json::array({"nowhere"})},
             {"automatic", Json("first")},
             {"inputs", Json::array()},
             {"rules", Json{{"limits", {{"nowhere", {{"lock", 4}}}}}, {"ties", Json::array()}}},
             {"rules", Json{{"limits", {{"first", {{"lock", 77}}}}}, {"ties", Json::array()}}}}) {
      Json bad = good;
      bad[key] = value;
      QVERIFY_THROWS_EXCEPTION(InputError, stateFromJson(window->document().plan(), bad, network, "x"));
    }
  }

  void saveAppendsTheSuffixAndAsksBeforeReplacing() {
    QCOMPARE(withSuffix("net.v2", {"onnx"}), QString("net.v2.onnx"));
    QCOMPARE(withSuffix("net.ONNX", {"onnx"}), QString("net.ONNX"));
    QCOMPARE(withSuffix("net.ts", {"pt", "ts"}), QString("net.ts"));
    openSmall();
    edit();
    const QString there = QString::fromStdString(*folder / "there.v2.json");
    writeFile(there.toStdString(), std::string_view("somebody's"));
    bool asked = false;
    QString opensIn;
    QTimer hand;  // types a name without a suffix, refuses to replace, then types another
    connect(&hand, &QTimer::timeout, this, [&] {
      if (auto* replace = openDialog<QMessageBox>("replaceQuestion")) {
        asked = true;
        QTest::keyClick(replace, Qt::Key_Escape);
        return;
      }
      auto* dialog = openDialog<QFileDialog>("saveDialog");
      if (!dialog || !dialog->findChild<QLineEdit*>("fileNameEdit")) return;
      if (opensIn.isEmpty()) opensIn = dialog->directory().absolutePath();
      dialog->findChild<QLineEdit*>("fileNameEdit")->setText(asked ? "new.v2" : "there.v2");
      QMetaObject::invokeMethod(dialog, "accept");
    });
    hand.start(50);
    window->planFiles().saveAs();
    hand.stop();
    QTRY_VERIFY_WITH_TIMEOUT(!window->isWindowModified(), patience);
    QVERIFY(asked);
    // Where the network is, not where images were opened last.
    QCOMPARE(QFileInfo(opensIn).canonicalFilePath(),
             QFileInfo(QString::fromStdString(folder->path())).canonicalFilePath());
    QCOMPARE(QString::fromStdString(textOf(there)), QString("somebody's"));
    QVERIFY(QFileInfo::exists(QString::fromStdString(*folder / "new.v2.json")));
    QCOMPARE(QFileInfo(window->planFiles().planFile()).fileName(), QString("new.v2.json"));
    QCOMPARE(preferences->exportFolder(), QFileInfo(window->planFiles().planFile()).absolutePath());
  }

  void aSessionIsSavedWhereTheUserWantsAndGoesOnThere() {
    openExample();
    startSearch(3);
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    const QString own = QString::fromStdString(window->search().request().sessionPath);
    QVERIFY(!window->windowTitle().contains(QFileInfo(own).fileName()));
    const QString path = QString::fromStdString(*folder / "mine.bitprism");
    QSignalSpy saved(&window->sessionFiles(), &SessionFiles::saved);
    window->sessionFiles().saveAs(path);
    QTRY_COMPARE_WITH_TIMEOUT(saved.count(), 1, patience);
    QVERIFY2(window->windowTitle().contains("mine.bitprism"), qPrintable(window->windowTitle()));
    QCOMPARE(preferences->recentFiles().front(), path);
    startSearch(5);
    QTRY_VERIFY_WITH_TIMEOUT(!window->search().active(), patience);
    QCOMPARE(window->search().request().sessionPath, path.toStdString());
    window.reset();
    QCOMPARE(Session::openForReading(path.toStdString()).evaluations().size(), std::size_t{5});
    QCOMPARE(Session::openForReading(own.toStdString()).evaluations().size(), std::size_t{3});
    QVERIFY(!QFileInfo::exists(path + "-wal"));
    QVERIFY(!QFileInfo::exists(path + "-shm"));
  }

  void aWrongPreprocessingIsMendedWithOneButton() {
    // The example's network was trained with mean 0.5 and deviation 0.25.
    window->openNetwork("example", "example", Preprocessing{.scale = 1, .mean = {0}, .deviation = {1}});
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(offer("The float network is right on only "), patience);
    OfferBar* bar = offer("The float network is right on only ");
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QTest::qWait(500);                                       // longer than edits rest before they are measured
    QVERIFY(!window->workspace().analysis().sensitivity());  // on the wrong inputs
    QVERIFY(!window->workspace().measurement().score());
    QVERIFY(!window->workspace().measurement().running());
    QAbstractButton* use = buttonOf(bar, "Use mean/std of ");
    QVERIFY(use);
    QVERIFY2(use->text().contains("(predicted accuracy "), qPrintable(use->text()));
    QTest::mouseClick(use, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().analysis().sensitivity(), patience);
    QVERIFY(window->workspace().study()->study->preprocessing().scale < 0.01);
    QVERIFY(window->workspace().analysis().floatScore()->accuracy > 0.5);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().measurement().score(), patience);
    QVERIFY(!bar->isVisible());
  }

  void aWrongPreprocessingCanBeKept() {
    window->openNetwork("example", "example", Preprocessing{.scale = 1, .mean = {0}, .deviation = {1}});
    QTRY_VERIFY_WITH_TIMEOUT(offer("The float network is right on only "), patience);
    QTest::mouseClick(buttonOf(offer("The float network"), "Keep"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().analysis().floatScore(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().measurement().score(), patience);
    QCOMPARE(window->workspace().study()->study->preprocessing().scale, 1.0);
  }

  void anAnswerAtOnceIsAnAnswer() {
    QObject listener;
    int offers = 0;
    connect(&window->workspace(), &Workspace::preprocessingAdvised, &listener, [&] {
      ++offers;
      window->workspace().keepPreprocessing();
    });
    window->openNetwork("example", "example", Preprocessing{.scale = 1, .mean = {0}, .deviation = {1}});
    QTRY_VERIFY_WITH_TIMEOUT(offers > 1 || window->workspace().analysis().floatScore(), patience);
    QCOMPARE(offers, 1);
  }

  void helpShowsAndCopiesWhereFilesAre() {
    FilesDialog dialog(ownPlaces(preferences->file()), window.get());
    dialog.show();
    const auto copies = dialog.findChildren<QPushButton*>();
    QStringList copied;
    for (QPushButton* button : copies)
      if (button->text() == "Copy path") {
        button->click();
        copied << QApplication::clipboard()->text();
      }
    QVERIFY(copied.contains(QDir::toNativeSeparators(recoveryFolder())));
    QVERIFY(copied.contains(QDir::toNativeSeparators(sessionsFolder())));
    QVERIFY(copied.contains(preferences->file()));
    openSmall();
    QTRY_VERIFY_WITH_TIMEOUT(QString::fromStdString(textOf(logFile())).contains("opened "), patience);
  }

  void thePaletteFindsActionsAndLayersByAFewLetters() {
    openSmall();
    const auto palette = [&](const QString& typed) {
      window->activateWindow();
      if (!QTest::qWaitForWindowActive(window.get(), patience)) return false;
      QTest::keyClick(window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
      auto* dialog = openDialog<CommandPalette>("palette");
      if (!dialog) return false;
      QTest::keyClicks(dialog->line(), typed);
      QTest::keyClick(dialog->line(), Qt::Key_Return);
      QTest::qWait(20);
      return true;
    };
    QVERIFY(palette("head"));
    QCOMPARE(window->workspace().selection().layer(), 2);
    QVERIFY(palette("prchan"));  // Plan: per channel
    QVERIFY(window->document().undoStack().undoText().size() > 0 || window->isWindowModified());
  }

  void everyShortcutIsListedAndUnique() {
    QStringList keys;
    for (const MenuCommand& command : menuCommands(*window->menuBar()))
      for (const QKeySequence& key : command.action->shortcuts()) keys << key.toString();
    QVERIFY(keys.contains("Ctrl+S"));
    QVERIFY(keys.contains("Ctrl+Shift+P"));
    const qsizetype all = keys.size();
    keys.removeDuplicates();
    QCOMPARE(keys.size(), all);
  }

  void theTourGoesThroughFiveStepsAndCanBeSkipped() {
    openSmall();
    for (const bool skipped : {false, true}) {
      for (const MenuCommand& command : menuCommands(*window->menuBar()))
        if (command.text == "Tour") command.action->trigger();
      QPointer<Tour> tour = window->findChild<Tour*>();
      QVERIFY(tour);
      QCOMPARE(tour->steps(), 5);
      if (skipped)
        QTest::keyClick(tour, Qt::Key_Escape);
      else
        for (int step = 0; step < 5; ++step) {
          QCOMPARE(tour->step(), step);
          // The shade and its words lie over every panel.
          for (const QDockWidget* dock : window->findChildren<QDockWidget*>()) {
            if (dock->isHidden() || !window->rect().contains(dock->geometry().center())) continue;  // behind a tab
            QWidget* top = window->childAt(dock->geometry().center());
            QVERIFY2(top == tour || tour->isAncestorOf(top), qPrintable(dock->objectName()));
          }
          QTest::keyClick(tour, Qt::Key_Right);
        }
      QTRY_VERIFY_WITH_TIMEOUT(!tour, patience);
    }
  }

  void cleanup() {
    if (QMessageBox* open = question()) open->close();
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  void makeWindow() {
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
  }

  // The window goes without being closed, as at a kill; its lock goes with the process.
  void crash() { window.reset(); }

  void edit() {
    window->document().setBits({1}, 3);
    window->document().setLocked({2}, true);
  }

  void startSearch(int trials) {
    SearchWish wish = window->panel<SearchPanel>().view()->form()->wish();
    wish.method = "random";
    wish.trials = trials;
    wish.tasks = {{64, 0}};
    wish.methods = {Method::Uniform};
    window->panel<SearchPanel>().start(wish);
    QVERIFY(window->search().active());
  }

  void drop(const QString& path) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.get(), &enter);
    QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.get(), &drop);
  }

  static int questions() {
    int count = 0;
    for (QWidget* widget : QApplication::topLevelWidgets())
      count += widget->objectName() == "leavingQuestion" && widget->isVisible();
    return count;
  }

  OfferBar* offer(const QString& beginning) const {
    for (auto* bar : window->findChildren<OfferBar*>())
      if (bar->text().startsWith(beginning)) return bar;
    return nullptr;
  }

  static std::string textOf(const QString& path) {
    const Bytes bytes = readFile(path.toStdString());
    return {bytes.begin(), bytes.end()};
  }

  QString networkFile(const std::string& name, std::uint64_t seed) {
    Network network = smallNetwork(seed);
    network.name = name;
    const std::string path = *folder / (name + ".packed");
    writeFile(path, packNetwork(network, floatPlan(network.layers.size())));
    return QString::fromStdString(path);
  }

  void openSmall() {
    window->openNetwork(networkFile("small", 1), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  void openExample() {
    window->openNetwork("example", {});
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeNothingLostTest() {
  return std::make_unique<NothingLostTest>();
}

}  // namespace bitprism::test

#include "desktop_nothing_lost_test.moc"
