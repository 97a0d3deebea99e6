#pragma once

#include <QObject>
#include <vector>

#include "widgets/scope_picker.h"
#include "widgets/weights_view.h"

namespace bitprism {

// What the user looks at: a layer, one of its channels, and the layers that are marked in the table beside it. Belongs
// to the window's thread.
class Selection : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  void setLayerCount(std::size_t count);  // of another network: the first layer is selected
  std::size_t layerCount() const { return layerCount_; }

  int layer() const { return layer_; }
  std::size_t index() const { return static_cast<std::size_t>(layer_); }
  int channel() const { return channel_; }       // -1: the whole layer
  TensorKind tensor() const { return tensor_; }  // the weights are looked at, or what the layer reads
  std::vector<int> layersOf(Scope scope) const;

  void setLayer(int layer);  // out of range: nothing happens
  void setChannel(int channel);
  void setTensor(TensorKind tensor);
  void setMarked(std::vector<int> layers);
  void refresh() { emit changed(); }  // more is known of the layer

 signals:
  void layerChanged();  // it is another; changed() follows
  void changed();

 private:
  std::size_t layerCount_ = 0;
  int layer_ = 0;
  int channel_ = -1;
  TensorKind tensor_ = TensorKind::Weights;
  std::vector<int> marked_;
};

}  // namespace bitprism
