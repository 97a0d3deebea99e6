#pragma once

#include <QWidget>
#include <vector>

#include "core/search/cost.h"
#include "widgets/front_groups.h"

class QAction;
class QActionGroup;
class QMenu;
class QToolButton;

namespace bitprism {

class FrontLegend;

// The row of controls above the front: what colours tell and which entries of the legend are hidden, the mode that
// draws rectangles, the knee.
class FrontTools : public QWidget {
  Q_OBJECT

 public:
  explicit FrontTools(const FrontLegend& legend, QWidget* parent = nullptr);

  void setColouring(FrontColouring colouring);
  void setSelecting(bool selecting);
  void setAxis(Cost axis, const std::vector<Cost>& known);  // one: it cannot be chosen
  void setPossible(bool evaluations, bool knee);            // what there is to colour and to find
  QMenu* menu() const { return menu_; }
  QToolButton* axisButton() const { return axis_; }
  QToolButton* colourButton() const { return colour_; }
  QToolButton* selectButton() const { return select_; }
  QToolButton* kneeButton() const { return knee_; }
  QSize minimumSizeHint() const override;

 signals:
  void colouringWished(bitprism::FrontColouring colouring);
  void hidingWished(const QString& name, bool hidden);
  void selectingWished(bool selecting);
  void axisWished(bitprism::Cost axis);
  void kneeWished();

 private:
  void fillMenu();

  const FrontLegend& legend_;
  QToolButton* axis_;
  QToolButton* colour_;
  QToolButton* select_;
  QToolButton* knee_;
  QMenu* menu_;
  FrontColouring colouring_ = FrontColouring::Task;
};

}  // namespace bitprism
