#pragma once

#include <QImage>

#include "core/data/pixel_source.h"

namespace bitprism {

// An image for the screen. Floats are scaled from the minimum to the maximum of their image; grey images stay grey.
QImage pixelPicture(const PixelView& view);

}  // namespace bitprism
