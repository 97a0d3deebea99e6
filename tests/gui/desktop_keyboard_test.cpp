#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QClipboard>
#include <QDockWidget>
#include <QLineEdit>
#include <QTableView>
#include <QToolButton>
#include <QtTest>

#include "app/desktop/layers_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/panels.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/write/packed_writer.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/layers_view.h"

namespace bitprism::test {
namespace {

bool isControl(const QWidget& widget) {
  return qobject_cast<const QAbstractButton*>(&widget) || qobject_cast<const QComboBox*>(&widget) ||
         qobject_cast<const QAbstractSpinBox*>(&widget) || qobject_cast<const QLineEdit*>(&widget) ||
         qobject_cast<const QAbstractSlider*>(&widget) || qobject_cast<const QTableView*>(&widget);
}

// Made by Qt within another control.
bool isInner(const QWidget& widget) {
  return widget.objectName().startsWith(QLatin1String("qt_")) || qobject_cast<const QScrollBar*>(&widget) ||
         qobject_cast<const QHeaderView*>(&widget) || qobject_cast<const QAbstractSpinBox*>(widget.parentWidget()) ||
         qobject_cast<const QComboBox*>(widget.parentWidget()) ||
         qobject_cast<const QLineEdit*>(widget.parentWidget()) || qobject_cast<const QTabBar*>(widget.parentWidget()) ||
         qobject_cast<const QTableView*>(widget.parentWidget());  // the corner
}

QString nameOf(const QWidget& widget) {
  if (!widget.accessibleName().isEmpty()) return widget.accessibleName();
  if (const auto* button = qobject_cast<const QAbstractButton*>(&widget)) return button->text();
  for (const QLabel* label : widget.window()->findChildren<QLabel*>())
    if (label->buddy() == &widget) return label->text();
  return {};
}

}  // namespace

class KeyboardTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1680, 1050);
    window->show();
    window->resetLayout();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window.get(), patience));
    const Network network = smallNetwork();
    const std::string path = *folder / "small.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), QuantScheme{.bits = 8})));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  void tabLeavesTheTable() {
    QTableView* table = window->panel<LayersPanel>().view()->table();
    table->setFocus();
    QCOMPARE(QApplication::focusWidget(), table);
    QTest::keyClick(table, Qt::Key_Tab);
    QVERIFY(QApplication::focusWidget() != table);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
    QCOMPARE(QApplication::focusWidget(), table);
    QTest::keyClick(table, Qt::Key_Right);  // arrows go from cell to cell
    QCOMPARE(QApplication::focusWidget(), table);
  }

  void everyControlIsReachedByTab() {
    for (const QString& panel : panelNames()) {
      window->showPanel(panel);
      settleLayouts();
      QSet<QWidget*> reached;
      window->panel<LayersPanel>().view()->table()->setFocus();
      for (int i = 0; i < 400; ++i) {
        QWidget* focus = QApplication::focusWidget();
        QVERIFY(focus);
        if (reached.contains(focus) && focus == window->panel<LayersPanel>().view()->table()) break;
        reached.insert(focus);
        QTest::keyClick(focus, Qt::Key_Tab);
      }
      for (QWidget* widget : window->findChildren<QWidget*>()) {
        if (!isControl(*widget) || isInner(*widget) || !isInFront(widget) || !widget->isEnabled()) continue;
        QVERIFY2(reached.contains(widget), qPrintable(described(*widget, nameOf(*widget))));
      }
    }
  }

  void everyControlHasAName() {
    for (const QWidget* widget : window->findChildren<QWidget*>()) {
      const bool plot = qobject_cast<const QCustomPlot*>(widget) != nullptr;
      if ((!isControl(*widget) && !plot) || isInner(*widget)) continue;
      const QString name = plot && nameOf(*widget).isEmpty() ? nameOf(*widget->parentWidget()) : nameOf(*widget);
      QVERIFY2(!name.isEmpty(), qPrintable(described(*widget, {})));
    }
  }

  void keysGoToEveryPanel() {
    int number = 0;
    for (const QDockWidget* dock : docksInOrder()) {
      if (number == 9) break;  // the palette goes to the others
      QTest::keyClick(window.get(), static_cast<Qt::Key>(Qt::Key_1 + number++), Qt::AltModifier);
      settleLayouts();
      QVERIFY2(isInFront(dock), qPrintable(dock->objectName()));
      const QWidget* focus = QApplication::focusWidget();
      // A form that takes nothing yet has no control to be in.
      bool any = false;
      for (const QWidget* child : dock->findChildren<QWidget*>())
        any = any || (isControl(*child) && child->isEnabled() && child->isVisible() && !isInner(*child));
      QVERIFY2(!any || dock->isAncestorOf(focus), qPrintable(dock->objectName()));
    }
  }

  void rowsAreCopiedAsText() {
    LayersView* view = window->panel<LayersPanel>().view();
    view->table()->setFocus();
    view->table()->selectAll();
    QTest::keyClick(view->table(), Qt::Key_C, Qt::ControlModifier);
    const QStringList lines = QGuiApplication::clipboard()->text().split(QChar('\n'), Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 4);  // headers and three layers
    const qsizetype name = lines[0].split(QChar('\t')).indexOf(QStringLiteral("Layer"));
    QVERIFY(name >= 0);
    for (qsizetype i = 1; i < lines.size(); ++i) {
      QCOMPARE(lines[i].count(QChar('\t')), lines[0].count(QChar('\t')));
      QCOMPARE(lines[i].split(QChar('\t'))[name], view->model()->rows()[static_cast<std::size_t>(i) - 1].name);
    }
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  // As the View menu has them.
  QList<QDockWidget*> docksInOrder() const {
    QList<QDockWidget*> docks;
    for (const QString& name : panelNames())
      if (auto* dock = window->findChild<QDockWidget*>(name)) docks << dock;
    return docks;
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeKeyboardTest() {
  return std::make_unique<KeyboardTest>();
}

}  // namespace bitprism::test

#include "desktop_keyboard_test.moc"
