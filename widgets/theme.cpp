#include "widgets/theme.h"

#include <QApplication>
#include <QToolTip>
#include <algorithm>
#include <array>
#include <cmath>

#include "widgets/quiet_style.h"

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

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

// Black on white or white on black, near enough.
constexpr double highContrast = 20;

// WCAG 2.1, "relative luminance".
double luminanceOf(const QColor& colour) {
  const auto linear = [](double channel) {
    return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

QPalette lightPalette() {
  return paletteOf({.window = "#f1f3f6",
                    .base = "#ffffff",
                    .border = "#d9dde4",
                    .text = "#1f2530",
                    .muted = "#5c6573",
                    .accent = "#2f6fed",
                    .accentText = "#ffffff",
                    .button = "#f7f8fa"});
}

QPalette darkPalette() {
  return paletteOf({.window = "#15181d",
                    .base = "#1c2027",
                    .border = "#313843",
                    .text = "#dde1e8",
                    .muted = "#949dab",
                    .accent = "#6a9bff",
                    .accentText = "#10141b",
                    .button = "#252b34"});
}

QPalette highContrastPalette() {
  return paletteOf({.window = "#000000",
                    .base = "#000000",
                    .border = "#c8c8c8",
                    .text = "#ffffff",
                    .muted = "#e6e6e6",
                    .accent = "#5cc8ff",
                    .accentText = "#000000",
                    .button = "#000000"});
}

// Fusion derives the outline of controls from the window's colour, darker; on a dark window it would be invisible.
// Classes keep the palette they were given, so every theme gives them one.
void applyToControls(Theme theme) {
  QPalette controls = themePalette(theme);
  if (theme == Theme::Dark) controls.setColor(QPalette::Window, "#566070");
  if (theme == Theme::HighContrast) controls.setColor(QPalette::Window, "#ffffff");
  for (const char* name : {"QLineEdit", "QAbstractSpinBox", "QComboBox", "QCheckBox", "QRadioButton", "QPushButton",
                           "QProgressBar", "QSlider", "QToolButton"}) {
    QApplication::setPalette(controls, name);
  }
}

}  // namespace

const char* themeName(Theme theme) {
  switch (theme) {
    case Theme::Light:
      return "light";
    case Theme::Dark:
      return "dark";
    case Theme::HighContrast:
      return "high-contrast";
    case Theme::System:
      break;
  }
  return "system";
}

bool themeFromName(const QString& name, Theme& theme) {
  for (const Theme candidate : {Theme::System, Theme::Light, Theme::Dark, Theme::HighContrast}) {
    if (name == QLatin1String(themeName(candidate))) {
      theme = candidate;
      return true;
    }
  }
  return false;
}

QPalette themePalette(Theme theme) {
  switch (theme) {
    case Theme::Dark:
      return darkPalette();
    case Theme::HighContrast:
      return highContrastPalette();
    case Theme::Light:
    case Theme::System:
      break;
  }
  return lightPalette();
}

Theme themeLike(const QPalette& desktop) {
  if (!isDark(desktop)) return Theme::Light;
  const double contrast = contrastOf(desktop.color(QPalette::Window), desktop.color(QPalette::WindowText));
  return contrast > highContrast ? Theme::HighContrast : Theme::Dark;
}

void applyTheme(Theme theme) {
  if (!dynamic_cast<QuietStyle*>(QApplication::style())) QApplication::setStyle(new QuietStyle);
  if (theme == Theme::System) {
    QApplication::setPalette(QPalette());  // restores the desktop's palette, to read it
    theme = themeLike(QApplication::palette());
  }
  const QPalette palette = themePalette(theme);
  QApplication::setPalette(palette);
  applyToControls(theme);
  QToolTip::setPalette(palette);
}

double contrastOf(const QColor& one, const QColor& other) {
  const double a = luminanceOf(one), b = luminanceOf(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

QColor readableOn(const QColor& colour) {
  return contrastOf(colour, Qt::white) >= contrastOf(colour, Qt::black) ? Qt::white : Qt::black;
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
  c.strong = contrastOf(c.background, c.text) > highContrast;
  c.accent = palette.color(QPalette::Active, QPalette::Highlight);
  const auto step = [&](double light, double dark, double strong) {
    return mixed(c.background, c.text, c.strong ? strong : c.dark ? dark : light);
  };
  c.border = step(0.15, 0.15, 0.7);
  c.grid = step(0.07, 0.08, 0.25);
  c.muted = step(0.7, 0.64, 0.9);
  c.grey = step(0.5, 0.45, 0.65);
  c.soft = mixed(c.background, c.accent, c.strong ? 0.4 : c.dark ? 0.24 : 0.15);
  c.warm = c.dark ? QColor("#ff8a50") : QColor("#c94a12");
  c.good = c.dark ? QColor("#4fd08a") : QColor("#14793f");
  c.ochre = c.dark ? QColor("#c9a548") : QColor("#b07f14");
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
