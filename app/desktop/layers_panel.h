#pragma once

#include "app/desktop/panel.h"

namespace bitprism {

class LayersView;

// The table of layers, where bits, methods, locks and ties are edited and layers are marked.
class LayersPanel : public Panel {
  Q_OBJECT

 public:
  explicit LayersPanel(const PanelContext& context);

  static constexpr const char* id = "layers";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Layers"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Left, .width = 0.33}; }
  QWidget* widget() const override;
  bool scrolls() const override { return false; }
  LayersView* view() const { return view_; }

  void planChanged() override;
  void selectionChanged() override;
  void workChanged() override;

 private:
  void askForShownLayers();

  LayersView* view_;
};

}  // namespace bitprism
