#include "core/gp/map_fit.h"

#include <cmath>
#include <limits>
#include <nlopt.hpp>

#include "core/base/error.h"
#include "core/base/random.h"

namespace bitprism {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr double widest = 12;  // of an unconstrained number around its prior's mean, in deviations

// The prior of every packed number, in order.
std::vector<NormalPrior> packedPriors(Index dimensions, Index tasks, const GpPriors& priors) {
  std::vector<NormalPrior> all(static_cast<std::size_t>(dimensions), priors.logLengthScale);
  for (Index column = 0; column < tasks; ++column) {
    all.push_back(priors.logFactorDiagonal);
    for (Index row = column + 1; row < tasks; ++row) all.push_back(priors.factorBelow);
  }
  all.insert(all.end(), static_cast<std::size_t>(tasks), priors.logNoise);
  all.push_back(priors.logScale);
  all.push_back(priors.logLinearScale);
  all.insert(all.end(), priors.logTrendScales.begin(), priors.logTrendScales.end());
  return all;
}

}  // namespace

NormalPrior dimensionScaledPrior(Index dimensions) {
  return {std::sqrt(2.0) + 0.5 * std::log(static_cast<double>(std::max<Index>(dimensions, 1))), std::sqrt(3.0)};
}

VectorXd packParameters(const GpParameters& parameters, const GpPriors& priors) {
  std::vector<double> packed;
  for (const double l : parameters.lengthScales) packed.push_back(std::log(l));
  for (Index column = 0; column < parameters.factor.cols(); ++column) {
    packed.push_back(std::log(parameters.factor(column, column)));
    for (Index row = column + 1; row < parameters.factor.rows(); ++row)
      packed.push_back(parameters.factor(row, column));
  }
  for (const double noise : parameters.noise) packed.push_back(std::log(std::max(noise - priors.noiseFloor, 1e-12)));
  packed.push_back(std::log(parameters.scale));
  packed.push_back(std::log(std::max(parameters.linearScale, 1e-12)));
  for (const double scale : parameters.trendScales) packed.push_back(std::log(scale));
  return Eigen::Map<const VectorXd>(packed.data(), static_cast<Index>(packed.size()));
}

GpParameters unpackParameters(const VectorXd& packed, Index dimensions, Index tasks, const GpPriors& priors) {
  GpParameters parameters;
  Index next = 0;
  parameters.lengthScales = packed.head(dimensions).array().exp();
  next += dimensions;
  parameters.factor = Eigen::MatrixXd::Zero(tasks, tasks);
  for (Index column = 0; column < tasks; ++column) {
    parameters.factor(column, column) = std::exp(packed[next++]);
    for (Index row = column + 1; row < tasks; ++row) parameters.factor(row, column) = packed[next++];
  }
  parameters.own = VectorXd::Zero(tasks);
  parameters.noise = packed.segment(next, tasks).array().exp() + priors.noiseFloor;
  next += tasks;
  parameters.scale = std::exp(packed[next++]);
  parameters.linearScale = std::exp(packed[next++]);
  parameters.trendScales = packed.tail(packed.size() - next).array().exp();
  return parameters;
}

double logPosterior(KernelShape shape, const GpData& data, Index tasks, const GpPriors& priors, const VectorXd& packed,
                    VectorXd* gradient) {
  const Index dimensions = data.inputs.cols();
  const GpParameters parameters = unpackParameters(packed, dimensions, tasks, priors);
  double value = 0;
  if (gradient) *gradient = VectorXd::Zero(packed.size());
  try {
    const MultitaskGp gp(shape, data, parameters);
    value = gp.logMarginalLikelihood();
    if (gradient && data.size() > 0) {
      const GpParameters slope = gp.gradient();
      VectorXd& g = *gradient;
      Index next = 0;
      g.head(dimensions) = slope.lengthScales.cwiseProduct(parameters.lengthScales);
      next += dimensions;
      for (Index column = 0; column < tasks; ++column) {
        g[next++] = slope.factor(column, column) * parameters.factor(column, column);
        for (Index row = column + 1; row < tasks; ++row) g[next++] = slope.factor(row, column);
      }
      g.segment(next, tasks) = slope.noise.array() * (parameters.noise.array() - priors.noiseFloor);
      next += tasks;
      g[next++] = slope.scale * parameters.scale;
      g[next++] = slope.linearScale * parameters.linearScale;
      g.tail(packed.size() - next) = slope.trendScales.cwiseProduct(parameters.trendScales);
    }
  } catch (const Error&) {
    return -std::numeric_limits<double>::infinity();  // invalid parameters; the line search steps back
  }
  const std::vector<NormalPrior> all = packedPriors(dimensions, tasks, priors);
  for (Index i = 0; i < packed.size(); ++i) {
    const NormalPrior& prior = all[static_cast<std::size_t>(i)];
    if (prior.deviation == 0) {
      if (gradient) (*gradient)[i] = 0;
      continue;
    }
    const double z = (packed[i] - prior.mean) / prior.deviation;
    value -= 0.5 * z * z;
    if (gradient) (*gradient)[i] -= z / prior.deviation;
  }
  return std::isfinite(value) ? value : -std::numeric_limits<double>::infinity();
}

