// Untrusted files: the readers refuse them with a message or read them, and never crash, hang or take memory
// that the file does not account for.

#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <filesystem>
#include <functional>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/network/network.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

constexpr int floatType = onnx::TensorProto::FLOAT;

onnx::ModelProto plainModel() {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(13);
  auto* input = model.mutable_graph()->add_input();
  input->set_name("x");
  auto* type = input->mutable_type()->mutable_tensor_type();
  type->set_elem_type(floatType);
  for (const std::int64_t extent : {-1, 3, 8, 8}) type->mutable_shape()->add_dim()->set_dim_value(extent);
  auto* weight = model.mutable_graph()->add_initializer();
  weight->set_name("w");
  weight->set_data_type(floatType);
  for (const std::int64_t extent : {4, 3, 3, 3}) weight->add_dims(extent);
  weight->set_raw_data(std::string(4 * 4 * 27, '\x3d'));
  auto* node = model.mutable_graph()->add_node();
  node->set_op_type("Conv");
  node->set_name("conv");
  node->add_input("x");
  node->add_input("w");
  node->add_output("y");
  model.mutable_graph()->add_output()->set_name("y");
  return model;
}

Bytes bytesOf(const onnx::ModelProto& model) {
  const std::string data = model.SerializeAsString();
  return {data.begin(), data.end()};
}

// The sentence, or "" when it loads.
std::string onnxSentence(const Bytes& bytes, const std::string& folder = "") {
  try {
    makeNetwork(readOnnx(bytes, "bad.onnx", folder, {}).program, "bad", "onnx");
    return "";
  } catch (const Error& problem) {
    return problem.what();
  }
}

void setIntegers(onnx::NodeProto& node, const std::string& name, const std::vector<std::int64_t>& values) {
  auto* attribute = node.add_attribute();
  attribute->set_name(name);
  attribute->set_type(onnx::AttributeProto::INTS);
  for (const std::int64_t value : values) attribute->add_ints(value);
}

onnx::NodeProto& addNode(onnx::ModelProto& model, const std::string& op, const std::vector<std::string>& inputs,
                         const std::string& output) {
  auto* node = model.mutable_graph()->add_node();
  node->set_op_type(op);
  node->set_name(op + "_" + output);
  for (const std::string& input : inputs) node->add_input(input);
  node->add_output(output);
  return *node;
}

void addIntegers(onnx::ModelProto& model, const std::string& name, const std::vector<std::int64_t>& values) {
  auto* tensor = model.mutable_graph()->add_initializer();
  tensor->set_name(name);
  tensor->set_data_type(onnx::TensorProto::INT64);
  tensor->add_dims(static_cast<std::int64_t>(values.size()));
  for (const std::int64_t value : values) tensor->add_int64_data(value);
}

struct BadFile {
  const char* name;
  std::function<void(onnx::ModelProto&)> spoil;
  const char* sentence;  // part of it; empty: it may also load
};

