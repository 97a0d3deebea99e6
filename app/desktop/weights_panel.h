#pragma once

#include "app/desktop/panel.h"

namespace bitprism {

class MethodForm;
class WeightsView;

// The weights of the selected layer, and the method that rounds them.
class WeightsPanel : public Panel {
  Q_OBJECT

 public:
  explicit WeightsPanel(const PanelContext& context);

  static constexpr const char* id = "weights";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Weights"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Right, .width = 0.26, .height = 60}; }
  QWidget* widget() const override;
  WeightsView* view() const { return view_; }
  MethodForm* form() const { return form_; }

  void selectionChanged() override;
  void workChanged() override;
  void cameToFront() override;

 private:
  void showForm();

  WeightsView* view_;
  MethodForm* form_;
};

}  // namespace bitprism
