#include "core/weights/weight_overlay.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/graphless.h"
#include "core/network/weight_uses.h"
#include "core/weights/norm_folding.h"

namespace bitprism {
namespace {

// What a parameter does, as far as both sides tell. Only alike ones may be exchanged by shape and order.
enum class Role { Weight, Embedding, Bias, NormWeight, NormBias, Mean, Variance, Other };

// A tensor of the network that a file may replace.
struct Target {
  int tensor = 0;
  Role role = Role::Other;
  bool stored = true;  // false: a matrix that is used transposed, [in, out]
};

std::string withoutPrefixes(std::string name) {
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view prefix : {"module.", "model.", "_orig_mod.", "network.", "net.", "state_dict."})
      if (name.starts_with(prefix)) {
        name.erase(0, prefix.size());
        again = true;
      }
  }
  return name;
}

Shape withoutOnes(const Shape& shape) {
  Shape result;
  for (const std::int64_t extent : shape)
    if (extent != 1) result.push_back(extent);
  return result;
}

// Parameters in the order of their use.
std::vector<Target> targetsOf(const Program& program) {
  std::map<int, Target> known;
  std::vector<int> order;
  const auto add = [&](int tensor, Role role, bool stored = true) {
    if (program.tensors[static_cast<std::size_t>(tensor)].isFloat() &&
        known.emplace(tensor, Target{tensor, role, stored}).second)
      order.push_back(tensor);
  };
  std::map<std::size_t, std::vector<WeightUse>> uses;
  for (const WeightUse& use : weightUses(program)) uses[use.instruction].push_back(use);
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    for (const WeightUse& use : uses[i])
      add(use.tensor, use.kind == LayerKind::Embedding ? Role::Embedding : Role::Weight,
          use.kind != LayerKind::Linear || use.channelAxis == 0);
    const Instruction& instruction = program.instructions[i];
    const bool norm = instruction.op == "aten::batch_norm" || instruction.op == "aten::layer_norm" ||
                      instruction.op == "aten::group_norm" || instruction.op == "aten::instance_norm";
    for (std::size_t k = 0; k < instruction.inputs.size(); ++k) {
      const auto* tensor = std::get_if<TensorIndex>(&instruction.inputs[k]);
      if (!tensor) continue;
      Role role = Role::Other;
      // layer_norm and group_norm have their shape or number of groups in front of the weight.
      const std::size_t first = instruction.op == "aten::layer_norm" || instruction.op == "aten::group_norm" ? 2 : 1;
      if (norm && k >= first && k - first < 4)
        role = std::vector{Role::NormWeight, Role::NormBias, Role::Mean, Role::Variance}[k - first];
      else if ((instruction.op == "aten::convolution" || instruction.op == "aten::linear") && k == 2)
        role = Role::Bias;
      if (role != Role::Other) add(tensor->index, role);
    }
  }
  for (std::size_t i = 0; i < program.tensors.size(); ++i) add(static_cast<int>(i), Role::Other);
  std::vector<Target> targets;
  for (const int tensor : order) targets.push_back(known[tensor]);
  return targets;
}

// The role of a tensor of the file by its name, its shape and its siblings.
Role roleOf(const StoredTensor& tensor, const std::map<std::string, const StoredTensor*>& byName) {
  const std::string& name = tensor.name;
  if (name.ends_with("running_mean")) return Role::Mean;
  if (name.ends_with("running_var")) return Role::Variance;
  if (tensor.shape.size() >= 2) return name.find("embed") != std::string::npos ? Role::Embedding : Role::Weight;
  if (name.ends_with("bias")) {
    const auto weight = byName.find(name.substr(0, name.size() - 4) + "weight");
    return weight != byName.end() && weight->second->shape.size() < 2 ? Role::NormBias : Role::Bias;
  }
  return name.ends_with("weight") ? Role::NormWeight : Role::Other;
}

std::vector<float> transposed(const std::vector<float>& values, const Shape& shape) {
  const auto rows = static_cast<std::size_t>(shape[0]), columns = static_cast<std::size_t>(shape[1]);
  std::vector<float> result(values.size());
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t c = 0; c < columns; ++c) result[c * rows + r] = values[r * columns + c];
  return result;
}

// Puts tensors of a file into places of a program, one rule after the other.
class Placing {
 public:
  Placing(const Program& program, const NamedTensors& weights, const std::string& source)
      : program_(program), weights_(weights), source_(source), targets_(targetsOf(program)) {
    taken_.resize(weights.tensors.size());
    from_.resize(targets_.size());
    for (const StoredTensor& tensor : weights.tensors) byName_[tensor.name] = &tensor;
  }

  void byName(const char* rule, std::string (*key)(std::string)) {
    std::map<std::string, std::optional<std::size_t>> files;  // nothing: two of the file have this name
    for (std::size_t f = 0; f < weights_.tensors.size(); ++f) {
      const auto [place, fresh] = files.emplace(key(weights_.tensors[f].name), f);
      if (!fresh) place->second.reset();
    }
    for (std::size_t t = 0; t < targets_.size(); ++t) {
      const auto found = from_[t] ? files.end() : files.find(key(tensorOf(t).name));
      if (found == files.end() || !found->second || taken_[*found->second] ||
          !weights_.tensors[*found->second].isFloat())
        continue;
      const std::size_t f = *found->second;
      const Shape &is = weights_.tensors[f].shape, &wanted = tensorOf(t).shape;
      if (is == wanted || withoutOnes(is) == withoutOnes(wanted))
        place(t, f, rule, false);
      else if (fitsTransposed(t, f))
        place(t, f, rule, true);
      else
        throw InputError(text("cannot read '", source_, "': tensor '", echoed(weights_.tensors[f].name), "' is ",
                              shapeText(is), ", expected ", shapeText(wanted), " for '", echoed(tensorOf(t).name),
                              "' of the network"));
    }
  }

