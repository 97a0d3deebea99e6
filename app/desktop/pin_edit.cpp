#include "app/desktop/pin_edit.h"

#include <utility>

namespace bitprism {

PinEdit::PinEdit(PinnedPlans& pins, std::vector<ComparedPlan> before, std::vector<ComparedPlan> after,
                 const QString& text)
    : QUndoCommand(text), pins_(&pins), before_(std::move(before)), after_(std::move(after)) {}

void PinEdit::undo() {
  if (pins_) pins_->restore(before_);
}

void PinEdit::redo() {
  if (pins_) pins_->restore(after_);
}

}  // namespace bitprism
