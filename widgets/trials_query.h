#pragma once

#include <QString>
#include <string>
#include <vector>

#include "widgets/trial_row.h"

namespace bitprism {

// A filter of trials, as typed: several words, all of which must apply. A word is text (trial, task, reason, "front",
// "knee") or a condition NAME OP NUMBER such as "conv1<=4", "accuracy>75", "memory<120KiB" or "bits<4.5"; the name of a
// condition is that of a layer or a part of it (then all layers with that part must meet it), or of a column.
class TrialsQuery {
 public:
  TrialsQuery() = default;
  TrialsQuery(const QString& text, const std::vector<TrialLayer>& layers, Metric metric);

  bool accepts(const TrialRow& row) const;
  bool empty() const { return words_.empty() && conditions_.empty(); }
  const QString& problem() const { return problem_; }  // why a word is ignored; empty: none is

 private:
  enum class Column { Layers, Trial, Quality, Unseen, Memory, MeanBits, Seconds };
  enum class Comparison { Less, LessEqual, Equal, GreaterEqual, Greater };
  struct Condition {
    Column column = Column::Layers;
    std::vector<std::size_t> layers;
    Comparison comparison = Comparison::Equal;
    double value = 0;
    double tolerance = 0;  // of Equal
    bool holds(double figure) const;
  };

  void addCondition(const QString& name, Comparison comparison, const QString& number,
                    const std::vector<TrialLayer>& layers, Metric metric);
  bool meets(const TrialRow& row, const Condition& condition) const;

  std::vector<std::string> words_;  // in lower case
  std::vector<Condition> conditions_;
  QString problem_;
};

}  // namespace bitprism
