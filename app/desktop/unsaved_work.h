#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <set>

namespace bitprism {

class Workspace;

// The kind of leaving: the window, the network, or only its images.
enum class Leaving { Window, Network, Images };

// Lists the work lost if the window or the network were left now. Belongs to the window's thread.
class UnsavedWork : public QObject {
  Q_OBJECT

 public:
  explicit UnsavedWork(Workspace& workspace);

  // A sentence for each item with the consequence; empty: nothing.
  QStringList sentences(Leaving leaving) const;

  bool planEdited() const;      // since it was opened or saved
  int edits() const;            // number of undo steps between; 0: none, or unknown
  bool weightsUnsaved() const;  // a trained version was kept but not exported
  bool trained() const;         // the weights differ from those opened
  std::uint64_t openedHash() const { return openedHash_; }
  QString networkName() const;

  void planSaved();                       // the plan as it is now
  void weightsSaved(std::uint64_t hash);  // of this version
  void setExporting(bool exporting) { exporting_ = exporting; }

 signals:
  void changed();  // planEdited() or weightsUnsaved()

 private:
  QStringList ofPlan() const;
  void lookAgain();
  QString ofSearch() const;
  QString ofTraining() const;

  Workspace& workspace_;
  std::uint64_t openedHash_ = 0;
  std::set<std::uint64_t> saved_;  // versions that were exported
  bool exporting_ = false;
  bool wasEdited_ = false;  // when it was last looked at
};

}  // namespace bitprism
