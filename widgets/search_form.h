#pragma once

#include <QWidget>
#include <cstdint>
#include <string>
#include <vector>

#include "core/quant/targets/target_profile.h"
#include "core/search/search.h"
#include "core/work/work_place.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QSpinBox;
class QToolButton;

namespace bitprism {

class CostForm;
class TargetChoice;
class WhereForm;

// The requested search. A plain value.
struct SearchWish {
  std::string method = SearchSettings().method;
  int trials = 40;
  std::uint64_t seed = 1;
  std::vector<int> widths{2, 3, 4, 5, 6, 7, 8};  // that a layer may have
  std::vector<Task> tasks = {{256, 0}, {0, 0}};  // rising cost; 0 images: all
  CheapObservation cheap = CheapObservation::Both;
  bool countActivations = false;       // as memory
  std::vector<Method> methods = {};    // of layers, that compete; empty: those of the plan
  Target target = Target::Any;         // what the plans are for
  Cost cost = Cost::Memory;            // that the search trades for quality
  std::vector<CostLimit> limits = {};  // that all plans keep
  WorkPlace where = {};                // without the secret's file
  bool operator==(const SearchWish&) const = default;
};

// "256, 1024, all, 2000:1" as tasks, a colon before epochs. Throws UsageError.
std::vector<Task> tasksFromText(const std::string& text);
std::string tasksToText(const std::vector<Task>& tasks);

// The form with the settings of a search.
class SearchForm : public QWidget {
  Q_OBJECT

 public:
  explicit SearchForm(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const SearchWish& wish);
  SearchWish wish() const;  // throws UsageError when the bits, limits, tasks or the address cannot be read
  void setSolvers(bool possible);
  CostForm* costs() const { return costs_; }
  WhereForm* where() const { return where_; }
  Target target() const;

 signals:
  void changed();  // by the user or by code

 private:
  void layOut();
  std::vector<Method> chosenMethods() const;
  void nameMethods();
  void limitToTarget();
  void offerIntegers();

  QComboBox* method_;
  QSpinBox* trials_;
  QSpinBox* seed_;
  QLineEdit* widths_;
  QLineEdit* tasks_;
  QComboBox* cheap_;
  QCheckBox* activations_;
  QToolButton* methods_;
  QMenu* methodMenu_;
  TargetChoice* target_;
  CostForm* costs_;
  WhereForm* where_;
  bool solversPossible_ = true;
  bool needsLatency_ = false;
};

}  // namespace bitprism
