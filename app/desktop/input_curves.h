#pragma once

#include <QObject>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "app/desktop/background_job.h"
#include "core/quant/activations/activation_calibration.h"
#include "widgets/error_view.h"

namespace bitprism {

// How every way of choosing a range does on the input of the selected layer at every bit-width, by what calibration saw
// of it; computed in the background and remembered. Block floating point is left out: its errors depend on what stands
// beside a value. Belongs to the window's thread.
class InputCurves : public QObject {
  Q_OBJECT

 public:
  explicit InputCurves(QObject* parent = nullptr);

  void setCalibration(std::shared_ptr<const ActivationCalibration> calibration);  // forgets all; null: unknown
  void want(std::size_t layer);
  const std::vector<ErrorCurve>* curves(std::size_t layer) const;  // null: not yet known
  bool complete() const { return !job_.running(); }

  // Which of the curves such a scheme lies on; -1: none.
  static int curveOf(const ActivationScheme& scheme);

 signals:
  void changed();
  void failed(const QString& sentence);

 private:
  std::shared_ptr<const ActivationCalibration> calibration_;
  std::map<std::size_t, std::vector<ErrorCurve>> curves_;
  std::optional<std::size_t> wanted_;
  BackgroundJob job_;
};

}  // namespace bitprism
