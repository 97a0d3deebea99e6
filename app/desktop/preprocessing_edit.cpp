#include "app/desktop/preprocessing_edit.h"

#include <QCoreApplication>
#include <utility>

#include "app/desktop/network_opener.h"
#include "app/desktop/workspace.h"

namespace bitprism {

PreprocessingEdit::PreprocessingEdit(NetworkOpener& opener, StudySettings before, StudySettings after)
    : QUndoCommand(QCoreApplication::translate("PreprocessingEdit", "another preprocessing")),
      opener_(opener),
      before_(std::move(before)),
      after_(std::move(after)) {}

void PreprocessingEdit::undo() {
  opener_.open(before_);
}

void PreprocessingEdit::redo() {
  if (!std::exchange(first_, false)) opener_.open(after_);
}

void changePreprocessing(Workspace& workspace, NetworkOpener& opener, const Preprocessing& wanted) {
  if (!workspace.study()) return;
  const StudySettings before = workspace.study()->study->settings();
  StudySettings after = before;
  after.preprocessing = wanted;
  opener.openAsking(after, [&workspace, &opener, before, after] {
    workspace.document().undoStack().push(new PreprocessingEdit(opener, before, after));
  });
}

}  // namespace bitprism
