#include "app/desktop/input_curves.h"

#include <array>
#include <cmath>
#include <limits>

#include "core/base/error.h"

namespace bitprism {
namespace {

struct Way {
  ActivationMethod method = ActivationMethod::Uniform;
  ActivationRange range = ActivationRange::MinMax;
  Method colour = Method::Uniform;  // of the method for weights that is its kin
};

constexpr std::array ways{Way{ActivationMethod::Uniform, ActivationRange::MinMax, Method::Uniform},
                          Way{ActivationMethod::Uniform, ActivationRange::LeastSquares, Method::Omse},
                          Way{ActivationMethod::Uniform, ActivationRange::Percentile, Method::Kmeans},
                          Way{ActivationMethod::Uniform, ActivationRange::BatchExtremes, Method::Ocs},
                          Way{ActivationMethod::Uniform, ActivationRange::Aciq, Method::Aciq},
                          Way{ActivationMethod::Uniform, ActivationRange::Kl, Method::Kl},
                          Way{ActivationMethod::Uniform, ActivationRange::Gdrq, Method::Gdrq},
                          Way{ActivationMethod::Pwlq, ActivationRange::TopK, Method::Pwlq}};

QString nameOf(const Way& way) {
  if (way.method == ActivationMethod::Pwlq) return InputCurves::tr("PWLQ");
  switch (way.range) {
    case ActivationRange::MinMax:
      return InputCurves::tr("min-max");
    case ActivationRange::LeastSquares:
      return InputCurves::tr("least squares");
    case ActivationRange::Percentile:
      return InputCurves::tr("percentile");
    case ActivationRange::BatchExtremes:
      return InputCurves::tr("batch extremes");
    case ActivationRange::Aciq:
      return InputCurves::tr("ACIQ");
    case ActivationRange::Kl:
      return InputCurves::tr("KL");
    case ActivationRange::Gdrq:
      return InputCurves::tr("GDRQ");
    case ActivationRange::TopK:
      return InputCurves::tr("top-k");
  }
  return {};
}

double meanSquare(const InputStatistics& statistics) {
  const RangeHistogram& histogram = statistics.histogram;
  double sum = 0;
  for (std::size_t bin = 0; bin < histogram.bins().size(); ++bin)
    sum += static_cast<double>(histogram.bins()[bin]) * std::pow(histogram.binCenter(static_cast<int>(bin)), 2);
  return sum / static_cast<double>(std::max<std::int64_t>(1, histogram.count()));
}

// NaN where the way has no codes of so many bits.
double decibels(const InputStatistics& statistics, const Way& way, int bits, double power) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  if (bits < leastActivationBits(way.method)) return unknown;
  ActivationOptions options;
  options.method = way.method;
  options.range = way.range;
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
    for (const Way& way : ways) {
      ErrorCurve curve{.name = nameOf(way), .method = way.colour};
      for (int bits = 1; bits <= maximumActivationBits; ++bits) {
        if (stop.stop_requested()) throw Cancelled();
        curve.sqnrDb.push_back(decibels(statistics, way, bits, power));
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
  for (std::size_t w = 0; w < ways.size(); ++w) {
    const bool ranges = scheme.method == ActivationMethod::Pwlq || scheme.range == ways[w].range;
    if (scheme.method == ways[w].method && ranges) return static_cast<int>(w);
  }
  return -1;
}

}  // namespace bitprism
