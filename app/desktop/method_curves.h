#pragma once

#include <QObject>
#include <map>
#include <memory>
#include <vector>

#include "app/desktop/background_job.h"
#include "core/network/network.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/measures/calibration.h"

namespace bitprism {

// The errors of all methods on the selected layer at every bit-width, computed in the background and cached: at the
// layer's own bits first, then at the others. A new request cancels the current one. Belongs to the window's thread.
class MethodCurves : public QObject {
  Q_OBJECT

 public:
  explicit MethodCurves(QObject* parent = nullptr);

  void setNetwork(std::shared_ptr<const Network> network, Calibration calibration = {});  // discards everything
  // The same network with its layer inputs (empty: unknown): if they differ, scores are computed again, including those
  // of outputs.
  void setCalibration(std::shared_ptr<const Network> network, Calibration calibration);

  // Solvers only for layers with known inputs.
  void want(std::size_t layer, const QuantScheme& own, bool solvers);

  const MethodScore* find(std::size_t layer, const QuantScheme& scheme) const;  // null: not yet known
  // The known scores of the competitors.
  std::vector<MethodScore> scores(std::size_t layer, const QuantScheme& own, bool solvers) const;
  bool known(std::size_t layer, const QuantScheme& own, bool solvers) const;  // all of them
  bool complete() const { return !job_.running(); }
  bool stopping() const { return job_.stopping(); }
  void cancel() { job_.cancel(); }

 signals:
  void changed();
  void progressed(const QString& what, qint64 done, qint64 total);  // while solvers are compared, which is slow
  void ended();                                                     // with any outcome
  void failed(const QString& sentence);

 private:
  using Key = std::pair<std::size_t, QuantScheme>;

  std::shared_ptr<const Network> network_;
  Calibration calibration_;
  std::map<Key, MethodScore> scores_;
  std::vector<Key> wanted_;
  BackgroundJob job_;
};

}  // namespace bitprism
