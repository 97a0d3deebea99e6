#include "core/torch/read/exported_graph.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"

// Differences between the versions of the schema that are read here alike:
//   1      (2.1)      names of parameters and buffers as maps, targets and tensor values in an object of their own
//   2 to 4 (2.2)      lists of input and output specifications
//   5 to 7 (2.3, 2.4) specifications of constants, objects and tokens; storage offsets may be expressions
//   8      (2.5 on)   expressions with hints of any type, then as trees; lists of floats, strings, numbers
// Until version 8.2 every alternative of a union is written, all but one as null. Enumerations keep their numbers.
namespace bitprism {
namespace {

using Tree = nlohmann::json;

constexpr int deepestDocument = 64;
constexpr std::size_t mostNodes = 500'000;

// Python writes numbers that JSON does not know as bare words; later versions quote them.
std::string withQuotedNumbers(std::string_view document) {
  std::string result;
  result.reserve(document.size() + 64);
  bool quoted = false;
  for (std::size_t i = 0; i < document.size(); ++i) {
    const char c = document[i];
    if (quoted) {
      result += c;
      if (c == '\\' && i + 1 < document.size()) result += document[++i];
      if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    bool word = false;
    for (const std::string_view name : {"-Infinity", "Infinity", "NaN"})
      if (!word && document.substr(i, name.size()) == name) {
        result += '"';
        result += name;
        result += '"';
        i += name.size() - 1;
        word = true;
      }
    if (!word) result += c;
  }
  return result;
}

Tree parsed(std::string_view document, const std::string& source) {
  const auto shallow = [&](int depth, Tree::parse_event_t, Tree&) {
    if (depth > deepestDocument)
      throw InputError(text("cannot read '", source, "': JSON nested deeper than ", deepestDocument));
    return true;
  };
  try {
    return Tree::parse(withQuotedNumbers(document), shallow);
  } catch (const Tree::parse_error& problem) {
    throw InputError(text("cannot read '", source, "': not valid JSON at byte ", problem.byte));
  } catch (const Tree::exception&) {
    throw InputError(text("cannot read '", source, "': it holds a number that is too large"));
  }
}

std::string nameOfType(std::int64_t number) {
  static constexpr std::pair<int, const char*> names[] = {{1, "uint8"},
                                                          {2, "int8"},
                                                          {3, "int16"},
                                                          {4, "int32"},
                                                          {5, "int64"},
                                                          {6, "float16"},
                                                          {7, "float32"},
                                                          {8, "float64"},
                                                          {9, "complex32"},
                                                          {10, "complex64"},
                                                          {11, "complex128"},
                                                          {12, "bool"},
                                                          {13, "bfloat16"},
                                                          {14, "float8_e4m3"},
                                                          {15, "float8_e5m2"},
                                                          {28, "uint16"},
                                                          {29, "float8_e4m3"},
                                                          {30, "float8_e5m2"},
                                                          {31, "float8_e4m3fnuz"},
                                                          {32, "float8_e5m2fnuz"},
                                                          {33, "float8_e8m0"},
                                                          {34, "uint32"},
                                                          {35, "uint64"}};
  for (const auto& [known, name] : names)
    if (known == number) return name;
  return {};
}

class Reader {
 public:
  explicit Reader(const std::string& source) : source_(source) {}

  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(text("cannot read '", source_, "': ", what));
  }

  // Null if it is not there.
  static const Tree* optional(const Tree& object, const char* key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
  }

  const Tree& member(const Tree& object, const char* key) const {
    const Tree* found = optional(object, key);
    if (!found) fail(text("'", key, "' is missing"));
    return *found;
  }

  const Tree& list(const Tree& object, const char* key) const {
    const Tree& found = member(object, key);
    if (!found.is_array()) fail(text("'", key, "' is not a list"));
    return found;
  }

  const Tree& object(const Tree& whole, const char* key) const {
    const Tree& found = member(whole, key);
    if (!found.is_object()) fail(text("'", key, "' is not an object"));
    return found;
  }

  std::string string(const Tree& object, const char* key) const {
    const Tree& found = member(object, key);
    if (!found.is_string()) fail(text("'", key, "' is not a string"));
    return found.get<std::string>();
  }

  std::int64_t integer(const Tree& value, const char* key) const {
    constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
    if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() > largest))
      fail(text("'", key, "' is not a whole number"));
    return value.get<std::int64_t>();
  }