  void byShape() {
    for (std::size_t t = 0; t < targets_.size(); ++t) {
      if (from_[t] || targets_[t].role == Role::Other) continue;
      for (std::size_t f = 0; f < weights_.tensors.size() && !from_[t]; ++f) {
        if (taken_[f] || !weights_.tensors[f].isFloat() || roleOf(weights_.tensors[f], byName_) != targets_[t].role)
          continue;
        // Files of training hold matrices as [out, in]; a network that has [in, out] uses them transposed.
        if (!targets_[t].stored && fitsTransposed(t, f))
          place(t, f, "shape and order", true);
        else if (weights_.tensors[f].shape == tensorOf(t).shape)
          place(t, f, "shape and order", false);
      }
    }
  }

  OverlaidNetwork result(const Network& network, bool unfolded) {
    WeightOverlay overlay{.notices = weights_.notices};
    std::vector<Floats> values(program_.tensors.size());
    std::size_t ofLayers = 0, byOrder = 0;
    for (std::size_t t = 0; t < targets_.size(); ++t) {
      const Tensor& tensor = tensorOf(t);
      if (!from_[t]) {
        if (targets_[t].role != Role::Other) overlay.missing.push_back(tensor.name);
        continue;
      }
      const StoredTensor& stored = weights_.tensors[from_[t]->file];
      std::vector<float> numbers = readFloats(stored);
      if (from_[t]->turned) numbers = transposed(numbers, stored.shape);
      values[static_cast<std::size_t>(targets_[t].tensor)] = constantArray(std::move(numbers));
      overlay.placed.push_back(
          {stored.name, tensor.name, tensor.shape, from_[t]->rule + (from_[t]->turned ? ", transposed" : "")});
      ofLayers += targets_[t].role == Role::Weight || targets_[t].role == Role::Embedding;
      byOrder += from_[t]->rule == "shape and order";
    }
    for (std::size_t f = 0; f < weights_.tensors.size(); ++f)
      if (!taken_[f] && !weights_.tensors[f].name.ends_with("num_batches_tracked"))
        overlay.left.push_back(weights_.tensors[f].name);
    if (ofLayers == 0)
      throw InputError(text("cannot read '", source_, "': none of its ", weights_.tensors.size(),
                            " tensors fits a layer of '", network.name, "' by name or shape"));
    if (byOrder > 0)
      overlay.notices.push_back(text(byOrder, byOrder == 1 ? " tensor was" : " tensors were",
                                     " placed by shape and order, since names differ; compare the table of inspect."));
    addNames(overlay.notices, overlay.left, "of the file found no place");
    addNames(overlay.notices, overlay.missing, "of the network kept its own numbers");
    return {withTensors(network, values, unfolded), std::move(overlay)};
  }

 private:
  struct From {
    std::size_t file = 0;
    std::string rule;
    bool turned = false;
  };

  static void addNames(std::vector<std::string>& notices, const std::vector<std::string>& names, const char* what) {
    constexpr std::size_t shown = 5;
    if (names.empty()) return;
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), shown); ++i)
      list += text(i ? ", '" : "'", echoed(names[i]), "'");
    if (names.size() > shown) list += text(" and ", names.size() - shown, " more");
    notices.push_back(text(names.size() == 1 ? "1 tensor " : text(names.size(), " tensors "), what, ": ", list, "."));
  }

  const Tensor& tensorOf(std::size_t target) const {
    return program_.tensors[static_cast<std::size_t>(targets_[target].tensor)];
  }

  bool fitsTransposed(std::size_t t, std::size_t f) const {
    const Shape &is = weights_.tensors[f].shape, &wanted = tensorOf(t).shape;
    return !targets_[t].stored && is.size() == 2 && wanted.size() == 2 && is[0] == wanted[1] && is[1] == wanted[0];
  }

  void place(std::size_t t, std::size_t f, const std::string& rule, bool turned) {
    from_[t] = From{f, rule, turned};
    taken_[f] = true;
  }

  const Program& program_;
  const NamedTensors& weights_;
  const std::string& source_;
  std::vector<Target> targets_;
  std::vector<std::optional<From>> from_;  // of each target
  std::vector<char> taken_;                // of each tensor of the file
  std::map<std::string, const StoredTensor*> byName_;
};

bool holdsNorms(const Program& program) {
  return std::any_of(program.instructions.begin(), program.instructions.end(),
                     [](const Instruction& instruction) { return instruction.op == "aten::batch_norm"; });
}

}  // namespace

OverlaidNetwork withWeights(const Network& network, NamedTensors weights, const std::string& source) {
  requireGraph(network, text("put the weights of '", source, "' into"));
  const bool unfolded = network.unfolded != nullptr;
  const Program& program = unfolded ? *network.unfolded : network.program;
  if (holdsNorms(weights) && !holdsNorms(program)) weights = withFoldedNorms(std::move(weights));
  Placing placing(program, weights, source);
  placing.byName("name", [](std::string name) { return name; });
  placing.byName("name without prefix", withoutPrefixes);
  placing.byShape();
  return placing.result(network, unfolded);
}

}  // namespace bitprism
