#include "widgets/heat_colour.h"

#include <algorithm>

namespace bitprism {

QColor heatColour(double share, const Colours& colours) {
  const QColor low = mixed(colours.background, colours.accent, colours.strong ? 0.3 : colours.dark ? 0.2 : 0.12);
  const QColor middle = mixed(colours.background, colours.warm, colours.dark ? 0.62 : 0.6);
  const QColor high = mixed(colours.warm, colours.text, colours.dark ? 0.6 : 0.55);
  share = std::clamp(share, 0.0, 1.0);
  return share < 0.5 ? mixed(low, middle, 2 * share) : mixed(middle, high, 2 * share - 1);
}

}  // namespace bitprism
