#include "core/torch/read/batch_opening.h"

#include <ATen/ATen.h>
#include <ATen/core/ivalue.h>

#include <algorithm>
#include <map>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/executor.h"
#include "core/torch/graph/form_run.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/read/image_independence.h"

namespace bitprism {
namespace {

bool isReshape(const std::string& op) {
  return op == "aten::reshape" || op == "aten::view";
}

const Shape* shapeOf(const Recording& recording, const Operand& operand) {
  const auto* slot = std::get_if<Slot>(&operand);
  return slot ? &recording.shapes[static_cast<std::size_t>(slot->index)] : nullptr;
}

// Joins two recordings instruction by instruction; values that differ become multiples of the batch.
class Merge {
 public:
  Merge(const Recording& small, std::int64_t smallBatch, const Recording& large, std::int64_t largeBatch)
      : small_(small), large_(large), smallBatch_(smallBatch), largeBatch_(largeBatch) {}

  std::optional<Recording> run() {
    const Program& a = small_.program;
    const Program& b = large_.program;
    if (a.instructions.size() != b.instructions.size() || a.slotCount != b.slotCount || a.outputs != b.outputs ||
        small_.constants.size() != large_.constants.size() || !sameTail(a.tail, b.tail))
      return {};
    for (std::size_t i = 0; i < a.inputs.size() && batchInput_ < 0; ++i)
      if (!a.inputs[i].shape.empty() && a.inputs[i].shape[0] < 0) batchInput_ = static_cast<int>(i);
    if (batchInput_ < 0) return {};
    result_ = small_;
    result_.program.instructions.clear();
    std::vector<Instruction> body;
    for (std::size_t i = 0; i < a.instructions.size(); ++i) {
      Instruction instruction = a.instructions[i];
      if (!join(instruction, b.instructions[i])) return {};
      for (Instruction& before : inserted_) body.push_back(std::move(before));
      inserted_.clear();
      body.push_back(std::move(instruction));
    }
    result_.program.instructions = std::move(first_);
    std::move(body.begin(), body.end(), std::back_inserter(result_.program.instructions));
    return std::move(result_);
  }

 private:
  int newSlot() {
    result_.shapes.emplace_back();
    return result_.program.slotCount++;
  }

  // A slot with multiple x batch, computed once at the beginning.
  Slot extent(std::int64_t multiple) {
    const auto found = multiples_.find(multiple);
    if (found != multiples_.end()) return {found->second};
    int slot = 0;
    if (multiple == 1) {
      slot = newSlot();
      first_.push_back({"aten::size", "int", {Slot{batchInput_}, std::int64_t{0}}, {slot}, "batch"});
    } else {
      const Slot one = extent(1);
      slot = newSlot();
      first_.push_back({"aten::mul", "int", {one, multiple}, {slot}, "batch"});
    }
    multiples_[multiple] = slot;
    return {slot};
  }

  // The common factor by which two numbers exceed their batches; 0 if there is none.
  std::int64_t multipleOf(std::int64_t small, std::int64_t large) const {
    if (small <= 0 || small % smallBatch_ != 0) return 0;
    const std::int64_t multiple = small / smallBatch_;
    return multiple * largeBatch_ == large ? multiple : 0;
  }

  bool join(Instruction& instruction, const Instruction& other) {
    if (instruction.op != other.op || instruction.overload != other.overload || instruction.outputs != other.outputs ||
        instruction.inputs.size() != other.inputs.size())
      return false;
    for (std::size_t i = 0; i < instruction.inputs.size(); ++i) {
      if (isReshape(instruction.op) && i == 1) {
        if (!joinTarget(instruction, other)) return false;
      } else if (instruction.op == "aten::expand" && i == 1) {
        if (!joinExpansion(instruction, other)) return false;
      } else if (!join(instruction.inputs[i], other.inputs[i], instruction.name)) {
        return false;
      }
    }
    return true;
  }

