#pragma once

#include <QByteArray>

#include "core/base/json.h"
#include "widgets/plot_export.h"

namespace bitprism {

// Named curves in one plot, in the window's colours, with bands of plus and minus their errors if given:
// {"kind":"curves","x_label":..,"y_label":..,"low":..,"steps":..,"curves":[{"name":..,"x":[..],"y":[..],"error":[..]}]}.
// low, where given, is the least y that is shown; steps: y holds until the next x. Throws InputError.
QByteArray curvesPicture(const Json& document, PictureFormat format);

}  // namespace bitprism
