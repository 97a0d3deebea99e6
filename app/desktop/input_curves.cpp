#include "app/desktop/input_curves.h"

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/quant/activations/activation_method.h"
#include "widgets/core_text.h"

namespace bitprism {
namespace {

// The definition of a curve: uniform grids with every range, other methods with their standard one.
struct InputQuantizer {
  ActivationMethod method;
  ActivationRange range;
  Method kin;  // whose colour it has
  const char* title;
};

const std::vector<InputQuantizer>& drawnQuantizers() {
  static const std::vector<InputQuantizer> all = [] {
    std::vector<InputQuantizer> result;
    for (const ActivationRange range :
         {ActivationRange::MinMax, ActivationRange::LeastSquares, ActivationRange::Percentile,
          ActivationRange::BatchExtremes, ActivationRange::Aciq, ActivationRange::Kl, ActivationRange::Gdrq}) {
      const ActivationRangeInfo& info = activationRangeInfo(range);
      result.push_back({ActivationMethod::Uniform, range, info.kin, info.shortTitle});
    }
    for (const ActivationMethodInfo* info : activationMethods())
      if (info->method != ActivationMethod::Uniform && !info->grouped)  // errors of grouped values are not known
        result.push_back({info->method, standardRange(info->method), info->kin, info->title});
    return result;
  }();
  return all;
}

double meanSquare(const InputStatistics& statistics) {
  const RangeHistogram& histogram = statistics.histogram;
  double sum = 0;
  for (std::size_t bin = 0; bin < histogram.bins().size(); ++bin)
    sum += static_cast<double>(histogram.bins()[bin]) * std::pow(histogram.binCenter(static_cast<int>(bin)), 2);
  return sum / static_cast<double>(std::max<std::int64_t>(1, histogram.count()));
}

// NaN where the method has no codes of this width.
double decibels(const InputStatistics& statistics, const InputQuantizer& quantizer, int bits, double power) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (bits < leastActivationBits(quantizer.method)) return unknown;
  ActivationOptions options;
  options.method = quantizer.method;
  options.range = quantizer.range;
  const std::optional<double> mse = meanSquaredError(statistics, calibrated(statistics, bits, options));
  return mse && *mse > 0 && power > 0 ? 10 * std::log10(power / *mse) : unknown;
}

}  // namespace

InputCurves::InputCurves(QObject* parent) : QObject(parent) {
  connect(&job_, &BackgroundJob::failed, this, &InputCurves::failed);
}

void InputCurves::setCalibration(std::shared_ptr<const ActivationCalibration> calibration) {
  job_.cancel();
  wanted_.reset();
  curves_.clear();
  calibration_ = std::move(calibration);
}

const std::vector<ErrorCurve>* InputCurves::curves(std::size_t layer) const {
  const auto found = curves_.find(layer);
  return found == curves_.end() ? nullptr : &found->second;
}

void InputCurves::want(std::size_t layer) {
  if (!calibration_ || layer >= calibration_->layers().size() || curves(layer)) return;
  if (calibration_->layers()[layer].histogram.empty() || (job_.running() && wanted_ == layer)) return;
  wanted_ = layer;
  job_.start([this, calibration = calibration_, layer](std::stop_token stop, const Progress&, Mailbox& mailbox) {
    const InputStatistics& statistics = calibration->layers()[layer];
    const double power = meanSquare(statistics);
    std::vector<ErrorCurve> curves;
    for (const InputQuantizer& quantizer : drawnQuantizers()) {
      ErrorCurve curve{.name = coreText(QString::fromUtf8(quantizer.title)),
                       .method = quantizer.kin,
                       .nameInFiles = QString::fromUtf8(quantizer.title)};
      for (int bits = 1; bits <= maximumActivationBits; ++bits) {
        if (stop.stop_requested()) throw Cancelled();
        curve.sqnrDb.push_back(decibels(statistics, quantizer, bits, power));
      }
      curves.push_back(std::move(curve));
    }
    mailbox.post([this, layer, curves] {
      curves_[layer] = curves;
      emit changed();
    });
  });
}

int InputCurves::curveOf(const ActivationScheme& scheme) {
  if (scheme.isFloat()) return -1;
  const auto& all = drawnQuantizers();
  for (std::size_t q = 0; q < all.size(); ++q) {
    const bool ranges = scheme.method != ActivationMethod::Uniform || scheme.range == all[q].range;
    if (scheme.method == all[q].method && ranges) return static_cast<int>(q);
  }
  return -1;
}

}  // namespace bitprism
