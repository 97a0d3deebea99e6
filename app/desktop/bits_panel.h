#pragma once

#include <functional>

#include "app/desktop/panel.h"
#include "widgets/bits_hand.h"
#include "widgets/bits_profile.h"

namespace bitprism {

class BitsView;

// The bits of every layer as bars to select, drag and paint, and changes of their whole profile.
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
  void workChanged() override;

 private:
  using ProfileChange = std::function<std::vector<LayerBits>(std::vector<LayerBits>)>;

  void connectProfile();
  void connectCurve();
  QString gestureText(BitsGesture gesture) const;  // %1: of the layers
  void showBudget();
  void changeProfile(const ProfileChange& change, const QString& text);
  QString layersText(std::size_t count) const;

  BitsView* view_;
};

}  // namespace bitprism
