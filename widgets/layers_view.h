#pragma once

#include <QWidget>
#include <vector>

#include "widgets/layers_model.h"

class QLineEdit;
class QTableView;

namespace bitprism {

class LayersFilter;

// The layers of the network as a table with a filter. Less important columns are hidden when the space gets narrow.
class LayersView : public QWidget {
  Q_OBJECT

 public:
  explicit LayersView(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<LayerRow>& rows);
  void setSelection(int current, const std::vector<int>& layers);  // those that the filter hides are left out
  int currentLayer() const;
  const std::vector<int>& selectedLayers() const { return selected_; }
  std::vector<int> shownLayers() const;  // by the filter, in the network's order
  QString filterText() const;
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
  void noteSelection();
  void fitColumns();
  int neededWidth(int column) const;
  bool handleKey(int key);

  LayersModel* model_;
  LayersFilter* proxy_;
  QLineEdit* filter_;
  QTableView* table_;
  std::vector<int> selected_;
  bool following_ = false;  // the selection is set from outside
};

}  // namespace bitprism
