#pragma once

#include <QString>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/eval/evaluation.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

// One layer under one of two compared plans. Unknown figures are absent.
struct ComparedLayer {
  QuantScheme scheme;
  QString method;  // "PWLQ", "auto: PWLQ", "float"
  int inputBits = floatBits;
  std::optional<double> sqnrDb;
  std::int64_t bytes = 0;
  bool operator==(const ComparedLayer&) const = default;
};

// How a row came to have its two sides: plans of one network, or layers of two networks.
enum class CompareMatch { Plan, Name, Shape, OnlyA, OnlyB };

// One layer under two plans, A and B, or two layers of different networks. A plain value.
struct CompareRow {
  QString name;
  ComparedLayer a, b;

  // Of different networks; the side of a layer without a counterpart has no meaning.
  CompareMatch match = CompareMatch::Plan;
  QString nameB;                    // of B's layer; name is that of A's if there is one
  std::optional<double> betweenDb;  // SQNR of B's weights against A's; infinite: the same
  std::optional<double> largest;    // the largest difference of a weight
  int layerA = -1, layerB = -1;     // places in their networks
  int layer = -1;                   // place in the open network; -1: it is of another

  bool ofNetworks() const { return match != CompareMatch::Plan; }
  bool both() const { return match != CompareMatch::OnlyA && match != CompareMatch::OnlyB; }
  bool differs() const {
    if (!ofNetworks()) return a.scheme != b.scheme || a.inputBits != b.inputBits;
    return !both() || a.scheme.bits != b.scheme.bits || largest != 0.0;
  }
  bool operator==(const CompareRow&) const = default;
};

// The rows as a table for spreadsheets: tabs between, a column for each figure of A and of B and for their difference.
// Numbers are written alike in every locale; unknown and infinite ones are empty.
QString compareTable(const std::vector<CompareRow>& rows);

// A plan that can be chosen for comparison.
struct PlanEntry {
  QString key;  // by which it is chosen; not shown
  QString name;
  std::int64_t bytes = 0, floatBytes = 0;
  double meanBits = floatBits;  // of a weight
  std::optional<Score> score;
  bool pinned = false;  // it has a name that can be changed, and can be removed
  bool current = false;
  bool network = false;  // another network's file: it cannot be made the current plan
  bool operator==(const PlanEntry&) const = default;
};

}  // namespace bitprism
