#pragma once

#include <QWidget>
#include <vector>

#include "widgets/layers_model.h"

class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace bitprism {

// The layers of the network as a table with a filter. Less important columns are hidden when the space gets narrow.
class LayersView : public QWidget {
  Q_OBJECT

 public:
  explicit LayersView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<LayerRow>& rows);
  void setCurrentLayer(int layer);
  int currentLayer() const;
  std::vector<int> selectedLayers() const;
  void focusFilter();
  QSize minimumSizeHint() const override;

  LayersModel* model() const { return model_; }
  QTableView* table() const { return table_; }

 signals:
  void currentLayerChanged(int layer);
  void bitsWished(const std::vector<int>& layers, int bits);
  void automaticWished(const std::vector<int>& layers);
  void methodWished(const std::vector<int>& layers, Method method);
  void inputBitsWished(const std::vector<int>& layers, int bits);
  void selectionChanged();
  void stepWished(const std::vector<int>& layers, int step);
  void lockWished(const std::vector<int>& layers, bool locked);
  void rangeWished(const std::vector<int>& layers, int minimum, int maximum);
  void tieWished(const std::vector<int>& layers, int group);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void fitColumns();
  int neededWidth(int column) const;
  bool handleKey(int key);

  LayersModel* model_;
  QSortFilterProxyModel* proxy_;
  QLineEdit* filter_;
  QTableView* table_;
};

}  // namespace bitprism
