#pragma once

#include "tests/support/onnx_models.h"

namespace bitprism::test {

// A detector of 16 x 16 pixels that ends in non-maximum suppression, as files of detectors do: a layer, two heads, 64
// boxes of two classes, and the boxes and scores that are kept. Its outputs are kept, kept_scores and scores.
struct MadeDetector {
  std::int64_t opset = 13;
  bool rounds = false;            // another result of the tail, by an operator that changed since opset 13
  float leastScore = 0.5F;        // of a kept box
  std::int64_t batch = 1;         // below 0: open
  std::string producer = "test";  // of the file

  Bytes bytes() const {
    ModelBuilder model({batch, 3, 16, 16}, opset);
    at::Generator generator = at::detail::createCPUGenerator(11);
    const auto normals = [&](const std::vector<std::int64_t>& shape, double scale) {
      return model.constant(at::randn(shape, generator, at::TensorOptions(at::kFloat)) * scale);
    };
    using L = std::vector<std::int64_t>;
    auto& layer = model.node("Conv", {"x", normals({8, 3, 3, 3}, 0.4), normals({8}, 0.1)}, "c");
    ModelBuilder::set(layer, "strides", L{2, 2});
    ModelBuilder::set(layer, "pads", L{1, 1, 1, 1});
    model.node("Relu", {"c"}, "r");
    model.node("Conv", {"r", normals({4, 8, 1, 1}, 1), normals({4}, 1)}, "box_map");
    model.node("Conv", {"r", normals({2, 8, 1, 1}, 1), normals({2}, 0.1)}, "score_map");
    model.node("Reshape", {"box_map", model.constant(L{0, 4, -1})}, "box_rows");
    ModelBuilder::set(model.node("Transpose", {"box_rows"}, "box_columns"), "perm", L{0, 2, 1});
    model.node("Sigmoid", {"box_columns"}, "box_parts");
    model.node("Mul", {"box_parts", model.constant(at::scalar_tensor(16.F))}, "boxes");
    model.node("Reshape", {"score_map", model.constant(L{0, 2, -1})}, "score_rows");
    model.node("Sigmoid", {"score_rows"}, "scores");
    auto& nms =
        model.node("NonMaxSuppression",
                   {"boxes", "scores", model.tensor("most", at::tensor(L{5}, at::kLong)),
                    model.tensor("overlap", at::tensor({0.4F})), model.tensor("least", at::tensor({leastScore}))},
                   "selected");
    ModelBuilder::set(nms, "center_point_box", std::int64_t{1});
    auto& column = model.node("Gather", {"selected", model.tensor("two", at::scalar_tensor(2, at::kLong))}, "rows");
    ModelBuilder::set(column, "axis", std::int64_t{1});
    ModelBuilder::set(model.node("Gather", {"boxes", "rows"}, "kept"), "axis", std::int64_t{1});
    model.node("GatherND", {"scores", "selected"}, "kept_scores");
    std::vector<std::string> outputs{"kept", "kept_scores", "scores"};
    if (rounds) {
      auto& largest = model.node("ReduceMax", {"kept"}, "largest");
      ModelBuilder::set(largest, "axes", L{1});
      outputs.emplace_back("largest");
    }
    onnx::ModelProto made;
    const Bytes written = model.bytes(outputs);
    made.ParseFromArray(written.data(), static_cast<int>(written.size()));
    made.set_producer_name(producer);
    const std::string data = made.SerializeAsString();
    return {data.begin(), data.end()};
  }
};

}  // namespace bitprism::test
