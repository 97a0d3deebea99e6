#pragma once

#include <cmath>

#include "core/network/layer.h"
#include "tests/support/onnx_cases.h"

// Networks whose weights are not the second operand of a convolution or linear operator, or are used more than once, as
// exporters write them.
namespace bitprism::test {

struct ExpectedLayer {
  LayerKind kind = LayerKind::Linear;
  Shape shape;  // as it is stored: output channels first
};

struct WeightCase {
  std::string name;
  Bytes bytes;
  std::vector<ExpectedLayer> layers;
  std::int64_t weights = 0;                                     // numbers that the file has for them
  std::int64_t wholeBelow = 0;                                  // the input is whole numbers below this; 0: floats
  std::function<at::Tensor(const at::Tensor&)> reference = {};  // what the network computes, where one call says it
};

inline at::Tensor inputOf(const WeightCase& item, const Shape& declared, std::int64_t batch) {
  Shape shape = declared;
  if (shape[0] < 0) shape[0] = batch;
  at::Generator generator = at::detail::createCPUGenerator(5);
  if (item.wholeBelow > 0) return at::randint(0, item.wholeBelow, shape, generator, at::TensorOptions(at::kLong));
  return at::randn(shape, generator, at::TensorOptions(at::kFloat));
}

// Numbers whose scale differs by powers of ten along an axis, and the factors that undo this.
struct SpreadWeights {
  at::Tensor weights, restoring;  // restoring: [channels]
};

inline at::Tensor sizesOfChannels(std::int64_t channels) {
  return at::pow(10.0, at::linspace(-2, 1, channels, at::kFloat));
}

// Of [in, out / groups, kernel...]: every output channel has a size of its own.
inline SpreadWeights spreadTransposed(const L& shape, std::int64_t groups, std::uint64_t seed) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  at::Tensor weights = at::randn(shape, generator, at::TensorOptions(at::kFloat)) * 0.3;
  const std::int64_t each = shape[1], inputs = shape[0] / groups;
  const at::Tensor sizes = sizesOfChannels(groups * each);
  for (std::int64_t g = 0; g < groups; ++g)
    for (std::int64_t j = 0; j < each; ++j)
      weights.narrow(0, g * inputs, inputs).select(1, j).mul_(sizes[g * each + j].item<double>());
  return {weights.contiguous(), 1 / sizes};
}

// x -> transposed convolution of groups -> every channel at a like size.
inline WeightCase transposedCase(const std::string& name, const L& inputShape, const L& weightShape,
                                 std::int64_t groups, const Given& given = {}) {
  NetworkBuilder b(inputShape);
  const SpreadWeights spread = spreadTransposed(weightShape, groups, 11);
  const std::int64_t channels = groups * weightShape[1];
  Given all = given;
  all.push_back({"group", groups});
  const std::string bias = b.constant((at::linspace(-1, 1, channels, at::kFloat) / spread.restoring).contiguous());
  const std::string up = b.add("ConvTranspose", {"x", b.constant(spread.weights), bias}, all);
  L form(inputShape.size(), 1);
  form[1] = channels;
  const std::string result = b.add("Mul", {up, b.constant(spread.restoring.reshape(form).contiguous())});
  Shape stored = weightShape;
  stored[0] = channels;
  stored[1] = weightShape[0] / groups;
  return {name, b.model().bytes(result), {{LayerKind::TransposedConvolution, stored}}, spread.weights.numel()};
}

inline std::vector<WeightCase> transposedCases() {
  return {transposedCase("depthwise", {-1, 8, 6, 5}, {8, 1, 4, 4}, 8, {{"strides", L{2, 2}}, {"pads", L{1, 1, 1, 1}}}),
          transposedCase("depthwise 1-D", {-1, 6, 9}, {6, 1, 3}, 6, {{"strides", L{2}}}),
          transposedCase("depthwise 3-D", {-1, 3, 3, 4, 2}, {3, 1, 2, 2, 2}, 3),
          transposedCase("depthwise with a multiplier", {-1, 4, 5, 5}, {4, 3, 3, 3}, 4, {{"strides", L{2, 2}}}),
          transposedCase("two groups", {-1, 8, 5, 4}, {8, 3, 3, 2}, 2, {{"strides", L{2, 1}}}),
          transposedCase("groups of one output", {-1, 6, 5, 4}, {6, 1, 3, 3}, 2, {{"dilations", L{1, 2}}}),
          transposedCase("groups to a shape", {-1, 4, 5, 6}, {4, 2, 3, 3}, 2,
                         {{"strides", L{3, 3}}, {"output_shape", L{16, 19}}})};
}