  bool join(Operand& operand, const Operand& other, const std::string& node) {
    if (operand.index() != other.index()) return false;
    if (auto* integer = std::get_if<std::int64_t>(&operand)) {
      const std::int64_t large = std::get<std::int64_t>(other);
      if (*integer == large) return true;
      const std::int64_t multiple = multipleOf(*integer, large);
      if (multiple == 0) return false;
      operand = extent(multiple);
      return true;
    }
    if (auto* integers = std::get_if<std::vector<std::int64_t>>(&operand))
      return joinIntegers(operand, std::vector<std::int64_t>(*integers), std::get<std::vector<std::int64_t>>(other));
    if (auto* tensor = std::get_if<TensorIndex>(&operand))
      return joinTensors(operand, tensor->index, std::get<TensorIndex>(other).index, node);
    if (auto* list = std::get_if<OperandList>(&operand)) {
      const auto& otherList = std::get<OperandList>(other);
      if (list->kind != otherList.kind || list->items.size() != otherList.items.size()) return false;
      for (std::size_t i = 0; i < list->items.size(); ++i)
        if (!join(list->items[i], otherList.items[i], node)) return false;
      return true;
    }
    return operand == other;
  }

  bool joinIntegers(Operand& operand, const std::vector<std::int64_t>& small, const std::vector<std::int64_t>& large) {
    if (small == large) return true;
    if (small.size() != large.size()) return false;
    OperandList list{ListKind::Integers, {}};
    for (std::size_t i = 0; i < small.size(); ++i) {
      list.items.emplace_back(small[i]);
      if (!join(list.items.back(), Operand(large[i]), "")) return false;
    }
    operand = std::move(list);
    return true;
  }

  // A reshape to the batch uses -1 for it instead; any other -1 is replaced by its extent.
  bool joinTarget(Instruction& instruction, const Instruction& other) {
    const auto* small = std::get_if<std::vector<std::int64_t>>(&instruction.inputs[1]);
    const auto* large = std::get_if<std::vector<std::int64_t>>(&other.inputs[1]);
    if (!small || !large || small->size() != large->size())
      return join(instruction.inputs[1], other.inputs[1], instruction.name);
    if (*small == *large) return join(instruction.inputs[0], other.inputs[0], instruction.name);
    std::vector<std::int64_t> target = *small;
    const Shape& given = small_.shapes[static_cast<std::size_t>(instruction.outputs[0])];
    const Shape& givenLarge = large_.shapes[static_cast<std::size_t>(instruction.outputs[0])];
    std::size_t differing = 0;
    for (std::size_t i = 0; i < target.size(); ++i) differing += (*small)[i] != (*large)[i];
    if (differing > 1 || given.size() != target.size() || givenLarge.size() != target.size())
      return joinIntegers(instruction.inputs[1], std::vector<std::int64_t>(*small), *large);
    for (std::size_t i = 0; i < target.size(); ++i) {
      if ((*small)[i] != (*large)[i]) {
        if (multipleOf((*small)[i], (*large)[i]) == 0) return false;
        target[i] = -1;
      } else if (target[i] == -1) {
        if (given[i] != givenLarge[i]) return false;
        target[i] = given[i];
      }
    }
    instruction.inputs[1] = target;
    return true;
  }

  // An expansion that keeps the extent uses -1 for it.
  bool joinExpansion(Instruction& instruction, const Instruction& other) {
    const auto* small = std::get_if<std::vector<std::int64_t>>(&instruction.inputs[1]);
    const auto* large = std::get_if<std::vector<std::int64_t>>(&other.inputs[1]);
    const Shape* from = shapeOf(small_, instruction.inputs[0]);
    const Shape* fromLarge = shapeOf(large_, other.inputs[0]);
    if (!small || !large || !from || !fromLarge || small->size() != large->size() || *small == *large)
      return join(instruction.inputs[1], other.inputs[1], instruction.name);
    std::vector<std::int64_t> target = *small, targetLarge = *large;
    const std::size_t leading = target.size() - std::min(from->size(), target.size());
    for (std::size_t i = leading; i < target.size(); ++i)
      if (target[i] == (*from)[i - leading] && targetLarge[i] == (*fromLarge)[i - leading] &&
          target[i] != targetLarge[i])
        target[i] = targetLarge[i] = -1;
    instruction.inputs[1] = target;
    return joinIntegers(instruction.inputs[1], target, targetLarge);
  }

