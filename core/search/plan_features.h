#pragma once

#include <Eigen/Dense>

#include "core/search/sensitivity.h"

namespace bitprism {

// The inputs of a model for plans, all computed from the calibration: with s_l(b_l) the damage of layer l alone and
// shares p_l = s_l / sum s. Immutable, shared.
class PlanFeatures {
 public:
  // Throws UsageError if the table does not fit the space.
  PlanFeatures(SearchSpace space, Sensitivity sensitivity);

  // The contribution of one layer to a plan's sums, by its choice.
  struct Part {
    double damage = 0;     // s
    double logDamage = 0;  // log s; 0 if s is 0
    double cost = 0;       // on the axis of the space
    double bits = 0;       // part of its group's mean, scaled
    int range = 0;         // of bit-widths
  };
  const Part& part(std::size_t layer, int index) const { return parts_[layer][static_cast<std::size_t>(index)]; }
  std::size_t group(std::size_t layer) const { return layer * static_cast<std::size_t>(groups_) / space_.size(); }

  // The sums over layers that determine everything except the interaction.
  struct Sums {
    double damage = 0, damageLogDamage = 0, cost = 0;
    Eigen::Vector4d bits = Eigen::Vector4d::Zero();  // by group

    void add(const Part& part, std::size_t group, double times = 1);
  };
  Sums sums(const PlanChoice& bits) const;
  double logDamage(const Sums& sums) const;        // log sum_l s_l: predicted log KL
  double spread(const Sums& sums) const;           // entropy of the shares: 0 if one layer has all the damage
  Eigen::VectorXd inputs(const Sums& sums) const;  // damage, cost and mean bits of groups, about 0 to 1

  // One row per plan.
  struct Table {
    Eigen::VectorXd logDamage, spread;
    Eigen::MatrixXd inputs;
    Eigen::VectorXd cost;
    // How a layer's damage changes in the presence of the others': -p_l log p_l (zero for a layer on its own, where
    // calibration is exact), and its range of bit-widths; a row per layer, a column per plan.
    Eigen::MatrixXd interaction;
    Eigen::MatrixXi range;

    Table rows(const std::vector<Eigen::Index>& plans) const;
  };
  Table of(const std::vector<PlanChoice>& plans) const;

  // The interaction as linear features, for each layer on a few overlapping ranges of bit-widths; one row per plan.
  Eigen::MatrixXd interactionFeatures(const Table& table) const;
  Eigen::VectorXd interactionSquares(const Table& table) const;  // squared norms of their rows
  Eigen::Index interactions() const;

  // The factor of a layer's interaction in such a range, from coefficients of the features.
  double interactionCoefficient(const Eigen::VectorXd& coefficients, std::size_t layer, int range) const;

  // The calibration with each layer's damage changed according to coefficients of the interaction features.
  Sensitivity corrected(const Eigen::VectorXd& coefficients) const;

  const SearchSpace& space() const { return space_; }
  Eigen::Index layers() const { return static_cast<Eigen::Index>(space_.size()); }
  Eigen::Index inputs() const { return 2 + groups_; }

 private:
  SearchSpace space_;
  Sensitivity sensitivity_;
  Eigen::Index groups_ = 1;
  std::vector<std::vector<Part>> parts_;
  double leastLogDamage_ = 0, mostLogDamage_ = 1;  // over the whole space
  double leastCost_ = 0, mostCost_ = 1;
};

// Products of interaction features with those of stored plans. A layer's part of a product depends only on its
// interaction and range, so the features, most of which are nearly 0, need not be multiplied out. A value.
class InteractionProducts {
 public:
  InteractionProducts() = default;
  explicit InteractionProducts(const PlanFeatures::Table& kept);

  Eigen::Index size() const { return products_.rows(); }
  void keep(const PlanFeatures::Table& more);
  Eigen::MatrixXd with(const PlanFeatures::Table& table) const;  // stored plans x plans of the table

 private:
  Eigen::MatrixXd products_;  // stored plans x (layer, range), for an interaction of 1 there
};

}  // namespace bitprism
