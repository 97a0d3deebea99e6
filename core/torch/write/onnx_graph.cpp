#include "core/torch/write/onnx_graph.h"

#include <onnx/onnx_pb.h>

#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

static_assert(std::endian::native == std::endian::little, "initializers are written as they lie in memory");

// Types of ::onnx::TensorProto that are younger than the library.
constexpr int writtenUint4 = 21, writtenInt4 = 22, writtenUint2 = 25, writtenInt2 = 26;
constexpr std::int64_t fourBitOpset = 21, twoBitOpset = 25;

// Of QONNX's operators, as FINN and hls4ml know it.
constexpr const char* quantDomain = "qonnx.custom_op.general";

// Small tensors stay in the model, where shape inference finds them; larger ones are aligned for mapping into memory.
constexpr std::size_t smallestOutside = 1024;
constexpr std::size_t alignment = 64;
constexpr std::size_t fieldBytes = 16;  // overhead of a tensor's numbers, at most

// The intermediate representation's version that belongs to an opset; runtimes refuse a file that is newer than they.
std::int64_t irVersionOf(std::int64_t opset) {
  return opset >= twoBitOpset ? 13 : opset >= fourBitOpset ? 10 : 8;
}

int containerBits(int bits) {
  return bits <= 2 ? 2 : bits <= 4 ? 4 : 8;
}

// Values of `bits` bits, the first in the lowest bits of a byte.
template <class Values>
std::string packed(const Values& values, int bits) {
  const auto each = static_cast<std::size_t>(8 / bits);
  const int mask = (1 << bits) - 1;
  std::string raw((values.size() + each - 1) / each, '\0');
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int shifted = (values[i] & mask) << (bits * static_cast<int>(i % each));
    raw[i / each] = static_cast<char>(static_cast<unsigned char>(raw[i / each]) | shifted);
  }
  return raw;
}

void setType(::onnx::ValueInfoProto& value, const std::string& name, const Shape& shape, InputKind kind, int other) {
  value.set_name(name);
  auto* type = value.mutable_type()->mutable_tensor_type();
  type->set_elem_type(kind == InputKind::Float     ? ::onnx::TensorProto::FLOAT
                      : kind == InputKind::Integer ? ::onnx::TensorProto::INT64
                                                   : ::onnx::TensorProto::BOOL);
  if (other != 0) type->set_elem_type(other);
  type->mutable_shape();  // a scalar has a shape, too
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    auto* dimension = type->mutable_shape()->add_dim();
    if (shape[axis] >= 0)
      dimension->set_dim_value(shape[axis]);
    else if (axis == 0)
      dimension->set_dim_param("N");
    else
      dimension->set_dim_param(text(name, "_dim", axis));
  }
}

void setAttribute(::onnx::AttributeProto& proto, const OnnxAttribute& attribute) {
  proto.set_name(attribute.name);
  if (const auto* integer = std::get_if<std::int64_t>(&attribute.value)) {
    proto.set_type(::onnx::AttributeProto::INT);
    proto.set_i(*integer);
  } else if (const auto* number = std::get_if<double>(&attribute.value)) {
    proto.set_type(::onnx::AttributeProto::FLOAT);
    proto.set_f(static_cast<float>(*number));
  } else if (const auto* string = std::get_if<std::string>(&attribute.value)) {
    proto.set_type(::onnx::AttributeProto::STRING);
    proto.set_s(*string);
  } else if (const auto* strings = std::get_if<std::vector<std::string>>(&attribute.value)) {
    proto.set_type(::onnx::AttributeProto::STRINGS);
    for (const std::string& item : *strings) proto.add_strings(item);
  } else {
    proto.set_type(::onnx::AttributeProto::INTS);
    for (const std::int64_t item : std::get<std::vector<std::int64_t>>(attribute.value)) proto.add_ints(item);
  }
}

}  // namespace

class OnnxGraph::Implementation {
 public:
  std::string unique(const std::string& wanted) {
    const std::string base = wanted.empty() ? "value" : wanted;
    std::string name = base;
    for (int k = 2; !names.insert(name).second; ++k) name = text(base, "_", k);
    return name;
  }

  std::string initializer(const std::string& wanted, const Shape& shape, int type, std::string raw) {
    const std::string name = unique(wanted);
    ::onnx::TensorProto* tensor = graph.add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(type);
    for (const std::int64_t extent : shape) tensor->add_dims(extent);
    numbers.push_back(std::move(raw));
    return name;
  }

  std::int64_t opset = 0;
  Target target = Target::Any;
  ::onnx::GraphProto graph;
  std::set<std::string> names;
  std::map<std::string, std::string> known;     // of once
  std::map<std::string, std::int64_t> domains;  // besides ONNX's own
  std::map<std::string, std::string> remarks;
  int steps = 0;
  std::vector<std::string> numbers;  // of the initializers, kept out of the messages until it is known where they go
};

