#include "widgets/bits_strip.h"

#include <QPainter>
#include <algorithm>

#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

void paintBitsStrip(QPainter& painter, const QRectF& area, const PlanChoice& bits, const Colours& colours) {
  if (bits.empty()) return;
  const double step = area.width() / static_cast<double>(bits.size());
  const double gap = step > 4 ? 1 : 0;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const double height = std::max(1.0, area.height() * std::min(bits[i].bits, maximumBits) / maximumBits);
    painter.fillRect(
        QRectF(area.left() + static_cast<double>(i) * step, area.bottom() - height, std::max(1.0, step - gap), height),
        bitsColour(bits[i].bits, colours));
  }
}

}  // namespace bitprism
