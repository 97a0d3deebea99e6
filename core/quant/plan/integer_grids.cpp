#include "core/quant/plan/integer_grids.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string>

#include "core/network/weight_uses.h"
#include "core/quant/codes/code_layout.h"

namespace bitprism {
namespace {

const std::set<std::string> movers = {"aten::reshape",
                                      "aten::view",
                                      "aten::flatten",
                                      "aten::permute",
                                      "aten::transpose",
                                      "aten::t",
                                      "aten::squeeze",
                                      "aten::unsqueeze",
                                      "aten::slice",
                                      "aten::select",
                                      "aten::max_pool1d",
                                      "aten::max_pool2d",
                                      "aten::max_pool3d",
                                      "aten::expand",
                                      "aten::repeat",
                                      "aten::roll",
                                      "aten::flip",
                                      "aten::contiguous",
                                      "aten::clone",
                                      "aten::dropout",
                                      "aten::pixel_shuffle",
                                      "aten::channel_shuffle",
                                      "aten::upsample_nearest2d"};
const std::set<std::string> computers = {"aten::add",        "aten::mul",        "aten::mean",
                                         "aten::avg_pool1d", "aten::avg_pool2d", "aten::adaptive_avg_pool1d",
                                         "aten::relu",       "aten::sigmoid",    "aten::adaptive_avg_pool2d",
                                         "aten::leaky_relu"};
const std::set<std::string> products = {"aten::matmul", "aten::bmm", "aten::mm"};
const std::set<std::string> clips = {"aten::relu", "aten::relu6", "aten::hardtanh", "aten::clamp", "aten::clamp_min"};

class GridFinder {
 public:
  GridFinder(const Network& network, const QuantPlan& plan)
      : program_(network.program),
        layerOf_(layersByInput(network)),
        integer_(integerLayersOf(network, plan)),
        uses_(slotUses(program_)),
        parent_(static_cast<std::size_t>(program_.slotCount)),
        rounded_(parent_.size(), false),
        ahead_(parent_.size(), false) {
    std::iota(parent_.begin(), parent_.end(), 0);
    for (std::size_t i = 0; i < program_.instructions.size(); ++i)
      for (const int slot : program_.instructions[i].outputs) writer_[slot] = i;
  }

  std::vector<IntegerGrid> find() {
    if (std::none_of(integer_.begin(), integer_.end(), [](bool is) { return is; })) return {};
    lookAhead();
    for (std::size_t i = 0; i < program_.instructions.size(); ++i)
      if (isInteger(i))
        for (const int slot : factors(i)) rounded_[at(slot)] = true;
    for (std::size_t i = 0; i < program_.instructions.size(); ++i) visit(i);
    return collected();
  }

 private:
  static std::size_t at(int slot) { return static_cast<std::size_t>(slot); }

  static std::vector<int> slotsOf(const Instruction& instruction) {
    std::vector<int> slots;
    forEachOperand(instruction, [&](const Operand& operand) {
      if (const auto* slot = std::get_if<Slot>(&operand)) slots.push_back(slot->index);
    });
    return slots;
  }

  bool isLayer(std::size_t i) const { return layerOf_[i] >= 0 && integer_[at(layerOf_[i])]; }
  bool isProduct(std::size_t i) const {
    const Instruction& instruction = program_.instructions[i];
    return products.contains(instruction.op) && slotsOf(instruction).size() == 2;
  }
  bool isInteger(std::size_t i) const { return isLayer(i) || isProduct(i); }

  // What an integer operator multiplies.
  std::vector<int> factors(std::size_t i) const {
    const std::vector<int> slots = slotsOf(program_.instructions[i]);
    return isLayer(i) ? std::vector<int>{slots.front()} : slots;
  }

  static bool padsWithZero(const Instruction& instruction) {
    if (instruction.op == "aten::constant_pad_nd") {
      const auto* real = std::get_if<double>(&instruction.inputs.at(2));
      const auto* whole = std::get_if<std::int64_t>(&instruction.inputs.at(2));
      return (real && *real == 0) || (whole && *whole == 0);
    }
    if (instruction.op != "aten::pad") return false;
    const auto* mode = std::get_if<std::string>(&instruction.inputs.at(2));
    const auto* value = instruction.inputs.size() > 3 ? std::get_if<double>(&instruction.inputs[3]) : nullptr;
    return mode && (*mode != "constant" || !value || *value == 0);
  }

  static bool moves(const Instruction& instruction) {
    return movers.contains(instruction.op) || padsWithZero(instruction);
  }

  // Sums and products of two values; anything else of them has one.
  bool computes(const Instruction& instruction) const {
    if (instruction.op == "aten::cat") return true;
    if (!computers.contains(instruction.op)) return false;
    const bool pair = instruction.op == "aten::add" || instruction.op == "aten::mul";
    if (!pair) return true;
    if (instruction.overload != "Tensor" || slotsOf(instruction).size() != 2) return false;
    const auto* factor = instruction.inputs.size() > 2 ? std::get_if<std::int64_t>(&instruction.inputs[2]) : nullptr;
    return instruction.inputs.size() <= 2 || (factor && *factor == 1);
  }

