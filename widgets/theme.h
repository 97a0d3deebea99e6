#pragma once

#include <QColor>
#include <QPalette>
#include <QString>

namespace bitprism {

enum class Theme { System, Light, Dark, HighContrast };

const char* themeName(Theme theme);                     // "system", "light", "dark", "high-contrast"
bool themeFromName(const QString& name, Theme& theme);  // false when there is no such theme

// The palette of a theme; of System, as of Light.
QPalette themePalette(Theme theme);

// The theme nearest to a desktop's palette: light, dark, or high contrast where the desktop has it.
Theme themeLike(const QPalette& desktop);

// Gives the application its style and palette; System follows the desktop's palette.
void applyTheme(Theme theme);

// The legibility of one colour on another, 1 to 21: the contrast ratio of WCAG 2.1 (success criterion 1.4.3).
double contrastOf(const QColor& one, const QColor& other);

// White or black, whichever is more legible on the colour; the contrast is at least 4.5.
QColor readableOn(const QColor& colour);

// The colours that views use in addition to the palette's roles, derived from it so that any palette works.
struct Colours {
  bool dark = false;
  bool strong = false;  // high contrast: nothing is thinned
  QColor background;    // of a panel
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
