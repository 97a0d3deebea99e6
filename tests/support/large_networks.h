#pragma once

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "tests/support/onnx_cases.h"

// The graphs of well-known networks with random weights, as exporters write them (batch norm folded), for measuring
// what files of their size take. Nothing of their authors is here but their shapes.
namespace bitprism::test {

class LargeNetwork {
 public:
  LargeNetwork(const L& input, std::int64_t opset) : b(input, opset), generator_(at::detail::createCPUGenerator(3)) {}

  // Normal numbers whose deviation keeps sums over `from` of them at the size of what they multiply (He et al. 2015).
  std::string weights(const L& shape, std::int64_t from) {
    const double deviation = std::sqrt(2.0 / static_cast<double>(from));
    return b.constant(at::randn(shape, generator_, at::TensorOptions(at::kFloat)) * deviation);
  }
  std::string zeros(std::int64_t count) { return b.constant(at::zeros({count})); }
  std::string ones(std::int64_t count) { return b.constant(at::ones({count})); }

  std::string conv(const std::string& x, std::int64_t from, std::int64_t to, std::int64_t kernel, std::int64_t step = 1,
                   std::int64_t groups = 1) {
    const std::int64_t pad = kernel == step ? 0 : kernel / 2, inside = from / groups;
    return b.add("Conv", {x, weights({to, inside, kernel, kernel}, inside * kernel * kernel), zeros(to)},
                 {{"strides", L{step, step}}, {"pads", L{pad, pad, pad, pad}}, {"group", groups}});
  }
  std::string relu(const std::string& x) { return b.add("Relu", {x}); }
  std::string relu6(const std::string& x) { return b.add("Clip", {x, b.scalar(0), b.scalar(6)}); }
  std::string silu(const std::string& x) { return b.add("Mul", {x, b.add("Sigmoid", {x})}); }
  std::string gelu(const std::string& x) {
    const std::string erf = b.add("Erf", {b.add("Div", {x, b.scalar(1.41421356F)})});
    return b.add("Mul", {b.add("Mul", {x, b.add("Add", {erf, b.scalar(1)})}), b.scalar(0.5)});
  }
  std::string sum(const std::string& x, const std::string& y) { return b.add("Add", {x, y}); }
  std::string norm(const std::string& x, std::int64_t width) {
    return b.add("LayerNormalization", {x, ones(width), zeros(width)}, {{"axis", -1}, {"epsilon", 1e-6}});
  }
  std::string product(const std::string& x, std::int64_t from, std::int64_t to) {
    return sum(b.add("MatMul", {x, weights({from, to}, from)}), zeros(to));
  }
  std::string ordered(const std::string& x, const L& axes) { return b.add("Transpose", {x}, {{"perm", axes}}); }
  std::string shaped(const std::string& x, const L& extents) { return b.add("Reshape", {x, b.integers(extents)}); }
  std::string pooled(const std::string& x, std::int64_t kernel, std::int64_t step) {
    const std::int64_t pad = kernel / 2;
    return b.add("MaxPool", {x},
                 {{"kernel_shape", L{kernel, kernel}}, {"strides", L{step, step}}, {"pads", L{pad, pad, pad, pad}}});
  }
  std::string joined(const std::vector<std::string>& parts, std::int64_t axis) {
    return b.add("Concat", parts, {{"axis", axis}});
  }
  // The classifier behind the mean of a map.
  Bytes classified(const std::string& x, std::int64_t from) {
    const std::string flat = b.add("Flatten", {b.add("GlobalAveragePool", {x})});
    return b.model().bytes(b.add("Gemm", {flat, weights({1000, from}, from), zeros(1000)}, {{"transB", 1}}));
  }

  NetworkBuilder b;

