#pragma once

#include <QObject>
#include <memory>

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"
#include "core/network/network.h"

namespace bitprism {

// Measures the latency table of the open network in ONNX Runtime, in the background, keeps it beside the network's
// file, and makes latency a cost that the front and searches know. Belongs to the window's thread.
class LatencyMeasuring : public QObject {
  Q_OBJECT

 public:
  explicit LatencyMeasuring(const PanelContext& context);

 private:
  void offer();
  void start();
  void end();

  PanelContext context_;
  std::shared_ptr<const Network> network_;  // as its file has it: training changes the weights, not the times
  bool interrupted_ = false;                // the analysis goes on afterwards
  BackgroundJob job_;
};

}  // namespace bitprism
