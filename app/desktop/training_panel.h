#pragma once

#include "app/desktop/panel.h"

namespace bitprism {

class TrainingView;
struct TrainingWish;

// Trains the network under its plan, and keeps the result as a version.
class TrainingPanel : public Panel {
  Q_OBJECT

 public:
  explicit TrainingPanel(const PanelContext& context);

  static constexpr const char* id = "training";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Train"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Bottom, .behind = QStringLiteral("search")}; }
  QWidget* widget() const override;
  TrainingView* view() const { return view_; }

  void start(const TrainingWish& wish);

  void studyChanged() override;
  void workChanged() override;

 private:
  std::string checkpointPath(const TrainingWish& wish) const;
  void keep();
  void chooseImages();

  TrainingView* view_;
};

}  // namespace bitprism
