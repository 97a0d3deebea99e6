#include "app/desktop/version_edit.h"

namespace bitprism {

VersionEdit::VersionEdit(Document& document, std::shared_ptr<const Network> network, PlanState state,
                         const QString& text)
    : QUndoCommand(text),
      document_(document),
      before_(document.network_),
      after_(std::move(network)),
      stateBefore_(document.state_),
      stateAfter_(std::move(state)) {}

void VersionEdit::undo() {
  document_.applyVersion(before_, stateBefore_);
}

void VersionEdit::redo() {
  document_.applyVersion(after_, stateAfter_);
}

}  // namespace bitprism
