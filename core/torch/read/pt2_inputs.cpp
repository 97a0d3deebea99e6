#include "core/torch/read/pt2_inputs.h"

#include <algorithm>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/graph_bounds.h"
#include "core/torch/read/symbolic_extent.h"

namespace bitprism {
namespace {

// Empty if it is the usual type of the kind.
std::string unusualTypeNamed(const std::string& type) {
  return type == "float32" || type == "int64" || type == "bool" ? std::string() : type;
}

class Reading {
 public:
  Reading(const ExportedGraph& graph, const std::string& source) : graph_(graph), source_(source) {}

  OnnxInputs read(const Shape& wanted) {
    for (const ExportedInput& input : graph_.inputs) {
      if (input.kind != ExportedInput::Kind::User) continue;
      const auto found = graph_.tensors.find(input.name);
      if (found == graph_.tensors.end())
        throw InputError(text("cannot read '", source_, "': its input '", echoed(input.name),
                              "' is no tensor, expected tensors only"));
      tensors_.emplace_back(input.name, &found->second);
    }
    if (tensors_.empty()) throw InputError(text("cannot read '", source_, "': it has no input"));
    findBatch();
    if (!wanted.empty()) take(wanted);
    for (const auto& [name, tensor] : tensors_) add(name, *tensor);
    return std::move(result_);
  }

 private:
  void findBatch() {
    const std::vector<ExportedExtent>& sizes = tensors_[0].second->sizes;
    if (sizes.empty()) return;
    if (sizes[0].number) {
      result_.declaredBatch = *sizes[0].number;
      return;
    }
    const SymbolicExtent extent(sizes[0].expression, source_);
    if (!extent.symbol().empty()) batch_ = extent.symbol();
    // A batch that is also another extent is no batch.
    for (const auto& [name, tensor] : tensors_)
      for (std::size_t i = 1; i < tensor->sizes.size(); ++i)
        if (!tensor->sizes[i].number && SymbolicExtent(tensor->sizes[i].expression, source_).symbols().contains(batch_))
          batch_.clear();
    if (batch_.empty()) result_.declaredBatch = number(sizes[0], tensors_[0].first, 0);
  }

  // The first input's open extents from those of an image.
  void take(const Shape& wanted) {
    const auto& [name, tensor] = tensors_[0];
    if (wanted.size() + 1 != tensor->sizes.size()) return;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const ExportedExtent& extent = tensor->sizes[i + 1];
      if (extent.number) continue;
      const SymbolicExtent expression(extent.expression, source_);
      const std::optional<std::int64_t> symbol = expression.symbolFor(wanted[i]);
      if (!symbol)
        throw InputError(text("cannot read '", source_, "': axis ", i + 1, " of its input '", echoed(name), "' is ",
                              echoed(extent.expression), ", which cannot be ", wanted[i]));
      set(expression.symbols().begin()->first, *symbol, true);
    }
  }

  void set(const std::string& symbol, std::int64_t value, bool asked) {
    const auto range = graph_.ranges.find(symbol);
    if (range != graph_.ranges.end()) {
      const std::int64_t least = range->second.least.value_or(0), most = range->second.most.value_or(INT64_MAX);
      if (asked && (value < least || value > most))
        throw InputError(text("cannot read '", source_, "': its extent ", echoed(symbol), " cannot be ", value,
                              ", expected ", least, most == INT64_MAX ? " or more" : text(" to ", most)));
      value = std::max(std::min(value, most), least);
    }
    values_.emplace(symbol, value);
  }

  // An extent, with what its symbols were when the graph was exported.
  std::int64_t number(const ExportedExtent& extent, const std::string& input, std::size_t axis) {
    if (extent.number) return *extent.number;
    const SymbolicExtent expression(extent.expression, source_);
    std::optional<std::int64_t> value = expression.value(values_);
    if (!value && extent.hint) {
      if (const auto symbol = expression.symbolFor(*extent.hint))
        set(expression.symbols().begin()->first, *symbol, false);
      value = expression.value(values_);
      result_.guessed = true;
    }
    if (!value) {
      for (const auto& [symbol, zero] : expression.symbols())
        if (!values_.contains(symbol)) set(symbol, axis > 1 ? usualSide : 3, false);
      value = expression.value(values_);
      result_.guessed = true;
    }
    if (!value || *value < 0)
      throw InputError(text("cannot read '", source_, "': axis ", axis, " of its input '", echoed(input), "' is ",
                            echoed(extent.expression), ", which gives no extent"));
    return *value;
  }

  void add(const std::string& name, const ExportedTensor& tensor) {
    OnnxInput input;
    input.name = name;
    input.kind = kindOf(name, tensor.type);
    input.fileType = unusualTypeNamed(tensor.type);
    std::int64_t elements = 1;
    for (std::size_t i = 0; i < tensor.sizes.size(); ++i) {
      const ExportedExtent& extent = tensor.sizes[i];
      const bool open = !extent.number.has_value();
      if (i == 0 && isBatch(extent)) {
        input.shape.push_back(-1);
        continue;
      }
      input.shape.push_back(number(extent, name, i));
      if (open && i > 0) input.openAxes.push_back(static_cast<std::int64_t>(i));
      if (input.shape.back() > mostNumbersOfInput ||
          elements > mostNumbersOfInput / std::max<std::int64_t>(input.shape.back(), 1))
        throw InputError(text("cannot read '", source_, "': its input '", echoed(name), "' has an impossible size"));
      elements *= input.shape.back();
    }
    if (result_.declaredBatch > 0 && elements > mostNumbersOfInput / result_.declaredBatch)
      throw InputError(text("cannot read '", source_, "': its input '", echoed(name), "' has an impossible size"));
    result_.open |= !input.openAxes.empty();
    result_.inputs.push_back(std::move(input));
  }

  bool isBatch(const ExportedExtent& extent) const {
    if (extent.number) return batch_.empty() && result_.declaredBatch > 0 && *extent.number == result_.declaredBatch;
    return !batch_.empty() && SymbolicExtent(extent.expression, source_).symbol() == batch_;
  }

  InputKind kindOf(const std::string& name, const std::string& type) {
    if (type == "bool") return InputKind::Boolean;
    if (type.starts_with("int") || type.starts_with("uint")) return InputKind::Integer;
    if (type == "float16" || type == "bfloat16" || type == "float64")
      result_.notices.push_back(text("Input '", echoed(name), "' has another width; it is read as 32-bit floats."));
    else if (type != "float32")
      throw InputError(text("cannot read '", source_, "': its input '", echoed(name), "' is of type ",
                            type.empty() ? "unknown" : type, ", expected floats, integers or booleans"));
    return InputKind::Float;
  }

  const ExportedGraph& graph_;
  const std::string& source_;
  std::vector<std::pair<std::string, const ExportedTensor*>> tensors_;
  std::string batch_;  // the symbol of the batch; empty: it is fixed
  SymbolValues values_;
  OnnxInputs result_;
};

}  // namespace

OnnxInputs pt2Inputs(const ExportedGraph& graph, const Shape& wanted, const std::string& source) {
  return Reading(graph, source).read(wanted);
}

std::vector<std::string> pt2OutputTypes(const ExportedGraph& graph) {
  std::vector<std::string> types;
  for (const std::string& output : graph.outputs) {
    const auto found = graph.tensors.find(output);
    types.push_back(found == graph.tensors.end() ? "" : unusualTypeNamed(found->second.type));
  }
  return types;
}

}  // namespace bitprism
