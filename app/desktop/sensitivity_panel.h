#pragma once

#include <optional>

#include "app/desktop/panel.h"
#include "app/desktop/plan_state.h"
#include "widgets/sensitivity_picture.h"

namespace bitprism {

class SensitivityView;

// The loss of every layer at every width as a heat map, in which a click sets a layer's bits.
class SensitivityPanel : public Panel {
  Q_OBJECT

 public:
  explicit SensitivityPanel(const PanelContext& context);

  static constexpr const char* id = "sensitivity";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Sensitivity"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Bottom, .behind = QStringLiteral("search")}; }
  QWidget* widget() const override;
  SensitivityView* view() const { return view_; }

  void studyChanged() override;
  void planChanged() override;
  void selectionChanged() override;
  void workChanged() override;
  void cameToFront() override;

 private:
  void refresh();
  void measureCells();
  std::vector<int> shownWidths() const;
  QString note() const;
  void tell(const QString& words);

  SensitivityView* view_;
  SensitivityPicture picture_;
  std::optional<PlanState> shownState_;  // whose cells the picture has; absent: they are outdated
  QString progress_;
};

}  // namespace bitprism
