#include "core/torch/read/torchscript_inspection.h"

#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/serialization/import_read.h>
#include <torch/csrc/jit/serialization/import_source.h>
#include <torch/script.h>

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/computation.h"
#include "core/torch/graph/torch_problem.h"
#include "core/torch/read/pickle_depth.h"
#include "core/torch/read/source_depth.h"
#include "core/torch/read/torchscript_archive.h"

namespace torch::jit {
// Renamed operators of older releases; LibTorch exports it without a header.
TORCH_API void populate_upgraders_graph_map();
}  // namespace torch::jit

namespace bitprism {
namespace {

using caffe2::serialize::PyTorchStreamReader;

constexpr std::size_t mostCode = std::size_t{64} << 20;  // bytes of one record of code or values
constexpr const char* codeFolder = "code/";

// Objects that LibTorch itself creates for packed weights. The construction of others may do anything.
bool holdsPackedWeights(const std::string& type) {
  static constexpr const char* prefix = "__torch__.torch.classes.";
  if (!type.starts_with(prefix)) return true;  // a class of the archive's own code
  const std::string name = type.substr(std::char_traits<char>::length(prefix));
  static constexpr const char* packed[] = {"quantized.", "sparse.", "rnn.", "xnnpack.", "mkldnn."};
  return std::any_of(std::begin(packed), std::end(packed), [&](const char* known) { return name.starts_with(known); });
}

void checkObjectType(const std::string& type, const std::string& where) {
  if (!holdsPackedWeights(type))
    throw InputError(
        text("an object of ", type, " in ", where, " is refused: a network may only compute with its input"));
}

std::string lowerCase(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name;
}

// LibTorch finds records regardless of case; two such names would be ambiguous.
void checkNames(const std::vector<std::string>& records) {
  std::set<std::string> known;
  for (const std::string& record : records) {
    if (!known.insert(lowerCase(record)).second) throw InputError(text("it holds two files called '", record, "'"));
    if (lowerCase(record).starts_with(codeFolder) && !record.starts_with(codeFolder))
      throw InputError(text("it holds code in '", record, "', expected '", codeFolder, "'"));
  }
}

std::string contentOf(PyTorchStreamReader& reader, const std::string& record) {
  const auto [data, size] = reader.getRecord(record);
  if (size > mostCode) throw InputError(text("its '", record, "' has ", size, " bytes, expected at most ", mostCode));
  return {static_cast<const char*>(data.get()), size};
}

// "code/__torch__/torch/nn.py" defines "__torch__.torch.nn.*".
std::string qualifierOf(const std::string& record) {
  const std::size_t folder = std::char_traits<char>::length(codeFolder);
  std::string qualifier = record.substr(folder, record.size() - folder - 3);
  std::replace(qualifier.begin(), qualifier.end(), '/', '.');
  return qualifier;
}

std::shared_ptr<torch::jit::Source> sourceOf(PyTorchStreamReader& reader, std::string qualifier) {
  std::replace(qualifier.begin(), qualifier.end(), '.', '/');
  const std::string record = text(codeFolder, qualifier, ".py");
  if (!reader.hasRecord(record)) return nullptr;
  return std::make_shared<torch::jit::Source>(contentOf(reader, record), record, 1);
}

class GraphCheck {
 public:
  void check(const torch::jit::Function& function) {
    if (!function.isGraphFunction() || !seen_.insert(&function).second) return;
    where_ = function.qualname().qualifiedName();
    const torch::jit::Graph& graph = *torch::jit::toGraphFunction(function).graph();
    for (const auto* input : graph.inputs()) check(*input);
    check(*graph.block());
  }

 private:
  void check(const torch::jit::Value& value) const {
    if (const auto type = value.type()->cast<c10::ClassType>(); type && type->name())
      checkObjectType(type->name()->qualifiedName(), "'" + where_ + "'");
  }