GpParameters fitParameters(const GpData& observed, Index tasks, const GpPriors& priors, const FitSettings& settings,
                           const GpParameters* previous, std::stop_token stop) {
  GpData data = observed;
  if (!data.featureProducts && data.features.cols() > 0) data.featureProducts = productsOf(data.features);
  data.features.resize(data.size(), 0);  // every evaluation copies the data
  const Index dimensions = data.inputs.cols();
  const std::vector<NormalPrior> all = packedPriors(dimensions, tasks, priors);
  const auto size = static_cast<Index>(all.size());
  VectorXd centre(size);
  std::vector<double> low(all.size()), high(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    centre[static_cast<Index>(i)] = all[i].mean;
    low[i] = all[i].mean - widest * all[i].deviation;
    high[i] = all[i].mean + widest * all[i].deviation;
  }
  if (data.size() == 0) return unpackParameters(centre, dimensions, tasks, priors);

  VectorXd best = centre;
  double bestValue = -std::numeric_limits<double>::infinity();
  VectorXd point(size), slope(size);
  nlopt::opt* running = nullptr;
  auto objective = [&](const std::vector<double>& x, std::vector<double>& gradient) {
    if (stop.stop_requested()) running->force_stop();
    point = Eigen::Map<const VectorXd>(x.data(), size);
    const double value = logPosterior(settings.shape, data, tasks, priors, point, &slope);
    if (value > bestValue) {
      bestValue = value;
      best = point;
    }
    if (!gradient.empty()) Eigen::Map<VectorXd>(gradient.data(), size) = slope;
    return std::isfinite(value) ? value : -1e100;
  };
  using Objective = decltype(objective);
  const auto call = [](const std::vector<double>& x, std::vector<double>& gradient, void* self) {
    return (*static_cast<Objective*>(self))(x, gradient);
  };

  Random random(settings.seed, 0x6d6170);
  for (int start = 0; start < settings.starts; ++start) {
    VectorXd from = centre;
    if (start == 0 && previous) {
      from = packParameters(*previous, priors);
    } else if (start > (previous ? 1 : 0)) {
      for (Index i = 0; i < size; ++i) from[i] += all[static_cast<std::size_t>(i)].deviation * 0.7 * random.normal();
    }
    std::vector<double> x(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) x[i] = std::clamp(from[static_cast<Index>(i)], low[i], high[i]);
    nlopt::opt optimiser(nlopt::LD_LBFGS, static_cast<unsigned>(all.size()));
    running = &optimiser;
    optimiser.set_max_objective(call, &objective);
    optimiser.set_lower_bounds(low);
    optimiser.set_upper_bounds(high);
    optimiser.set_vector_storage(8);
    optimiser.set_maxeval(settings.evaluations);
    optimiser.set_ftol_rel(1e-7);
    try {
      double ignored = 0;
      optimiser.optimize(x, ignored);
    } catch (const std::runtime_error&) {
      // NLopt reports rounding at the optimum this way; the best point seen is kept by the objective.
    }
    if (stop.stop_requested()) throw Cancelled();
  }
  return unpackParameters(best, dimensions, tasks, priors);
}

}  // namespace bitprism