  double number(const Tree& value, const char* key) const {
    if (value.is_number()) return value.get<double>();
    const std::string word = value.is_string() ? value.get<std::string>() : std::string();
    if (word == "Infinity") return std::numeric_limits<double>::infinity();
    if (word == "-Infinity") return -std::numeric_limits<double>::infinity();
    if (word == "NaN") return std::numeric_limits<double>::quiet_NaN();
    fail(text("'", key, "' is not a number"));
  }

  bool boolean(const Tree& value, const char* key) const {
    if (!value.is_boolean()) fail(text("'", key, "' is neither true nor false"));
    return value.get<bool>();
  }

  // The alternative of a union that is written; null: none.
  std::pair<std::string, const Tree*> alternative(const Tree& whole) const {
    if (!whole.is_object()) fail("an argument is not an object");
    for (const auto& [key, value] : whole.items())
      if (!value.is_null()) return {key, &value};
    return {"as_none", nullptr};
  }

  // --- Tensors

  ExportedExtent extent(const Tree& whole, const char* what) const {
    if (whole.is_number_integer()) return {integer(whole, what), "", {}};
    const auto [kind, value] = alternative(whole);
    if (kind == "as_int") return {integer(*value, what), "", {}};
    if (kind == "as_symbol" && value->is_string()) return {{}, value->get<std::string>(), {}};
    if (kind != "as_expr") fail(text("'", what, "' holds '", echoed(kind), "', expected numbers or expressions"));
    ExportedExtent result;
    if (const Tree* words = optional(*value, "expr_str"); words && words->is_string())
      result.expression = words->get<std::string>();
    if (const Tree* tree = optional(*value, "expr_ast"); tree && result.expression.empty())
      result.expression = written(*tree, 0);
    if (const Tree* hint = optional(*value, "hint")) {
      if (hint->is_number_integer()) result.hint = integer(*hint, "hint");
      if (const Tree* whole = optional(*hint, "as_int")) result.hint = integer(*whole, "hint");
    }
    return result;
  }

  std::vector<ExportedExtent> extents(const Tree& whole, const char* key) const {
    std::vector<ExportedExtent> result;
    for (const Tree& one : list(whole, key)) result.push_back(extent(one, key));
    if (result.size() > 64) fail(text("a tensor has ", result.size(), " axes, expected at most 64"));
    return result;
  }

  ExportedTensor tensor(const Tree& given) const {
    const Tree* inner = optional(given, "meta");  // version 1
    const Tree& whole = inner ? *inner : given;
    ExportedTensor result;
    result.type = nameOfType(integer(member(whole, "dtype"), "dtype"));
    result.layout = integer(member(whole, "layout"), "layout") == 7 ? "strided" : "sparse";
    result.sizes = extents(whole, "sizes");
    result.strides = extents(whole, "strides");
    result.offset = extent(member(whole, "storage_offset"), "storage_offset");
    return result;
  }

  // --- Arguments

  ExportedItem item(const Tree& whole) const {
    if (whole.is_boolean()) return whole.get<bool>();
    if (whole.is_number_integer()) return integer(whole, "as_int");
    if (whole.is_number()) return whole.get<double>();
    if (whole.is_string()) return number(whole, "as_floats");
    const Tree* name = optional(whole, "name");
    if (name && name->is_string()) return ExportedName{name->get<std::string>()};
    const auto [kind, value] = alternative(whole);
    if (kind == "as_none") return None{};
    if (kind == "as_name" && value->is_string()) return ExportedName{value->get<std::string>()};
    if (kind == "as_tensor" && value->is_string()) return ExportedName{value->get<std::string>()};  // before version 5
    if (kind == "as_tensor") return ExportedName{string(*value, "name")};
    if (kind == "as_int") return integer(*value, "as_int");
    if (kind == "as_float") return number(*value, "as_float");
    if (kind == "as_bool") return boolean(*value, "as_bool");
    fail(text("a list holds '", echoed(kind), "', which is not known"));
  }