std::int64_t opsetOfCodes(int bits, std::int64_t plain) {
  const int container = containerBits(bits);
  return std::max(plain, container == 2 ? twoBitOpset : container == 4 ? fourBitOpset : plain);
}

OnnxGraph::OnnxGraph(std::int64_t opset, Target target) : implementation_(std::make_unique<Implementation>()) {
  implementation_->opset = opset;
  implementation_->target = target;
  implementation_->graph.set_name("bitprism");
}

OnnxGraph::~OnnxGraph() = default;
OnnxGraph::OnnxGraph(OnnxGraph&&) noexcept = default;

std::int64_t OnnxGraph::opset() const {
  return implementation_->opset;
}

const TargetProfile& OnnxGraph::target() const {
  return targetProfile(implementation_->target);
}

std::string OnnxGraph::input(const std::string& name, const Shape& shape, InputKind kind, int type) {
  const std::string own = implementation_->unique(name);
  setType(*implementation_->graph.add_input(), own, shape, kind, type);
  return own;
}

std::string OnnxGraph::reserve(const std::string& name) {
  return implementation_->unique(name);
}

std::string OnnxGraph::node(const std::string& op, const std::vector<std::string>& inputs, const std::string& name,
                            const std::vector<OnnxAttribute>& attributes, const std::string& result) {
  ::onnx::NodeProto* node = implementation_->graph.add_node();
  const std::string output = result.empty() ? implementation_->unique(name.empty() ? op : text(name, "_", op)) : result;
  node->set_op_type(op);
  node->set_name(output);
  std::size_t count = inputs.size();
  while (count > 0 && inputs[count - 1].empty()) --count;  // trailing omitted inputs are left out
  for (std::size_t i = 0; i < count; ++i) node->add_input(inputs[i]);
  node->add_output(output);
  for (const OnnxAttribute& attribute : attributes) setAttribute(*node->add_attribute(), attribute);
  return output;
}

std::string OnnxGraph::step(const std::string& op, const std::vector<std::string>& inputs,
                            const std::vector<OnnxAttribute>& attributes) {
  ::onnx::NodeProto* node = implementation_->graph.add_node();
  std::string result;
  do {
    result = text('w', implementation_->steps++);
  } while (!implementation_->names.insert(result).second);
  node->set_op_type(op);
  for (const std::string& input : inputs) node->add_input(input);
  node->add_output(result);
  for (const OnnxAttribute& attribute : attributes) setAttribute(*node->add_attribute(), attribute);
  return result;
}

std::string OnnxGraph::once(const std::string& key, const std::function<std::string()>& make) {
  const auto [place, fresh] = implementation_->known.try_emplace(key);
  if (fresh) place->second = make();
  return place->second;
}

std::string OnnxGraph::quant(const std::string& value, const Shape& shape, std::span<const float> scales, int bits,
                             bool hasSign, const std::string& name) {
  constexpr float zero = 0;
  const auto width = static_cast<float>(bits);
  const std::string result = node(
      "Quant",
      {value, floats(text(name, "_scale"), shape, scales), floats(text(name, "_zero_point"), {}, {&zero, 1}),
       floats(text(name, "_bits"), {}, {&width, 1})},
      name, {{"signed", std::int64_t{hasSign}}, {"narrow", std::int64_t{0}}, {"rounding_mode", std::string("ROUND")}});
  implementation_->graph.mutable_node(implementation_->graph.node_size() - 1)->set_domain(quantDomain);
  return result;
}

std::vector<std::string> OnnxGraph::nodes(const std::string& op, const std::vector<std::string>& inputs,
                                          const std::string& name, const std::vector<OnnxAttribute>& attributes,
                                          std::size_t results) {
  std::vector<std::string> names{node(op, inputs, name, attributes)};
  ::onnx::NodeProto& written = *implementation_->graph.mutable_node(implementation_->graph.node_size() - 1);
  while (names.size() < results) {
    names.push_back(implementation_->unique(text(names[0], "_result")));
    written.add_output(names.back());
  }
  return names;
}

