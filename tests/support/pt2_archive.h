#pragma once

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "tests/support/data_files.h"

// Archives of torch.export, written from its published schema.
namespace bitprism::test {

// Arguments of a node.
inline Json exportedRef(const std::string& name) {
  return {{"as_tensor", {{"name", name}}}};
}
inline Json exportedRefs(const std::vector<std::string>& names) {
  Json list = Json::array();
  for (const std::string& name : names) list.push_back({{"name", name}});
  return {{"as_tensors", list}};
}
inline Json exportedNumber(const std::string& name) {
  return {{"as_sym_int", {{"as_name", name}}}};
}
inline Json exportedInt(std::int64_t value) {
  return {{"as_int", value}};
}
inline Json exportedInts(const std::vector<std::int64_t>& values) {
  return {{"as_ints", values}};
}
inline Json exportedFloat(double value) {
  return {{"as_float", value}};
}
inline Json exportedBool(bool value) {
  return {{"as_bool", value}};
}
inline Json exportedNone() {
  return {{"as_none", true}};
}

// An extent: "s0" or 3.
struct WrittenExtent {
  std::int64_t number = 0;
  std::string expression;
  std::int64_t hint = 0;
  WrittenExtent(std::int64_t value) : number(value) {}  // NOLINT
  WrittenExtent(int value) : number(value) {}           // NOLINT
  WrittenExtent(std::string words, std::int64_t seen) : expression(std::move(words)), hint(seen) {}

  Json json() const {
    if (expression.empty()) return {{"as_int", number}};
    return {{"as_expr", {{"expr_str", expression}, {"hint", {{"as_int", hint}}}}}};
  }
};

inline Json tensorMeta(int type, const std::vector<WrittenExtent>& sizes, Json strides = nullptr,
                       std::int64_t offset = 0) {
  Json extents = Json::array();
  for (const WrittenExtent& size : sizes) extents.push_back(size.json());
  if (strides.is_null()) {
    strides = Json::array();
    std::int64_t stride = 1;
    for (std::size_t i = sizes.size(); i-- > 0;) {
      strides.insert(strides.begin(), Json{{"as_int", stride}});
      stride *= sizes[i].expression.empty() ? sizes[i].number : sizes[i].hint;
    }
  }
  return {{"dtype", type},
          {"sizes", extents},
          {"requires_grad", false},
          {"device", {{"type", "cpu"}, {"index", nullptr}}},
          {"strides", strides},
          {"storage_offset", {{"as_int", offset}}},
          {"layout", 7}};
}

template <class Numbers>
Bytes rawBytes(const Numbers& values) {
  Bytes bytes(values.size() * sizeof(*values.data()));
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

struct Pt2Form {
  bool stored = true;
  std::string root = "net/";
  std::string model = "model";
  std::vector<ZipMember> more = {};
};

// Writes a graph call by call. Members are open, so that tests can damage what is written.
class Pt2Writer {
 public:
  static constexpr int floatType = 7, integerType = 5, halfType = 6, bfloatType = 13, booleanType = 12;

  std::string input(const std::string& name, const std::vector<WrittenExtent>& sizes, int type = floatType) {
    inputs.push_back(exportedRef(name));
    specifications.push_back({{"user_input", {{"arg", exportedRef(name)}}}});
    values[name] = tensorMeta(type, sizes);
    return name;
  }

  // kind: "parameter", "buffer" or "tensor_constant". Gives its name in the graph.
  std::string tensor(const std::string& kind, const std::string& name, const Json& meta, const std::string& path) {
    std::string value = (kind == "parameter" ? "p_" : kind == "buffer" ? "b_" : "c_") + name;
    for (char& c : value) c = c == '.' ? '_' : c;
    inputs.push_back(exportedRef(value));
    Json specification{{"arg", {{"name", value}}}, {kind + "_name", name}};
    if (kind == "buffer") specification["persistent"] = true;
    specifications.push_back({{kind, specification}});
    values[value] = meta;
    (kind == "tensor_constant" ? constants : weights)[name] = {
        {"path_name", path}, {"is_param", kind == "parameter"}, {"use_pickle", false}, {"tensor_meta", meta}};
    return value;
  }

  std::string payload(const std::string& kind, const Bytes& bytes) {
    const bool constant = kind == "tensor_constant";
    const std::string path = (constant ? "tensor_" : "weight_") + std::to_string(payloads.size());
    payloads.push_back({(constant ? "data/constants/" : "data/weights/") + path, bytes});
    return path;
  }

  std::string floats(const std::string& name, const std::vector<std::int64_t>& shape, const std::vector<float>& numbers,
                     const std::string& kind = "parameter") {
    return tensor(kind, name, tensorMeta(floatType, {shape.begin(), shape.end()}), payload(kind, rawBytes(numbers)));
  }

  std::string integers(const std::string& name, const std::vector<std::int64_t>& shape,
                       const std::vector<std::int64_t>& numbers, const std::string& kind = "tensor_constant") {
    return tensor(kind, name, tensorMeta(integerType, {shape.begin(), shape.end()}), payload(kind, rawBytes(numbers)));
  }

  using Arguments = std::vector<std::pair<std::string, Json>>;

  // "aten.relu.default"; gives the name of its first result, a tensor; further ones are named NAME_1, ...
  std::string call(const std::string& target, const Arguments& arguments, int results = 1) {
    std::string name = "v" + std::to_string(nodes.size());
    Json outputs = Json::array();
    for (int i = 0; i < results; ++i) outputs.push_back(exportedRef(i == 0 ? name : name + "_" + std::to_string(i)));
    add("torch.ops." + target, arguments, outputs);
    return name;
  }

  // One whose result is a number, or a list of tensors.
  std::string number(const std::string& target, const Arguments& arguments) {
    std::string name = "n" + std::to_string(nodes.size());
    add(target, arguments, Json::array({exportedNumber(name)}));
    return name;
  }
  std::vector<std::string> list(const std::string& target, const Arguments& arguments, int count) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) names.push_back("v" + std::to_string(nodes.size()) + "_" + std::to_string(i));
    add("torch.ops." + target, arguments, Json::array({exportedRefs(names)}));
    return names;
  }

