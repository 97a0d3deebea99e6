#include "app/desktop/selection.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace bitprism {

void Selection::setLayerCount(std::size_t count) {
  layerCount_ = count;
  layer_ = 0;
  channel_ = -1;
  marked_.clear();
  if (count > 0) marked_ = {0};
}

std::vector<int> Selection::layersOf(Scope scope) const {
  if (scope == Scope::Layer || (scope == Scope::Selected && marked_.empty())) return {layer_};
  if (scope == Scope::Selected) return marked_;
  std::vector<int> all(layerCount_);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

void Selection::setLayer(int layer) {
  if (layer < 0 || layer >= static_cast<int>(layerCount_)) return;
  if (!std::binary_search(marked_.begin(), marked_.end(), layer)) marked_ = {layer};
  moveToLayer(layer);
}

void Selection::moveToLayer(int layer) {
  if (layer < 0 || layer >= static_cast<int>(layerCount_)) return;
  if (layer != std::exchange(layer_, layer)) {
    channel_ = -1;
    emit layerChanged();
  }
  emit changed();
}

void Selection::select(int layer, std::vector<int> marked) {
  marked_ = std::move(marked);
  moveToLayer(layer);
}

void Selection::setChannel(int channel) {
  channel_ = channel;
  emit changed();
}

void Selection::setTensor(TensorKind tensor) {
  if (tensor != std::exchange(tensor_, tensor)) emit changed();
}

void Selection::setMarked(std::vector<int> layers) {
  if (layers == marked_) return;
  marked_ = std::move(layers);
  emit changed();
}

}  // namespace bitprism
