#pragma once

#include <QWidget>

#include "widgets/sensitivity_picture.h"

class QComboBox;
class QScrollArea;

namespace bitprism {

class SensitivityMap;

// The heat map of sensitivities with the choice of its order and of its colours; scrolls to the side.
class SensitivityView : public QWidget {
  Q_OBJECT

 public:
  explicit SensitivityView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const SensitivityPicture& picture);
  SensitivityMap* map() const { return map_; }
  QComboBox* order() const { return order_; }
  QComboBox* scale() const { return scale_; }
  QScrollArea* area() const { return area_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 signals:
  void widthWished(int layer, int bits);
  void currentLayerChanged(int layer);
  void pointed(const QString& words);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void copy();

  QComboBox* order_;
  QComboBox* scale_;
  SensitivityMap* map_;
  QScrollArea* area_;
};

}  // namespace bitprism
