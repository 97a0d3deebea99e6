#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

namespace bitprism {

enum class Theme { System, Light, Dark };

const char* themeName(Theme theme);                     // "system", "light", "dark"
bool themeFromName(const QString& name, Theme& theme);  // false when there is no such theme

QPalette lightPalette();
QPalette darkPalette();

// Gives the application its style and palette; System takes light or dark from the palette that the desktop offers.
void applyTheme(Theme theme);

// The few colours that views use beyond the palette's own roles, derived from it so that any palette works.
struct Colours {
  bool dark = false;
  QColor background;  // of a panel
  QColor border;
  QColor grid;
  QColor text;
  QColor muted;  // second-rank text, axes
  QColor accent;
  QColor soft;   // accent thinned: bands, selected rows
  QColor warm;   // harm, and what is under the hand
  QColor good;   // clipping range
  QColor ochre;  // middle tasks
  QColor grey;   // cheapest tasks
};

Colours coloursOf(const QPalette& palette);

// A step from one colour to another, share 0 to 1; opaque, because blending while painting costs time.
QColor mixed(const QColor& from, const QColor& to, double share);

// Of a bit-width, 1 to 8 and float, warm for few and cool for many.
QColor bitsColour(int bits, const Colours& colours);

// From cool (no harm, 0) to warm (the most, 1).
QColor harmColour(double harm, const Colours& colours);

}  // namespace bitprism
