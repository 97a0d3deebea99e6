#pragma once

#include <QObject>

#include "app/desktop/panel.h"

namespace bitprism {

// The options of the Plan menu for all layers: rounding of weights and of inputs.
class PlanOptions : public QObject {
  Q_OBJECT

 public:
  explicit PlanOptions(const PanelContext& context);

 private:
  void show();
  void enable();
  void applySchemes();
  void applyInputs();

  PanelContext context_;
};

}  // namespace bitprism
