#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QtTest>

#include "app/desktop/layers_panel.h"
#include "app/desktop/maps_panel.h"
#include "app/desktop/panels.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/layers_view.h"
#include "widgets/maps_view.h"

namespace bitprism::test {

// Every model behind a list, table or box of the window keeps the rules of Qt's models while the window is used.
class ModelsTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

  void everyModelKeepsTheRules() {
    watch();
    QVERIFY(testers.size() > 10);
    openExample();
    for (const QString& name : panelNames()) window->showPanel(name);
    watch();  // of what was made for the network
    LayersView* layers = window->panel<LayersPanel>().view();
    layers->table()->sortByColumn(LayersModel::Bits, Qt::DescendingOrder);
    layers->table()->sortByColumn(0, Qt::AscendingOrder);
    for (const char* words : {"stage", "stage2 conv", "nothing", ""}) {
      layers->findChild<QLineEdit*>()->setText(QString::fromLatin1(words));
      QCoreApplication::processEvents();
    }
    window->setCurrentLayer(2);
    window->document().setBits({1, 2}, 3);
    window->document().setMethod({0}, {.method = Method::Dsconv});
    window->document().setLocked({1}, true);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    QTest::mouseClick(window->panel<MapsPanel>().view()->measureButton(), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!window->panel<MapsPanel>().view()->picture().maps.empty(), patience);
    while (window->document().undoStack().canUndo()) window->document().undoStack().undo();
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    openSmall();  // fewer rows
    watch();
    QCOMPARE(layers->model()->rowCount(), 3);
  }

  void cleanup() {
    testers.clear();
    watched.clear();
    finish();
  }

 private:
  void watch() {
    QList<QAbstractItemModel*> models;
    for (const QAbstractItemView* view : window->findChildren<QAbstractItemView*>()) models << view->model();
    for (const QComboBox* box : window->findChildren<QComboBox*>()) models << box->model();
    for (QAbstractItemModel* model : models) {
      if (!model || watched.contains(model)) continue;
      watched << model;
      testers.push_back(
          std::make_unique<QAbstractItemModelTester>(model, QAbstractItemModelTester::FailureReportingMode::QtTest));
    }
  }

  QList<QAbstractItemModel*> watched;
  std::vector<std::unique_ptr<QAbstractItemModelTester>> testers;
};

std::unique_ptr<QObject> makeModelsTest() {
  return std::make_unique<ModelsTest>();
}

}  // namespace bitprism::test

#include "desktop_models_test.moc"