std::string OnnxGraph::floats(const std::string& name, const Shape& shape, std::span<const float> values) {
  return implementation_->initializer(name, shape, ::onnx::TensorProto::FLOAT,
                                      {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::string OnnxGraph::halves(const std::string& name, const Shape& shape, std::span<const std::uint16_t> values) {
  return implementation_->initializer(name, shape, ::onnx::TensorProto::FLOAT16,
                                      {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::string OnnxGraph::integers(const std::string& name, const Shape& shape, std::span<const std::int64_t> values) {
  return implementation_->initializer(name, shape, ::onnx::TensorProto::INT64,
                                      {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::string OnnxGraph::booleans(const std::string& name, const Shape& shape, std::span<const std::uint8_t> values) {
  return implementation_->initializer(name, shape, ::onnx::TensorProto::BOOL,
                                      {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::string OnnxGraph::int32(const std::string& name, const Shape& shape, std::span<const std::int32_t> values) {
  return implementation_->initializer(name, shape, ::onnx::TensorProto::INT32,
                                      {reinterpret_cast<const char*>(values.data()), values.size_bytes()});
}

std::string OnnxGraph::uint8(const std::string& name, const Shape& shape, const std::vector<std::uint8_t>& values) {
  return unsignedCodes(name, shape, values, 8);
}

std::string OnnxGraph::codes(const std::string& name, const Shape& shape, std::span<const std::int8_t> values,
                             int bits) {
  const int container = containerBits(bits);
  const int type = container == 2 ? writtenInt2 : container == 4 ? writtenInt4 : int{::onnx::TensorProto::INT8};
  return implementation_->initializer(name, shape, type, packed(values, container));
}

std::string OnnxGraph::unsignedCodes(const std::string& name, const Shape& shape, std::span<const std::uint8_t> values,
                                     int bits) {
  const int container = containerBits(bits);
  const int type = container == 2 ? writtenUint2 : container == 4 ? writtenUint4 : int{::onnx::TensorProto::UINT8};
  return implementation_->initializer(name, shape, type, packed(values, container));
}

void OnnxGraph::output(const std::string& name, const Shape& shape, InputKind kind, int type) {
  setType(*implementation_->graph.add_output(), name, shape, kind, type);
}

::onnx::GraphProto& OnnxGraph::message() {
  return implementation_->graph;
}

std::string OnnxGraph::initializer(const std::string& name, const Shape& shape, int type, std::string raw) {
  return implementation_->initializer(name, shape, type, std::move(raw));
}

void OnnxGraph::useDomain(const std::string& domain, std::int64_t version) {
  implementation_->domains.emplace(domain, version);
}

void OnnxGraph::remark(const std::string& key, const std::string& value) {
  implementation_->remarks[key] = value;
}

const ::onnx::GraphProto& OnnxGraph::proto() const {
  return implementation_->graph;
}

bool OnnxGraph::doesWhat(const OnnxGraph& other) const {
  const auto work = [](const Implementation& one) {
    ::onnx::GraphProto graph = one.graph;
    graph.clear_input();
    graph.clear_output();
    return graph.SerializeAsString();
  };
  return implementation_->numbers == other.implementation_->numbers &&
         work(*implementation_) == work(*other.implementation_);
}

OnnxFile OnnxGraph::take(const OnnxStorage& storage) {
  ::onnx::ModelProto model;
  model.set_ir_version(irVersionOf(implementation_->opset));
  model.set_producer_name("BitPrism");
  auto* opset = model.add_opset_import();
  opset->set_domain("");
  opset->set_version(implementation_->opset);
  if (std::any_of(implementation_->graph.node().begin(), implementation_->graph.node().end(),
                  [](const ::onnx::NodeProto& node) { return node.domain() == quantDomain; }))
    useDomain(quantDomain, 1);
  for (const auto& [domain, version] : implementation_->domains) {
    auto* other = model.add_opset_import();
    other->set_domain(domain);
    other->set_version(version);
  }
  for (const auto& [key, value] : implementation_->remarks) {
    auto* entry = model.add_metadata_props();
    entry->set_key(key);
    entry->set_value(value);
  }
  model.mutable_graph()->Swap(&implementation_->graph);
  std::vector<std::string> numbers = std::move(implementation_->numbers);

  auto& tensors = *model.mutable_graph()->mutable_initializer();
  std::size_t whole = model.ByteSizeLong();
  for (const std::string& raw : numbers) whole += raw.size() + fieldBytes;
  OnnxFile file;
  const bool outside = !storage.dataName.empty() && whole > storage.largestModel;
  std::size_t offset = 0;
  for (int i = 0; i < tensors.size(); ++i) {
    std::string& raw = numbers[static_cast<std::size_t>(i)];
    if (!outside || raw.size() < smallestOutside) {
      tensors[i].set_raw_data(std::move(raw));
      continue;
    }
    tensors[i].set_data_location(::onnx::TensorProto::EXTERNAL);
    const auto say = [&](const char* key, const std::string& value) {
      auto* entry = tensors[i].add_external_data();
      entry->set_key(key);
      entry->set_value(value);
    };
    say("location", storage.dataName);
    say("offset", std::to_string(offset));
    say("length", std::to_string(raw.size()));
    const std::size_t gap = (alignment - raw.size() % alignment) % alignment;
    offset += raw.size() + gap;
    file.data.push_back(std::move(raw));
    if (gap > 0) file.data.emplace_back(gap, '\0');
  }
  const std::size_t size = model.ByteSizeLong();
  if (const std::size_t limit = OnnxStorage().largestModel; size > limit)
    throw Error(text("cannot write ONNX: the model would have ", size, " bytes, at most ", limit,
                     " fit without external data"));
  file.model.resize(size);
  if (!model.SerializeToArray(file.model.data(), static_cast<int>(size)))
    throw Error("cannot write ONNX: protobuf refused the graph");
  return file;
}

}  // namespace bitprism
