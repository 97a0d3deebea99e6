#pragma once

#include "app/desktop/panel.h"

namespace bitprism {

class BitsView;

// The bits of every layer as bars to drag.
class BitsPanel : public Panel {
  Q_OBJECT

 public:
  explicit BitsPanel(const PanelContext& context);

  static constexpr const char* id = "bits";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Bits"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Centre, .height = 40}; }
  QWidget* widget() const override;
  bool scrolls() const override { return false; }
  BitsView* view() const { return view_; }

  void planChanged() override;
  void selectionChanged() override;

 private:
  BitsView* view_;
};

}  // namespace bitprism
