#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "core/network/program.h"

namespace bitprism {

// A graph of torch.export as plain values, the same for every version of its schema.

// Another value of the graph: a tensor, or a number that is computed in it.
struct ExportedName {
  std::string name;
};

// A name of the field's: "float32", "int64", "bool"; "cpu", "cuda"; "strided"; "contiguous", "channels_last".
struct ExportedType {
  std::string name;
};
struct ExportedDevice {
  std::string name;
};
struct ExportedLayout {
  std::string name;
};
struct ExportedMemoryFormat {
  std::string name;
};

// An argument of another kind, such as a graph of its own; its key in the file, "as_graph".
struct ExportedOther {
  std::string kind;
};

using ExportedItem = std::variant<None, ExportedName, bool, std::int64_t, double>;

struct ExportedList {
  ListKind kind = ListKind::Tensors;
  std::vector<ExportedItem> items;
};

using ExportedArgument =
    std::variant<None, ExportedName, bool, std::int64_t, double, std::string, ExportedList, ExportedType,
                 ExportedDevice, ExportedLayout, ExportedMemoryFormat, ExportedOther>;

// A call: "torch.ops.aten.conv2d.default" with its arguments by name, in their order.
struct ExportedNode {
  std::string target;
  std::string name;  // for messages: its first result
  std::vector<std::pair<std::string, ExportedArgument>> arguments;
  std::vector<ExportedArgument> results;  // names, and lists of them
};

// An extent: a number, or an expression with its value when the graph was exported.
struct ExportedExtent {
  std::optional<std::int64_t> number;
  std::string expression;
  std::optional<std::int64_t> hint;
};

struct ExportedTensor {
  std::string type;  // as ExportedType; "" unknown
  std::string layout;
  std::vector<ExportedExtent> sizes, strides;
  ExportedExtent offset;  // in numbers
};

// What a value that enters the graph is.
struct ExportedInput {
  enum class Kind { User, Parameter, Buffer, Constant, Number };
  Kind kind = Kind::User;
  std::string name;    // in the graph
  std::string source;  // of parameters, buffers and constants: their name in the module
  ExportedArgument number = None{};
};

struct ExportedRange {
  std::optional<std::int64_t> least, most;
};

struct SchemaVersion {
  std::int64_t major = 0, minor = 0;
};

inline constexpr SchemaVersion newestSchema{8, 20};

struct ExportedGraph {
  SchemaVersion version;
  std::vector<ExportedInput> inputs;
  std::vector<std::string> outputs;  // tensors, in order
  std::vector<ExportedNode> nodes;
  std::unordered_map<std::string, ExportedTensor> tensors;  // of values
  std::map<std::string, ExportedRange> ranges;              // of symbols
  std::vector<std::string> notices;
};

// Where a tensor of a module is stored (model_weights_config.json).
struct ExportedPayload {
  std::string path;  // in the folder of the configuration
  bool pickled = false;
  ExportedTensor tensor;
};

// Reads the document of a graph. `stated`: the version beside it, which old archives have; 0: none. Throws InputError
// naming the source: for other documents, for versions newer than newestSchema, for graphs that train or mutate.
ExportedGraph exportedGraph(std::string_view document, SchemaVersion stated, const std::string& source);

// Reads a configuration of payloads. Throws InputError.
std::map<std::string, ExportedPayload> exportedPayloads(std::string_view document, const std::string& source);

}  // namespace bitprism
