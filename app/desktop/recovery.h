#pragma once

#include <QLockFile>
#include <QObject>
#include <QTimer>
#include <atomic>
#include <memory>

#include "app/desktop/background_job.h"
#include "app/desktop/recovered_edits.h"

namespace bitprism {

class UnsavedWork;
class Workspace;

// Keeps what nobody has saved in a file of its own, a short while after each edit and in the background, so that the
// next start can offer it after a crash. The file goes when the edits are saved or discarded. Belongs to the window's
// thread.
class Recovery : public QObject {
  Q_OBJECT

 public:
  Recovery(Workspace& workspace, const UnsavedWork& unsaved);
  ~Recovery() override;  // keeps the file of edits that were neither saved nor discarded

  // What is open came from here, for restoring it: a network or a session.
  void setOpened(const std::string& path) { opened_ = path; }

  bool pending() const { return soon_.isActive() || job_.running(); }
  QString file() const { return file_; }  // empty: nothing is kept

  void forget();  // the user discards what is unsaved; edits made afterwards are kept again

 signals:
  void kept();                           // the file has what is unsaved now
  void failed(const QString& sentence);  // once, until it succeeds again

 private:
  void edited();
  void keep();
  UnsavedEdits edits() const;

  Workspace& workspace_;
  const UnsavedWork& unsaved_;
  std::string opened_;
  QString file_;
  std::unique_ptr<QLockFile> lock_;
  std::uint64_t weightsKept_ = 0;  // the hash of the version whose weights stand beside the file
  std::shared_ptr<std::atomic<bool>> dropped_ = std::make_shared<std::atomic<bool>>(false);  // of this file
  bool again_ = false;  // edited while it was written
  bool reported_ = false;
  QTimer soon_;
  BackgroundJob job_;
};

}  // namespace bitprism