const std::vector<BadFile>& badFiles() {
  static const std::vector<BadFile> table = {
      {"negative extent", [](auto& m) { m.mutable_graph()->mutable_initializer(0)->set_dims(0, -4); },
       "negative extent"},
      {"huge extent", [](auto& m) { m.mutable_graph()->mutable_initializer(0)->set_dims(0, 1LL << 60); },
       "impossible size"},
      {"more numbers than bytes", [](auto& m) { m.mutable_graph()->mutable_initializer(0)->set_dims(0, 400); },
       "expected 43200"},
      {"no numbers", [](auto& m) { m.mutable_graph()->mutable_initializer(0)->clear_raw_data(); }, "has 0 numbers"},
      {"unknown element type", [](auto& m) { m.mutable_graph()->mutable_initializer(0)->set_data_type(77); },
       "element type 77"},
      {"text weights",
       [](auto& m) { m.mutable_graph()->mutable_initializer(0)->set_data_type(onnx::TensorProto::STRING); },
       "holds text"},
      {"empty weights",
       [](auto& m) {
         m.mutable_graph()->mutable_initializer(0)->set_dims(0, 0);
         m.mutable_graph()->mutable_initializer(0)->set_raw_data("");
       },
       "bad"},
      {"weights of one axis",
       [](auto& m) {
         m.mutable_graph()->mutable_initializer(0)->clear_dims();
         m.mutable_graph()->mutable_initializer(0)->add_dims(108);
       },
       "weights of 1 axes"},
      {"NaN weight",
       [](auto& m) {
         m.mutable_graph()->mutable_initializer(0)->mutable_raw_data()->replace(0, 4, "\xff\xff\xff\x7f");
       },
       "not finite"},
      {"infinite weight",
       [](auto& m) {
         m.mutable_graph()->mutable_initializer(0)->mutable_raw_data()->replace(0, 4, std::string("\0\0\x80\x7f", 4));
       },
       "not finite"},
      {"input of impossible size",
       [](auto& m) {
         m.mutable_graph()
             ->mutable_input(0)
             ->mutable_type()
             ->mutable_tensor_type()
             ->mutable_shape()
             ->mutable_dim(2)
             ->set_dim_value(1LL << 40);
       },
       "impossible size"},
      {"extents whose product overflows",
       [](auto& m) {
         auto* shape = m.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
         for (int i = 1; i < 4; ++i) shape->mutable_dim(i)->set_dim_value(1LL << 25);
       },
       "impossible size"},
      {"text input",
       [](auto& m) {
         m.mutable_graph()->mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(
             onnx::TensorProto::STRING);
       },
       "takes text"},
      {"no input", [](auto& m) { m.mutable_graph()->clear_input(); }, "no input"},
      {"no output", [](auto& m) { m.mutable_graph()->clear_output(); }, "no output"},
      {"output of nothing", [](auto& m) { m.mutable_graph()->mutable_output(0)->set_name("z"); }, "nothing writes"},
      {"no operator name", [](auto& m) { m.mutable_graph()->mutable_node(0)->clear_op_type(); }, "not supported"},
      {"missing weights", [](auto& m) { m.mutable_graph()->mutable_node(0)->set_input(1, "nothing"); },
       "before anything writes it"},
      {"opset 99", [](auto& m) { m.mutable_opset_import(0)->set_version(99); }, "opset 99"},
      {"opset -1", [](auto& m) { m.mutable_opset_import(0)->set_version(-1); }, "opset -1"},
      {"stride 0",
       [](auto& m) {
         setIntegers(*m.mutable_graph()->mutable_node(0), "strides", {0, 1});
       },
       "stride"},
      {"negative stride",
       [](auto& m) {
         setIntegers(*m.mutable_graph()->mutable_node(0), "strides", {-1, 1});
       },
       "stride"},
      {"huge dilation",
       [](auto& m) {
         setIntegers(*m.mutable_graph()->mutable_node(0), "dilations", {1LL << 62, 1});
       },
       "dilation"},
      {"a dilation that pads by millions",
       [](auto& m) {
         setIntegers(*m.mutable_graph()->mutable_node(0), "dilations", {1 << 20, 1});
       },
       "dilation of 1048576"},
      {"huge padding",
       [](auto& m) {
         setIntegers(*m.mutable_graph()->mutable_node(0), "pads", {1LL << 62, 0, 0, 0});
       },
       "padding"},
      {"padding of gigabytes",
       [](auto& m) {
         setIntegers(*m.mutable_graph()->mutable_node(0), "pads", {1 << 20, 1 << 20, 1 << 20, 1 << 20});
       },
       "works on rows of"},
      {"three strides",
       [](auto& m) {
         setIntegers(*m.mutable_graph()->mutable_node(0), "strides", {1, 1, 1});
       },
       "do not fit"},
      {"attribute of another type",
       [](auto& m) {
         auto* attribute = m.mutable_graph()->mutable_node(0)->add_attribute();
         attribute->set_name("strides");
         attribute->set_type(onnx::AttributeProto::STRING);
         attribute->set_s("2");
       },
       "unexpected type"},
      {"node that reads itself", [](auto& m) { m.mutable_graph()->mutable_node(0)->set_input(0, "y"); }, "cycle"},
      {"expansion to gigabytes",
       [](auto& m) {
         addIntegers(m, "shape", {1 << 15, 1 << 15, 1, 1, 1});
         addNode(m, "Expand", {"y", "shape"}, "z");
         addNode(m, "Relu", {"z"}, "big");
         m.mutable_graph()->mutable_output(0)->set_name("big");
       },
       "more than"},
      {"tiling to gigabytes",
       [](auto& m) {
         addIntegers(m, "repeats", {1, 1 << 20, 1 << 20, 1});
         addNode(m, "Tile", {"y", "repeats"}, "z");
         m.mutable_graph()->mutable_output(0)->set_name("z");
       },
       "bad.onnx"},
      {"constant of gigabytes",
       [](auto& m) {
         addIntegers(m, "shape", {1 << 20, 1 << 20});
         addNode(m, "ConstantOfShape", {"shape"}, "z");
       },
       "impossible size"},
      {"range of gigabytes",
       [](auto& m) {
         addIntegers(m, "zero", {0});
         addIntegers(m, "end", {1LL << 50});
         addIntegers(m, "one", {1});
         addNode(m, "Range", {"zero", "end", "one"}, "z");
       },
       "impossible size"},
      {"gather beyond the end",
       [](auto& m) {
         addIntegers(m, "index", {1000});
         addNode(m, "Gather", {"y", "index"}, "z");
         m.mutable_graph()->mutable_output(0)->set_name("z");
       },
       "outside an extent"},
      {"transpose by nonsense",
       [](auto& m) {
         setIntegers(addNode(m, "Transpose", {"y"}, "z"), "perm", {0, 0, 9, -7});
         m.mutable_graph()->mutable_output(0)->set_name("z");
       },
       "bad.onnx"},
      {"unsqueeze of far axes",
       [](auto& m) {
         addIntegers(m, "axes", {1LL << 60});
         addNode(m, "Unsqueeze", {"y", "axes"}, "z");
         m.mutable_graph()->mutable_output(0)->set_name("z");
       },
       "has axis"},
      {"graphs within graphs",
       [](auto& m) {
         auto* graph = m.mutable_graph();
         for (int depth = 0; depth < 80; ++depth) {
           auto* node = graph->add_node();
           node->set_op_type("If");
           node->add_input("y");
           node->add_output("o" + std::to_string(depth));
           auto* attribute = node->add_attribute();
           attribute->set_name("then_branch");
           attribute->set_type(onnx::AttributeProto::GRAPH);
           graph = attribute->mutable_g();
         }
       },
       "bad.onnx"},
  };
  return table;
}

