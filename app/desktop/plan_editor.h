#pragma once

#include <QObject>
#include <functional>
#include <optional>
#include <vector>

#include "app/desktop/background_job.h"
#include "app/workflow/activation_request.h"
#include "core/quant/plan/quant_plan.h"

namespace bitprism {

class Workspace;

// Edits of the plan before which something may have to be measured: what layers read, ranges of inputs, how methods do.
// Belongs to the window's thread.
class PlanEditor : public QObject {
  Q_OBJECT

 public:
  explicit PlanEditor(Workspace& workspace);

  void setPlan(const QuantPlan& plan, const QString& text, const std::vector<ActivationRequest>& inputs = {});
  void setMethod(const std::vector<int>& layers, const Quantization& quantization);
  void setMethod(const std::vector<int>& layers, Method method);  // with its usual options
  void setAutomatic(const std::vector<int>& layers);
  // The method with the least error for the selected layer, as soon as all are compared.
  void setBestMethod(bool anyBytes);  // whatever it takes, else in the bytes of now

  void setInputs(const std::vector<int>& layers, const ActivationRequest& request);
  void setInputBits(const std::vector<int>& layers, int bits);  // other options as the first of the layers has them

 signals:
  void refused(const QString& sentence);
  void noticed(const QString& sentence);

 private:
  void findRanges(const std::vector<ActivationRequest>& ofLayers, const std::function<void()>& then);
  void calibrationChanged();
  void takeBest();
  void refuse(const QString& sentence);

  Workspace& workspace_;
  std::optional<bool> best_;  // what setBestMethod waits to do; true: whatever it takes
  BackgroundJob ranging_;
};

}  // namespace bitprism
