#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/file.h"
#include "core/network/program.h"
#include "core/quant/targets/target_profile.h"

namespace onnx {
class GraphProto;
}

namespace bitprism {

struct OnnxAttribute {
  std::string name;
  std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<std::string>> value;
};

// Where an ONNX file stores its tensors.
struct OnnxStorage {
  // A model that would be larger than this stores its larger tensors in a file next to it; the limit of protobuf is 2
  // GiB. 0: always.
  std::size_t largestModel = (std::size_t{1} << 31) - 1;
  std::string dataName;  // of that file, in the model's folder; empty: there is none, too large a model is refused
  Target target = Target::Any;  // what the file is for
};

// An ONNX file, alone or with a second file that holds its larger tensors.
struct OnnxFile {
  Bytes model;
  std::vector<std::string> data;     // the parts of that file, in order; empty: there is none
  std::vector<std::string> notices;  // what it says otherwise than the network did, a sentence each
};

// The first opset that has the smallest container of codes of these bits: 25, 21 or `plain`.
std::int64_t opsetOfCodes(int bits, std::int64_t plain);

// An ONNX graph under construction. Values are identified by name; the graph makes names unique.
class OnnxGraph {
 public:
  // target: decides how grids and codes are written, where it matters (target_profile.h).
  explicit OnnxGraph(std::int64_t opset, Target target = Target::Any);
  ~OnnxGraph();
  OnnxGraph(OnnxGraph&&) noexcept;

  std::int64_t opset() const;
  const TargetProfile& target() const;

  // An extent of -1 is open: the first is called "N", others after their axis. Inputs come before anything else, so
  // that they keep their names. type: an element type other than the kind's, of onnxTypeNamed.
  std::string input(const std::string& name, const Shape& shape, InputKind kind = InputKind::Float, int type = 0);

  // Reserves the name of a value that a later node produces.
  std::string reserve(const std::string& name);

  // Adds a node with one result, which is named after the node, or `result` when that is not empty (reserved before).
  // An empty input is an omitted one.
  std::string node(const std::string& op, const std::vector<std::string>& inputs, const std::string& name,
                   const std::vector<OnnxAttribute>& attributes = {}, const std::string& result = {});

  // A node on the way to a constant, of which there are many: without a name, its result's is short.
  std::string step(const std::string& op, const std::vector<std::string>& inputs,
                   const std::vector<OnnxAttribute>& attributes = {});

  // What `make` gave for this key when it was first asked for.
  std::string once(const std::string& key, const std::function<std::string()>& make);

  // The Quant node of QONNX: value rounded to codes of these bits times scale, with zero point 0. The scales have one
  // number, or one for each extent of an axis of the value.
  std::string quant(const std::string& value, const Shape& shape, std::span<const float> scales, int bits, bool hasSign,
                    const std::string& name);

  // The same as node with several results, those after the first named after it.
  std::vector<std::string> nodes(const std::string& op, const std::vector<std::string>& inputs, const std::string& name,
                                 const std::vector<OnnxAttribute>& attributes, std::size_t results);

  std::string floats(const std::string& name, const Shape& shape, std::span<const float> values);
  std::string halves(const std::string& name, const Shape& shape, std::span<const std::uint16_t> values);
  std::string integers(const std::string& name, const Shape& shape, std::span<const std::int64_t> values);
  std::string booleans(const std::string& name, const Shape& shape, std::span<const std::uint8_t> values);

  std::string int32(const std::string& name, const Shape& shape, std::span<const std::int32_t> values);
  std::string uint8(const std::string& name, const Shape& shape, const std::vector<std::uint8_t>& values);

  // Whole numbers of these bits in the smallest container that ONNX has, of 2 bits (needs opset 25), 4 (opset 21) or 8,
  // several in a byte with the lowest bits first. Signed, or (from 0 on) unsigned.
  std::string codes(const std::string& name, const Shape& shape, std::span<const std::int8_t> values, int bits);
  std::string unsignedCodes(const std::string& name, const Shape& shape, std::span<const std::uint8_t> values,
                            int bits);

  void output(const std::string& name, const Shape& shape, InputKind kind = InputKind::Float, int type = 0);

  // Room for nodes of another file: the message, to which they are added, and their constants and domains.
  ::onnx::GraphProto& message();
  std::string initializer(const std::string& name, const Shape& shape, int type, std::string raw);
  void useDomain(const std::string& domain, std::int64_t version);
  void remark(const std::string& key, const std::string& value);

  const ::onnx::GraphProto& proto() const;  // what was written so far, without the numbers of initializers

  // Whether both compute the same, regardless of the declared shapes of inputs and outputs.
  bool doesWhat(const OnnxGraph& other) const;

  // The file; the graph is empty after that. Throws Error when it would be larger than its storage allows.
  OnnxFile take(const OnnxStorage& storage);

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
