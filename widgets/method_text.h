#pragma once

#include <QString>

#include "core/quant/activations/activation_scheme.h"
#include "core/quant/scheme/method_info.h"
#include "widgets/theme.h"

namespace bitprism {

// Names and colours of methods in the window.

// The entry of lists and cells of methods for layers without a chosen method.
inline constexpr int automaticMethodData = -1;

QString methodText(Method method);     // "DSConv"
QString automaticText(Method method);  // "Auto: DSConv": not chosen by the user

// "DSConv, block 128, half scales; per channel; mean restored"
QString schemeText(const Quantization& quantization);

// The name of a scheme among others: "DSConv", "Uniform least squares".
QString schemeTitleText(const Quantization& quantization);

// How inputs are quantized: "PWLQ, range by least squares, break-point 0.31".
QString inputSchemeText(const ActivationScheme& scheme);

QString optionText(const MethodOption& option);  // "half scales"
QString granularityText(Granularity granularity);
QString correctionText(Correction correction);
QString rangeRuleText(RangeRule range);

// For curves and marks; distinguishable on light and dark backgrounds.
QColor methodColour(Method method, const Colours& colours);

}  // namespace bitprism