  ExportedList items(const Tree& whole, const std::string& key, ListKind kind) const {
    if (!whole.is_array()) fail(text("'", key, "' is not a list"));
    ExportedList result{kind, {}};
    for (const Tree& one : whole) result.items.push_back(item(one));
    return result;
  }

  ExportedArgument argument(const Tree& whole) const {
    const auto [kind, value] = alternative(whole);
    const char* key = kind.c_str();
    if (kind == "as_none") return None{};
    if (kind == "as_tensor") return ExportedName{string(*value, "name")};
    if (kind == "as_int") return integer(*value, key);
    if (kind == "as_float") return number(*value, key);
    if (kind == "as_bool") return boolean(*value, key);
    if (kind == "as_string") {
      if (!value->is_string()) fail("'as_string' is not a string");
      return value->get<std::string>();
    }
    if (kind == "as_tensors") return items(*value, kind, ListKind::Tensors);
    if (kind == "as_optional_tensors") return items(*value, kind, ListKind::OptionalTensors);
    if (kind == "as_ints" || kind == "as_sym_ints") return items(*value, kind, ListKind::Integers);
    if (kind == "as_floats" || kind == "as_sym_floats") return items(*value, kind, ListKind::Floats);
    if (kind == "as_bools" || kind == "as_sym_bools") return items(*value, kind, ListKind::Booleans);
    if (kind == "as_sym_int" || kind == "as_sym_float" || kind == "as_sym_bool" || kind == "as_optional_tensor")
      return std::visit([](const auto& one) { return ExportedArgument(one); }, item(*value));
    if (kind == "as_scalar_type") return ExportedType{nameOfType(integer(*value, key))};
    if (kind == "as_device") return ExportedDevice{string(*value, "type")};
    if (kind == "as_layout") return ExportedLayout{integer(*value, key) == 7 ? "strided" : "sparse"};
    if (kind == "as_memory_format") {
      static constexpr const char* names[] = {"", "contiguous", "channels_last", "channels_last_3d", "preserve"};
      const std::int64_t number = integer(*value, key);
      return ExportedMemoryFormat{number >= 0 && number < 5 ? names[number] : ""};
    }
    return ExportedOther{kind};
  }

  std::string nameOf(const Tree& argumentWithName) const {
    const ExportedArgument read = argument(argumentWithName);
    const auto* name = std::get_if<ExportedName>(&read);
    return name ? name->name : std::string();
  }

  ExportedNode node(const Tree& whole) const {
    ExportedNode result;
    const Tree& target = member(whole, "target");
    result.target = target.is_object() ? string(target, "name") : string(whole, "target");  // an object in version 1
    for (const Tree& one : list(whole, "inputs")) {
      const Tree* name = optional(one, "name");
      result.arguments.emplace_back(name && name->is_string() ? name->get<std::string>() : std::string(),
                                    argument(member(one, "arg")));
    }
    for (const Tree& one : list(whole, "outputs")) result.results.push_back(argument(one));
    for (const ExportedArgument& one : result.results)
      if (result.name.empty()) {
        if (const auto* name = std::get_if<ExportedName>(&one)) result.name = name->name;
        if (const auto* several = std::get_if<ExportedList>(&one); several && !several->items.empty())
          if (const auto* name = std::get_if<ExportedName>(&several->items[0])) result.name = name->name;
      }
    if (result.name.empty()) result.name = result.target;
    return result;
  }

  // --- Signature

