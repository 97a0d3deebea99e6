#pragma once

#include <QObject>

#include "app/desktop/background_job.h"

namespace bitprism {

class Workspace;

// Counts the multiplications of the open network's layers in the background, once, for the document: with them the bit
// operations of its plans are known. Belongs to the window's thread.
class CostCounter : public QObject {
  Q_OBJECT

 public:
  explicit CostCounter(Workspace& workspace);

 private:
  void count();

  Workspace& workspace_;
  BackgroundJob job_;
};

}  // namespace bitprism
