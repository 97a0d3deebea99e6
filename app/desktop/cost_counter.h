#pragma once

#include <QObject>
#include <memory>

#include "app/desktop/background_job.h"
#include "core/quant/plan/latency_table.h"

namespace bitprism {

class Workspace;
struct StoredSearch;

// Finds for the document what plans of the open network cost besides memory: its multiplications, counted once in the
// background, and its latency table, from the session shown, from beside the network's file, or just measured. Belongs
// to the window's thread.
class CostCounter : public QObject {
  Q_OBJECT

 public:
  explicit CostCounter(Workspace& workspace);

  void take(std::shared_ptr<const LatencyTable> table);  // of the open network; null: nothing happens

 private:
  void count();

  Workspace& workspace_;
  std::shared_ptr<const LatencyTable> taken_;  // before one that lies beside the network
  BackgroundJob job_;
};

}  // namespace bitprism
