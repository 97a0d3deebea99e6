#include <QActionGroup>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStatusBar>
#include <QTableView>
#include <QtTest>
#include <algorithm>

#include "app/desktop/layers_panel.h"
#include "app/desktop/main_window.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/fitting.h"
#include "tests/support/test_paths.h"
#include "widgets/layers_view.h"
#include "widgets/method_text.h"
#include "widgets/theme.h"

namespace bitprism::test {
namespace {

constexpr Theme ownThemes[] = {Theme::Light, Theme::Dark, Theme::HighContrast};

}  // namespace

class ThemeTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
    window = std::make_unique<MainWindow>(*preferences);
    window->resize(1400, 900);
    window->show();
    window->resetLayout();
    QVERIFY(QTest::qWaitForWindowExposed(window.get(), patience));
  }

  void theWholeWindowFollowsEveryChange() {
    for (const Theme theme : {Theme::Dark, Theme::Light, Theme::HighContrast, Theme::Dark, Theme::HighContrast,
                              Theme::Light, Theme::System, Theme::Dark, Theme::System}) {
      choose(theme);
      QCOMPARE(preferences->theme(), theme);
      verifyAll(theme == Theme::System ? Theme::Light : theme, themeName(theme));
    }
  }

  void theDesktopIsFollowedWhileTheWindowRuns() {
    choose(Theme::System);
    verifyAll(Theme::Light, "the desktop's");
    QPalette dusk;  // as some desktops give it to applications
    dusk.setColor(QPalette::Window, "#2a2e32");
    dusk.setColor(QPalette::WindowText, "#fcfcfc");
    QApplication::setPalette(dusk);
    settleLayouts();
    verifyAll(Theme::Dark, "after the desktop got dark");
    QPalette stark;
    stark.setColor(QPalette::Window, Qt::black);
    stark.setColor(QPalette::WindowText, Qt::white);
    QApplication::setPalette(stark);
    settleLayouts();
    verifyAll(Theme::HighContrast, "after the desktop got stark");
    QEvent change(QEvent::ThemeChange);  // others tell the window to look again
    QApplication::sendEvent(window.get(), &change);
    settleLayouts();
    verifyAll(Theme::Light, "after it was told");
    choose(Theme::Light);
    QApplication::setPalette(dusk);
    settleLayouts();
    QApplication::setPalette(themePalette(Theme::Light));
  }

  void theMenuMarksTheThemeOfThePreferences() {
    preferences->setTheme(Theme::HighContrast);
    window = std::make_unique<MainWindow>(*preferences);
    const QList<QAction*> actions = themeActions();
    QCOMPARE(actions.size(), 4);
    for (const QAction* action : actions)
      QCOMPARE(action->isChecked(), action->data().toString() == QLatin1String("high-contrast"));
  }

  void textsCanBeReadInEveryTheme() {
    constexpr double least = 4.5;  // WCAG 2.1, 1.4.3
    for (const Theme theme : ownThemes) {
      const QPalette palette = themePalette(theme);
      const Colours colours = coloursOf(palette);
      const auto verify = [&](const QColor& text, const QColor& ground, const char* what) {
        const double contrast = contrastOf(text, ground);
        QVERIFY2(contrast >= least, qPrintable(QStringLiteral("%1, %2: %3").arg(themeName(theme), what).arg(contrast)));
      };
      const auto role = [&](QPalette::ColorRole which) { return palette.color(QPalette::Active, which); };
      verify(role(QPalette::WindowText), role(QPalette::Window), "text on the window");
      verify(role(QPalette::ButtonText), role(QPalette::Button), "buttons");
      verify(role(QPalette::PlaceholderText), role(QPalette::Window), "second texts on the window");
      verify(role(QPalette::PlaceholderText), role(QPalette::Base), "second texts on panels");
      verify(role(QPalette::HighlightedText), role(QPalette::Highlight), "selected text");
      verify(role(QPalette::ToolTipText), role(QPalette::ToolTipBase), "tips");
      verify(colours.text, colours.background, "text");
      verify(colours.text, colours.soft, "text of a selected row");
      verify(colours.muted, colours.background, "axes");
      verify(colours.warm, colours.background, "errors");
      verify(colours.good, colours.background, "clips");
      verify(colours.accent, colours.background, "break-points");
      for (const QColor& kind : {colours.warm, colours.accent})
        verify(colours.text, mixed(colours.background, kind, colours.dark ? 0.28 : 0.16), "messages");
      for (int bits = 1; bits <= 9; ++bits) {
        const QColor badge = bitsColour(bits, colours);
        verify(readableOn(badge), badge, "badges");
      }
      // Marks need 3 (1.4.11).
      for (const QColor& mark : {colours.grey, colours.ochre, colours.warm, colours.good, colours.accent})
        QVERIFY2(contrastOf(mark, colours.background) >= 3, qPrintable(mark.name()));
    }
  }

  void contrastIsThatOfTheStandard() {
    QVERIFY(std::abs(contrastOf(Qt::black, Qt::white) - 21) < 1e-6);
    QVERIFY(std::abs(contrastOf(QColor("#777777"), Qt::white) - 4.48) < 0.01);
    QCOMPARE(contrastOf(Qt::red, Qt::blue), contrastOf(Qt::blue, Qt::red));
  }

  void badgesArePaintedReadably() {
    choose(Theme::Light);
    LayersView view;
    view.resize(600, 300);
    LayerRow row;
    row.name = "conv";
    row.bits = 5;  // ochre: white could not be read on it
    view.show({row});
    view.QWidget::show();
    settleLayouts();
    const QModelIndex cell = view.table()->model()->index(0, LayersModel::Bits);
    const QImage image = view.table()->viewport()->grab(view.table()->visualRect(cell)).toImage();
    const QColor badge = bitsColour(5, coloursOf(view.palette()));
    double best = 1;
    for (int y = 0; y < image.height(); ++y)
      for (int x = 0; x < image.width(); ++x) {
        // Inside the badge: its colour at both sides.
        const auto near = [&](int at) { return at >= 0 && at < image.width() && image.pixelColor(at, y) == badge; };
        bool left = false, right = false;
        for (int step = 1; step < 8; ++step) left = left || near(x - step), right = right || near(x + step);
        if (left && right) best = std::max(best, contrastOf(image.pixelColor(x, y), badge));
      }
    QVERIFY2(best >= 4.5, qPrintable(QString::number(best)));
  }

  void cleanup() {
    window.reset();
    preferences.reset();
    folder.reset();
    applyTheme(Theme::Light);
    settleLayouts();
  }

 private:
  QList<QAction*> themeActions() const {
    QList<QAction*> actions;
    for (QActionGroup* group : window->findChildren<QActionGroup*>()) {
      Theme theme;
      const auto isTheme = [&](const QAction* action) { return themeFromName(action->data().toString(), theme); };
      const QList<QAction*> members = group->actions();
      if (std::all_of(members.begin(), members.end(), isTheme)) actions << members;  // languages have a "system", too
    }
    return actions;
  }

  void choose(Theme theme) {
    for (QAction* action : themeActions())
      if (action->data().toString() == QLatin1String(themeName(theme))) action->trigger();
    settleLayouts();
  }

  // Palettes, plots and what is painted.
  void verifyAll(Theme theme, const char* when) {
    const QPalette wanted = themePalette(theme);
    const Colours colours = coloursOf(wanted);
    for (const QWidget* widget : window->findChildren<QWidget*>()) {
      if (widget->isWindow()) continue;
      for (const auto role : {QPalette::Base, QPalette::Text, QPalette::WindowText, QPalette::ButtonText}) {
        if (role == QPalette::WindowText && qobject_cast<const QLabel*>(widget)) continue;  // errors have their own
        QVERIFY2(widget->palette().color(QPalette::Active, role) == wanted.color(QPalette::Active, role),
                 qPrintable(QStringLiteral("%1: role %2 of %3").arg(when).arg(role).arg(described(*widget, {}))));
      }
    }
    for (QCustomPlot* plot : window->findChildren<QCustomPlot*>()) {
      QCOMPARE(plot->axisRect()->backgroundBrush().color(), colours.background);
      QCOMPARE(plot->xAxis->tickLabelColor(), colours.muted);
    }
    const QImage status = window->statusBar()->grab().toImage();
    QCOMPARE(status.pixelColor(status.width() / 2, status.height() - 3), wanted.color(QPalette::Window));
    const QImage table = window->panel<LayersPanel>().view()->table()->viewport()->grab().toImage();
    QCOMPARE(table.pixelColor(table.width() / 2, table.height() - 2), wanted.color(QPalette::Base));
    const QImage head = window->panel<LayersPanel>().view()->table()->horizontalHeader()->grab().toImage();
    QCOMPARE(head.pixelColor(2, 1), wanted.color(QPalette::Base));
    const QImage field = window->panel<LayersPanel>().view()->findChild<QLineEdit*>()->grab().toImage();
    QCOMPARE(field.pixelColor(field.width() - 6, field.height() / 2), wanted.color(QPalette::Base));
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeThemeTest() {
  return std::make_unique<ThemeTest>();
}

}  // namespace bitprism::test

#include "desktop_theme_test.moc"
