#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTableView>
#include <QUndoView>
#include <QtTest>

#include "app/desktop/bits_panel.h"
#include "app/desktop/history_dialog.h"
#include "app/desktop/layers_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/shown_layers_dialog.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/write/packed_writer.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/deep_network.h"
#include "tests/support/test_paths.h"
#include "widgets/bits_view.h"
#include "widgets/layers_view.h"
#include "widgets/method_text.h"

namespace bitprism::test {
// What the mouse and the keys do with the bits of several layers, and that every bit of it is undone.
class HandOnBitsTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1500, 950);
    window->show();
    window->resetLayout();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get(), patience));
    const Network network = deepNetwork();
    QCOMPARE(network.layers.size(), std::size_t{deepLayers});
    const std::string path = *folder / "deep.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), QuantScheme{.bits = 8})));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    first = document().state();
  }

  void selectionsInBarsAndTableAreOne() {
    QTest::mouseClick(bars(), Qt::LeftButton, {}, at(1, 4));
    QTest::mouseClick(bars(), Qt::LeftButton, Qt::ControlModifier, at(3, 4));
    QCOMPARE(table()->selectedLayers(), (std::vector<int>{1, 3}));
    QCOMPARE(table()->currentLayer(), 3);
    QTest::mouseClick(bars(), Qt::LeftButton, Qt::ShiftModifier, at(5, 4));
    QCOMPARE(table()->selectedLayers(), (std::vector<int>{3, 4, 5}));
    bars()->setFocus();
    QTest::keyClick(bars(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(table()->selectedLayers().size(), std::size_t{deepLayers});
    clickRow(2, {});
    QCOMPARE(bars()->selectedLayers(), std::vector<int>{2});
    clickRow(6, Qt::ControlModifier);
    QCOMPARE(bars()->selectedLayers(), (std::vector<int>{2, 6}));
    QCOMPARE(bars()->currentLayer(), 6);
    clickRow(4, Qt::ShiftModifier);
    QCOMPARE(bars()->selectedLayers(), table()->selectedLayers());
    window->setCurrentLayer(0);  // from a search by name, or another panel
    QCOMPARE(bars()->selectedLayers(), std::vector<int>{0});
    QCOMPARE(table()->selectedLayers(), std::vector<int>{0});
    // The filter hides some of them: they stay selected.
    table()->findChild<QLineEdit*>()->setText("1x1");
    QTest::keyClick(bars(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(table()->selectedLayers(), (std::vector<int>{1, 3, 5, 7}));
    QCOMPARE(bars()->selectedLayers().size(), std::size_t{deepLayers});
    QTest::keyClick(bars(), Qt::Key_3);
    QCOMPARE(document().plan().bits(), BitAllocation(deepLayers, 3));
  }

  void severalBarsMoveTogetherInOneStep() {
    document().setMethod({2}, {.method = Method::Pwlq});
    document().setRange({3}, 4, 8);
    document().setLocked({4}, true);
    const PlanState before = document().state();
    const int steps = document().undoStack().count();
    QTest::mouseClick(bars(), Qt::LeftButton, {}, at(1, 4));
    QTest::mouseClick(bars(), Qt::LeftButton, Qt::ShiftModifier, at(5, 4));
    press(1, 8);
    move(1, 3);
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 3, 3, 4, 8, 3, 8, 8}));
    move(1, 1);
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 1, 2, 4, 8, 1, 8, 8}));  // PWLQ has no 1 bit
    move(1, 5);
    release(1, 5);
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 5, 5, 5, 8, 5, 8, 8}));
    QCOMPARE(document().undoStack().count(), steps + 1);
    QCOMPARE(document().undoStack().undoText(), QString("4 layers to 5 bits"));
    press(1, 5);
    move(1, 2);
    move(1, 5);  // and back
    release(1, 5);
    QCOMPARE(document().undoStack().count(), steps + 1);
    press(1, 5);
    move(1, 2);
    QTest::keyClick(bars(), Qt::Key_Escape);
    release(1, 2);
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 5, 5, 5, 8, 5, 8, 8}));
    QCOMPARE(document().undoStack().count(), steps + 1);
    press(1, 5);
    move(1, 3);
    release(1, 3);
    QCOMPARE(document().undoStack().undoText(), QString("move bits of 4 layers"));  // 3 ends at 4 bits
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(document().state() == before);
    undoAll();
  }

  void figuresFollowTheDrag() {
    QTest::mouseClick(bars(), Qt::LeftButton, {}, at(2, 4));
    QTest::mouseClick(bars(), Qt::LeftButton, Qt::ControlModifier, at(6, 4));
    press(6, 8);
    for (const int bits : {6, 4, 3}) {
      move(6, bits);
      QCOMPARE(document().bytes(), modelSize(*document().network(), document().plan()).total());
      for (const int layer : {2, 6}) {
        const LayerRow& row = table()->model()->rows()[static_cast<std::size_t>(layer)];
        QCOMPARE(row.bits, bits);
        const SchemeResult* result = document().errors().find(
            static_cast<std::size_t>(layer), document().plan().layers[static_cast<std::size_t>(layer)]);
        QVERIFY(result);  // looked up, not computed
        QCOMPARE(row.sqnrDb, std::optional(result->error.sqnrDb));
      }
    }
    release(6, 3);
  }

  void aPaintedProfileIsOneStep() {
    QTest::mousePress(bars(), Qt::LeftButton, Qt::ControlModifier | Qt::ShiftModifier, at(0, 8));
    move(3, 5);
    move(7, 2);
    release(7, 2);
    const BitAllocation bits = document().plan().bits();
    QCOMPARE(bits[3], 5);
    QCOMPARE(bits[7], 2);
    for (std::size_t l = 1; l < bits.size(); ++l) QVERIFY(bits[l] <= bits[l - 1]);
    QCOMPARE(document().undoStack().count(), 1);
    QCOMPARE(document().undoStack().undoText(), QString("paint bits of 8 layers"));
    undoAll();
  }

  void profilesAreChangedByMenuAndKeys() {
    QTest::keyClick(window.get(), Qt::Key_Down, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(document().plan().bits(), BitAllocation(deepLayers, 7));
    QCOMPARE(document().undoStack().undoText(), QString("8 layers to 7 bits"));
    QTest::keyClick(window.get(), Qt::Key_Left, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 8, 7, 7, 7, 7, 6, 6}));
    QCOMPARE(document().undoStack().undoText(), QString("tilt bits of 8 layers towards the input"));
    trigger("Scale down");
    QCOMPARE(document().plan().bits(), (BitAllocation{6, 6, 5, 5, 5, 5, 5, 5}));
    QTest::mouseClick(bars(), Qt::LeftButton, {}, at(1, 4));
    QTest::mouseClick(bars(), Qt::LeftButton, Qt::ControlModifier, at(2, 4));
    trigger("One bit more");  // of several selected ones only
    QCOMPARE(document().plan().bits(), (BitAllocation{6, 7, 6, 5, 5, 5, 5, 5}));
    QCOMPARE(document().undoStack().undoText(), QString("1 bit more for 2 layers"));
    undoAll();
  }

  void keysSetStepAndLockTheSelection() {
    QTest::mouseClick(bars(), Qt::LeftButton, {}, at(2, 4));
    QTest::keyClick(bars(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(bars(), Qt::Key_4);
    QCOMPARE(document().undoStack().undoText(), QString("2 layers to 4 bits"));
    QTest::keyClick(bars(), Qt::Key_Up);
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 8, 5, 5, 8, 8, 8, 8}));
    QTest::keyClick(bars(), Qt::Key_L);
    QCOMPARE(document().undoStack().undoText(), QString("lock 2 layers"));
    QTest::keyClick(bars(), Qt::Key_2);
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 8, 5, 5, 8, 8, 8, 8}));
    QTest::keyClick(bars(), Qt::Key_L);
    QVERIFY(!document().locked(2) && !document().locked(3));
    QTest::keyClick(bars(), Qt::Key_Left);
    QTest::keyClick(bars(), Qt::Key_L);
    QCOMPARE(document().undoStack().undoText(),
             QStringLiteral("lock ") + QString::fromStdString(document().network()->layers[2].name));
    undoAll();
  }

  void theMenuOfTheBarsEditsTheSelection() {
    QTest::mouseClick(bars(), Qt::LeftButton, {}, at(1, 4));
    QTest::mouseClick(bars(), Qt::LeftButton, Qt::ControlModifier, at(2, 4));
    QTest::mouseClick(bars(), Qt::RightButton, {}, at(2, 4));  // the selection stays
    menuEntry("Bits", "4 bits")->trigger();
    menuEntry("Method", methodText(Method::Kmeans))->trigger();
    QCOMPARE(document().plan().bits(), (BitAllocation{8, 4, 4, 8, 8, 8, 8, 8}));
    QCOMPARE(document().plan().layers[1].method, Method::Kmeans);
    QCOMPARE(document().plan().layers[2].method, Method::Kmeans);
    QCOMPARE(document().undoStack().undoText(),
             QStringLiteral("method %1 for 2 layers").arg(QLatin1String(methodTitle(Method::Kmeans))));
    undoAll();
  }

  void theLayersOfAFilterAreSetAtOnce() {
    table()->findChild<QLineEdit*>()->setText("1x1");
    document().setLocked({3}, true);
    QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
    auto* dialog = window->findChild<ShownLayersDialog*>();
    QVERIFY(dialog);
    auto* button = dialog->findChild<QDialogButtonBox*>()->buttons().last();
    for (QAbstractButton* one : dialog->findChild<QDialogButtonBox*>()->buttons())
      if (one->text().contains("Set")) button = one;
    QVERIFY(!button->isEnabled());  // nothing is chosen yet
    dialog->bits()->setCurrentIndex(dialog->bits()->findData(4));
    dialog->methods()->setCurrentIndex(dialog->methods()->findData(static_cast<int>(Method::Aciq)));
    QVERIFY(button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(document().plan().bits(), (BitAllocation{8, 4, 8, 8, 8, 4, 8, 4}), patience);
    for (const std::size_t l : {1U, 5U, 7U}) QCOMPARE(document().plan().layers[l].method, Method::Aciq);
    QCOMPARE(document().undoStack().undoText(), QString("3 layers to 4 bits, method ACIQ"));
    undoAll();
  }

  void theHistoryGoesBackByAClick() {
    document().setBits({0}, 3);
    document().setLocked({0}, true);
    document().setBits({1, 2}, 5);
    QTest::keyClick(window.get(), Qt::Key_H, Qt::ControlModifier);
    auto* dialog = window->findChild<HistoryDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    auto* list = dialog->findChild<QUndoView*>();
    QCOMPARE(list->model()->rowCount(), 4);
    QCOMPARE(list->model()->index(3, 0).data().toString(), QString("2 layers to 5 bits"));
    const auto click = [&](int row) {
      QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(row, 0)).center());
    };
    click(1);
    QCOMPARE(document().plan().bits(), (BitAllocation{3, 8, 8, 8, 8, 8, 8, 8}));
    QVERIFY(!document().locked(0));
    click(0);
    QVERIFY(document().state() == first);
    click(3);
    QCOMPARE(document().plan().bits(), (BitAllocation{3, 5, 5, 8, 8, 8, 8, 8}));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Up);
    QCOMPARE(document().plan().bits(), (BitAllocation{3, 8, 8, 8, 8, 8, 8, 8}));
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  Document& document() { return window->document(); }
  BitsView* bars() { return window->panel<BitsPanel>().view(); }
  LayersView* table() { return window->panel<LayersPanel>().view(); }

  QPoint at(int layer, int bits) {
    return {static_cast<int>(bars()->barArea(layer).center().x()), static_cast<int>(bars()->yOfBits(bits))};
  }

  void press(int layer, int bits) { QTest::mousePress(bars(), Qt::LeftButton, {}, at(layer, bits)); }
  void move(int layer, int bits) { QTest::mouseMove(bars(), at(layer, bits)); }
  void release(int layer, int bits) { QTest::mouseRelease(bars(), Qt::LeftButton, {}, at(layer, bits)); }

  void clickRow(int row, Qt::KeyboardModifiers modifiers) {
    QTableView* view = table()->table();
    QTest::mouseClick(view->viewport(), Qt::LeftButton, modifiers,
                      view->visualRect(view->model()->index(row, LayersModel::Name)).center());
  }

  void trigger(const QString& text) {
    for (QAction* action : window->findChildren<QAction*>())
      if (action->text().remove(QChar('&')) == text) return action->trigger();
    QFAIL(qPrintable(text));
  }

  QAction* menuEntry(const QString& menu, const QString& text) {
    for (QAction* action : bars()->actions()) {
      if (!action->menu() || action->text().remove(QChar('&')) != menu) continue;
      for (QAction* entry : action->menu()->actions())
        if (entry->text() == text) return entry;
    }
    throw std::logic_error("the menu of the bars lacks an entry");
  }

  void undoAll() {
    while (document().undoStack().canUndo()) QTest::keyClick(window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(document().state() == first);
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
  PlanState first;
};

std::unique_ptr<QObject> makeHandOnBitsTest() {
  return std::make_unique<HandOnBitsTest>();
}

}  // namespace bitprism::test

#include "desktop_hand_test.moc"
