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

// One layer under two plans, A and B. A plain value.
struct CompareRow {
  QString name;
  ComparedLayer a, b;

  bool differs() const { return a.scheme != b.scheme || a.inputBits != b.inputBits; }
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
  bool operator==(const PlanEntry&) const = default;
};

}  // namespace bitprism
