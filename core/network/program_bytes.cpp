#include <algorithm>
#include <limits>
#include <unordered_map>

#include "core/base/byte_stream.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/network/program.h"

// The graph section of the packed file; docs/formats.md describes it.
namespace bitprism {
namespace {

constexpr std::uint64_t floatInputs = 1;   // version 1: every input holds floats
constexpr std::uint64_t kindOfInputs = 2;  // version 2: a kind follows each input; written only if one is not float
constexpr std::uint64_t tailBehind = 3;    // version 3: as 2, with a tail at the end; written only if there is one
constexpr std::uint64_t mostSlots = std::uint64_t{1} << 24;   // as in checkProgram
constexpr std::int64_t mostElements = std::int64_t{1} << 40;  // of one tensor

enum OperandTag : std::uint8_t {
  noneTag,
  slotTag,
  tensorTag,
  falseTag,
  trueTag,
  integerTag,
  realTag,
  textTag,
  integersTag,
  realsTag,
  booleansTag,
  listTag
};

class ProgramWriter {
 public:
  explicit ProgramWriter(const Program& program) {
    const bool onlyFloats = std::all_of(program.inputs.begin(), program.inputs.end(),
                                        [](const ProgramInput& input) { return input.kind == InputKind::Float; });
    const bool kinds = !onlyFloats || program.tail;
    out_.varint(program.tail ? tailBehind : kinds ? kindOfInputs : floatInputs);
    out_.varint(program.inputs.size());
    for (const ProgramInput& input : program.inputs) {
      name(input.name);
      shape(input.shape);
      if (kinds) out_.varint(static_cast<std::uint64_t>(input.kind));
    }
    out_.varint(program.tensors.size());
    for (const Tensor& tensor : program.tensors) {
      name(tensor.name);
      out_.varint(tensor.values.index());
      shape(tensor.shape);
    }
    out_.varint(static_cast<std::uint64_t>(program.slotCount));
    out_.varint(program.instructions.size());
    for (const Instruction& instruction : program.instructions) write(instruction);
    out_.varint(program.outputs.size());
    for (const int slot : program.outputs) out_.varint(static_cast<std::uint64_t>(slot));
    out_.varint(program.outputNames.size());
    for (const std::string& output : program.outputNames) name(output);
    if (program.tail) write(*program.tail);
  }

  Bytes take() { return out_.take(); }

 private:
  // A repeated text is written as its number, from 1; a new one as 0 and its characters.
  void name(const std::string& value) {
    const auto [found, fresh] = known_.try_emplace(value, known_.size() + 1);
    out_.varint(fresh ? 0 : found->second);
    if (fresh) out_.text(value);
  }

  void shape(const Shape& value) {
    out_.varint(value.size());
    for (const std::int64_t extent : value) out_.signedVarint(extent);
  }

  void write(const Instruction& instruction) {
    name(instruction.op);
    name(instruction.overload);
    out_.varint(instruction.inputs.size());
    for (const Operand& operand : instruction.inputs) write(operand);
    out_.varint(instruction.outputs.size());
    for (const int slot : instruction.outputs) out_.varint(static_cast<std::uint64_t>(slot));
  }

  void write(const ProgramTail& tail) {
    out_.text(tail.operators);
    out_.text(tail.obstacle);
    out_.varint(tail.model.size());
    out_.append(tail.model);
    out_.number(tail.suppression ? 1 : 0, 1);
    if (!tail.suppression) return;
    const Suppression& suppression = *tail.suppression;
    out_.varint(static_cast<std::uint64_t>(suppression.boxes));
    out_.varint(static_cast<std::uint64_t>(suppression.scores));
    out_.number((suppression.centred ? 1 : 0) | (suppression.rowsFirst ? 2 : 0), 1);
    out_.real(suppression.overlap);
    out_.real(suppression.leastScore);
  }

  void tag(OperandTag value) { out_.number(value, 1); }

