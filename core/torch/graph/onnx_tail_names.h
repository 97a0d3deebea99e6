#pragma once

#include <string>

namespace onnx {
class ModelProto;
}

namespace bitprism {

// Under which a file that we wrote with a tail says which program made the tail.
inline constexpr const char* sourceProducerKey = "bitprism.tail.producer";

// The program that made the model, or its tail.
std::string sourceProducer(const ::onnx::ModelProto& model);

}  // namespace bitprism
