#include <QDockWidget>
#include <QMessageBox>
#include <QScreen>
#include <QtTest>

#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/gui/window_fixture.h"
#include "widgets/theme.h"

namespace bitprism::test {

// The window under a window manager: frames, sizes and closing are decided by another program. Run by
// window_manager_story.sh; skipped on platforms without one.
class WindowManagerTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void initTestCase() {
    if (QGuiApplication::platformName() != "xcb" || !qEnvironmentVariableIsSet("BITPRISM_WINDOW_MANAGER"))
      QSKIP("there is no window manager: tests/gui/window_manager_story.sh starts one");
  }

  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->restoreLayout();
    window->show();
    QVERIFY(QTest::qWaitForWindowActive(window.get(), patience));
    // The frame comes after the window.
    QTRY_VERIFY_WITH_TIMEOUT(window->frameGeometry() != window->geometry(), patience);
    settleLayouts();
  }

  void theFirstStartFitsTheScreenWithItsFrame() {
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(window->frameGeometry()), said(window->frameGeometry()), patience);
  }

  void maximisingAndRestoringKeepTheShares() {
    openSmall();
    window->resize(1100, 640);  // the first size may be all of the screen
    QTRY_COMPARE_WITH_TIMEOUT(window->size(), QSize(1100, 640), patience);
    settleLayouts();
    const auto widths = [&] {
      return QList<int>{dock("layers")->width(), dock("weights")->width(), dock("search")->height()};
    };
    const QSize size = window->size();
    const QList<int> before = widths();
    window->showMaximized();
    QTRY_VERIFY_WITH_TIMEOUT(window->width() > size.width() || window->height() > size.height(), patience);
    settleLayouts();
    // Some window managers put the border of a maximised window outside the screen.
    QTRY_VERIFY2_WITH_TIMEOUT(screen().adjusted(-2, -2, 2, 2).contains(window->geometry()), said(window->geometry()),
                              patience);
    window->showNormal();
    QTRY_COMPARE_WITH_TIMEOUT(window->size(), size, patience);
    settleLayouts();
    const QList<int> after = widths();
    for (qsizetype i = 0; i < before.size(); ++i)
      QVERIFY2(std::abs(after[i] - before[i]) <= 16,
               qPrintable(QStringLiteral("%1: %2 was %3").arg(i).arg(after[i]).arg(before[i])));
  }

  void everyThemeIsSeenOnTheScreen() {
    openSmall();
    for (const Theme theme : {Theme::Dark, Theme::HighContrast, Theme::Light}) {
      window->useTheme(theme);
      settleLayouts();
      const QColor ground = themePalette(theme).color(QPalette::Window);
      const QPoint corner(2, window->height() - 3);  // of the status bar
      QTRY_COMPARE_WITH_TIMEOUT(window->screen()->grabWindow(window->winId()).toImage().pixelColor(corner).rgb(),
                                ground.rgb(), patience);
    }
  }

  void closingAsksAndTheAnswerCounts() {
    openSmall();
    window->document().setBits({0}, 3);
    QVERIFY(!window->close());
    const auto question = [&] { return window->findChild<QMessageBox*>(); };
    QTRY_VERIFY_WITH_TIMEOUT(question() && question()->isVisible(), patience);
    QTRY_VERIFY2_WITH_TIMEOUT(screen().contains(question()->frameGeometry()), said(question()->frameGeometry()),
                              patience);
    QTest::keyClick(question(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!question() || !question()->isVisible(), patience);
    QVERIFY(window->isVisible());
    window->document().undoStack().undo();
    QVERIFY(window->close());
    QVERIFY(!window->isVisible());
  }

  void cleanup() {
    if (window) finish();
  }

 private:
  QRect screen() const { return window->screen()->availableGeometry(); }
  QDockWidget* dock(const char* name) const { return window->findChild<QDockWidget*>(QString::fromLatin1(name)); }

  static const char* said(const QRect& area) {
    static QByteArray text;
    text =
        QStringLiteral("%1 x %2 at %3, %4").arg(area.width()).arg(area.height()).arg(area.x()).arg(area.y()).toUtf8();
    return text.constData();
  }
};

std::unique_ptr<QObject> makeWindowManagerTest() {
  return std::make_unique<WindowManagerTest>();
}

}  // namespace bitprism::test

#include "desktop_window_manager_test.moc"