  void write(const Operand& operand) {
    std::visit([&](const auto& value) { put(value); }, operand);
  }
  void put(const None&) { tag(noneTag); }
  void put(const Slot& slot) {
    tag(slotTag);
    out_.varint(static_cast<std::uint64_t>(slot.index));
  }
  void put(const TensorIndex& tensor) {
    tag(tensorTag);
    out_.varint(static_cast<std::uint64_t>(tensor.index));
  }
  void put(bool value) { tag(value ? trueTag : falseTag); }
  void put(std::int64_t value) {
    tag(integerTag);
    out_.signedVarint(value);
  }
  void put(double value) {
    tag(realTag);
    out_.real(value);
  }
  void put(const std::string& value) {
    tag(textTag);
    name(value);
  }
  void put(const std::vector<std::int64_t>& values) {
    tag(integersTag);
    shape(values);
  }
  void put(const std::vector<double>& values) {
    tag(realsTag);
    out_.varint(values.size());
    for (const double value : values) out_.real(value);
  }
  void put(const std::vector<bool>& values) {
    tag(booleansTag);
    out_.varint(values.size());
    for (const bool value : values) out_.number(value ? 1 : 0, 1);
  }
  void put(const OperandList& list) {
    tag(listTag);
    out_.varint(static_cast<std::uint64_t>(list.kind));
    out_.varint(list.items.size());
    for (const Operand& item : list.items) write(item);
  }

  ByteWriter out_;
  std::unordered_map<std::string, std::size_t> known_;
};

class ProgramReader {
 public:
  explicit ProgramReader(const Bytes& bytes) : in_(bytes, "the graph"), textLimit_(65536 + 64 * bytes.size()) {}

  Program read() {
    Program program;
    const std::uint64_t version = in_.varint();
    if (version < floatInputs || version > tailBehind)
      throw InputError(
          text("cannot read the graph: version ", version, ", expected ", floatInputs, " to ", tailBehind));
    program.inputs.resize(in_.count(2));
    for (ProgramInput& input : program.inputs) {
      input.name = name();
      input.shape = integers();
      if (version >= kindOfInputs) input.kind = static_cast<InputKind>(in_.index(3));
    }
    program.tensors.resize(in_.count(3));
    for (Tensor& tensor : program.tensors) tensor = readTensor();
    program.slotCount = in_.index(mostSlots + 1);
    program.instructions.resize(in_.count(5));
    for (Instruction& instruction : program.instructions) {
      instruction.op = name();
      instruction.overload = name();
      instruction.inputs.resize(in_.count());
      for (Operand& operand : instruction.inputs) operand = readOperand(false);
      instruction.outputs = slots();
    }
    program.outputs = slots();
    program.outputNames.resize(in_.count());
    for (std::string& output : program.outputNames) output = name();
    if (version == tailBehind) program.tail = readTail(program.outputs.size());
    if (in_.remaining() > 0) in_.fail(text(in_.remaining(), " bytes more than expected"));
    return program;
  }

 private:
  std::string name() {
    const std::uint64_t number = in_.varint();
    if (number > known_.size()) in_.fail(text("text ", number, " of ", known_.size()));
    if (number == 0) known_.push_back(in_.text());
    const std::string& value = number == 0 ? known_.back() : known_[number - 1];
    // A few bytes can repeat a long text many times; the sum is limited before memory is allocated.
    textBytes_ += value.size();
    if (textBytes_ > textLimit_) in_.fail("its names are longer than a graph of this size can have");
    return value;
  }

  std::vector<std::int64_t> integers() {
    std::vector<std::int64_t> values(in_.count());
    for (std::int64_t& value : values) value = in_.signedVarint();
    return values;
  }

  std::vector<int> slots() {
    std::vector<int> values(in_.count());
    for (int& value : values) value = in_.index(mostSlots);
    return values;
  }