  // Version 1: maps from names in the graph to names in the module.
  void readMaps(const Tree& graph, const Tree& signature, ExportedGraph& result) const {
    const Tree &parameters = object(signature, "inputs_to_parameters"),
               &buffers = object(signature, "inputs_to_buffers");
    if (const Tree* mutated = optional(signature, "buffers_to_mutate"); mutated && !mutated->empty())
      refuseMutation("its buffers");
    if (optional(signature, "backward_signature")) refuseTraining();
    for (const Tree& one : list(graph, "inputs")) {
      ExportedInput input;
      input.name = nameOf(one);
      for (const auto& [map, kind] :
           {std::pair(&parameters, ExportedInput::Kind::Parameter), std::pair(&buffers, ExportedInput::Kind::Buffer)})
        if (map->contains(input.name)) {
          input.kind = kind;
          input.source = string(*map, input.name.c_str());
        }
      result.inputs.push_back(std::move(input));
    }
    for (const Tree& one : list(signature, "user_outputs"))
      if (one.is_string()) result.outputs.push_back(one.get<std::string>());
  }

  [[noreturn]] void refuseMutation(const std::string& what) const {
    fail(text("its graph changes ", what,
              " while it runs, as in training mode, expected a network exported after eval()"));
  }
  [[noreturn]] void refuseTraining() const {
    fail("its graph computes a loss or gradients, expected a network exported for inference");
  }

  ExportedInput input(const Tree& whole) const {
    const auto [kind, value] = alternative(whole);
    if (!value) fail("an input specification is empty");
    ExportedInput result;
    if (kind == "user_input") {
      const ExportedArgument given = argument(member(*value, "arg"));
      const auto* name = std::get_if<ExportedName>(&given);
      if (!name) {
        result.kind = ExportedInput::Kind::Number;  // a constant of the call
        result.number = given;
        return result;
      }
      result.name = name->name;
    } else if (kind == "parameter" || kind == "buffer" || kind == "tensor_constant") {
      result.kind = kind == "parameter" ? ExportedInput::Kind::Parameter
                    : kind == "buffer"  ? ExportedInput::Kind::Buffer
                                        : ExportedInput::Kind::Constant;
      result.name = string(member(*value, "arg"), "name");
      result.source = string(*value, (kind + "_name").c_str());
    } else if (kind == "constant_input") {
      result.kind = ExportedInput::Kind::Number;
      result.name = string(*value, "name");
      result.number = argument(member(*value, "value"));
    } else if (kind == "custom_obj") {
      fail(text("it needs the object '", echoed(string(*value, "custom_obj_name")),
                "', which is code, expected tensors only"));
    } else {
      fail(text("its input '", echoed(kind), "' is of a kind that is not supported"));
    }
    return result;
  }

  void output(const Tree& whole, ExportedGraph& result) const {
    const auto [kind, value] = alternative(whole);
    if (!value) fail("an output specification is empty");
    if (kind == "user_output") {
      const Tree& given = member(*value, "arg");
      if (alternative(given).first == "as_tensor") result.outputs.push_back(nameOf(given));
      return;  // numbers and absent values are no outputs of a network
    }
    if (kind == "buffer_mutation") refuseMutation(text("its buffer '", echoed(string(*value, "buffer_name")), "'"));
    if (kind == "parameter_mutation")
      refuseMutation(text("its parameter '", echoed(string(*value, "parameter_name")), "'"));
    if (kind == "user_input_mutation")
      fail(text("its graph overwrites its input '", echoed(string(*value, "user_input_name")),
                "', which is not supported"));
    if (kind == "loss_output" || kind.starts_with("gradient_")) refuseTraining();
    fail(text("its output '", echoed(kind), "' is of a kind that is not supported"));
  }

  SchemaVersion version(const Tree& document, SchemaVersion stated) const {
    SchemaVersion result = stated;
    if (const Tree* given = optional(document, "schema_version")) {
      if (given->is_object())
        result = {integer(member(*given, "major"), "major"), integer(member(*given, "minor"), "minor")};
      else
        result = {integer(*given, "schema_version"), 0};
    }
    if (result.major == 0) result.major = 1;  // the first did not say
    if (result.major < 0 || result.minor < 0 || result.major > newestSchema.major)
      fail(text("its schema has version ", result.major, ".", result.minor, ", expected at most ", newestSchema.major,
                ".", newestSchema.minor));
    return result;
  }

