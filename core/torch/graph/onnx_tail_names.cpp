#include "core/torch/graph/onnx_tail_names.h"

#include <onnx/onnx_pb.h>

namespace bitprism {

std::string sourceProducer(const ::onnx::ModelProto& model) {
  for (const auto& entry : model.metadata_props())
    if (entry.key() == sourceProducerKey) return entry.value();
  return model.producer_name();
}

}  // namespace bitprism
