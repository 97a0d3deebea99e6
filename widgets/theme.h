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

// Gives the application its style and palette; System follows the desktop's palette.
void applyTheme(Theme theme);

// The colours that views use in addition to the palette's roles, derived from it so that any palette works.
struct Colours {
  bool dark = false;
  QColor background;  // of a panel
  QColor border;
  QColor grid;
  QColor text;
  QColor muted;  // second-rank text, axes
  QColor accent;
  QColor soft;   // accent thinned: bands, selected rows
  QColor warm;   // sensitivity, and the item under the mouse
  QColor good;   // clipping range
  QColor ochre;  // middle tasks
  QColor grey;   // cheapest tasks
};

Colours coloursOf(const QPalette& palette);

// A step from one colour to another, share 0 to 1; opaque, because blending while painting costs time.
QColor mixed(const QColor& from, const QColor& to, double share);

// The colour of a bit-width, 1 to 8 and float, from warm (few) to cool (many).
QColor bitsColour(int bits, const Colours& colours);

// The colour of a relative sensitivity, from cool (0) to warm (1).
QColor sensitivityColour(double sensitivity, const Colours& colours);

}  // namespace bitprism