TEST(BadFiles, onnxIsRefusedInASentence) {
  ASSERT_EQ(onnxSentence(bytesOf(plainModel())), "");
  for (const BadFile& item : badFiles()) {
    onnx::ModelProto model = plainModel();
    item.spoil(model);
    const std::string sentence = onnxSentence(bytesOf(model));
    EXPECT_NE(sentence, "") << item.name;
    EXPECT_NE(sentence.find(item.sentence), std::string::npos) << item.name << ": " << sentence;
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << item.name << ": " << sentence;
  }
}

TEST(BadFiles, externalDataStaysInItsFolder) {
  const test::TemporaryFolder outside, folder;
  writeFile(outside / "secret.bin", Bytes(4 * 108, 0));
  writeFile(folder / "weights.bin", Bytes(4 * 108, 0));
  writeFile(folder / "short.bin", Bytes(40, 0));
  std::filesystem::create_symlink(outside / "secret.bin", folder / "link.bin");
  std::filesystem::create_directory_symlink(outside.path(), folder / "linked");
  const auto with = [&](const std::string& location, const std::string& offset = "0") {
    onnx::ModelProto model = plainModel();
    auto* weight = model.mutable_graph()->mutable_initializer(0);
    weight->clear_raw_data();
    weight->set_data_location(onnx::TensorProto::EXTERNAL);
    for (const auto& [key, value] : {std::pair<std::string, std::string>("location", location), {"offset", offset}}) {
      auto* entry = weight->add_external_data();
      entry->set_key(key);
      entry->set_value(value);
    }
    return onnxSentence(bytesOf(model), folder.path());
  };
  EXPECT_EQ(with("weights.bin"), "");
  EXPECT_EQ(with("./weights.bin"), "");
  for (const std::string& location :
       {std::string("link.bin"), std::string("linked/secret.bin"), "../" + outside.path() + "/secret.bin",
        outside / "secret.bin", std::string("/etc/passwd"), std::string(""), std::string("a/../../x"),
        std::string("weights.bin\0/../../etc/passwd", 28)})
    EXPECT_NE(with(location).find("outside the file's folder"), std::string::npos)
        << location << ": " << with(location);
  EXPECT_NE(with("nowhere.bin").find("no such file next to it"), std::string::npos) << with("nowhere.bin");
  EXPECT_NE(with(".").find("no such file next to it"), std::string::npos) << with(".");
  EXPECT_NE(with("short.bin").find("has 40 bytes"), std::string::npos) << with("short.bin");
  for (const char* offset : {"18446744073709551615", "-1", "1", "abc", "99999999999999999999999"})
    EXPECT_NE(with("weights.bin", offset), "") << offset;
}