  void check(const torch::jit::Block& block) const {
    for (const auto* node : block.nodes()) {
      const std::string op = node->kind().toQualString();
      if (!isComputation(op) || namesFile(*node))
        throw InputError(
            text("operator ", op, " in '", where_, "' is refused: a network may only compute with its input"));
      for (const auto* output : node->outputs()) check(*output);
      for (const auto* inner : node->blocks()) check(*inner);
      for (const auto name : node->attributeNames()) {
        if (node->kindOf(name) == torch::jit::AttributeKind::g) check(*node->g(name)->block());
        if (node->kindOf(name) == torch::jit::AttributeKind::gs)
          for (const auto& graph : node->gs(name)) check(*graph->block());
      }
    }
  }

  // Recognizes file operators, also those that later releases add, by such an argument.
  static bool namesFile(const torch::jit::Node& node) {
    const c10::FunctionSchema* schema = node.maybeSchema();
    return schema && std::any_of(schema->arguments().begin(), schema->arguments().end(), [](const c10::Argument& a) {
             return a.type()->kind() == c10::TypeKind::StringType &&
                    lowerCase(a.name()).find("file") != std::string::npos;
           });
  }

  std::set<const torch::jit::Function*> seen_;
  std::string where_;
};

// Compiles all classes of the code, and the functions that they call, without running any of it.
void checkGraphs(PyTorchStreamReader& reader, const std::vector<c10::QualifiedName>& classes) {
  torch::jit::populate_upgraders_graph_map();
  const auto unit = std::make_shared<torch::jit::CompilationUnit>();
  std::vector<c10::IValue> constants;
  const torch::jit::SourceImporter importer(
      unit, &constants, [&](const std::string& qualifier) { return sourceOf(reader, qualifier); }, reader.version());
  const auto typeOf = [&](const c10::QualifiedName& name) {
    const c10::TypePtr type = importer.loadType(name);
    if (const auto known = type->cast<c10::ClassType>()) return c10::StrongTypePtr(unit, known);
    return c10::StrongTypePtr(unit, type);
  };
  // Objects stay empty: filling them would run the archive's own code.
  const auto emptyObject = [](const c10::StrongTypePtr& type, const c10::IValue&) {
    const auto known = type.type_->expect<c10::ClassType>();
    return c10::ivalue::Object::create(c10::StrongTypePtr(type.cu_, known), known->numAttributes());
  };
  const c10::IValue held =
      torch::jit::readArchiveAndTensors("constants", "", "", typeOf, emptyObject, at::kCPU, reader);
  if (!held.isTuple()) throw InputError("its constants are not a tuple");
  for (const c10::IValue& constant : held.toTupleRef().elements()) constants.push_back(constant);

  GraphCheck graphs;
  for (const c10::QualifiedName& name : classes) {
    const auto type = importer.loadType(name)->cast<c10::ClassType>();
    if (!type) continue;  // interfaces and named tuples have no code
    for (const auto* function : type->methods()) graphs.check(*function);
    for (const auto* function : type->getForwardHooks()) graphs.check(*function);
    for (const auto* function : type->getForwardPreHooks()) graphs.check(*function);
  }
  for (const auto* function : unit->get_functions()) graphs.check(*function);
}

}  // namespace

void inspectTorchScript(const Bytes& archive) {
  PyTorchStreamReader reader(archiveReader(archive));
  const std::vector<std::string> records = reader.getAllRecords();
  checkNames(records);
  if (reader.hasRecord("model.json"))
    throw InputError("it was made by a PyTorch older than 1.2, expected a file of PyTorch 1.2 or later");
  std::vector<c10::QualifiedName> classes;
  for (const std::string& record : records) {
    if (record.starts_with(codeFolder) && record.ends_with(".py"))
      for (const std::string& name : classesOfSource(contentOf(reader, record), record))
        classes.emplace_back(c10::QualifiedName(qualifierOf(record)), name);
    if (record == "data.pkl" || record == "constants.pkl" || record.ends_with(".debug_pkl")) {
      const std::string pickle = contentOf(reader, record);
      for (const std::string& type :
           pickledGlobals({reinterpret_cast<const std::uint8_t*>(pickle.data()), pickle.size()}, record))
        checkObjectType(type, "'" + record + "'");
    }
  }
  checkGraphs(reader, classes);
}

}  // namespace bitprism
