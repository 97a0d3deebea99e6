#pragma once

#include "app/desktop/input_curves.h"
#include "app/desktop/panel.h"

namespace bitprism {

class ErrorView;

// The errors of all methods on the selected layer at every bit-width: of its weights, or of its input while the
// Activations panel is in front.
class ErrorPanel : public Panel {
  Q_OBJECT

 public:
  explicit ErrorPanel(const PanelContext& context);

  static constexpr const char* id = "errors";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Error by bit-width"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Right, .height = 40}; }
  QWidget* widget() const override;
  bool scrolls() const override { return false; }
  ErrorView* view() const { return view_; }

  void selectionChanged() override;
  void workChanged() override;

 private:
  bool showsInputs() const;

  ErrorView* view_;
  InputCurves inputCurves_;
};

}  // namespace bitprism
