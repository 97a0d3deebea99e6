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

// How all methods do on the selected layer at every bit-width, computed in the background and remembered: at the
// layer's own bits first, then at the others. Another wish ends what runs. Belongs to the window's thread.
class MethodCurves : public QObject {
  Q_OBJECT

 public:
  explicit MethodCurves(QObject* parent = nullptr);

  void setNetwork(std::shared_ptr<const Network> network, Calibration calibration = {});  // forgets all
  // The same network, and what its layers read now (empty: not known): where that is something else, scores are found
  // anew, those of outputs too.
  void setCalibration(std::shared_ptr<const Network> network, Calibration calibration);

  // With solvers only for layers of which it is known what they read.
  void want(std::size_t layer, const QuantScheme& own, bool solvers);

  const MethodScore* find(std::size_t layer, const QuantScheme& scheme) const;  // null: not yet known
  // Of the competitors that are known.
  std::vector<MethodScore> scores(std::size_t layer, const QuantScheme& own, bool solvers) const;
  bool known(std::size_t layer, const QuantScheme& own, bool solvers) const;  // all of them
  bool complete() const { return !job_.running(); }
  bool stopping() const { return job_.stopping(); }
  void cancel() { job_.cancel(); }

 signals:
  void changed();
  void progressed(const QString& what, qint64 done, qint64 total);  // where solvers are compared, which takes long
  void ended();                                                     // whatever came of it
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
