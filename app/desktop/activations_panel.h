#pragma once

#include "app/desktop/panel.h"

namespace bitprism {

class InputForm;
class WeightsView;

// The input of the selected layer, and its rounding.
class ActivationsPanel : public Panel {
  Q_OBJECT

 public:
  explicit ActivationsPanel(const PanelContext& context);

  static constexpr const char* id = "activations";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Activations"); }
  // Weights and inputs are shown one at a time: both need the height.
  PanelPlace place() const override { return {.area = PanelPlace::Area::Right, .behind = QStringLiteral("weights")}; }
  QWidget* widget() const override;
  WeightsView* view() const { return view_; }
  InputForm* form() const { return form_; }

  void selectionChanged() override;
  void cameToFront() override;

 private:
  WeightsView* view_;
  InputForm* form_;
};

}  // namespace bitprism
