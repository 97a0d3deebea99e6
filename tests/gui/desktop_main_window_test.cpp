#include <QDockWidget>
#include <QMimeData>
#include <QPushButton>
#include <QtTest>

#include "app/desktop/layers_panel.h"
#include "app/desktop/panels.h"
#include "core/base/file.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/banner.h"
#include "widgets/layers_view.h"

namespace bitprism::test {

// What every story needs: files are opened, panels found, the layout kept.
class MainWindowTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

  void aBadFileIsASentenceInTheBanner() {
    const std::string path = *folder / "broken.onnx";
    writeFile(path, std::string_view("this is no network"));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->banner()->isVisible(), patience);
    QVERIFY2(window->banner()->text().contains("broken.onnx"), qPrintable(window->banner()->text()));
    QVERIFY(!window->opened());
    QVERIFY(preferences->recentFiles().isEmpty());
    QTest::keyClick(window.get(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!window->banner()->isVisible(), patience);
  }

  void anOpenNetworkFillsTheViews() {
    openSmall();
    QCOMPARE(window->panel<LayersPanel>().view()->model()->rowCount(), 3);
    QCOMPARE(preferences->recentFiles().size(), 1);
    QVERIFY(window->windowTitle().contains("small"));
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
    QTRY_VERIFY_WITH_TIMEOUT(window->opened(), patience);
  }

  void everyPanelIsThereUnderItsName() {
    for (const QString& name : panelNames()) QVERIFY2(window->showPanel(name), qPrintable(name));
    QVERIFY(!window->showPanel("nothing"));
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

  void cleanup() { finish(); }
};

std::unique_ptr<QObject> makeMainWindowTest() {
  return std::make_unique<MainWindowTest>();
}

}  // namespace bitprism::test

#include "desktop_main_window_test.moc"
