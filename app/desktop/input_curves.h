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

// The errors of every range choice on the selected layer's input at every bit-width, from calibration; computed in the
// background and cached. Without block floating point: its errors depend on neighbouring values. Belongs to the
// window's thread.
class InputCurves : public QObject {
  Q_OBJECT

 public:
  explicit InputCurves(QObject* parent = nullptr);

  void setCalibration(std::shared_ptr<const ActivationCalibration> calibration);  // discards everything; null: unknown
  void want(std::size_t layer);
  const std::vector<ErrorCurve>* curves(std::size_t layer) const;  // null: not yet known
  bool complete() const { return !job_.running(); }

  // The curve of this scheme; -1: none.
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