 private:
  // The tree of version 8.2 as text: {target, args} or {base}.
  std::string written(const Tree& tree, int depth) const {
    if (depth > deepestDocument) fail("an extent's expression is nested too deep");
    if (const Tree* base = optional(tree, "base")) {
      const auto [kind, value] = alternative(*base);
      if (kind == "as_symbol" && value->is_string()) return value->get<std::string>();
      if (kind == "as_int") return text(integer(*value, "as_int"));
      fail(text("an extent's expression holds '", echoed(kind), "', expected symbols and whole numbers"));
    }
    std::string target = string(tree, "target"), result;
    target = target.substr(target.rfind('.') + 1);
    static const std::pair<const char*, const char*> names[] = {
        {"add", "Add"}, {"mul", "Mul"}, {"floordiv", "FloorDiv"}, {"mod", "Mod"}, {"pow", "Pow"}};
    for (const auto& [from, to] : names)
      if (target == from) target = to;
    for (const Tree& part : list(tree, "args")) result += (result.empty() ? "" : ", ") + written(part, depth + 1);
    return text(target, "(", result, ")");
  }

  const std::string& source_;
};

}  // namespace

ExportedGraph exportedGraph(std::string_view document, SchemaVersion stated, const std::string& source) {
  const Tree tree = parsed(document, source);
  const Reader reader(source);
  ExportedGraph result;
  result.version = reader.version(tree, stated);
  if (result.version.major == newestSchema.major && result.version.minor > newestSchema.minor)
    result.notices.push_back(text("The file's schema ", result.version.major, ".", result.version.minor,
                                  " is newer than ", newestSchema.major, ".", newestSchema.minor,
                                  "; what it adds is not known."));
  const Tree& module = reader.object(tree, "graph_module");
  const Tree &graph = reader.object(module, "graph"), &signature = reader.object(module, "signature");
  if (const Tree* specifications = Reader::optional(signature, "input_specs")) {
    if (!specifications->is_array()) reader.fail("'input_specs' is not a list");
    for (const Tree& one : *specifications) result.inputs.push_back(reader.input(one));
    for (const Tree& one : reader.list(signature, "output_specs")) reader.output(one, result);
  } else {
    reader.readMaps(graph, signature, result);
  }
  const Tree& nodes = reader.list(graph, "nodes");
  if (nodes.size() > mostNodes)
    reader.fail(text("its graph has ", nodes.size(), " operators, expected at most ", mostNodes));
  for (const Tree& one : nodes) result.nodes.push_back(reader.node(one));
  for (const auto& [name, value] : reader.object(graph, "tensor_values").items())
    result.tensors.emplace(name, reader.tensor(value));
  if (const Tree* ranges = Reader::optional(tree, "range_constraints"); ranges && ranges->is_object())
    for (const auto& [symbol, range] : ranges->items()) {
      ExportedRange& read = result.ranges[symbol];
      if (const Tree* least = Reader::optional(range, "min_val")) read.least = reader.integer(*least, "min_val");
      // Beyond 64 bits it is no limit.
      if (const Tree* most = Reader::optional(range, "max_val"); most && most->is_number_integer())
        if (!most->is_number_unsigned() || most->get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max())
          read.most = most->get<std::int64_t>();
    }
  return result;
}

std::map<std::string, ExportedPayload> exportedPayloads(std::string_view document, const std::string& source) {
  const Tree tree = parsed(document, source);
  const Reader reader(source);
  std::map<std::string, ExportedPayload> result;
  for (const auto& [name, value] : reader.object(tree, "config").items()) {
    ExportedPayload& payload = result[name];
    payload.path = reader.string(value, "path_name");
    payload.pickled = reader.boolean(reader.member(value, "use_pickle"), "use_pickle");
    if (const Tree* tensor = Reader::optional(value, "tensor_meta"))
      payload.tensor = reader.tensor(*tensor);
    else
      payload.pickled = true;  // an object
  }
  return result;
}

}  // namespace bitprism
