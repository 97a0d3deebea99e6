#pragma once

#include <QObject>
#include <vector>

#include "widgets/scope_picker.h"
#include "widgets/weights_view.h"

namespace bitprism {

// The selection of the user: a layer, one of its channels, and the layers marked in the table. Belongs to the window's
// thread.
class Selection : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  void setLayerCount(std::size_t count);  // of another network: the first layer is selected
  std::size_t layerCount() const { return layerCount_; }

  int layer() const { return layer_; }
  std::size_t index() const { return static_cast<std::size_t>(layer_); }
  int channel() const { return channel_; }                    // -1: the whole layer
  TensorKind tensor() const { return tensor_; }               // weights or inputs are shown
  const std::vector<int>& marked() const { return marked_; }  // rising
  std::vector<int> layersOf(Scope scope) const;

  void setLayer(int layer);     // and marks it alone unless it is marked; out of range: nothing happens
  void moveToLayer(int layer);  // the marks stay
  void select(int layer, std::vector<int> marked);
  void setChannel(int channel);
  void setTensor(TensorKind tensor);
  void setMarked(std::vector<int> layers);
  void refresh() { emit changed(); }  // new figures of the layer

 signals:
  void layerChanged();  // another layer; changed() follows
  void changed();

 private:
  std::size_t layerCount_ = 0;
  int layer_ = 0;
  int channel_ = -1;
  TensorKind tensor_ = TensorKind::Weights;
  std::vector<int> marked_;
};

}  // namespace bitprism
