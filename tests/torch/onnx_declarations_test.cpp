// What an ONNX file declares of its inputs and outputs stands in the file that is written, or it is said what does not.

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include "core/quant/methods/quantizer.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/export_changes.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "core/torch/write/packed_writer.h"
#include "core/torch/write/torchscript_writer.h"
#include "tests/support/onnx_models.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::ModelBuilder;
using Type = onnx::TensorProto;

std::string saidIn(const std::vector<std::string>& notices, const std::string& part) {
  for (const std::string& notice : notices)
    if (notice.find(part) != std::string::npos) return notice;
  return {};
}

// The form of a value: "2x3", an open extent as what it is called.
std::string formOf(const onnx::ValueInfoProto& value) {
  std::string form;
  for (const auto& dim : value.type().tensor_type().shape().dim())
    form += (form.empty() ? "" : "x") + (dim.has_dim_param() ? dim.dim_param() : std::to_string(dim.dim_value()));
  return form;
}

class OnnxDeclarations : public testing::Test {
 protected:
  // [N, 3, height, width] -> conv -> relu -> what follows.
  Network network(const std::vector<std::int64_t>& shape, const std::function<void(ModelBuilder&)>& rest,
                  Type::DataType type = Type::FLOAT, Type::DataType outputType = Type::FLOAT) {
    ModelBuilder model(shape);
    auto* input = model.graph().mutable_input(0);
    input->mutable_type()->mutable_tensor_type()->set_elem_type(type);
    for (int i = 1; i < input->type().tensor_type().shape().dim_size(); ++i)
      if (shape[static_cast<std::size_t>(i)] < 0)
        input->mutable_type()->mutable_tensor_type()->mutable_shape()->mutable_dim(i)->set_dim_param(i == 2 ? "height"
                                                                                                            : "width");
    std::string x = "x";
    if (type != Type::FLOAT) {
      ModelBuilder::set(model.node("Cast", {"x"}, "real"), "to", std::int64_t{1});
      x = "real";
    }
    at::Generator generator = at::detail::createCPUGenerator(4);
    const auto weights = [&](at::IntArrayRef form) {
      return model.constant(at::randn(form, generator, at::TensorOptions(at::kFloat)));
    };
    auto& convolution = model.node("Conv", {x, weights({4, 3, 3, 3})}, "maps");
    ModelBuilder::set(convolution, "pads", std::vector<std::int64_t>{1, 1, 1, 1});
    model.node("Relu", {"maps"}, "seen");
    rest(model);
    Bytes bytes = model.bytes("y");
    onnx::ModelProto proto;
    EXPECT_TRUE(proto.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    proto.mutable_graph()->mutable_output(0)->mutable_type()->mutable_tensor_type()->set_elem_type(outputType);
    const std::string text = proto.SerializeAsString();
    writeFile(folder_ / "in.onnx", {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    return readNetwork(folder_ / "in.onnx");
  }

  onnx::GraphProto exported(const Network& network, const std::string& name = "out.onnx") {
    report_ = exportNetwork(network, uniformPlan(network.layers.size(), {.bits = 8}), onnxWriter, folder_ / name,
                            {.force = true});
    const Bytes bytes = readFile(folder_ / name);
    onnx::ModelProto model;
    EXPECT_TRUE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    return model.graph();
  }

  static void pooled(ModelBuilder& model) {
    model.node("GlobalAveragePool", {"seen"}, "pooled");
    model.node("Flatten", {"pooled"}, "y");
  }

  test::TemporaryFolder folder_;
  ExportReport report_;
};

TEST_F(OnnxDeclarations, keepOpenHeightAndWidth) {
  const onnx::GraphProto graph = exported(network({-1, 3, -1, -1}, pooled));
  EXPECT_EQ(formOf(graph.input(0)), "Nx3xx_dim2xx_dim3");
  EXPECT_EQ(formOf(graph.output(0)), "Nx4");
  for (const std::string& notice : report_.notices) EXPECT_EQ(notice.find("extents"), std::string::npos) << notice;
  // From there once more.
  EXPECT_EQ(formOf(exported(readNetwork(folder_ / "out.onnx"), "again.onnx").input(0)), "Nx3xx_dim2xx_dim3");
}

TEST_F(OnnxDeclarations, openOutputsThatFollowTheInput) {
  const onnx::GraphProto graph =
      exported(network({-1, 3, -1, 20}, [](ModelBuilder& model) { model.node("Sigmoid", {"seen"}, "y"); }));
  EXPECT_EQ(formOf(graph.input(0)), "Nx3xx_dim2x20");
  EXPECT_EQ(formOf(graph.output(0)), "Nx4xy_dim2x20");
}

TEST_F(OnnxDeclarations, sayThatANetworkDependsOnTheSizeItIsReadFor) {
  // Flattened pixels and a layer of their number: no other size fits.
  const Network fixed = network({-1, 3, -1, -1}, [](ModelBuilder& model) {
    model.node("Reshape", {"seen", model.constant(std::vector<std::int64_t>{-1, 4 * 224 * 224})}, "flat");
    model.node("MatMul", {"flat", model.constant(at::ones({4 * 224 * 224, 2}) * 1e-3)}, "y");
  });
  EXPECT_FALSE(saidIn(fixed.notices, "it is read for 3 x 224 x 224 alone").empty());
  EXPECT_EQ(formOf(exported(fixed).input(0)), "Nx3x224x224");
}

TEST_F(OnnxDeclarations, sayThatAnOperatorIsWrittenForOneSize) {
  // Half the size, which LibTorch's operator is told in numbers.
  const Network halved = network({-1, 3, -1, -1}, [](ModelBuilder& model) {
    auto& node = model.node("Resize", {"seen", "", model.constant(at::tensor({1.F, 1.F, 0.5F, 0.5F}))}, "y");
    ModelBuilder::set(node, "mode", std::string("nearest"));
    ModelBuilder::set(node, "coordinate_transformation_mode", std::string("asymmetric"));
    ModelBuilder::set(node, "nearest_mode", std::string("floor"));
  });
  const onnx::GraphProto graph = exported(halved);
  EXPECT_EQ(formOf(graph.input(0)), "Nx3x224x224");
  EXPECT_FALSE((saidIn(halved.notices, "alone") + saidIn(report_.notices, "takes only")).empty());
}

TEST_F(OnnxDeclarations, keepTheTypesOfInputsAndOutputs) {
  for (const Type::DataType type : {Type::UINT8, Type::INT8, Type::INT32, Type::FLOAT16, Type::DOUBLE}) {
    const onnx::GraphProto graph = exported(network({-1, 3, 8, 8}, pooled, type));
    EXPECT_EQ(graph.input(0).type().tensor_type().elem_type(), type);
    EXPECT_EQ(graph.output(0).type().tensor_type().elem_type(), Type::FLOAT);
    EXPECT_EQ(readNetwork(folder_ / "out.onnx").program.inputs[0].fileType,
              readNetwork(folder_ / "in.onnx").program.inputs[0].fileType);
  }
  const auto half = [](ModelBuilder& model) {
    model.node("GlobalAveragePool", {"seen"}, "pooled");
    ModelBuilder::set(model.node("Cast", {"pooled"}, "y"), "to", std::int64_t{10});
  };
  const onnx::GraphProto graph = exported(network({-1, 3, 8, 8}, half, Type::FLOAT16, Type::FLOAT16));
  EXPECT_EQ(graph.input(0).type().tensor_type().elem_type(), Type::FLOAT16);
  EXPECT_EQ(graph.output(0).type().tensor_type().elem_type(), Type::FLOAT16);
}

TEST_F(OnnxDeclarations, areMissedWhereAFormatHasNoPlaceForThem) {
  const Network open = network({-1, 3, -1, -1}, pooled), bytes = network({-1, 3, 8, 8}, pooled, Type::UINT8);
  const Network halves = network({-1, 3, 8, 8}, pooled, Type::FLOAT16);
  EXPECT_FALSE(saidIn(packedChanges(open), "is kept as 3 x 224 x 224").empty());
  EXPECT_FALSE(saidIn(packedChanges(bytes), "the type uint8 of input 'x' is not kept").empty());
  EXPECT_FALSE(saidIn(torchScriptChanges(halves), "instead of float16").empty());
  EXPECT_TRUE(torchScriptChanges(open).empty());
  // Whole numbers of any width go into TorchScript, though it does not say so.
  const ExportReport script = exportNetwork(bytes, floatPlan(bytes.layers.size()), torchScriptWriter, folder_ / "n.pt");
  EXPECT_LT(script.maxLogitDifference, 1e-6);
  const ExportReport report = exportNetwork(open, floatPlan(open.layers.size()), packedWriter, folder_ / "n.bprm");
  EXPECT_EQ(report.notices, packedChanges(open));
}

}  // namespace
}  // namespace bitprism