// Reads damaged copies of a good file; some load, as weights may change unseen.
void damage(const Bytes& whole, const std::function<void(const Bytes&)>& read) {
  for (std::size_t length = 0; length < whole.size(); length += std::max<std::size_t>(whole.size() / 40, 1))
    EXPECT_THROW(read(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length))), Error) << length;
  Random random(11);
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size();
       at += std::max<std::size_t>(std::min<std::size_t>(whole.size() / 300, 50), 1)) {
    Bytes flipped = whole;
    flipped[at] ^= static_cast<std::uint8_t>(1 << (at / 50 % 8));
    try {
      read(flipped);
    } catch (const Error& problem) {
      ++refused;
      EXPECT_GT(std::string(problem.what()).size(), 15u);
    }
  }
  EXPECT_GT(refused, 3u);
}

TEST(BadFiles, damagedOnnxIsReadOrRefused) {
  const Network network = test::smallNetwork();
  damage(onnxBytes(network, floatPlan(network.layers.size())),
         [](const Bytes& bytes) { makeNetwork(readOnnx(bytes, "bad.onnx", "", {}).program, "bad", "onnx"); });
}

TEST(BadFiles, damagedTorchScriptIsReadOrRefused) {
  const test::TemporaryFolder folder;
  const Bytes whole = readFile(resourceFolder() + "/example/example.pt");
  const auto read = [&](const Bytes& bytes) {
    writeFile(folder / "bad.pt", bytes);
    readNetwork(folder / "bad.pt", {.inputShape = {3, 32, 32}});
  };
  for (const double part : {0.0, 0.01, 0.3, 0.5, 0.9, 0.99, 0.9999}) {
    const auto length = static_cast<std::ptrdiff_t>(part * static_cast<double>(whole.size()));
    EXPECT_THROW(read(Bytes(whole.begin(), whole.begin() + length)), Error) << part;
  }
  // Names, code and the directory at the end; the weights between hold nothing that could mislead.
  std::size_t refused = 0, tried = 0;
  for (std::size_t at = 0; at < whole.size(); at += at < 4000 || at + 9000 > whole.size() ? 173 : whole.size() / 12) {
    Bytes flipped = whole;
    flipped[at] ^= static_cast<std::uint8_t>(1 << (at % 8));
    ++tried;
    try {
      read(flipped);
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(tried, 30u);
  EXPECT_GT(refused, 0u);
}

TEST(BadFiles, everyWayIntoAFileThatIsNoneIsRefused) {
  const test::TemporaryFolder folder;
  writeFile(folder / "empty.onnx", Bytes{});
  writeFile(folder / "zeros.onnx", Bytes(1000, 0));
  std::string deep;  // protobuf: messages within messages
  for (int i = 0; i < 2000; ++i) {
    std::string length;
    for (std::size_t size = deep.size(); true; size >>= 7) {
      length += static_cast<char>((size & 127) | (size > 127 ? 128 : 0));
      if (size <= 127) break;
    }
    deep = "\x3a" + length + deep;
  }
  writeFile(folder / "deep.onnx", Bytes(deep.begin(), deep.end()));
  ASSERT_EQ(mkfifo((folder / "pipe.onnx").c_str(), 0600), 0);  // opening one may wait for its writer
  for (const std::string& path :
       {folder / "empty.onnx", folder / "zeros.onnx", folder / "deep.onnx", folder / "absent.onnx",
        folder / "pipe.onnx", folder.path(), folder / "empty.onnx" + "/below"})
    EXPECT_THROW(readNetwork(path), Error) << path;
}

}  // namespace
}  // namespace bitprism
