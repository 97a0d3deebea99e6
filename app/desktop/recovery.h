#pragma once

#include <QLockFile>
#include <QObject>
#include <QTimer>
#include <atomic>
#include <functional>
#include <memory>

#include "app/desktop/background_job.h"
#include "app/desktop/kept_comparison.h"
#include "app/desktop/recovered_edits.h"

namespace bitprism {

class UnsavedWork;
class Workspace;

// Stores unsaved edits in a recovery file, in the background shortly after each edit, for the next start after a crash.
// The file is deleted when the edits are saved or discarded. Belongs to the window's thread.
class Recovery : public QObject {
  Q_OBJECT

 public:
  Recovery(Workspace& workspace, const UnsavedWork& unsaved);
  ~Recovery() override;  // keeps the file of edits that were neither saved nor discarded

  // The network or session that is open, for restoring it.
  void setOpened(const std::string& path) { opened_ = path; }

  // What is compared is stored with the edits.
  void keepAlso(std::function<KeptComparison()> comparison) { comparison_ = std::move(comparison); }

  bool pending() const { return soon_.isActive() || job_.running(); }
  QString file() const { return file_; }  // empty: nothing stored

  void forget();  // the user discards unsaved edits; later edits are stored again

 signals:
  void kept();                           // the file is up to date
  void failed(const QString& sentence);  // once, until it succeeds again

 private:
  void edited();
  void keep();
  UnsavedEdits edits() const;

  Workspace& workspace_;
  const UnsavedWork& unsaved_;
  std::string opened_;
  std::function<KeptComparison()> comparison_;
  QString file_;
  std::unique_ptr<QLockFile> lock_;
  std::uint64_t weightsKept_ = 0;  // hash of the version whose weights are stored with the file
  std::shared_ptr<std::atomic<bool>> dropped_ = std::make_shared<std::atomic<bool>>(false);  // of this file
  bool again_ = false;  // edited while it was written
  bool reported_ = false;
  QTimer soon_;
  BackgroundJob job_;
};

}  // namespace bitprism