  void output(const std::string& name) {
    outputs.push_back(exportedRef(name));
    results.push_back({{"user_output", {{"arg", exportedRef(name)}}}});
  }

  void range(const std::string& symbol, const Json& least, const Json& most) {
    ranges[symbol] = {{"min_val", least}, {"max_val", most}};
  }

  Json document() const {
    return {{"graph_module",
             {{"graph",
               {{"inputs", inputs},
                {"outputs", outputs},
                {"nodes", nodes},
                {"tensor_values", values},
                {"sym_int_values", Json::object()},
                {"sym_bool_values", Json::object()},
                {"is_single_tensor_return", false},
                {"custom_obj_values", Json::object()},
                {"sym_float_values", Json::object()}}},
              {"signature", {{"input_specs", specifications}, {"output_specs", results}}},
              {"module_call_graph", Json::array()},
              {"metadata", Json::object()}}},
            {"opset_version", {{"aten", 10}}},
            {"range_constraints", ranges},
            {"schema_version", {{"major", major}, {"minor", minor}}},
            {"verifiers", Json::array({"TRAINING"})},
            {"torch_version", "2.8.0"}};
  }

  // The layout since PyTorch 2.8, its files in the order in which it writes them.
  Bytes package(const Pt2Form& form = {}) const { return package(document().dump(), form); }
  Bytes package(const std::string& graph, const Pt2Form& form = {}) const {
    std::vector<ZipMember> members;
    const auto add = [&](const std::string& name, const Bytes& content) {
      members.push_back({form.root + name, content, form.stored});
    };
    const auto words = [](const std::string& content) { return Bytes(content.begin(), content.end()); };
    for (const auto& [name, bytes] : payloads) add(name, bytes);
    add("data/weights/" + form.model + "_weights_config.json", words(Json{{"config", weights}}.dump()));
    add("data/constants/" + form.model + "_constants_config.json", words(Json{{"config", constants}}.dump()));
    add("models/" + form.model + ".json", words(graph));
    add("archive_format", words("pt2"));
    add("archive_version", words("0"));
    add("byteorder", words("little"));
    for (const ZipMember& one : form.more) members.push_back({form.root + one.name, one.content, form.stored});
    return zipFile(members);
  }

  // The layout before; state: the zip of its pickled tensors.
  Bytes older(const Bytes& state, bool stored = true) const {
    const auto words = [](const std::string& content) { return Bytes(content.begin(), content.end()); };
    return zipFile({{"serialized_exported_program.json", words(document().dump()), stored},
                    {"serialized_state_dict.pt", state, stored},
                    {"version", words(std::to_string(major) + "." + std::to_string(minor)), stored}});
  }

  Json inputs = Json::array(), outputs = Json::array(), nodes = Json::array(), values = Json::object();
  Json specifications = Json::array(), results = Json::array(), ranges = Json::object();
  Json weights = Json::object(), constants = Json::object();
  std::vector<std::pair<std::string, Bytes>> payloads;
  int major = 8, minor = 14;

  void add(const std::string& target, const Arguments& arguments, const Json& results) {
    Json named = Json::array();
    for (const auto& [name, value] : arguments) named.push_back({{"name", name}, {"arg", value}, {"kind", 1}});
    nodes.push_back({{"target", target}, {"inputs", named}, {"outputs", results}, {"metadata", Json::object()}});
  }
};

// x [s0, 3, 8, 8] -> conv 3x3 to 4 -> relu -> mean -> linear to 2.
inline Pt2Writer smallPt2() {
  Pt2Writer net;
  const auto numbers = [](std::size_t count) {
    std::vector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) values[i] = 0.1F * static_cast<float>(static_cast<int>(i * 7 % 13) - 6);
    return values;
  };
  const std::string x = net.input("x", {{"s0", 2}, 3, 8, 8});
  const std::string w = net.floats("conv.weight", {4, 3, 3, 3}, numbers(108)),
                    b = net.floats("conv.bias", {4}, numbers(4));
  const std::string v = net.floats("head.weight", {2, 4}, numbers(8));
  net.range("s0", 1, nullptr);
  const std::string y = net.call("aten.conv2d.default", {{"input", exportedRef(x)},
                                                         {"weight", exportedRef(w)},
                                                         {"bias", exportedRef(b)},
                                                         {"stride", exportedInts({1, 1})},
                                                         {"padding", exportedInts({1, 1})}});
  const std::string r = net.call("aten.relu.default", {{"self", exportedRef(y)}});
  const std::string m = net.call("aten.mean.dim", {{"self", exportedRef(r)}, {"dim", exportedInts({-1, -2})}});
  net.output(net.call("aten.linear.default", {{"input", exportedRef(m)}, {"weight", exportedRef(v)}}));
  return net;
}

}  // namespace bitprism::test
