#include "widgets/theme.h"

#include <QApplication>
#include <QStyle>
#include <QStyleFactory>
#include <algorithm>
#include <array>

namespace bitprism {
namespace {

struct PaletteColours {
  QColor window, base, border, text, muted, accent, accentText, button;
};

QPalette paletteOf(const PaletteColours& c) {
  QPalette palette;
  palette.setColor(QPalette::Window, c.window);
  palette.setColor(QPalette::WindowText, c.text);
  palette.setColor(QPalette::Base, c.base);
  palette.setColor(QPalette::AlternateBase, c.window);
  palette.setColor(QPalette::Text, c.text);
  palette.setColor(QPalette::Button, c.button);
  palette.setColor(QPalette::ButtonText, c.text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::ToolTipBase, c.base);
  palette.setColor(QPalette::ToolTipText, c.text);
  palette.setColor(QPalette::PlaceholderText, c.muted);
  palette.setColor(QPalette::Highlight, c.accent);
  palette.setColor(QPalette::HighlightedText, c.accentText);
  palette.setColor(QPalette::Link, c.accent);
  palette.setColor(QPalette::LinkVisited, c.accent);
  palette.setColor(QPalette::Light, mixed(c.button, c.base, 0.6));
  palette.setColor(QPalette::Midlight, mixed(c.button, c.border, 0.3));
  palette.setColor(QPalette::Mid, c.border);
  palette.setColor(QPalette::Dark, mixed(c.border, c.text, 0.25));
  palette.setColor(QPalette::Shadow, mixed(c.border, Qt::black, 0.5));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    palette.setColor(QPalette::Disabled, role, mixed(c.muted, c.base, 0.35));
  }
  palette.setColor(QPalette::Disabled, QPalette::Highlight, c.border);
  palette.setColor(QPalette::Disabled, QPalette::HighlightedText, c.muted);
  return palette;
}

constexpr const char* quietSheet = R"(
QToolBar { border: none; border-bottom: 1px solid palette(mid); background: palette(window); padding: 4px 6px; spacing: 5px; }
QToolBar QToolButton { border: 1px solid palette(mid); border-radius: 4px; background: palette(base); padding: 4px 10px; }
QToolBar QToolButton:hover:enabled { border-color: palette(highlight); }
QToolBar QToolButton:pressed { background: palette(midlight); }
QToolBar QToolButton:disabled { background: palette(window); }
QToolBar::separator { width: 1px; background: palette(mid); margin: 4px 4px; }
QHeaderView { background: palette(base); }
QHeaderView::section { border: none; border-bottom: 1px solid palette(mid); background: palette(base); padding: 4px 4px; }
QStatusBar { border-top: 1px solid palette(mid); }
QStatusBar::item { border: none; }
)";

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

}  // namespace

const char* themeName(Theme theme) {
  switch (theme) {
    case Theme::Light:
      return "light";
    case Theme::Dark:
      return "dark";
    case Theme::System:
      break;
  }
  return "system";
}

bool themeFromName(const QString& name, Theme& theme) {
  for (const Theme candidate : {Theme::System, Theme::Light, Theme::Dark}) {
    if (name == QLatin1String(themeName(candidate))) {
      theme = candidate;
      return true;
    }
  }
  return false;
}

QPalette lightPalette() {
  return paletteOf({.window = "#f1f3f6",
                    .base = "#ffffff",
                    .border = "#d9dde4",
                    .text = "#1f2530",
                    .muted = "#687180",
                    .accent = "#2f6fed",
                    .accentText = "#ffffff",
                    .button = "#f7f8fa"});
}

QPalette darkPalette() {
  return paletteOf({.window = "#15181d",
                    .base = "#1c2027",
                    .border = "#313843",
                    .text = "#dde1e8",
                    .muted = "#8b94a3",
                    .accent = "#6a9bff",
                    .accentText = "#10141b",
                    .button = "#252b34"});
}

void applyTheme(Theme theme) {
  QApplication::setStyle(QStyleFactory::create("Fusion"));
  bool dark = theme == Theme::Dark;
  if (theme == Theme::System) {
    QApplication::setPalette(QPalette());  // back to what the desktop offers, to look at it
    dark = isDark(QApplication::palette());
  }
  QApplication::setPalette(dark ? darkPalette() : lightPalette());
  if (dark) {
    // Fusion derives the outline of controls from the window's colour, darker; on a dark window nothing would be seen.
    QPalette controls = darkPalette();
    controls.setColor(QPalette::Window, "#566070");
    for (const char* name : {"QLineEdit", "QAbstractSpinBox", "QComboBox", "QCheckBox", "QRadioButton", "QPushButton",
                             "QProgressBar", "QSlider"}) {
      QApplication::setPalette(controls, name);
    }
  }
  // What Fusion draws heavier than these views want it; colours come from the palette.
  if (qApp->styleSheet().isEmpty()) qApp->setStyleSheet(QString::fromLatin1(quietSheet));
}

QColor mixed(const QColor& from, const QColor& to, double share) {
  share = std::clamp(share, 0.0, 1.0);
  const auto mix = [share](double a, double b) { return a + (b - a) * share; };
  return QColor::fromRgbF(static_cast<float>(mix(from.redF(), to.redF())),
                          static_cast<float>(mix(from.greenF(), to.greenF())),
                          static_cast<float>(mix(from.blueF(), to.blueF())));
}

Colours coloursOf(const QPalette& palette) {
  Colours c;
  c.dark = isDark(palette);
  c.background = palette.color(QPalette::Active, QPalette::Base);
  c.text = palette.color(QPalette::Active, QPalette::Text);
  c.accent = palette.color(QPalette::Active, QPalette::Highlight);
  c.border = mixed(c.background, c.text, 0.15);
  c.grid = mixed(c.background, c.text, c.dark ? 0.08 : 0.07);
  c.muted = mixed(c.background, c.text, c.dark ? 0.58 : 0.62);
  c.soft = mixed(c.background, c.accent, c.dark ? 0.24 : 0.15);
  c.warm = c.dark ? QColor("#ff8a50") : QColor("#df5a20");
  c.good = c.dark ? QColor("#4fd08a") : QColor("#1c9c56");
  c.ochre = c.dark ? QColor("#b08f3c") : QColor("#e0b44a");
  c.grey = mixed(c.background, c.text, c.dark ? 0.36 : 0.38);
  return c;
}

QColor bitsColour(int bits, const Colours& colours) {
  static const std::array<QColor, 9> scale = {QColor("#7a3fa8"), QColor("#8e44ad"), QColor("#c0392b"),
                                              QColor("#e67e22"), QColor("#d1a012"), QColor("#27a35a"),
                                              QColor("#2980b9"), QColor("#2f62c9"), QColor("#6c7684")};
  const QColor colour = scale[static_cast<std::size_t>(std::clamp(bits, 1, 9) - 1)];
  return colours.dark ? mixed(colour, Qt::white, 0.06) : colour;
}

QColor sensitivityColour(double sensitivity, const Colours& colours) {
  const QColor cool = colours.dark ? QColor("#6f86c8") : QColor("#7d90cf");
  return mixed(cool, colours.warm, sensitivity);
}

}  // namespace bitprism