inline at::Tensor seededWeights(const L& shape) {
  return at::randn(shape, at::detail::createCPUGenerator(3), at::TensorOptions(at::kFloat)) * 0.4;
}

// x -> the product, the constant's axes of any kind.
inline WeightCase einsumCase(const std::string& equation, const L& inputShape, const L& weightShape,
                             const ExpectedLayer& layer, bool weightsFirst = false) {
  NetworkBuilder b(inputShape);
  const at::Tensor values = seededWeights(weightShape);
  const std::string weights = b.constant(values);
  const std::vector<std::string> operands =
      weightsFirst ? std::vector<std::string>{weights, "x"} : std::vector<std::string>{"x", weights};
  return {"einsum " + equation,
          b.model().bytes(b.add("Einsum", operands, {{"equation", equation}})),
          {layer},
          elementCount(weightShape),
          0,
          [=](const at::Tensor& x) {
            return weightsFirst ? at::einsum(equation, {values, x}) : at::einsum(equation, {x, values});
          }};
}

inline WeightCase matMulCase(const std::string& name, const L& inputShape, const L& weightShape,
                             const ExpectedLayer& layer, bool weightsFirst = false) {
  NetworkBuilder b(inputShape);
  const at::Tensor values = seededWeights(weightShape);
  const std::string weights = b.constant(values);
  const std::vector<std::string> operands =
      weightsFirst ? std::vector<std::string>{weights, "x"} : std::vector<std::string>{"x", weights};
  return {"matmul " + name,
          b.model().bytes(b.add("MatMul", operands)),
          {layer},
          elementCount(weightShape),
          0,
          [=](const at::Tensor& x) { return weightsFirst ? at::matmul(values, x) : at::matmul(x, values); }};
}

inline std::vector<WeightCase> productCases() {
  const auto linear = [](const Shape& shape) { return ExpectedLayer{LayerKind::Linear, shape}; };
  const auto grouped = [](const Shape& shape) { return ExpectedLayer{LayerKind::Convolution, shape}; };
  std::vector<WeightCase> cases{
      einsumCase("bti,io->bto", {-1, 5, 6}, {6, 4}, linear({4, 6})),
      einsumCase("bthd,hdm->btm", {-1, 5, 2, 3}, {2, 3, 7}, linear({7, 6})),
      einsumCase("btm,mhd->bthd", {-1, 5, 6}, {6, 2, 3}, linear({6, 6})),
      einsumCase("btm,hdm->bhtd", {-1, 5, 6}, {2, 3, 6}, linear({6, 6})),
      einsumCase("oi,bit->bot", {-1, 6, 5}, {4, 6}, linear({4, 6}), true),
      einsumCase("b...i,io->b...o", {-1, 3, 2, 6}, {6, 4}, linear({4, 6})),
      einsumCase("bi , io", {-1, 6}, {6, 4}, linear({4, 6})),
      einsumCase("bgi,gio->bgo", {-1, 3, 6}, {3, 6, 4}, grouped({12, 6, 1})),
      einsumCase("bthd,hde->bthe", {-1, 5, 2, 3}, {2, 3, 4}, grouped({8, 3, 1})),
      matMulCase("of a batch", {-1, 3, 5, 6}, {3, 6, 4}, grouped({12, 6, 1})),
      matMulCase("of a batch of one", {-1, 3, 5, 6}, {1, 6, 4}, linear({4, 6})),
      matMulCase("spread over a batch", {-1, 1, 5, 6}, {3, 6, 4}, linear({12, 6})),
      matMulCase("from the left", {-1, 6, 5}, {4, 6}, linear({4, 6}), true),
      matMulCase("of a batch from the left", {-1, 3, 6, 5}, {3, 4, 6}, grouped({12, 6, 1}), true),
  };
  NetworkBuilder gemm({6, 5});
  const at::Tensor values = seededWeights({6, 4}), bias = seededWeights({5});
  const std::string product = gemm.add("Gemm", {gemm.constant(values), "x", gemm.constant(bias)}, {{"transA", 1}});
  cases.push_back(
      {"gemm from the left", gemm.model().bytes(product), {linear({4, 6})}, 24, 0, [=](const at::Tensor& x) {
         return at::matmul(values.t(), x) + bias;
       }});
  return cases;
}