  // A constant created for the batch (an initial state, a repeated token) is stored once and expanded.
  bool joinTensors(Operand& operand, int small, int large, const std::string& node) {
    const at::Tensor& a = small_.constants[static_cast<std::size_t>(small)]->toTensor();
    const at::Tensor& b = large_.constants[static_cast<std::size_t>(large)]->toTensor();
    if (a.is_same(b)) return true;
    const bool sameMemory = a.has_storage() && a.is_alias_of(b) && a.storage_offset() == b.storage_offset();
    if (sameMemory && a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() && a.strides() == b.strides())
      return true;
    if (a.scalar_type() != b.scalar_type() || a.dim() != b.dim()) return false;
    if (a.sizes() == b.sizes()) return a.equal(b);
    std::int64_t axis = -1;
    for (std::int64_t i = 0; i < a.dim(); ++i) {
      if (a.size(i) == b.size(i)) continue;
      if (axis >= 0) return false;
      axis = i;
    }
    const std::int64_t period = multipleOf(a.size(axis), b.size(axis));
    if (period == 0) return false;
    const at::Tensor once = a.narrow(axis, 0, period).contiguous();
    std::vector<std::int64_t> times(static_cast<std::size_t>(a.dim()), 1);
    for (const auto& [whole, batch] : {std::pair(a, smallBatch_), std::pair(b, largeBatch_)}) {
      times[static_cast<std::size_t>(axis)] = batch;
      if (!once.repeat(times).equal(whole)) return false;
    }
    const int index = static_cast<int>(result_.constants.size());
    result_.constants.push_back(std::make_shared<const c10::IValue>(once));
    result_.constantNames.push_back(small_.constantNames[static_cast<std::size_t>(small)]);
    OperandList target{ListKind::Integers, {}};
    for (std::int64_t i = 0; i < a.dim(); ++i)
      target.items.emplace_back(i == axis ? Operand(extent(1)) : Operand(std::int64_t{period == 1 ? -1 : 1}));
    const int slot = newSlot();
    if (period == 1)
      inserted_.push_back({"aten::expand", "", {TensorIndex{index}, target, false}, {slot}, node});
    else
      inserted_.push_back({"aten::repeat", "", {TensorIndex{index}, target}, {slot}, node});
    operand = Slot{slot};
    return true;
  }

