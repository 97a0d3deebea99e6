#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/gp/map_fit.h"

namespace bitprism {

// How accuracy follows from the damage done to the outputs (log of the mean KL to float): a falling curve
//   a(u) = chance + (float - chance) exp(-exp(steepness (u - middle)))
// with a one-dimensional multi-task Gaussian process for what the curve misses. Immutable, safe from many threads.
class AccuracyLink {
 public:
  struct Point {
    double logDamage = 0;
    double accuracy = 0;
    int task = 0;
  };
  struct Settings {
    double chanceAccuracy = 0.1;
    double floatAccuracy = 1;
    int tasks = 1;
  };

  // previous, when given, is where the fit starts.
  AccuracyLink(const Settings& settings, const std::vector<Point>& points, const AccuracyLink* previous = nullptr);

  // Accuracy of the top task at a damage known exactly: mean and latent variance.
  double mean(double logDamage) const { return at(means_, logDamage); }
  double variance(double logDamage) const { return at(variances_, logDamage); }
  double slope(double logDamage) const;    // d mean / d logDamage
  double noise() const { return noise_; }  // variance of one measured accuracy around the latent one
  const Eigen::MatrixXd& taskCovariance() const { return taskCovariance_; }

  // Mean and latent variance when the damage is only known as a normal distribution (Gauss-Hermite quadrature).
  struct Moments {
    double mean = 0, variance = 0;
  };
  Moments through(double meanLogDamage, double varianceLogDamage) const;

 private:
  double at(const std::vector<double>& values, double logDamage) const;
  double curve(double logDamage) const;
  double curveSlope(double logDamage) const;
  void fitCurve(const std::vector<Point>& points);

  Settings settings_;
  double steepness_ = 0.8, middle_ = 0.3;
  GpParameters parameters_;
  double noise_ = 0;
  Eigen::MatrixXd taskCovariance_;
  std::vector<double> means_, variances_;  // on an even grid of damages
};

}  // namespace bitprism