inline void takesWholeNumbers(NetworkBuilder& b) {
  b.model().graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(onnx::TensorProto::INT64);
}

// ids -> rows of a table -> linear
inline WeightCase embeddingCase() {
  NetworkBuilder b({-1, 7});
  takesWholeNumbers(b);
  const std::string rows = b.add("Gather", {b.normals({20, 6}), "x"});
  return {"embedding",
          b.model().bytes(b.add("MatMul", {rows, b.normals({6, 3})})),
          {{LayerKind::Embedding, {20, 6}}, {LayerKind::Linear, {3, 6}}},
          138,
          20};
}

// ids -> rows of a table -> linear -> relu -> product with the same table, transposed: weight tying.
inline WeightCase tiedEmbeddingCase(std::int64_t words = 40, std::int64_t width = 8) {
  NetworkBuilder b({-1, 7});
  takesWholeNumbers(b);
  const std::string table = b.normals({words, width});
  const std::string hidden =
      b.add("Relu", {b.add("MatMul", {b.add("Gather", {table, "x"}), b.normals({width, width})})});
  const std::string turned = b.add("Transpose", {table}, {{"perm", L{1, 0}}});
  return {"tied embedding",
          b.model().bytes(b.add("MatMul", {hidden, turned})),
          {{LayerKind::Linear, {width, width}}, {LayerKind::Linear, {words, width}}},
          words * width + width * width,
          words};
}

// One matrix in two Gemm, once transposed.
inline WeightCase tiedGemmCase(bool transposedFirst) {
  NetworkBuilder b({-1, 12});
  const std::string matrix = b.normals({transposedFirst ? 8 : 12, transposedFirst ? 12 : 8});
  const std::string hidden =
      b.add("Relu", {b.add("Gemm", {"x", matrix, b.normals({8})}, {{"transB", transposedFirst ? 1 : 0}})});
  const std::string back = b.add("Gemm", {hidden, matrix, b.normals({12})}, {{"transB", transposedFirst ? 0 : 1}});
  return {std::string("tied gemm, transposed ") + (transposedFirst ? "first" : "last"),
          b.model().bytes(back),
          {{LayerKind::Linear, {8, 12}}},
          96};
}

inline std::vector<WeightCase> tiedCases() {
  return {tiedEmbeddingCase(), tiedGemmCase(true), tiedGemmCase(false)};
}

// One recurrent operator with outputs of all steps, and nothing after it.
inline WeightCase recurrentCase(const std::string& op, std::int64_t gates, bool both) {
  constexpr std::int64_t width = 5, hidden = 6, steps = 4;
  const std::int64_t sides = both ? 2 : 1;
  NetworkBuilder b({-1, steps, width});
  const std::string input = b.add("Transpose", {"x"}, {{"perm", L{1, 0, 2}}});
  Given given = {{"hidden_size", hidden}, {"direction", std::string(both ? "bidirectional" : "forward")}};
  if (op == "GRU") given.push_back({"linear_before_reset", 1});
  const std::string result = b.add(op,
                                   {input, b.normals({sides, gates * hidden, width}),
                                    b.normals({sides, gates * hidden, hidden}), b.normals({sides, 2 * gates * hidden})},
                                   given);
  std::vector<ExpectedLayer> layers;
  for (std::int64_t s = 0; s < sides; ++s)
    for (const std::int64_t columns : {width, hidden})
      layers.push_back({LayerKind::Recurrent, {gates * hidden, columns}});
  return {op + (both ? " both ways" : ""), b.model().bytes(b.add("Transpose", {result}, {{"perm", L{2, 0, 1, 3}}})),
          layers, sides * gates * hidden * (width + hidden)};
}

inline std::vector<WeightCase> recurrentCases() {
  std::vector<WeightCase> cases;
  for (const bool both : {false, true})
    for (const auto& [op, gates] : {std::pair("LSTM", 4), std::pair("GRU", 3), std::pair("RNN", 1)})
      cases.push_back(recurrentCase(op, gates, both));
  return cases;
}

inline std::vector<WeightCase> allWeightCases() {
  std::vector<WeightCase> all = transposedCases();
  for (const auto& more : {productCases(), tiedCases(), recurrentCases()})
    all.insert(all.end(), more.begin(), more.end());
  all.push_back(embeddingCase());
  return all;
}

}  // namespace bitprism::test