  const Recording& small_;
  const Recording& large_;
  std::int64_t smallBatch_, largeBatch_;
  int batchInput_ = -1;
  Recording result_;
  std::vector<Instruction> first_;     // compute extents from the batch
  std::vector<Instruction> inserted_;  // before the instruction being joined
  std::map<std::int64_t, int> multiples_;
};

bool isBatched(const ProgramInput& input) {
  return !input.shape.empty() && input.shape[0] < 0;
}

bool acceptsBatches(const Recording& recording) {
  return std::any_of(recording.program.inputs.begin(), recording.program.inputs.end(), isBatched);
}

constexpr double allowedBatchDifference = 1e-4;

// The first rows of a larger batch's result must equal the smaller batch's result.
bool beginsWith(const at::Tensor& large, const at::Tensor& small, std::int64_t smallBatch, std::int64_t largeBatch) {
  if (large.dim() != small.dim()) return false;
  std::int64_t axis = -1;
  for (std::int64_t i = 0; i < small.dim(); ++i) {
    if (large.size(i) == small.size(i)) continue;
    if (axis >= 0 || large.size(i) * smallBatch != small.size(i) * largeBatch) return false;
    axis = i;
  }
  if (axis < 0) return false;  // nothing grows with the batch
  const at::Tensor part = large.narrow(axis, 0, small.size(axis)).to(at::kFloat);
  const at::Tensor expected = small.to(at::kFloat);
  if (expected.numel() == 0) return true;
  const double scale = expected.abs().max().item<double>() + 1e-6;
  const at::Tensor difference = (part - expected).abs();
  return (difference <= allowedBatchDifference * scale)
      .logical_or(part == expected)
      .logical_or(part.isnan().logical_and(expected.isnan()))
      .all()
      .item<bool>();
}

bool imagesGiveTheSame(const std::vector<std::shared_ptr<const c10::IValue>>& small, std::int64_t smallBatch,
                       const std::vector<at::Tensor>& large, std::int64_t largeBatch) {
  for (std::size_t i = 0; i < small.size(); ++i)
    if (!beginsWith(large[i], small[i]->toTensor(), smallBatch, largeBatch)) return false;
  return true;
}

std::vector<at::Tensor> tensorsOf(const std::vector<std::shared_ptr<const c10::IValue>>& values) {
  std::vector<at::Tensor> tensors;
  for (const auto& value : values) tensors.push_back(value->toTensor());
  return tensors;
}

// Opens extents that were written for one batch size; the result must be verified by running it.
Recording withOpenTargets(const Recording& recording, std::int64_t batch) {
  Recording result = recording;
  for (Instruction& instruction : result.program.instructions) {
    if (!isReshape(instruction.op) && instruction.op != "aten::expand") continue;
    auto* target = std::get_if<std::vector<std::int64_t>>(&instruction.inputs[1]);
    const Shape* from = shapeOf(recording, instruction.inputs[0]);
    const Shape& to = recording.shapes[static_cast<std::size_t>(instruction.outputs[0])];
    if (!target || !from || target->empty() || to.size() != target->size() || target->front() != batch) continue;
    if (instruction.op == "aten::expand" && (from->size() != to.size() || from->front() != batch)) continue;
    if (isReshape(instruction.op))
      for (std::size_t i = 0; i < target->size(); ++i) (*target)[i] = to[i];
    target->front() = -1;
  }
  return result;
}

// A file made for several images may name one of them; then a single image does not run.
bool acceptsOneImage(const Program& program, const Recording& recording, std::int64_t batch) {
  if (batch == 1) return true;
  try {
    const Executor executor(program);
    std::vector<at::Tensor> inputs = tensorsOf(recording.inputs);
    for (std::size_t i = 0; i < inputs.size(); ++i)
      if (isBatched(recording.program.inputs[i])) inputs[i] = inputs[i].narrow(0, 0, 1);
    std::vector<std::shared_ptr<const c10::IValue>> alone;
    for (const at::Tensor& output : executor.run(inputs, executor.weights()))
      alone.push_back(std::make_shared<const c10::IValue>(output));
    return imagesGiveTheSame(alone, 1, tensorsOf(recording.outputs), batch);
  } catch (const std::exception&) {
    return false;
  }
}

Program withFixedBatch(const Recording& recording, std::int64_t batch) {
  Recording fixed = recording;
  for (ProgramInput& input : fixed.program.inputs)
    if (isBatched(input)) input.shape[0] = batch;
  return programOf(fixed);
}

OpenedProgram withFixedNotice(const Recording& recording, std::int64_t batch) {
  OpenedProgram result{withFixedBatch(recording, batch), recording.notices};
  result.notices.push_back(batch == 1 ? text("The network takes one image at a time.")
                                      : text("The network takes exactly ", batch, " images at a time."));
  return result;
}

std::optional<Recording> tried(const RecordAtBatch& record, std::int64_t batch) {
  try {
    return record(batch, Example::Numbers);
  } catch (const InputError&) {
    return {};  // it may run with other batches
  }
}

// Forms of as many images as the program is given suffice to show that its extents may be opened.
bool isShownToBeOpen(const Program& program) {
  const auto shapesOf = [&](std::int64_t batch) -> std::optional<ShapesOfBatch> {
    const std::optional<std::vector<SlotForm>> forms = slotFormsOfBatch(program, batch);
    if (!forms) return {};
    ShapesOfBatch shapes;
    for (const SlotForm& form : *forms) shapes.slots.push_back(form.shape);
    for (const Tensor& tensor : program.tensors) shapes.tensors.push_back(tensor.shape);
    return shapes;
  };
  const std::optional<ShapesOfBatch> one = shapesOf(1), two = shapesOf(2);
  return one && two && imagesAreIndependent(program, *one, *two);
}

// The program for any batch from forms alone; empty if they do not suffice. Only for files that declare one image or
// none, since it is then known that a single image runs.
std::optional<OpenedProgram> openedFromForms(const RecordAtBatch& record, std::int64_t declared) {
  if (declared > 1) return {};
  try {
    const Recording one = record(1, Example::Forms);
    if (!acceptsBatches(one)) return OpenedProgram{programOf(one), one.notices};
    if (one.program.tail && declared > 0) return withFixedNotice(one, 1);
    std::optional<Recording> two;
    try {
      two = record(2, Example::Forms);
    } catch (const InputError&) {  // its extents are those of one image
    }
    const std::optional<Recording> open = two ? merged(one, 1, *two, 2) : std::nullopt;
    if (open && (declared == 0 || imagesAreIndependent(one, *two)))
      return OpenedProgram{programOf(*open), open->notices};
    if (declared == 0) return {};
    Program guess = programOf(withOpenTargets(one, 1));
    if (isShownToBeOpen(guess)) return OpenedProgram{std::move(guess), one.notices};
  } catch (const GraphRefused&) {
    throw;
  } catch (const InputError&) {  // numbers show why
  } catch (const c10::Error&) {
  } catch (const NoForm&) {
  }
  return {};
}

}  // namespace

std::optional<Recording> merged(const Recording& small, std::int64_t smallBatch, const Recording& large,
                                std::int64_t largeBatch) {
  return Merge(small, smallBatch, large, largeBatch).run();
}

OpenedProgram programForAnyBatch(const RecordAtBatch& record, std::int64_t declared) {
  if (std::optional<OpenedProgram> opened = openedFromForms(record, declared)) return *std::move(opened);
  const std::int64_t batch = std::max<std::int64_t>(declared, 1);
  std::optional<Recording> small;
  try {
    small = record(batch, Example::Numbers);
  } catch (const InputError&) {
    // Some networks need more than one image; others fail with any number, and this reason is the one to report.
    const auto two = declared == 0 ? tried(record, 2) : std::nullopt;
    const auto three = two ? tried(record, 3) : std::nullopt;
    const auto open = three ? merged(*two, 2, *three, 3) : std::nullopt;
    if (!open) throw;
    return {programOf(*open), open->notices};
  }
  if (!acceptsBatches(*small)) return {programOf(*small), small->notices};
  // What follows unrun was made for the batch that the file declares.
  if (small->program.tail && declared > 0) return withFixedNotice(*small, batch);
  const auto large = tried(record, 2 * batch);
  if (large) {
    const auto open = merged(*small, batch, *large, 2 * batch);
    const bool independent =
        declared == 0 || imagesGiveTheSame(small->outputs, batch, tensorsOf(large->outputs), 2 * batch);
    if (open && independent) {
      OpenedProgram opened{programOf(*open), open->notices};
      if (declared == 0 || acceptsOneImage(opened.program, *small, batch)) return opened;
    }
  }
  if (large && declared == 0) {
    const auto three = tried(record, 3);
    if (three)
      if (const auto open = merged(*large, 2, *three, 3)) return {programOf(*open), open->notices};
  }
  if (small->program.tail) return withFixedNotice(*small, batch);
  OpenedProgram result{{}, small->notices};
  try {
    const Recording guess = withOpenTargets(*small, batch);
    const Program program = programOf(guess);
    const Executor executor(program);
    std::vector<at::Tensor> inputs, twice;
    for (const auto& input : guess.inputs) inputs.push_back(input->toTensor());
    for (std::size_t i = 0; i < inputs.size(); ++i)
      twice.push_back(isBatched(guess.program.inputs[i]) ? at::cat({inputs[i], inputs[i].flip(0)}) : inputs[i]);
    if (imagesGiveTheSame(small->outputs, batch, executor.run(twice, executor.weights()), 2 * batch) &&
        acceptsOneImage(program, *small, batch)) {
      result.program = program;
      return result;
    }
  } catch (const std::exception&) {
    // The declared or guessed batch does not run with more images.
  }
  return withFixedNotice(*small, batch);
}

}  // namespace bitprism
