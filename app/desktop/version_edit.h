#pragma once

#include <QUndoCommand>
#include <memory>

#include "app/desktop/document.h"

namespace bitprism {

// One step to undo: another version of the network, with its plan.
class VersionEdit : public QUndoCommand {
 public:
  VersionEdit(Document& document, std::shared_ptr<const Network> network, PlanState state, const QString& text);

  void undo() override;
  void redo() override;

 private:
  Document& document_;
  std::shared_ptr<const Network> before_, after_;
  PlanState stateBefore_, stateAfter_;
};

}  // namespace bitprism
