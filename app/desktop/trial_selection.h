#pragma once

#include <QObject>
#include <vector>

namespace bitprism {

// The evaluations that the user has selected, by trial, on the front or in the table of trials, and those that the
// table lists alone. Belongs to the window's thread.
class TrialSelection : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  const std::vector<int>& listed() const { return listed_; }      // ascending; empty: all
  const std::vector<int>& selected() const { return selected_; }  // ascending

  void list(std::vector<int> trials);    // and selects them; empty: all are listed, none is selected
  void select(std::vector<int> trials);  // the list stays
  void load(int trial) { emit loadWished(trial); }

 signals:
  void changed();
  void loadWished(int trial);

 private:
  std::vector<int> listed_, selected_;
};

}  // namespace bitprism
