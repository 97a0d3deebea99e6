#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/error.h"
#include "core/torch/read/recorder.h"

namespace bitprism {

// An operator that cannot be recorded because what it does, or the extents of its result, depend on the contents of a
// tensor.
class DataDependent : public InputError {
 public:
  using InputError::InputError;
};

// One node of an ONNX graph, its attributes as plain values. Reading an attribute of an unexpected type throws
// InputError naming node and attribute.
struct OnnxNode {
  using Attribute =
      std::variant<std::int64_t, double, std::string, std::vector<std::int64_t>, std::vector<double>, Recorded>;

  std::string domain;  // empty: ONNX's own
  std::string op;
  std::string name;
  std::int64_t opset = 0;
  std::map<std::string, Attribute> attributes;
  std::vector<Recorded> inputs;  // an omitted optional input has no value
  std::size_t outputCount = 1;
  std::vector<bool> outputUsed;  // false: that output is unused

  std::int64_t integer(const std::string& key, std::int64_t otherwise) const;
  double number(const std::string& key, double otherwise) const;
  std::string string(const std::string& key, const std::string& otherwise) const;
  std::optional<std::vector<std::int64_t>> integers(const std::string& key) const;
  std::optional<std::vector<double>> numbers(const std::string& key) const;
  bool has(std::size_t input) const;           // the optional input is there
  const Recorded& input(std::size_t i) const;  // throws InputError if it is not there
};

// Records the node's computation as ATen operators. Throws InputError naming operator and node if there is no rule for
// it, DataDependent if none is possible.
std::vector<Recorded> recordOnnxNode(Recorder& recorder, const OnnxNode& node);

// All operators with a rule, for messages.
std::vector<std::string> knownOnnxOperators();

}  // namespace bitprism
