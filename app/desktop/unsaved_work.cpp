#include "app/desktop/unsaved_work.h"

#include <QFileInfo>
#include <algorithm>

#include "app/desktop/pin_edit.h"
#include "app/desktop/workspace.h"

namespace bitprism {

UnsavedWork::UnsavedWork(Workspace& workspace) : workspace_(workspace) {
  Document* document = &workspace.document();
  connect(document, &Document::networkChanged, this, [this, document] {
    openedHash_ = document->network() ? document->network()->hash : 0;
    saved_.clear();
    emit changed();
  });
  connect(document, &Document::versionChanged, this, &UnsavedWork::changed);
  connect(&document->undoStack(), &QUndoStack::cleanChanged, this, &UnsavedWork::changed);
  // After a pin the first edit does not change whether the stack is clean.
  connect(&document->undoStack(), &QUndoStack::indexChanged, this, &UnsavedWork::lookAgain);
}

void UnsavedWork::lookAgain() {
  if (planEdited() == wasEdited_) return;
  wasEdited_ = planEdited();
  emit changed();
}

QString UnsavedWork::networkName() const {
  const auto& network = workspace_.document().network();
  return network ? QFileInfo(QString::fromStdString(network->name)).completeBaseName() : QString();
}

bool UnsavedWork::planEdited() const {
  Workspace& workspace = workspace_;
  if (!workspace.document().network()) return false;
  const QUndoStack& stack = workspace.document().undoStack();
  return !stack.isClean() && (stack.cleanIndex() < 0 || edits() > 0);
}

int UnsavedWork::edits() const {
  const QUndoStack& stack = workspace_.document().undoStack();
  // The saved step is gone from the stack after it was undone and another edit was made.
  if (stack.cleanIndex() < 0) return 0;
  int edits = 0;
  for (int i = std::min(stack.index(), stack.cleanIndex()); i < std::max(stack.index(), stack.cleanIndex()); ++i)
    edits += !dynamic_cast<const PinEdit*>(stack.command(i));
  return edits;
}

bool UnsavedWork::trained() const {
  const auto& network = workspace_.document().network();
  return network && network->hash != openedHash_;
}

bool UnsavedWork::weightsUnsaved() const {
  return trained() && !saved_.contains(workspace_.document().network()->hash);
}

void UnsavedWork::planSaved() {
  workspace_.document().undoStack().setClean();
}

void UnsavedWork::weightsSaved(std::uint64_t hash) {
  saved_.insert(hash);
  emit changed();
}

QStringList UnsavedWork::ofPlan() const {
  QStringList lines;
  if (weightsUnsaved()) lines << tr("The trained weights of %1 are not exported.").arg(networkName());
  if (!planEdited()) return lines;
  const int count = edits();
  lines << (count == 0   ? tr("Plan of %1 has unsaved edits.").arg(networkName())
            : count == 1 ? tr("Plan of %1 has 1 unsaved edit.").arg(networkName())
                         : tr("Plan of %1 has %2 unsaved edits.").arg(networkName()).arg(count));
  return lines;
}

QString UnsavedWork::ofSearch() const {
  const SearchController& search = workspace_.search();
  const auto& snapshot = search.snapshot();
  if (!snapshot) return {};
  const bool kept = !search.request().sessionPath.empty();
  const QString count = snapshot->trials > 0 && snapshot->topEvaluations() > 0
                            ? tr(" (%1 of %2 evaluations)").arg(snapshot->topEvaluations()).arg(snapshot->trials)
                            : QString();
  if (search.active())
    return kept ? tr("A search is running%1: it is kept in its session and can be resumed.").arg(count)
                : tr("A search is running%1: it has no session, so its measurements are lost.").arg(count);
  if (!kept && !snapshot->evaluations.empty())
    return tr("The last search%1 has no session: its measurements are lost.").arg(count);
  return {};
}

QString UnsavedWork::ofTraining() const {
  const TrainingController& trainer = workspace_.trainer();
  if (trainer.running())
    return tr("A training is running: it continues from its last epoch when the same training is started again.");
  if (trainer.result() && trainer.result()->bestEpoch > 0)
    return tr("The trained version of epoch %1 was neither kept nor discarded.").arg(trainer.result()->bestEpoch);
  return {};
}

QStringList UnsavedWork::sentences(Leaving leaving) const {
  QStringList lines;
  if (leaving != Leaving::Images) lines << ofPlan();
  for (const QString& line : {ofSearch(), ofTraining()})
    if (!line.isEmpty()) lines << line;
  if (exporting_ && leaving == Leaving::Window) lines << tr("An export is being written: it is cancelled.");
  return lines;
}

}  // namespace bitprism