  std::shared_ptr<const ProgramTail> readTail(std::size_t outputs) {
    ProgramTail tail;
    tail.operators = in_.text();
    tail.obstacle = in_.text();
    const auto model = in_.take(in_.count());
    tail.model.assign(model.begin(), model.end());
    const std::uint64_t suppresses = in_.number(1);
    if (suppresses > 1) in_.fail("a tail of unknown kind");
    if (suppresses == 1) {
      Suppression suppression;
      suppression.boxes = in_.index(outputs);
      suppression.scores = in_.index(outputs);
      const std::uint64_t flags = in_.number(1);
      if (flags > 3) in_.fail("boxes of unknown form");
      suppression.centred = (flags & 1) != 0;
      suppression.rowsFirst = (flags & 2) != 0;
      suppression.overlap = in_.real64();
      suppression.leastScore = in_.real64();
      tail.suppression = suppression;
    }
    return std::make_shared<const ProgramTail>(std::move(tail));
  }

  Tensor readTensor() {
    Tensor tensor;
    tensor.name = name();
    const int kind = in_.index(3);
    tensor.shape = integers();
    std::int64_t elements = 1;
    for (const std::int64_t extent : tensor.shape) {
      if (extent < 0 || extent > mostElements || (extent > 0 && elements > mostElements / extent))
        in_.fail(text("tensor '", tensor.name, "' has shape ", shapeText(tensor.shape)));
      elements *= extent;
    }
    if (kind == 0) tensor.values = constantArray<float>({});
    if (kind == 1) tensor.values = constantArray<std::int64_t>({});
    if (kind == 2) tensor.values = constantArray<std::uint8_t>({});
    return tensor;
  }

  Operand readOperand(bool inList) {
    switch (const auto tag = static_cast<OperandTag>(in_.number(1))) {
      case noneTag:
        return None{};
      case slotTag:
        return Slot{in_.index(mostSlots)};
      case tensorTag:
        return TensorIndex{in_.index(std::numeric_limits<int>::max())};
      case falseTag:
      case trueTag:
        return tag == trueTag;
      case integerTag:
        return in_.signedVarint();
      case realTag:
        return in_.real64();
      case textTag:
        return name();
      case integersTag:
        return integers();
      case realsTag: {
        std::vector<double> values(in_.count(8));
        for (double& value : values) value = in_.real64();
        return values;
      }
      case booleansTag: {
        std::vector<bool> values(in_.count());
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = in_.number(1) != 0;
        return values;
      }
      case listTag: {
        if (inList) in_.fail("a list of operands is nested in another");
        OperandList list;
        list.kind = static_cast<ListKind>(in_.index(5));
        list.items.resize(in_.count());
        for (Operand& item : list.items) item = readOperand(true);
        return list;
      }
    }
    in_.fail("an operand of unknown kind");
  }

  ByteReader in_;
  std::vector<std::string> known_;
  std::uint64_t textBytes_ = 0;
  std::uint64_t textLimit_;
};

// Operators whose operands are accessed by position must have these operands.
void checkLayerOperators(const Program& program) {
  for (const Instruction& instruction : program.instructions) {
    const auto demand = [&](bool claim) {
      if (!claim)
        throw InputError(
            text("the graph is broken at '", instruction.op, "': it has an unexpected number or kind of operands"));
    };
    const auto& in = instruction.inputs;
    if (instruction.op == "aten::convolution") {
      demand(in.size() == 9 && std::holds_alternative<bool>(in[6]) && std::holds_alternative<std::int64_t>(in[8]));
      demand(std::get<std::int64_t>(in[8]) > 0);
    } else if (instruction.op == "aten::linear") {
      demand(in.size() == 3);
    } else if (instruction.op == "aten::batch_norm") {
      demand(in.size() == 9);
    } else {
      continue;
    }
    demand(instruction.outputs.size() == 1);
    for (const Operand& operand : in)
      if (const auto* tensor = std::get_if<TensorIndex>(&operand))
        demand(elementCount(program.tensors[static_cast<std::size_t>(tensor->index)].shape) > 0);
  }
}

}  // namespace

std::vector<std::uint8_t> programToBytes(const Program& program) {
  return ProgramWriter(program).take();
}

Program programFromBytes(const std::vector<std::uint8_t>& bytes) {
  Program program = ProgramReader(bytes).read();
  checkProgram(program);
  checkLayerOperators(program);
  return program;
}

}  // namespace bitprism
