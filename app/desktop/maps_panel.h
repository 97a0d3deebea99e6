#pragma once

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"

namespace bitprism {

class MapsView;

// The sparsity of activation maps and their coded sizes.
class MapsPanel : public Panel {
  Q_OBJECT

 public:
  explicit MapsPanel(const PanelContext& context);

  static constexpr const char* id = "maps";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Activation maps"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Bottom, .behind = QStringLiteral("training")}; }
  QWidget* widget() const override;
  MapsView* view() const { return view_; }

  void workChanged() override;

 private:
  void measure(int codeBits);
  void clear();

  MapsView* view_;
  BackgroundJob job_;
};

}  // namespace bitprism
