#pragma once

#include <QObject>
#include <functional>
#include <memory>
#include <vector>

#include "app/desktop/background_job.h"
#include "core/network/network.h"
#include "core/quant/measures/calibration.h"
#include "core/quant/scheme/quant_scheme.h"

namespace bitprism {

class Workspace;

// The layer inputs of the open network on calibration images, for solvers and automatic choices. Slow for large
// networks: measured only when needed, unless measured elsewhere anyway. Belongs to the window's thread.
class LayerInputs : public QObject {
  Q_OBJECT

 public:
  explicit LayerInputs(Workspace& workspace);

  bool known() const;
  QString whyUnknown() const;  // why they cannot be measured; empty: they can, or are known

  // Runs `then` once they are known, if one of these schemes needs them, otherwise immediately.
  void know(const std::vector<QuantScheme>& schemes, const std::function<void()>& then);
  // Runs `then` once automatic layers have the best scheme for their bits.
  void whenChosen(std::function<void()> then);

  void choicesChanged();  // checks whether measuring is due, or a wait over
  void workEnded();       // checks whether a wait is over
  // Takes inputs of this network measured elsewhere.
  void take(const std::shared_ptr<const Network>& network, const Calibration& calibration);
  void decline() { declined_ = true; }  // not to be measured without a request
  void allow() { declined_ = false; }

 signals:
  void refused(const QString& sentence);
  void analysisInterrupted();  // by a measurement that has ended

 private:
  void measure(const std::function<void()>& then);
  bool due() const;
  void discard();
  void ended();

  Workspace& workspace_;
  bool declined_ = false;  // measuring was cancelled or is impossible
  bool interrupted_ = false;
  std::function<void()> afterChoosing_;
  BackgroundJob job_;
};

}  // namespace bitprism
