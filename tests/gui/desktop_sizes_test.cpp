#include <QDockWidget>
#include <QMouseEvent>
#include <QScreen>
#include <QSlider>
#include <QToolBar>
#include <QtTest>

#include "app/desktop/bits_panel.h"
#include "app/desktop/error_panel.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/language.h"
#include "app/desktop/layers_panel.h"
#include "app/desktop/main_window.h"
#include "app/desktop/panels.h"
#include "app/desktop/weights_panel.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/write/packed_writer.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/bits_view.h"
#include "widgets/budget_view.h"
#include "widgets/error_view.h"
#include "widgets/front_view.h"
#include "widgets/layers_view.h"
#include "widgets/method_form.h"
#include "widgets/weights_view.h"

namespace bitprism::test {
namespace {

// A screen of 1024 x 700 with a window manager's frame.
constexpr QSize smallest(1008, 652);
constexpr QSize sizes[] = {{1008, 652}, {1366, 720}, {2560, 1392}};
constexpr int fonts[] = {8, 10, 14, 18};

}  // namespace

class SizesTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    font = QApplication::font();
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
  }

  void theFirstStartFitsTheScreen() {
    window->restoreLayout();
    window->show();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
    settleLayouts();
    const QRect screen = window->screen()->availableGeometry();
    QVERIFY2(screen.contains(window->frameGeometry()),
             qPrintable(QStringLiteral("%1 x %2").arg(window->width()).arg(window->height())));
  }

  void aLayoutOfALargerScreenFitsThisOne() {
    window->resize(3000, 2000);
    window->show();
    window->resetLayout();
    settleLayouts();
    window->close();
    window = std::make_unique<MainWindow>(*preferences);
    window->restoreLayout();
    window->show();
    settleLayouts();
    const QSize screen = window->screen()->availableGeometry().size();
    QVERIFY(window->width() <= screen.width());
    QVERIFY(window->height() <= screen.height());
  }

  void aSmallScreenIsEnoughForEveryFont() {
    show(smallest);
    for (const int points : fonts) {
      useFont(points);
      const QSize least = window->minimumSizeHint();
      QVERIFY2(least.width() <= smallest.width() && least.height() <= smallest.height(),
               qPrintable(QStringLiteral("%1 x %2 at %3 pt").arg(least.width()).arg(least.height()).arg(points)));
      window->resize(smallest);
      settleLayouts();
      QCOMPARE(window->size(), smallest);
    }
  }

  void panelsBecomeTabsInASmallWindowAndComeBack() {
    useFont(10);
    show({1680, 1050});
    const auto tabs = [&](const char* name) { return window->tabifiedDockWidgets(dock(name)); };
    QVERIFY(!tabs("weights").contains(dock("search")));
    window->resize(smallest);
    settleLayouts();
    QVERIFY(tabs("weights").contains(dock("search")));
    QVERIFY(tabs("weights").contains(dock("errors")));
    QVERIFY(isInFront(dock("layers")));
    dock("training")->hide();  // what is closed meanwhile stays closed
    window->resize(1680, 1050);
    settleLayouts();
    QVERIFY(!tabs("weights").contains(dock("search")));
    QVERIFY(!tabs("weights").contains(dock("errors")));
    for (const char* name : {"weights", "errors", "search"}) QVERIFY2(isInFront(dock(name)), name);
    QVERIFY(dock("training")->isHidden());
  }

  // Its plot has the height in which points are told apart.
  void theFrontKeepsItsHeightInASmallWindow() {
    for (const QSize& before : {QSize(1680, 1050), smallest}) {
      useFont(10);
      show(before);
      open();
      window->resize(smallest);
      settleLayouts();
      const int height = window->panel<FrontPanel>().view()->plot()->axisRect()->height();
      QVERIFY2(height >= 2 * QFontMetrics(window->font()).height(), qPrintable(QString::number(height)));
    }
  }

  void panelsGrowBackToTheirShares() {
    useFont(10);
    show({1680, 1050});
    dragBorder(500);
    const auto measure = [&] {
      return QList<int>{dock("layers")->width(), dock("weights")->width(), dock("errors")->height(),
                        dock("search")->height(), window->panel<BitsPanel>().view()->height()};
    };
    const QList<int> before = measure();
    QVERIFY2(std::abs(before[0] - 500) <= 2, qPrintable(QString::number(before[0])));
    for (const QSize& small : {QSize(1366, 720), smallest, QSize(1300, 1050)}) {
      window->resize(small);
      settleLayouts();
      window->resize(1680, 1050);
      settleLayouts();
      const QList<int> after = measure();
      for (qsizetype i = 0; i < before.size(); ++i)
        QVERIFY2(std::abs(after[i] - before[i]) <= 16,  // less than a line of text
                 qPrintable(QStringLiteral("%1: %2 was %3").arg(i).arg(after[i]).arg(before[i])));
    }
    window->resize(2520, 1050);
    settleLayouts();
    QVERIFY(std::abs(dock("layers")->width() - 750) <= 8);
  }

  void sharesSurviveARestart() {
    useFont(10);
    show({1680, 1050});
    dragBorder(620);
    window->resize(smallest);  // it is left small
    settleLayouts();
    window->close();
    window = std::make_unique<MainWindow>(*preferences);
    window->restoreLayout();
    window->show();
    window->resize(1680, 1050);
    settleLayouts();
    QVERIFY2(std::abs(dock("layers")->width() - 620) <= 8, qPrintable(QString::number(dock("layers")->width())));
  }

  void theSizeBudgetIsAlwaysInSight() {
    show(smallest);
    open();
    const auto* slider = window->findChild<BudgetView*>()->findChild<QSlider*>();
    for (const QSize& size : sizes)
      for (const int points : fonts) {
        useFont(points);
        window->resize(size);
        settleLayouts();
        QVERIFY2(!slider->visibleRegion().isEmpty() && slider->width() >= 80,
                 qPrintable(QStringLiteral("%1 pt at %2").arg(points).arg(size.width())));
      }
  }

  void noTextIsCutAndNothingOverlaps_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("points");
    for (const QSize& size : sizes)
      for (const int points : fonts) QTest::addRow("%d at %d pt", size.width(), points) << size << points;
  }

  void noTextIsCutAndNothingOverlaps() {
    QFETCH(QSize, size);
    QFETCH(int, points);
    show(size);
    open();
    useFont(points);
    QStringList faults;
    for (const QString& panel : panelNames()) {
      window->showPanel(panel);
      settleLayouts();
      for (const QString& fault : cutTexts(*window) + overlaps(*window))
        if (!faults.contains(fault)) faults << fault;
    }
    QCOMPARE(window->size(), size);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QChar('\n'))));
  }

  void noTextIsCutInAnyLanguage_data() {
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("points");
    QTest::addColumn<Language>("language");
    for (const Language language : {Language::German, Language::Chinese})
      for (const QSize& size : sizes)
        for (const int points : {10, 14})
          QTest::addRow("%s, %d at %d pt", qPrintable(languageName(language)), size.width(), points)
              << size << points << language;
  }

  void noTextIsCutInAnyLanguage() {
    QFETCH(Language, language);
    window.reset();
    const UsedLanguage used(language);
    window = std::make_unique<MainWindow>(*preferences);
    noTextIsCutAndNothingOverlaps();
    window.reset();
  }

  void aMessageMovesNothing() {
    show({1366, 720});
    open();
    const auto places = [&] {
      QMap<const QWidget*, QRect> all;
      for (const QWidget* widget : window->findChildren<QWidget*>())
        if (isInFront(widget) && !widget->isWindow() && !isOf(widget, window->banner()))
          all[widget] = {widget->mapTo(window.get(), QPoint()), widget->size()};
      return all;
    };
    const auto before = places();
    window->banner()->showError(QStringLiteral("cannot read 'a.onnx': ") + QString(300, QChar('x')));
    settleLayouts();
    QVERIFY(window->banner()->isVisible());
    QVERIFY(window->banner()->height() > 10);
    QVERIFY(places() == before);
    window->banner()->dismiss();
    settleLayouts();
    QVERIFY(places() == before);
  }

  void adviceAppearsInAPlaceThatIsKept() {
    show({1680, 1050});
    open();
    WeightsPanel& panel = window->panel<WeightsPanel>();
    panel.form()->setAdvice({});
    settleLayouts();
    const QRect before = panel.view()->findChild<QSpinBox*>(QString(), Qt::FindDirectChildrenOnly)->geometry();
    panel.form()->setAdvice("At 4 bits: ACIQ 37.0 dB in 32.1 KiB; next OMSE 35.1 dB.");
    settleLayouts();
    QCOMPARE(panel.view()->findChild<QSpinBox*>(QString(), Qt::FindDirectChildrenOnly)->geometry(), before);
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
    QApplication::setFont(font);
  }

 private:
  static bool isOf(const QWidget* widget, const QWidget* ancestor) {
    return widget == ancestor || ancestor->isAncestorOf(widget);
  }

  QDockWidget* dock(const char* name) const { return window->findChild<QDockWidget*>(QString::fromLatin1(name)); }

  // Moves the border at the right of the layers, as a mouse does.
  void dragBorder(int width) {
    const QRect layers = dock("layers")->geometry();
    const QPoint from(layers.right() + 2, layers.center().y());
    const QPoint to(from.x() + width - layers.width(), from.y());
    const auto send = [&](QEvent::Type type, const QPoint& at, Qt::MouseButton button, Qt::MouseButtons down) {
      QMouseEvent event(type, at, window->mapToGlobal(at), button, down, {});
      QApplication::sendEvent(window.get(), &event);
      settleLayouts();
    };
    send(QEvent::MouseButtonPress, from, Qt::LeftButton, Qt::LeftButton);
    send(QEvent::MouseMove, to, Qt::NoButton, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(dock("layers")->width(), width, patience);
    send(QEvent::MouseButtonRelease, to, Qt::LeftButton, {});
  }

  void useFont(int points) {
    QFont other = font;
    other.setPointSize(points);
    QApplication::setFont(other);
    settleLayouts();
  }

  void show(const QSize& size) {
    window->resize(size);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
    settleLayouts();
  }

  void open() {
    const Network network = smallNetwork();
    const std::string path = *folder / "small.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), QuantScheme{.bits = 8})));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    settleLayouts();
  }

  QFont font;
  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeSizesTest() {
  return std::make_unique<SizesTest>();
}

}  // namespace bitprism::test

#include "desktop_sizes_test.moc"
