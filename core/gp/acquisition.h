#pragma once

#include <Eigen/Dense>
#include <span>
#include <vector>

#include "core/base/random.h"
#include "core/gp/multitask_gp.h"

namespace bitprism {

// mean + sqrt(weight (variance + noise)).
Eigen::VectorXd upperConfidence(const GpPosterior& posterior, double weight, double noise = 0);

// The weight beta = 2/5 log(points count^2 pi^2 / (6 delta)) of the count-th choice (from 1) among `points` points
// (Srinivas et al. 2010, theorem 1, divided by 5 as there in practice).
double confidenceWeight(double points, int count, double delta = 0.1);

// Maxima that a process with these marginal means and deviations may have, by a Gumbel law through the quartiles of
// prod_i Phi((q - mean_i) / deviation_i) (Wang & Jegelka 2017, sec. 3.1).
std::vector<double> sampleMaxima(const GpPosterior& posterior, int count, Random& random);

// A lower bound of the information that a noisy output of a task gives about the top task's maximum, in nats (GIBBON;
// Moss et al. 2021): the mean over the given maxima y* of -1/2 log(1 - rho^2 R (g + R)), g = (y* - mean) / deviation of
// the top task at the candidate, R = phi(g) / Phi(g), rho^2 = cov(f_task, f_top)^2 / (var y_task var f_top).
Eigen::VectorXd gibbon(const MultitaskGp& gp, const GpPoints& candidates, int task, int top,
                       std::span<const double> maxima);

}  // namespace bitprism
