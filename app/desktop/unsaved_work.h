#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <set>

namespace bitprism {

class Workspace;

// What is left: the window, the network for another, or only its images for others.
enum class Leaving { Window, Network, Images };

// Knows what would be lost if the window or the network were left now. Belongs to the window's thread.
class UnsavedWork : public QObject {
  Q_OBJECT

 public:
  explicit UnsavedWork(Workspace& workspace);

  // A sentence for each thing, with what becomes of it; empty: nothing.
  QStringList sentences(Leaving leaving) const;

  bool planEdited() const;      // since it was opened or saved
  int edits() const;            // how many steps of undo lie between; 0: none, or unknown
  bool weightsUnsaved() const;  // a trained version was kept, and not exported
  bool trained() const;         // the weights are not those that were opened
  std::uint64_t openedHash() const { return openedHash_; }
  QString networkName() const;

  void planSaved();                       // the plan as it is now
  void weightsSaved(std::uint64_t hash);  // of this version
  void setExporting(bool exporting) { exporting_ = exporting; }

 signals:
  void changed();  // planEdited() or weightsUnsaved()

 private:
  QStringList ofPlan() const;
  QString ofSearch() const;
  QString ofTraining() const;

  Workspace& workspace_;
  std::uint64_t openedHash_ = 0;
  std::set<std::uint64_t> saved_;  // versions that were exported
  bool exporting_ = false;
};

}  // namespace bitprism
