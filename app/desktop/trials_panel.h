#pragma once

#include "app/desktop/panel.h"

namespace bitprism {

class TrialsView;

// The table of the evaluations of the search shown: all of them, or those selected on the front.
class TrialsPanel : public Panel {
  Q_OBJECT

 public:
  explicit TrialsPanel(const PanelContext& context);

  static constexpr const char* id = "trials";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Trials"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Bottom, .behind = QStringLiteral("search")}; }
  QWidget* widget() const override;
  TrialsView* view() const { return view_; }

  void studyChanged() override;
  void planChanged() override;
  void cameToFront() override;

 private:
  void showSearch();
  void showNow();
  void showSelection();

  TrialsView* view_;
  bool stale_ = true;  // behind another tab it does not follow the search
};

}  // namespace bitprism
