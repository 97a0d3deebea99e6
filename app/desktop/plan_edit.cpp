#include "app/desktop/plan_edit.h"

namespace bitprism {

PlanEdit::PlanEdit(Document& document, PlanState after, const QString& text, int mergeKey)
    : QUndoCommand(text),
      document_(document),
      before_(document.state_),
      after_(std::move(after)),
      mergeKey_(mergeKey) {}

void PlanEdit::undo() {
  document_.apply(before_);
}

void PlanEdit::redo() {
  document_.apply(after_);
}

bool PlanEdit::mergeWith(const QUndoCommand* other) {
  // Ids are equal, so the other is also a PlanEdit.
  const auto& next = static_cast<const PlanEdit&>(*other);
  if (next.mergeKey_ != mergeKey_) return false;
  after_ = next.after_;
  setText(next.text());
  setObsolete(after_ == before_);
  return true;
}

}  // namespace bitprism
