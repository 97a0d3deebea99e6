#pragma once

#include <QPointer>
#include <QUndoCommand>

#include "app/desktop/pinned_plans.h"

namespace bitprism {

// One step to undo: the pins before and after. It changes no plan, so it is no unsaved edit.
class PinEdit : public QUndoCommand {
 public:
  PinEdit(PinnedPlans& pins, std::vector<ComparedPlan> before, std::vector<ComparedPlan> after, const QString& text);

  void undo() override;
  void redo() override;

 private:
  QPointer<PinnedPlans> pins_;
  std::vector<ComparedPlan> before_, after_;
};

}  // namespace bitprism
