#pragma once

#include <QUndoCommand>

#include "app/workflow/search_request.h"

namespace bitprism {

class NetworkOpener;
class Workspace;

// A step to undo: the images of the open network prepared in another way, for which they are opened again.
class PreprocessingEdit : public QUndoCommand {
 public:
  // The images are already being opened with the settings after.
  PreprocessingEdit(NetworkOpener& opener, StudySettings before, StudySettings after);

  void undo() override;
  void redo() override;

 private:
  NetworkOpener& opener_;
  StudySettings before_, after_;
  bool first_ = true;
};

// Opens the network's images again with this preprocessing, as a step to undo, after asking about unsaved work.
void changePreprocessing(Workspace& workspace, NetworkOpener& opener, const Preprocessing& wanted);

}  // namespace bitprism
