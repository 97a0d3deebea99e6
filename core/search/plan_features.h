#pragma once

#include <Eigen/Dense>

#include "core/search/sensitivity.h"

namespace bitprism {

// What a model sees of plans, all of it foretold by the calibration: with s_l(b_l) the damage of layer l alone and
// shares p_l = s_l / sum s. Immutable, shared.
class PlanFeatures {
 public:
  // Throws UsageError when the table does not fit the space.
  PlanFeatures(SearchSpace space, Sensitivity sensitivity);

  // What one layer adds to a plan's sums, by its choice.
  struct Part {
    double damage = 0;     // s
    double logDamage = 0;  // log s; 0 where s is
    double bytes = 0;
    double bits = 0;  // of its group's mean, scaled
    int range = 0;    // of bit-widths
  };
  const Part& part(std::size_t layer, int index) const { return parts_[layer][static_cast<std::size_t>(index)]; }
  std::size_t group(std::size_t layer) const { return layer * static_cast<std::size_t>(groups_) / space_.size(); }

  // The sums over layers from which all but the interplay follows.
  struct Sums {
    double damage = 0, damageLogDamage = 0, bytes = 0;
    Eigen::Vector4d bits = Eigen::Vector4d::Zero();  // by group

    void add(const Part& part, std::size_t group, double times = 1);
  };
  Sums sums(const PlanChoice& bits) const;
  double logDamage(const Sums& sums) const;        // log sum_l s_l: foretold log KL
  double spread(const Sums& sums) const;           // entropy of the shares: 0 when one layer costs everything
  Eigen::VectorXd inputs(const Sums& sums) const;  // damage, memory and mean bits of groups, near 0 to 1

  // One row a plan.
  struct Table {
    Eigen::VectorXd logDamage, spread;
    Eigen::MatrixXd inputs;
    Eigen::VectorXd bytes;
    // How a layer's damage changes beside that of the others: -p_l log p_l (it vanishes where the layer is alone, where
    // calibration is exact), and on which range of bit-widths; a row a layer, a column a plan.
    Eigen::MatrixXd interplay;
    Eigen::MatrixXi range;

    Table rows(const std::vector<Eigen::Index>& plans) const;
  };
  Table of(const std::vector<PlanChoice>& plans) const;

  // The interplay as linear features, for each layer on a few overlapping ranges of bit-widths; one row a plan.
  Eigen::MatrixXd interplayFeatures(const Table& table) const;
  Eigen::VectorXd interplaySquares(const Table& table) const;  // of their rows' norms
  Eigen::Index interplays() const;

  // What a layer's interplay is multiplied with in such a range, by coefficients of the features.
  double interplayCoefficient(const Eigen::VectorXd& coefficients, std::size_t layer, int range) const;

  // The calibration with each layer's damage changed as coefficients of the interplay features say.
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
  double leastBytes_ = 0, mostBytes_ = 1;
};

// Products of interplay features with those of plans kept. A layer's part of a product depends on its interplay and
// range alone, so that the features, most of which are nearly 0, need not be multiplied out. A value.
class InterplayProducts {
 public:
  InterplayProducts() = default;
  explicit InterplayProducts(const PlanFeatures::Table& kept);

  Eigen::Index size() const { return products_.rows(); }
  void keep(const PlanFeatures::Table& more);
  Eigen::MatrixXd with(const PlanFeatures::Table& table) const;  // a row a plan kept, a column a plan of the table

 private:
  Eigen::MatrixXd products_;  // a row a plan kept, a column a layer and range: with an interplay of 1 there
};

}  // namespace bitprism
