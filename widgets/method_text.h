#pragma once

#include <QString>

#include "core/quant/scheme/method_info.h"
#include "widgets/theme.h"

namespace bitprism {

// Methods as the window writes and colours them.

// What lists and cells of methods hold where nobody chose one, beside the numbers of methods.
inline constexpr int automaticMethodData = -1;

QString methodText(Method method);     // "DSConv"
QString automaticText(Method method);  // "Auto: DSConv": nobody chose it

// "DSConv, block 128, half scales; per channel; mean restored": all that a scheme is, but its bits.
QString schemeText(const QuantScheme& scheme);

QString optionText(const MethodOption& option);  // "half scales"
QString granularityText(Granularity granularity);
QString correctionText(Correction correction);
QString rangeRuleText(RangeRule range);

// Of curves and marks; told apart on light and on dark ground.
QColor methodColour(Method method, const Colours& colours);

}  // namespace bitprism
