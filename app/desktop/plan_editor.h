#pragma once

#include <QObject>
#include <functional>
#include <optional>
#include <vector>

#include "app/desktop/background_job.h"
#include "app/desktop/document.h"
#include "app/workflow/activation_request.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

class Workspace;

// Edits of the plan that may need measurements first: layer inputs, input ranges, errors of methods. Belongs to the
// window's thread.
class PlanEditor : public QObject {
  Q_OBJECT

 public:
  explicit PlanEditor(Workspace& workspace);

  void setPlan(const QuantPlan& plan, const QString& text, const std::vector<ActivationRequest>& inputs = {});
  void setMethod(const std::vector<int>& layers, const Quantization& quantization);
  void setMethod(const std::vector<int>& layers, Method method);  // with its usual options
  void setAutomatic(const std::vector<int>& layers);
  void changeLayers(const std::vector<int>& layers, const LayersEdit& edit);
  // Sets the method with the smallest error for the selected layer, once all are compared.
  void setBestMethod(bool anyBytes);  // false: within its current bytes

  void setInputs(const std::vector<int>& layers, const ActivationRequest& request);
  void setInputBits(const std::vector<int>& layers, int bits);  // other options from the first of the layers

 signals:
  void refused(const QString& sentence);
  void noticed(const QString& sentence);

 private:
  void findRanges(const std::vector<ActivationRequest>& ofLayers, const std::function<void()>& then);
  void calibrationChanged();
  void takeBest();
  void refuse(const QString& sentence);

  Workspace& workspace_;
  std::optional<bool> best_;  // pending setBestMethod; true: any bytes
  BackgroundJob ranging_;
};

}  // namespace bitprism