 private:
  at::Generator generator_;
};

// He et al. 2016: 25.6 million parameters.
inline Bytes resnet50() {
  LargeNetwork n({-1, 3, 224, 224}, 13);
  std::string x = n.pooled(n.relu(n.conv("x", 3, 64, 7, 2)), 3, 2);
  std::int64_t from = 64;
  const std::array<std::pair<std::int64_t, int>, 4> stages{{{64, 3}, {128, 4}, {256, 6}, {512, 3}}};
  for (std::size_t s = 0; s < stages.size(); ++s)
    for (int block = 0; block < stages[s].second; ++block) {
      const std::int64_t width = stages[s].first, step = s > 0 && block == 0 ? 2 : 1;
      const std::string inner = n.relu(n.conv(n.relu(n.conv(x, from, width, 1)), width, width, 3, step));
      std::string aside = x;
      if (block == 0)
        aside = n.b.add("Conv", {x, n.weights({4 * width, from, 1, 1}, from), n.zeros(4 * width)},
                        {{"strides", L{step, step}}});
      x = n.relu(n.sum(n.conv(inner, width, 4 * width, 1), aside));
      from = 4 * width;
    }
  return n.classified(x, from);
}

// Sandler et al. 2018: 3.5 million parameters.
inline Bytes mobileNetV2() {
  LargeNetwork n({-1, 3, 224, 224}, 13);
  std::string x = n.relu6(n.conv("x", 3, 32, 3, 2));
  std::int64_t from = 32;
  const std::array<std::array<std::int64_t, 4>, 7> stages{
      {{1, 16, 1, 1}, {6, 24, 2, 2}, {6, 32, 3, 2}, {6, 64, 4, 2}, {6, 96, 3, 1}, {6, 160, 3, 2}, {6, 320, 1, 1}}};
  for (const auto& [wider, to, count, first] : stages)
    for (std::int64_t block = 0; block < count; ++block) {
      const std::int64_t inner = wider * from, step = block == 0 ? first : 1;
      const std::string wide = wider > 1 ? n.relu6(n.conv(x, from, inner, 1)) : x;
      const std::string narrow = n.conv(n.relu6(n.conv(wide, inner, inner, 3, step, inner)), inner, to, 1);
      x = step == 1 && from == to ? n.sum(x, narrow) : narrow;
      from = to;
    }
  return n.classified(n.relu6(n.conv(x, from, 1280, 1)), 1280);
}

// Tan and Le 2019: 5.3 million parameters.
inline Bytes efficientNetB0() {
  LargeNetwork n({-1, 3, 224, 224}, 13);
  std::string x = n.silu(n.conv("x", 3, 32, 3, 2));
  std::int64_t from = 32;
  const std::array<std::array<std::int64_t, 5>, 7> stages{{{1, 3, 16, 1, 1},
                                                           {6, 3, 24, 2, 2},
                                                           {6, 5, 40, 2, 2},
                                                           {6, 3, 80, 3, 2},
                                                           {6, 5, 112, 3, 1},
                                                           {6, 5, 192, 4, 2},
                                                           {6, 3, 320, 1, 1}}};
  for (const auto& [wider, kernel, to, count, first] : stages)
    for (std::int64_t block = 0; block < count; ++block) {
      const std::int64_t inner = wider * from, step = block == 0 ? first : 1, few = from / 4;
      std::string y = wider > 1 ? n.silu(n.conv(x, from, inner, 1)) : x;
      y = n.silu(n.conv(y, inner, inner, kernel, step, inner));
      const std::string mean = n.b.add("GlobalAveragePool", {y});
      y = n.b.add("Mul", {y, n.b.add("Sigmoid", {n.conv(n.silu(n.conv(mean, inner, few, 1)), few, inner, 1)})});
      y = n.conv(y, inner, to, 1);
      x = step == 1 && from == to ? n.sum(x, y) : y;
      from = to;
    }
  return n.classified(n.silu(n.conv(x, from, 1280, 1)), 1280);
}

// Dosovitskiy et al. 2021: 22 million parameters.
inline Bytes vitS16() {
  constexpr std::int64_t width = 384, heads = 6, inner = 4 * width, tokens = 197;
  LargeNetwork n({-1, 3, 224, 224}, 17);
  std::string x = n.ordered(n.shaped(n.conv("x", 3, width, 16, 16), {0, width, -1}), {0, 2, 1});
  // A class token for every image: as many as there are, which the shape says.
  const std::string one = n.b.add("Gather", {n.b.add("Shape", {"x"}), n.b.integers({0})}, {{"axis", 0}});
  const std::string extents = n.joined({one, n.b.integers({1, width})}, 0);
  x = n.joined({n.b.add("Expand", {n.weights({1, 1, width}, width), extents}), x}, 1);
  x = n.sum(x, n.weights({1, tokens, width}, width));
  for (int block = 0; block < 12; ++block) {
    const std::string all = n.shaped(n.product(n.norm(x, width), width, 3 * width), {0, tokens, 3, heads, 64});
    const std::string parts = n.ordered(all, {2, 0, 3, 1, 4});
    std::array<std::string, 3> part;
    for (std::int64_t i = 0; i < 3; ++i)
      part[static_cast<std::size_t>(i)] =
          n.b.add("Gather", {parts, n.b.constant(at::scalar_tensor(i, at::kLong))}, {{"axis", 0}});
    std::string scores = n.b.add("MatMul", {part[0], n.ordered(part[1], {0, 1, 3, 2})});
    scores = n.b.add("Softmax", {n.b.add("Mul", {scores, n.b.scalar(0.125)})}, {{"axis", -1}});
    const std::string mixed = n.ordered(n.b.add("MatMul", {scores, part[2]}), {0, 2, 1, 3});
    x = n.sum(x, n.product(n.shaped(mixed, {0, tokens, width}), width, width));
    x = n.sum(x, n.product(n.gelu(n.product(n.norm(x, width), width, inner)), inner, width));
  }
  const std::string first =
      n.b.add("Gather", {n.norm(x, width), n.b.constant(at::scalar_tensor(0, at::kLong))}, {{"axis", 1}});
  return n.b.model().bytes(n.b.add("Gemm", {first, n.weights({1000, width}, width), n.zeros(1000)}, {{"transB", 1}}));
}

// Liu et al. 2022: 28.6 million parameters.
inline Bytes convNextT() {
  LargeNetwork n({-1, 3, 224, 224}, 17);
  const L last{0, 2, 3, 1}, first{0, 3, 1, 2};
  const std::array<std::pair<std::int64_t, int>, 4> stages{{{96, 3}, {192, 3}, {384, 9}, {768, 3}}};
  std::string x = "x";
  std::int64_t from = 3;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const auto [width, count] = stages[s];
    const auto normed = [&](const std::string& y, std::int64_t channels) {
      return n.ordered(n.norm(n.ordered(y, last), channels), first);
    };
    x = s == 0 ? normed(n.conv(x, from, width, 4, 4), width) : n.conv(normed(x, from), from, width, 2, 2);
    for (int block = 0; block < count; ++block) {
      std::string y = n.norm(n.ordered(n.conv(x, width, width, 7, 1, width), last), width);
      y = n.product(n.gelu(n.product(y, width, 4 * width)), 4 * width, width);
      y = n.b.add("Mul", {y, n.ones(width)});
      x = n.sum(x, n.ordered(y, first));
    }
    from = width;
  }
  return n.classified(x, from);
}

