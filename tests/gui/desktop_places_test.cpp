#include <QComboBox>
#include <QDockWidget>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>
#include <QtTest>

#include "app/desktop/activations_panel.h"
#include "app/desktop/panels.h"
#include "app/desktop/weights_panel.h"
#include "core/quant/methods/aciq.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/gui/window_fixture.h"
#include "widgets/channel_strip.h"
#include "widgets/method_form.h"
#include "widgets/panel_scroll.h"
#include "widgets/weights_view.h"

namespace bitprism::test {

// What is on the screen stays where it is: no panel scrolls sideways, and no row appears or vanishes under the mouse.
class PlacesTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() {
    font = QApplication::font();
    start();
  }

  void noPanelScrollsSideways_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("points");
    // The screens less a frame.
    for (const QSize& size : {QSize(1008, 652), QSize(1366, 720), QSize(2560, 1392)})
      for (const int points : {8, 10, 14, 18}) QTest::addRow("%d at %d pt", size.width(), points) << size << points;
  }

  void noPanelScrollsSideways() {
    QFETCH(QSize, size);
    QFETCH(int, points);
    openSmall();
    useFont(points);
    window->resize(size);
    window->resetLayout();
    settleLayouts();
    QStringList faults;
    for (const QString& name : panelNames()) {
      window->showPanel(name);
      settleLayouts();
      for (const PanelScroll* scroll : window->findChildren<PanelScroll*>())
        if (isInFront(scroll) && scroll->horizontalScrollBar()->maximum() > 0)
          faults << QStringLiteral("%1: %2 pixels of %3")
                        .arg(name)
                        .arg(scroll->horizontalScrollBar()->maximum())
                        .arg(scroll->widget()->width());
    }
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QChar('\n'))));
  }

  void controlsKeepTheirPlacesUnderEveryMethod() {
    openSmall();
    window->setCurrentLayer(1);
    WeightsPanel& panel = window->panel<WeightsPanel>();
    window->showPanel(QString::fromLatin1(WeightsPanel::id));
    QMap<QString, QRect> first;
    for (const Method method : existingMethods)
      for (const RangeRule range : {RangeRule::MinMax, RangeRule::Percentile}) {
        panel.form()->show({.method = method, .bits = 4, .range = range}, method == Method::Aciq);
        const QMap<QString, QRect> now =
            places({panel.form()->methods(), panel.form()->scope(), panel.view()->plot(), panel.view()->channels()});
        if (first.isEmpty()) first = now;
        QVERIFY2(now == first, methodName(method));
      }
  }

  void viewsKeepTheirPlacesFromLayerToLayer() {
    openSmall();
    window->document().setMethod({1}, {.method = Method::Aciq, .options = AciqOptions{.allocate = true}});
    window->document().setBits({1}, 4);
    window->document().setBits({2}, floatBits);
    window->showPanel(QString::fromLatin1(WeightsPanel::id));
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    WeightsView* view = window->panel<WeightsPanel>().view();
    QMap<QString, QRect> first;
    for (const int layer : {0, 1, 2, 1}) {
      window->setCurrentLayer(layer);
      QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
      if (layer == 1) QTRY_VERIFY_WITH_TIMEOUT(!view->channels()->bits().empty(), patience);
      const QMap<QString, QRect> now = places({view->plot(), view->channels()});
      if (first.isEmpty()) first = now;
      QVERIFY2(now == first, qPrintable(QString::number(layer)));
    }
  }

  void cleanup() {
    finish();
    QApplication::setFont(font);
  }

 private:
  // Of these widgets in the window, by their names.
  QMap<QString, QRect> places(std::initializer_list<const QWidget*> widgets) {
    settleLayouts();
    QMap<QString, QRect> all;
    for (const QWidget* widget : widgets)
      all[described(*widget, widget->accessibleName()).section(QChar(' '), 0, -3)] = {
          widget->mapTo(window.get(), QPoint()), widget->size()};
    return all;
  }

  void useFont(int points) {
    QFont other = font;
    other.setPointSize(points);
    QApplication::setFont(other);
    settleLayouts();
  }

  QFont font;
};

std::unique_ptr<QObject> makePlacesTest() {
  return std::make_unique<PlacesTest>();
}

}  // namespace bitprism::test

#include "desktop_places_test.moc"
