#include "core/network/network_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/base/memory_file.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

void expectSame(const Program& one, const Program& other) {
  EXPECT_EQ(programToBytes(one), programToBytes(other));
  EXPECT_EQ(one.inputs, other.inputs);
  EXPECT_EQ(one.instructions, other.instructions);
  EXPECT_EQ(one.outputTypes, other.outputTypes);
  ASSERT_EQ(one.tensors.size(), other.tensors.size());
  for (std::size_t i = 0; i < one.tensors.size(); ++i)
    std::visit(
        [&](const auto& values) {
          EXPECT_EQ(*values, *std::get<std::decay_t<decltype(values)>>(other.tensors[i].values)) << one.tensors[i].name;
        },
        one.tensors[i].values);
}

void expectSame(const Network& one, const Network& other) {
  EXPECT_EQ(one.name, other.name);
  EXPECT_EQ(one.format, other.format);
  EXPECT_EQ(one.notices, other.notices);
  EXPECT_EQ(one.parameters, other.parameters);
  EXPECT_EQ(one.graphBytes, other.graphBytes);
  EXPECT_EQ(one.otherBytes, other.otherBytes);
  EXPECT_EQ(one.hash, other.hash);
  expectSame(one.program, other.program);
  ASSERT_EQ(one.unfolded == nullptr, other.unfolded == nullptr);
  if (one.unfolded) expectSame(*one.unfolded, *other.unfolded);
  ASSERT_EQ(one.layers.size(), other.layers.size());
  for (std::size_t l = 0; l < one.layers.size(); ++l) {
    EXPECT_EQ(one.layers[l].name, other.layers[l].name);
    EXPECT_EQ(one.layers[l].kind, other.layers[l].kind);
    EXPECT_EQ(*one.layers[l].weights, *other.layers[l].weights);
  }
}

// A varied network with all that a file may say about it, and a constant without numbers.
Network detailedNetwork() {
  Program program = test::variedNetwork().program;
  program.inputs[0].openAxes = {2, 3};
  program.inputs[0].fileType = "uint8";
  program.outputTypes = {"float16"};
  program.instructions.back().inputs.push_back(TensorIndex{static_cast<int>(program.tensors.size())});
  program.tensors.push_back(floatTensor("nothing", {0, 4}, {}));
  program.tail = std::make_shared<const ProgramTail>(ProgramTail{"NonMaxSuppression", "", {1, 2, 0}, {}});
  Network network = makeNetwork(std::move(program), "detailed.onnx", "onnx");
  network.notices = {"The file leaves height and width open; 9 x 9 is assumed."};
  network.parameters += 10;  // of what was folded when it was read
  return network;
}

// The first convolution with a batch norm, which is folded.
Network networkWithNorm() {
  Program program = test::variedNetwork().program;
  const auto constant = [&](const char* name, std::vector<float> values) {
    program.tensors.push_back(floatTensor(name, {5}, std::move(values)));
    return TensorIndex{static_cast<int>(program.tensors.size()) - 1};
  };
  const int slot = program.slotCount++;
  const Instruction norm{"aten::batch_norm",
                         "",
                         {Slot{1}, constant("gamma", {1, 2, 3, 4, 5}), None{}, constant("mean", {0, 1, 0, 1, 0}),
                          constant("variance", {1, 2, 1, 2, 1}), false, 0.1, 1e-5, false},
                         {slot},
                         "norm"};
  program.instructions[1].inputs[0] = Slot{slot};
  program.instructions.insert(program.instructions.begin() + 1, norm);
  return makeNetwork(std::move(program), "norm.onnx", "onnx");
}

const Tensor& tensorNamed(const Program& program, const std::string& name) {
  return *std::find_if(program.tensors.begin(), program.tensors.end(),
                       [&](const Tensor& tensor) { return tensor.name == name; });
}

TEST(NetworkMemory, bringsNetworksBack) {
  for (const Network& network : {test::variedNetwork(), detailedNetwork(), networkWithNorm()}) {
    const FileDescriptor file = networkInMemory(network);
    ASSERT_TRUE(file);
    EXPECT_TRUE(isSealedMemory(file.get()));
    const Network back = networkFromMemory(file.get());
    expectSame(network, back);
    expectSame(back, networkFromMemory(networkInMemory(back).get()));
  }
  EXPECT_TRUE(networkWithNorm().unfolded);
}

TEST(NetworkMemory, isTheTensorsMemory) {
  const Network network = networkWithNorm();
  std::optional<Network> back;
  {
    const FileDescriptor file = networkInMemory(network);
    back = networkFromMemory(file.get());
  }
  // The file is closed. What the norm leaves alone is there once for both programs, and all lies as kernels like it.
  for (const Tensor& tensor : back->program.tensors)
    std::visit([](const auto& values) { EXPECT_EQ(reinterpret_cast<std::uintptr_t>(values->data()) % 64, 0u); },
               tensor.values);
  const Tensor& folded = tensorNamed(back->program, "last.weight");
  EXPECT_EQ(folded.floats().data(), tensorNamed(*back->unfolded, "last.weight").floats().data());
  EXPECT_EQ(folded.floats(), tensorNamed(network.program, "last.weight").floats());
}

TEST(NetworkMemory, isNoneWithoutAGraph) {
  Network network = test::variedNetwork();
  network.program.instructions.clear();
  EXPECT_FALSE(networkInMemory(network));
}

// Every byte of the description, changed, gives a network or a sentence, and every end that lacks more than what fills
// up the last row a sentence.
TEST(NetworkMemory, damageIsRefused) {
  const FileDescriptor file = networkInMemory(networkWithNorm());
  ASSERT_TRUE(file);
  const MappedMemory mapped(file.get());
  const std::vector<std::uint8_t> whole(mapped.bytes().begin(), mapped.bytes().end());
  const std::size_t described = 16 + whole[8] + (std::size_t{whole[9]} << 8);
  ASSERT_LT(described, whole.size());
  std::size_t refused = 0;
  const auto tryOut = [&](const std::vector<std::uint8_t>& bytes) {
    try {
      networkFromMemory(sealedMemory({bytes}).get());
      return false;
    } catch (const InputError&) {
      ++refused;
      return true;
    }
  };
  EXPECT_FALSE(tryOut(whole));
  for (std::size_t size = 0; size + 64 < whole.size(); size += size < described ? 7 : 97)
    EXPECT_TRUE(tryOut({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)})) << size;
  for (std::size_t i = 0; i < described; ++i)
    for (const int change : {1, 128, 255}) {
      std::vector<std::uint8_t> bytes = whole;
      bytes[i] ^= static_cast<std::uint8_t>(change);
      tryOut(bytes);
    }
  EXPECT_GT(refused, described);
}

TEST(NetworkMemory, saysWhatIsWrong) {
  const std::vector<std::uint8_t> other(64, 7);
  try {
    networkFromMemory(sealedMemory({other}).get());
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_STREQ(problem.what(),
                 "cannot read 'the network in memory': damaged at byte 8: it is no network of this version of the "
                 "program");
  }
  EXPECT_THROW(networkFromMemory(-1), InputError);
}

}  // namespace
}  // namespace bitprism