  // The slot after activation functions that kernels take in.
  int afterClip(int slot) const {
    for (;;) {
      if (uses_[at(slot)] != 1) return slot;
      const auto reader =
          std::find_if(program_.instructions.begin(), program_.instructions.end(), [&](const auto& each) {
            return clips.contains(each.op) && !each.inputs.empty() && each.inputs[0] == Operand(Slot{slot});
          });
      if (reader == program_.instructions.end() || slotsOf(*reader).size() != 1) return slot;
      slot = reader->outputs[0];
    }
  }

  // Marks slots after which, through operators on the same numbers, an integer operator comes.
  void lookAhead() {
    for (std::size_t i = program_.instructions.size(); i-- > 0;) {
      const Instruction& instruction = program_.instructions[i];
      if (isInteger(i)) {
        for (const int slot : factors(i)) ahead_[at(slot)] = true;
        continue;
      }
      if (!moves(instruction) && !computes(instruction) && !clips.contains(instruction.op)) continue;
      if (instruction.outputs.empty() || !ahead_[at(instruction.outputs[0])]) continue;
      for (const int slot : slotsOf(instruction)) ahead_[at(slot)] = true;
    }
  }

  void visit(std::size_t i) {
    const Instruction& instruction = program_.instructions[i];
    if (instruction.outputs.empty()) return;
    const int result = afterClip(instruction.outputs[0]);
    if (isInteger(i)) {
      // Kernels of convolutions give whole numbers only; those of linear layers also floats.
      if (instruction.op == "aten::convolution" || ahead_[at(result)]) rounded_[at(result)] = true;
      return;
    }
    const std::vector<int> slots = slotsOf(instruction);
    const auto isRounded = [&](int slot) { return rounded_[at(slot)]; };
    if (slots.empty() || !std::all_of(slots.begin(), slots.end(), isRounded)) return;
    if (moves(instruction) && ahead_[at(instruction.outputs[0])]) {
      // Only the first operand is moved; others would be extents.
      if (slots.size() != 1) return;
      rounded_[at(instruction.outputs[0])] = true;
      join(slots[0], instruction.outputs[0]);
    } else if (computes(instruction) && ahead_[at(result)]) {
      rounded_[at(result)] = true;
      if (instruction.op != "aten::cat") return;
      for (const int slot : slots)
        if (hasOneReaderEach(slot)) join(slot, instruction.outputs[0]);
    }
  }

  int root(int slot) const {
    while (parent_[at(slot)] != slot) slot = parent_[at(slot)];
    return slot;
  }
  // Whether nothing but the operators between them reads the slots of this one's grid.
  bool hasOneReaderEach(int slot) const {
    for (int other = 0; other < program_.slotCount; ++other)
      if (rounded_[at(other)] && root(other) == root(slot) && uses_[at(other)] != 1) return false;
    return true;
  }

  void join(int a, int b) { parent_[at(root(b))] = root(a); }

  std::vector<IntegerGrid> collected() const {
    std::map<int, IntegerGrid> grids;
    for (int slot = 0; slot < program_.slotCount; ++slot)
      if (rounded_[at(slot)]) grids[root(slot)].slots.push_back(slot);
    for (auto& [root, grid] : grids) {
      grid.widest = grid.slots.front();
      for (const int slot : grid.slots)
        if (const auto writer = writer_.find(slot);
            writer != writer_.end() && program_.instructions[writer->second].op == "aten::cat")
          grid.widest = slot;
    }
    for (std::size_t i = 0; i < program_.instructions.size(); ++i) {
      const Instruction& instruction = program_.instructions[i];
      for (const int slot : slotsOf(instruction)) {
        if (!rounded_[at(slot)]) continue;
        IntegerGrid& grid = grids[root(slot)];
        if (isLayer(i))
          grid.layers.push_back({layerOf_[i], slot});
        else if (instruction.outputs.empty() || !rounded_[at(instruction.outputs[0])] ||
                 root(instruction.outputs[0]) != root(slot))
          grid.readByOthers = true;
      }
    }
    for (const int slot : program_.outputs)
      if (rounded_[at(slot)]) grids[root(slot)].readByOthers = true;
    std::vector<IntegerGrid> result;
    for (auto& [root, grid] : grids) result.push_back(std::move(grid));
    return result;
  }

  const Program& program_;
  const std::vector<int> layerOf_;
  const std::vector<bool> integer_;
  const std::vector<int> uses_;
  std::map<int, std::size_t> writer_;
  std::vector<int> parent_;
  std::vector<bool> rounded_, ahead_;
};

}  // namespace

bool computesInIntegers(const Layer& layer, const QuantScheme& scheme, const ActivationScheme& activation) {
  if (layer.kind == LayerKind::TransposedConvolution || !readsActivations(layer.kind) || activation.isFloat() ||
      !activation.isSingleGrid() || !scheme.hasCodes())
    return false;
  const CodeLayout layout = codeLayout(scheme);
  const auto* affine = layout.as<AffineCodes>();
  return affine && layout.bits <= maximumBits && !affine->zeroPoints && !affine->offsets && affine->splitShare == 0 &&
         !affine->secondTerm;
}

std::vector<bool> integerLayersOf(const Network& network, const QuantPlan& plan) {
  std::vector<bool> result;
  for (std::size_t l = 0; l < network.layers.size(); ++l)
    result.push_back(computesInIntegers(network.layers[l], plan.layers.at(l), plan.activation(l)));
  return result;
}

std::vector<IntegerGrid> integerGrids(const Network& network, const QuantPlan& plan) {
  return GridFinder(network, plan).find();
}

}  // namespace bitprism