// A detector with the graph of YOLOv8s without its decoding: 11 million parameters at 640 x 640.
inline Bytes yoloS() {
  LargeNetwork n({1, 3, 640, 640}, 13);
  const auto block = [&](const std::string& x, std::int64_t from, std::int64_t to, std::int64_t kernel = 3,
                         std::int64_t step = 1) { return n.silu(n.conv(x, from, to, kernel, step)); };
  // Cross stages: half of the channels go through `count` bottlenecks, and every one's result is kept.
  const auto stage = [&](const std::string& x, std::int64_t from, std::int64_t to, int count, bool aside) {
    const std::int64_t half = to / 2;
    auto parts = n.b.addMany("Split", {block(x, from, to, 1), n.b.integers({half, half})}, 2, {{"axis", 1}});
    for (int i = 0; i < count; ++i) {
      const std::string inner = block(block(parts.back(), half, half), half, half);
      parts.push_back(aside ? n.sum(parts.back(), inner) : inner);
    }
    return block(n.joined(parts, 1), half * (count + 2), to, 1);
  };
  const auto doubled = [&](const std::string& x) {
    return n.b.add("Resize", {x, "", n.b.constant(at::tensor({1.F, 1.F, 2.F, 2.F}))},
                   {{"mode", std::string("nearest")},
                    {"nearest_mode", std::string("floor")},
                    {"coordinate_transformation_mode", std::string("asymmetric")}});
  };
  std::string x = stage(block(block("x", 3, 32, 3, 2), 32, 64, 3, 2), 64, 64, 1, true);
  const std::string fine = stage(block(x, 64, 128, 3, 2), 128, 128, 2, true);
  const std::string middle = stage(block(fine, 128, 256, 3, 2), 256, 256, 2, true);
  std::string coarse = block(stage(block(middle, 256, 512, 3, 2), 512, 512, 1, true), 512, 256, 1);
  std::vector<std::string> pools{coarse};
  for (int i = 0; i < 3; ++i) pools.push_back(n.pooled(pools.back(), 5, 1));
  coarse = block(n.joined(pools, 1), 1024, 512, 1);
  const std::string up = stage(n.joined({doubled(coarse), middle}, 1), 768, 256, 1, false);
  const std::string p3 = stage(n.joined({doubled(up), fine}, 1), 384, 128, 1, false);
  const std::string p4 = stage(n.joined({block(p3, 128, 128, 3, 2), up}, 1), 384, 256, 1, false);
  const std::string p5 = stage(n.joined({block(p4, 256, 256, 3, 2), coarse}, 1), 768, 512, 1, false);
  std::vector<std::string> rows;
  for (const auto& [map, from] : {std::pair<std::string, std::int64_t>{p3, 128}, {p4, 256}, {p5, 512}}) {
    const std::string boxes = n.conv(block(block(map, from, 64), 64, 64), 64, 4, 1);
    const std::string kinds = n.b.add("Sigmoid", {n.conv(block(block(map, from, 128), 128, 128), 128, 80, 1)});
    rows.push_back(n.shaped(n.joined({boxes, kinds}, 1), {1, 84, -1}));
  }
  return n.b.model().bytes(n.joined(rows, 2));
}

struct LargeFile {
  const char* name;
  Bytes (*write)();
};
inline constexpr LargeFile largeFiles[] = {
    {"resnet50", resnet50}, {"mobilenet_v2", mobileNetV2}, {"efficientnet_b0", efficientNetB0},
    {"vit_s16", vitS16},    {"convnext_t", convNextT},     {"yolo_s", yoloS}};

}  // namespace bitprism::test
