#pragma once

#include <QObject>
#include <vector>

#include "app/desktop/compared_plan.h"

class QUndoStack;

namespace bitprism {

// The plans and the files of other networks that the user has pinned, as long as the network is open. Belongs to the
// window's thread.
class PinnedPlans : public QObject {
  Q_OBJECT

 public:
  explicit PinnedPlans(QUndoStack& undo, QObject* parent = nullptr) : QObject(parent), undo_(undo) {}

  // Pinning, renaming and removing are steps to undo that name the pin.

  // Returns the key of the pin: a new one at the end, or the one that has this plan already. Without a name it gets one
  // from its size and bits; names differ.
  QString pin(ComparedPlan plan);
  void rename(const QString& key, const QString& name);
  void remove(const QString& key);
  void clear();  // of another network: nothing to undo
  // As they were, with the scores known since.
  void restore(std::vector<ComparedPlan> pins);
  void add(ComparedPlan plan);  // from a file of an earlier run: nothing to undo
  void setScore(const QString& key, const std::optional<Score>& score);
  void forgetScores();  // of other images

  const std::vector<ComparedPlan>& all() const { return pins_; }
  const ComparedPlan* find(const QString& key) const;

 signals:
  void changed();

 private:
  ComparedPlan* found(const QString& key);
  void push(std::vector<ComparedPlan> after, const QString& text);
  QString unused(const QString& name, const QString& key) const;

  QUndoStack& undo_;
  std::vector<ComparedPlan> pins_;
  int next_ = 1;  // numbers of pins are not used again
};

}  // namespace bitprism
