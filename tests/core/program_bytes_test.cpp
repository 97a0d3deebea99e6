#include <gtest/gtest.h>

#include "core/base/error.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

void expectSameWithoutNumbers(const Program& a, const Program& b) {
  EXPECT_EQ(a.inputs, b.inputs);
  EXPECT_TRUE(test::sameInstructions(a.instructions, b.instructions));
  EXPECT_EQ(a.outputs, b.outputs);
  EXPECT_EQ(a.outputNames, b.outputNames);
  EXPECT_EQ(a.slotCount, b.slotCount);
  ASSERT_EQ(a.tensors.size(), b.tensors.size());
  for (std::size_t i = 0; i < a.tensors.size(); ++i) {
    EXPECT_EQ(a.tensors[i].name, b.tensors[i].name);
    EXPECT_EQ(a.tensors[i].shape, b.tensors[i].shape);
    EXPECT_EQ(a.tensors[i].values.index(), b.tensors[i].values.index());
  }
}

TEST(ProgramBytes, keepEverythingButTheNumbers) {
  const Program program = test::variedNetwork().program;
  const auto bytes = programToBytes(program);
  const Program back = programFromBytes(bytes);
  expectSameWithoutNumbers(program, back);
  for (const Tensor& tensor : back.tensors)
    std::visit([](const auto& values) { EXPECT_TRUE(values->empty()); }, tensor.values);
  EXPECT_EQ(programToBytes(back), bytes);
  EXPECT_LT(bytes.size(), 400u);
}

Program withTail(bool suppresses) {
  Program program = test::variedNetwork().program;
  ProgramTail tail{"NonMaxSuppression, Gather", "a reason", {1, 2, 0, 255}, {}};
  if (suppresses) tail.suppression = Suppression{0, 0, false, true, 0.5, 0.25};
  program.tail = std::make_shared<const ProgramTail>(std::move(tail));
  return program;
}

TEST(ProgramBytes, keepATailThroughPruningAndFolding) {
  for (const bool suppresses : {false, true}) {
    const Program program = withTail(suppresses);
    const auto bytes = programToBytes(program);
    EXPECT_EQ(bytes[0], 3);  // the version that readers without tails refuse
    const Program back = programFromBytes(bytes);
    expectSameWithoutNumbers(program, back);
    ASSERT_TRUE(back.tail);
    EXPECT_EQ(*back.tail, *program.tail);
    EXPECT_TRUE(sameTail(pruned(program).tail, program.tail));
    EXPECT_TRUE(sameTail(withFoldedBatchNorm(program).tail, program.tail));
    EXPECT_FALSE(sameTail(program.tail, nullptr));
    EXPECT_FALSE(sameTail(program.tail, withTail(!suppresses).tail));
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_THROW(programFromBytes({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}), InputError)
          << size;
  }
  // An output that is not there, and flags that are unknown.
  for (const auto& [from, value] : {std::pair<std::size_t, int>(19, 100), std::pair<std::size_t, int>(17, 4)}) {
    auto bytes = programToBytes(withTail(true));
    bytes[bytes.size() - from] = static_cast<std::uint8_t>(value);
    EXPECT_THROW(programFromBytes(bytes), InputError) << from;
  }
}

TEST(ProgramBytes, doNotDependOnTheNumbers) {
  EXPECT_EQ(programToBytes(test::variedNetwork(1).program), programToBytes(test::variedNetwork(2).program));
}

TEST(ProgramBytes, refuseEveryTruncationAndAnythingMore) {
  auto bytes = programToBytes(test::variedNetwork().program);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THROW(programFromBytes({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)}), InputError)
        << size;
  bytes.push_back(0);
  EXPECT_THROW(programFromBytes(bytes), InputError);
}

TEST(ProgramBytes, surviveEveryFlippedBitAndByte) {
  const auto bytes = programToBytes(test::variedNetwork().program);
  int refused = 0, accepted = 0;
  const auto look = [&](std::vector<std::uint8_t> changed) {
    try {
      const Program program = programFromBytes(changed);
      EXPECT_LE(program.slotCount, 1 << 24);
      ++accepted;
    } catch (const InputError&) {
      ++refused;
    }
  };
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = bytes;
      changed[i] = static_cast<std::uint8_t>(changed[i] ^ 1 << bit);
      look(changed);
    }
    for (const int value : {0, 127, 128, 255}) {
      auto changed = bytes;
      changed[i] = static_cast<std::uint8_t>(value);
      look(changed);
    }
  }
  Random random(7);
  for (int i = 0; i < 3000; ++i) {
    auto changed = bytes;
    for (int k = 0; k < 4; ++k) changed[random.below(changed.size())] = static_cast<std::uint8_t>(random.bits());
    look(changed);
  }
  EXPECT_GT(refused, 1000);  // structure is noticed
  EXPECT_GT(accepted, 100);  // letters of names are not
}

TEST(ProgramBytes, refuseNamesThatGrowWithoutBound) {
  // One long text and very many references to it, as output names.
  Program program = test::variedNetwork().program;
  program.outputNames.assign(2000, std::string(20'000, 'x'));
  const auto bytes = programToBytes(program);
  EXPECT_LT(bytes.size(), 30'000u);
  EXPECT_THROW(programFromBytes(bytes), InputError);
}

TEST(ProgramBytes, refuseAListWithinAList) {
  Program program = test::variedNetwork().program;
  program.instructions.back().inputs.push_back(OperandList{ListKind::Tensors, {OperandList{ListKind::Tensors, {}}}});
  EXPECT_THROW(programFromBytes(programToBytes(program)), InputError);
}

TEST(ProgramBytes, refuseLayersWithOperandsMissing) {
  for (const std::size_t kept : {0u, 1u, 6u, 8u}) {
    Program program = test::variedNetwork().program;
    program.instructions[0].inputs.resize(kept);
    EXPECT_THROW(programFromBytes(programToBytes(program)), InputError) << kept;
  }
  Program program = test::variedNetwork().program;
  program.instructions[0].inputs[8] = std::int64_t{0};
  EXPECT_THROW(programFromBytes(programToBytes(program)), InputError);
  program.instructions[0].inputs[8] = 1.0;
  EXPECT_THROW(programFromBytes(programToBytes(program)), InputError);
}

TEST(ProgramBytes, refuseSlotsAndTensorsOutOfRange) {
  Program program = test::variedNetwork().program;
  program.instructions[1].inputs[0] = Slot{5};
  EXPECT_THROW(programFromBytes(programToBytes(program)), InputError);
  program.instructions[1].inputs[0] = TensorIndex{6};
  EXPECT_THROW(programFromBytes(programToBytes(program)), InputError);
}

}  // namespace
}  // namespace bitprism
