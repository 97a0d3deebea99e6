#include "app/desktop/doctor_words.h"

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

namespace bitprism {
namespace {

constexpr const char* patterns[] = {
    // Titles, and what a remedy brings.
    QT_TRANSLATE_NOOP("Doctor", "Wrong preprocessing"),
    QT_TRANSLATE_NOOP("Doctor", "Labels do not fit the network"),
    QT_TRANSLATE_NOOP("Doctor", "Outlier channel"),
    QT_TRANSLATE_NOOP("Doctor", "Dead channels"),
    QT_TRANSLATE_NOOP("Doctor", "Range far from the weights"),
    QT_TRANSLATE_NOOP("Doctor", "Range far from the layer's input"),
    QT_TRANSLATE_NOOP("Doctor", "Too few bits"),
    QT_TRANSLATE_NOOP("Doctor", "Depthwise layer with one scale"),
    QT_TRANSLATE_NOOP("Doctor", "A better method"),
    QT_TRANSLATE_NOOP("Doctor", "Too few calibration images"),
    QT_TRANSLATE_NOOP("Doctor", "More bits than needed"),
    QT_TRANSLATE_NOOP("Doctor", "%1 points of accuracy"),
    QT_TRANSLATE_NOOP("Doctor", "%1 dB SQNR of the layer's output"),
    QT_TRANSLATE_NOOP("Doctor", "%1 dB SQNR of the weights"),
    QT_TRANSLATE_NOOP("Doctor", "%1 dB SQNR of the layer's input"),
    QT_TRANSLATE_NOOP("Doctor", "%1 smaller"),
    QT_TRANSLATE_NOOP("Doctor", "%1 larger"),
    // Images.
    QT_TRANSLATE_NOOP("Doctor", "%1."),
    QT_TRANSLATE_NOOP("Doctor",
                      "None of the usual settings of the images is better: check the numbering of the labels and the "
                      "preprocessing that the network was trained with."),
    QT_TRANSLATE_NOOP("Doctor", "The float network is right on only %1 of %2 images."),
    QT_TRANSLATE_NOOP("Doctor", "Prepare the images by mean and deviation of %1: %2."),
    QT_TRANSLATE_NOOP("Doctor", "measured on %1 images"),
    // Rounding of weights.
    QT_TRANSLATE_NOOP("Doctor", "%1: %2 filters share one scale, though the largest range is %3 times the median one."),
    QT_TRANSLATE_NOOP("Doctor", "Give every filter a scale of its own."),
    QT_TRANSLATE_NOOP("Doctor", "Split the channel: %1 at %2 bits."),
    QT_TRANSLATE_NOOP("Doctor", "Give small and large weights steps of their own: %1 at %2 bits."),
    QT_TRANSLATE_NOOP("Doctor", "Give every output channel a scale of its own: %1 at %2 bits."),
    QT_TRANSLATE_NOOP("Doctor", "Clip the range: %1 at %2 bits."),
    QT_TRANSLATE_NOOP(
        "Doctor", "%1: the range of output channel %2 is %3 times that of the others, with which it shares a scale."),
    QT_TRANSLATE_NOOP(
        "Doctor", "%1: the range of input channel %2 is %3 times that of the others, with which it shares a scale."),
    QT_TRANSLATE_NOOP("Doctor",
                      "%1: the range ends at %2 standard deviations, but 99.9 % of the weights lie within %3."),
    QT_TRANSLATE_NOOP("Doctor", "Clip the range: %1."),
    QT_TRANSLATE_NOOP("Doctor", "%1: at %2 bits and in about the same bytes, %3 has %4 dB less error than %5."),
    QT_TRANSLATE_NOOP("Doctor", "Use %1."),
    QT_TRANSLATE_NOOP("Doctor", "In %1 depthwise layers the filters share one scale: %2."),
    QT_TRANSLATE_NOOP("Doctor",
                      "In %1 layers few channels have a far larger range than those they share a scale with: %2."),
    QT_TRANSLATE_NOOP("Doctor", "In %1 layers the range ends far beyond nearly all weights: %2."),
    QT_TRANSLATE_NOOP("Doctor", "In %1 layers another method has clearly less error in about the same bytes: %2."),
    QT_TRANSLATE_NOOP("Doctor", "Split, clip or scale the channels by themselves, in each layer as its error says."),
    QT_TRANSLATE_NOOP("Doctor", "Clip the ranges, in each layer by the rule with the least error."),
    QT_TRANSLATE_NOOP("Doctor", "Use the best method in each of them."),
    // Widths.
    QT_TRANSLATE_NOOP("Doctor",
                      "%1, the first layer, has %2 bits and causes %3 of the plan's damage with %4 of its bytes."),
    QT_TRANSLATE_NOOP("Doctor",
                      "%1, the last layer, has %2 bits and causes %3 of the plan's damage with %4 of its bytes."),
    QT_TRANSLATE_NOOP("Doctor", "%1 has %2 bits and causes %3 of the plan's damage with %4 of its bytes."),
    QT_TRANSLATE_NOOP("Doctor", "Give it %1 bits."),
    QT_TRANSLATE_NOOP("Doctor", "%1 has %2 bits and takes %3 of the plan's bytes, but causes only %4 of its damage."),
    QT_TRANSLATE_NOOP("Doctor", "Give it %1 bits; the damage hardly grows."),
    QT_TRANSLATE_NOOP("Doctor", "Give it %1 bits; there is still no damage."),
    QT_TRANSLATE_NOOP("Doctor", "exact bytes; damage from measured sensitivities"),
    QT_TRANSLATE_NOOP("Doctor", "exact bytes; damage predicted from layers"),
    // Channels.
    QT_TRANSLATE_NOOP(
        "Doctor", "%1: all weights of %2 of %3 output channels are zero, but they take as many bits as the others."),
    QT_TRANSLATE_NOOP("Doctor",
                      "%1: %2 of %3 output channels are zero on all %4 calibration images, but they take as many bits "
                      "as the others."),
    QT_TRANSLATE_NOOP("Doctor", "Give each channel bits by what it carries: %1 at %2 bits."),
    QT_TRANSLATE_NOOP("Doctor", "Clear these channels, and give each bits by what it carries: %1 at %2 bits."),
    QT_TRANSLATE_NOOP("Doctor", "exact bytes; the rounding error stays negligible or as it is"),
    // Inputs.
    QT_TRANSLATE_NOOP(
        "Doctor", "%1: the levels of its input do not fit the values from %2 to %3 that %4 calibration images give."),
    QT_TRANSLATE_NOOP("Doctor",
                      "%1: the range of its input is %2 to %3, but %4 calibration images give %5 to %6: %7 of what is "
                      "not zero is cut off."),
    QT_TRANSLATE_NOOP("Doctor",
                      "%1: the range of its input is %2 to %3, but %4 calibration images give %5 to %6: only %7 of %8 "
                      "levels are used."),
    QT_TRANSLATE_NOOP("Doctor", "Choose the range from the calibration images: %1."),
    QT_TRANSLATE_NOOP("Doctor", "computed on %1 calibration images"),
    QT_TRANSLATE_NOOP(
        "Doctor",
        "Input ranges chosen on one half of the %1 calibration images have %2 dB more error on the other half."),
    QT_TRANSLATE_NOOP("Doctor", "Calibrate on more images."),
    QT_TRANSLATE_NOOP("Doctor", "half of what is lost between halves of the images"),
    QT_TRANSLATE_NOOP("Doctor", "Choose the ranges by a steadier rule, %1, or calibrate on more images."),
    QT_TRANSLATE_NOOP("Doctor", "ranges chosen on one half of the images, judged on the other"),
    // How a gain was estimated.
    QT_TRANSLATE_NOOP("Doctor", "computed from the weights alone"),
    QT_TRANSLATE_NOOP(
        "Doctor", "computed from the weights alone; accuracy from the measured sensitivities and this plan's accuracy"),
    QT_TRANSLATE_NOOP(
        "Doctor",
        "computed from the weights alone; accuracy from the predicted damage of all layers and this plan's accuracy"),
    QT_TRANSLATE_NOOP("Doctor", "computed from the layer's inputs on %1 calibration images"),
    QT_TRANSLATE_NOOP("Doctor",
                      "computed from the layer's inputs on %1 calibration images; accuracy from the measured "
                      "sensitivities and this plan's accuracy"),
    QT_TRANSLATE_NOOP("Doctor",
                      "computed from the layer's inputs on %1 calibration images; accuracy from the predicted damage "
                      "of all layers and this plan's accuracy"),
    // What was looked at, and what was not.
    QT_TRANSLATE_NOOP("Doctor", "methods, ranges, channels and bits of the weights of %1 layers"),
    QT_TRANSLATE_NOOP("Doctor", "the effect on layers' outputs on %1 calibration images"),
    QT_TRANSLATE_NOOP("Doctor", "the effect on layers' outputs: layer inputs are not measured"),
    QT_TRANSLATE_NOOP("Doctor", "ranges of layers' inputs"),
    QT_TRANSLATE_NOOP("Doctor", "ranges of layers' inputs: they are not measured"),
    QT_TRANSLATE_NOOP("Doctor", "halves of the calibration images against each other"),
    QT_TRANSLATE_NOOP("Doctor", "the preparation of the images"),
    QT_TRANSLATE_NOOP("Doctor", "the preparation of the images: no accuracy is measured"),
    QT_TRANSLATE_NOOP("Doctor", "measured sensitivities: there are none, so that damage is predicted"),
    QT_TRANSLATE_NOOP("Doctor", "measured sensitivities of the layers"),
};

// A figure, with its unit or without; names of layers and methods stay as they are.
std::string inLocale(const std::string& value) {
  static const QRegularExpression figure(QStringLiteral("^[+-]?\\d+\\.\\d+( %| KiB)?$"));
  QString text = QString::fromStdString(value);
  if (!figure.match(text).hasMatch()) return value;
  return text.replace(QChar('.'), QLocale().decimalPoint()).toStdString();
}

}  // namespace

QString doctorText(const Wording& wording) {
  Wording shown{QCoreApplication::translate("Doctor", wording.pattern.c_str()).toStdString()};
  for (const std::string& value : wording.values) shown.values.push_back(inLocale(value));
  return QString::fromStdString(shown.str());
}

QString doctorTitle(FindingKind kind) {
  return QCoreApplication::translate("Doctor", findingTitle(kind));
}

std::span<const char* const> doctorTexts() {
  return patterns;
}

}  // namespace bitprism
