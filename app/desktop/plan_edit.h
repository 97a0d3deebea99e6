#pragma once

#include <QUndoCommand>

#include "app/desktop/document.h"

namespace bitprism {

// One step to undo: the plan and locks before and after. Steps with the same merge key become one, so that a drag is
// one step; a drag that ends where it began is none.
class PlanEdit : public QUndoCommand {
 public:
  PlanEdit(Document& document, PlanState after, const QString& text, int mergeKey);

  void undo() override;
  void redo() override;
  int id() const override { return mergeKey_ > 0 ? 1 : -1; }
  bool mergeWith(const QUndoCommand* other) override;

 private:
  Document& document_;
  PlanState before_, after_;
  int mergeKey_;
};

}  // namespace bitprism
