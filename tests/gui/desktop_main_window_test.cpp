#include <QComboBox>
#include <QMimeData>
#include <QSignalSpy>
#include <QTableView>
#include <QtTest>

#include "app/desktop/main_window.h"
#include "core/base/file.h"
#include "core/quant/packed_file.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/bits_view.h"
#include "widgets/front_view.h"
#include "widgets/layers_view.h"
#include "widgets/search_form.h"

namespace bitprism::test {

class MainWindowTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get()));
  }

  void aBadFileIsASentenceInTheBanner() {
    const std::string path = *folder / "broken.onnx";
    writeFile(path, std::string_view("this is no network"));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), 20000);
    QVERIFY2(window->banner()->text().contains("broken.onnx"), qPrintable(window->banner()->text()));
    QVERIFY(!window->opened());
    QVERIFY(preferences->recentFiles().isEmpty());
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QTRY_VERIFY(!window->banner()->isVisible());
  }

  void anOpenNetworkFillsTheViews() {
    openSmall();
    QCOMPARE(window->layersView()->model()->rowCount(), 3);
    QCOMPARE(preferences->recentFiles().size(), 1);
    QVERIFY(window->windowTitle().contains("small"));
  }

  void aDraggedBarIsOneStepToUndoAndAllViewsFollow() {
    openSmall();
    BitsView* bits = window->bitsView();
    const int x = static_cast<int>(bits->barArea(1).center().x());
    QTest::mousePress(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(8))});
    for (int wished = 7; wished >= 3; --wished) QTest::mouseMove(bits, {x, static_cast<int>(bits->yOfBits(wished))});
    QTest::mouseRelease(bits, Qt::LeftButton, {}, {x, static_cast<int>(bits->yOfBits(3))});
    QCOMPARE(window->document().plan().layers[1].bits, 3);
    QCOMPARE(window->document().undoStack().count(), 1);
    LayersModel* model = window->layersView()->model();
    QCOMPARE(model->index(1, LayersModel::Bits).data(Qt::EditRole).toInt(), 3);
    QCOMPARE(window->layersView()->currentLayer(), 1);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(model->index(1, LayersModel::Bits).data(Qt::EditRole).toInt(), 8);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(model->index(1, LayersModel::Bits).data(Qt::EditRole).toInt(), 3);
  }

  void bitsAreEditedInTheTable() {
    openSmall();
    QTableView* table = window->layersView()->table();
    const QModelIndex cell = table->model()->index(2, LayersModel::Bits);
    table->setCurrentIndex(cell);
    table->edit(cell);
    auto* editor = table->findChild<QComboBox*>();
    QVERIFY(editor);
    editor->setCurrentIndex(editor->findData(5));
    emit editor->activated(editor->currentIndex());
    QCOMPARE(window->document().plan().layers[2].bits, 5);
  }

  void aDroppedFileIsOpened() {
    const QString path = smallFile();
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(window.get(), &drop);
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), 20000);
  }

  void exportsAreWhatWasPromised() {
    openSmall();
    window->document().setBits({0, 1}, 3);
    const std::string packed = *folder / "out.packed";
    window->exportTo(ExportKind::Packed, QString::fromStdString(packed));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), 20000);
    const Bytes bytes = readFile(packed);
    QCOMPARE(static_cast<std::int64_t>(bytes.size()), window->document().bytes());
    QVERIFY(unpackNetwork(bytes, packed).plan == window->document().plan());
    window->banner()->dismiss();

    const std::string plan = *folder / "plan.json";
    window->exportTo(ExportKind::Plan, QString::fromStdString(plan));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), 20000);
    const Bytes json = readFile(plan);
    QVERIFY(planFromJson(parseJson(std::string(json.begin(), json.end()), plan), *window->document().network(), plan) ==
            window->document().plan());
  }

  void anExportThatFailsIsASentence() {
    openSmall();
    window->exportTo(ExportKind::Plan, QString::fromStdString(*folder / "no such folder/plan.json"));
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), 20000);
    QVERIFY2(window->banner()->text().contains("no such folder"), qPrintable(window->banner()->text()));
  }

  void aSearchRunsBesideTheWindowAndIsFoundAgain() {
    const std::string example = std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt";
    if (!QFileInfo::exists(QString::fromStdString(example))) QSKIP("the example network is not there");
    window->openNetwork(QString::fromStdString(example), "example");
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), 60000);
    QSignalSpy ended(&window->search(), &SearchController::ended);
    SearchWish wish;
    wish.method = "random";
    wish.trials = 4;
    wish.tasks = {{32, 0}, {64, 0}};
    window->startSearch(wish);
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 120000);
    const auto snapshot = window->search().snapshot();
    QVERIFY2(snapshot->state == SearchState::Finished, snapshot->failure.c_str());
    QCOMPARE(snapshot->evaluations.size(), std::size_t{4});

    const Evaluation& chosen = snapshot->evaluations.back();
    const QuantPlan before = window->document().plan();
    emit window->frontView()->planChosen(chosen.trial);
    QCOMPARE(window->document().plan().bits(), chosen.bits);
    QCOMPARE(window->document().bytes(), chosen.bytes);
    window->document().undoStack().undo();
    QVERIFY(window->document().plan() == before);

    const QString session = QString::fromStdString(window->search().request().sessionPath);
    QVERIFY(QFileInfo::exists(session));
    window = std::make_unique<MainWindow>(*preferences);
    window->openNetwork(session, {});
    QTRY_VERIFY_WITH_TIMEOUT(window->search().snapshot() != nullptr, 60000);
    QCOMPARE(window->search().snapshot()->evaluations.size(), std::size_t{4});
    QVERIFY(window->opened());
  }

  void theLayoutSurvivesARestart() {
    auto* search = window->findChild<QDockWidget*>("search");
    QVERIFY(search->isVisible());
    search->hide();
    window->close();
    window = std::make_unique<MainWindow>(*preferences);
    window->restoreLayout();
    window->show();
    QVERIFY(!window->findChild<QDockWidget*>("search")->isVisible());
    QVERIFY(window->findChild<QDockWidget*>("layers")->isVisible());
  }

  void everyActionHasAStatusTipAndEveryViewAName() {
    for (const QAction* action : window->findChildren<QAction*>(Qt::FindDirectChildrenOnly)) {
      if (!action->isSeparator()) QVERIFY2(!action->statusTip().isEmpty(), qPrintable(action->text()));
    }
    for (const QCustomPlot* plot : window->findChildren<QCustomPlot*>()) {
      const bool named = !plot->accessibleName().isEmpty() || !plot->parentWidget()->accessibleName().isEmpty();
      QVERIFY(named);
    }
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  QString smallFile() {
    const Network network = smallNetwork();
    QuantScheme scheme;
    scheme.bits = 8;
    const std::string path = *folder / "small.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), scheme)));
    return QString::fromStdString(path);
  }

  void openSmall() {
    window->openNetwork(smallFile(), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), 20000);
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeMainWindowTest() {
  return std::make_unique<MainWindowTest>();
}

}  // namespace bitprism::test

#include "desktop_main_window_test.moc"
