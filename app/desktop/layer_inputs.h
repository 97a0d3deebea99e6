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

// What the layers of the open network read from calibration images, which solvers and automatic choices look at. It
// takes long in large networks: measured only when it matters, unless somebody else measures it anyway. Belongs to the
// window's thread.
class LayerInputs : public QObject {
  Q_OBJECT

 public:
  explicit LayerInputs(Workspace& workspace);

  bool known() const;
  QString whyUnknown() const;  // why it cannot be measured; empty: it can, or is known

  // Runs `then` once it is known, if one of these schemes needs it: at once or after measuring.
  void know(const std::vector<QuantScheme>& schemes, const std::function<void()>& then);
  // Runs `then` once the layers that are automatic have what does best at their bits.
  void whenChosen(std::function<void()> then);

  void choicesChanged();  // looks whether measuring is due, or a wait over
  void workEnded();       // looks whether a wait is over
  // Somebody had it measured, for this network.
  void take(const std::shared_ptr<const Network>& network, const Calibration& calibration);
  void decline() { declined_ = true; }  // not to be measured unasked
  void allow() { declined_ = false; }

 signals:
  void refused(const QString& sentence);
  void analysisInterrupted();  // by measuring, which has ended

 private:
  void measure(const std::function<void()>& then);
  bool due() const;
  void discard();
  void ended();

  Workspace& workspace_;
  bool declined_ = false;  // measuring was cancelled, or cannot be
  bool interrupted_ = false;
  std::function<void()> afterChoosing_;
  BackgroundJob job_;
};

}  // namespace bitprism
