#include <QDockWidget>
#include <QLineEdit>
#include <QTableView>
#include <QToolButton>
#include <QtTest>
#include <algorithm>

#include "app/desktop/bits_panel.h"
#include "app/desktop/figures.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/trials_panel.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/support/made_search.h"
#include "tests/support/test_paths.h"
#include "widgets/bit_lines_view.h"
#include "widgets/bits_view.h"
#include "widgets/front_view.h"
#include "widgets/number_text.h"
#include "widgets/trials_view.h"

namespace bitprism::test {

// The front and the table of trials in the window, by mouse and keys, on a search of the example.
class TrialsTest : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
  }

  // The uniform plans have their places while the example is measured, and the words say what is measured.
  void beforeASearchTheFrontSaysWhatIsMeasured() {
    int awaited = 0;
    QObject listener;
    connect(&window->workspace(), &Workspace::figuresChanged, &listener, [&] {
      if (window->workspace().analysis().running())
        awaited = std::max(awaited, static_cast<int>(awaitedUniforms(window->workspace()).size()));
    });
    window->openNetwork("example", "example");
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QVERIFY2(awaited >= 6, qPrintable(QString::number(awaited)));
    QVERIFY(awaitedUniforms(window->workspace()).empty());
    QCOMPARE(window->workspace().analysis().uniforms().size(), std::size_t{7});
  }

  void aRectangleOnTheFrontListsItsTrials() {
    showSearch();
    window->showPanel("trials");
    settleLayouts();
    QCOMPARE(table()->model()->rowCount(), 80);
    // Over the smaller half of them.
    QCustomPlot* plot = front()->plot();
    plot->replot(QCustomPlot::rpImmediateRefresh);
    const QRect area = plot->axisRect()->rect();
    std::vector<int> places;
    for (const Evaluation& evaluation : search->evaluations) places.push_back(front()->pixelOf(evaluation).x());
    std::sort(places.begin(), places.end());
    const QPoint from(area.left() + 1, area.top() + 1), to(places[40], area.bottom() - 1);
    QTest::mousePress(plot, Qt::LeftButton, Qt::ShiftModifier, from);
    QTest::mouseMove(plot, area.center());
    QTest::mouseMove(plot, to);
    QTest::mouseRelease(plot, Qt::LeftButton, Qt::ShiftModifier, to);
    const std::vector<int> selected = window->workspace().trials().selected();
    QVERIFY(selected.size() > 3 && selected.size() < 78);
    QCOMPARE(table()->model()->rowCount(), static_cast<int>(selected.size()));
    QCOMPARE(trials()->shown(), selected);
    QCOMPARE(trials()->selected(), selected);
    // A row that is clicked is the one that is ringed.
    const QModelIndex row = table()->model()->index(1, TrialsModel::Memory);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, table()->visualRect(row).center());
    QCOMPARE(front()->selected(), std::vector<int>{selected[1]});
    QTest::keyClick(front(), Qt::Key_Escape);
    QCOMPARE(table()->model()->rowCount(), 80);
    QVERIFY(front()->selected().empty());
  }

  void enterInTheTableLoadsThePlanAsOneStep() {
    const int steps = window->document().undoStack().count();
    const QuantPlan before = window->document().plan();
    trials()->filterLine()->setText("accuracy>50");
    QVERIFY(table()->model()->rowCount() > 3 && table()->model()->rowCount() < 80);
    const QModelIndex row = table()->model()->index(2, TrialsModel::Memory);
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, table()->visualRect(row).center());
    QTest::keyClick(table(), Qt::Key_Return);
    const int trial = trials()->shown()[2];
    QTRY_COMPARE_WITH_TIMEOUT(window->document().undoStack().count(), steps + 1, patience);
    QVERIFY(window->document().undoStack().undoText().contains(QString::number(trial)));
    const auto& bits = search->evaluations[static_cast<std::size_t>(trial)].bits;
    for (std::size_t l = 0; l < bits.size(); ++l) QCOMPARE(window->document().plan().layers[l].bits, bits[l].bits);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(window->document().plan() == before);
    trials()->filterLine()->clear();
  }

  void arrowsOnTheFrontSelectInTheTableAndEnterLoads() {
    front()->setFocus();
    QTest::keyClick(front(), Qt::Key_Home);
    QTest::keyClick(front(), Qt::Key_Right);
    const int trial = search->evaluations[front()->front()[1].index].trial;
    QCOMPARE(trials()->selected(), std::vector<int>{trial});
    QCOMPARE(trials()->model()->row(trials()->model()->rowOf(trial)).place == FrontPlace::None, false);
    const int steps = window->document().undoStack().count();
    QTest::keyClick(front(), Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(window->document().undoStack().undoText().contains(QString::number(trial)), patience);
    QVERIFY(window->document().undoStack().count() <= steps + 1);
  }

  // While a bar is dragged the plan's mark and its line follow at once.
  void thePlanFollowsTheHand() {
    trials()->linesButton()->click();
    settleLayouts();
    BitsView* bits = window->panel<BitsPanel>().view();
    const int x = static_cast<int>(bits->barArea(2).center().x());
    const int now = window->document().plan().layers[2].bits;
    const QImage before = trials()->lines()->grab().toImage();
    QTest::mousePress(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(now))});
    for (const int wished : {8, 3}) {
      QTest::mouseMove(bits, {x, static_cast<int>(bits->yOfBits(wished))});
      QCOMPARE(window->document().plan().layers[2].bits, wished);
    }
    QVERIFY(trials()->lines()->grab().toImage() != before);
    bool sized = false;
    for (int i = 0; i < front()->plot()->itemCount(); ++i)
      if (const auto* text = qobject_cast<QCPItemText*>(front()->plot()->item(i)))
        sized = sized || (text->visible() && text->text().contains(bytesText(window->document().bytes())));
    bool placed = false;
    for (int i = 0; i < front()->plot()->graphCount(); ++i) {
      const QCPGraph* graph = front()->plot()->graph(i);
      if (!graph->name().startsWith("this plan") || graph->dataCount() != 1) continue;
      placed = std::abs(graph->dataMainKey(0) - static_cast<double>(window->document().bytes()) / 1024) < 1e-6;
    }
    QVERIFY(sized || placed);
    QTest::mouseRelease(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(3))});
    trials()->linesButton()->click();
  }

  void cleanupTestCase() { window.reset(); }

  void anotherSearchHasNoSelection() {
    QTest::keyClick(front(), Qt::Key_Home);
    QVERIFY(!window->workspace().trials().selected().empty());
    window->search().clear();
    QVERIFY(window->workspace().trials().selected().empty());
    QCOMPARE(table()->model()->rowCount(), 0);
  }

 private:
  FrontView* front() const { return window->panel<FrontPanel>().view(); }
  TrialsView* trials() const { return window->panel<TrialsPanel>().view(); }
  QTableView* table() const { return trials()->table(); }

  // Of a session, without measuring it here.
  void showSearch() {
    const int layers = static_cast<int>(window->document().layerCount());
    auto made = madeSearch(80, layers);
    for (Evaluation& evaluation : made->evaluations)
      for (LayerChoice& choice : evaluation.bits) choice = LayerChoice(choice.bits);
    made->state = SearchState::Stopped;
    search = made;
    StoredSearch stored;
    stored.snapshot = made;
    stored.request.sessionPath = *folder / "made.bitprism";
    window->search().showStored(stored);
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
  std::shared_ptr<const SearchSnapshot> search;
};

std::unique_ptr<QObject> makeTrialsTest() {
  return std::make_unique<TrialsTest>();
}

}  // namespace bitprism::test

#include "desktop_trials_test.moc"
