// Archives and FlatBuffers whose parts lie on each other, repeat without end or lead out of the file: a sentence,
// before they take time or memory.

#include <gtest/gtest.h>

#include <cstring>
#include <functional>

#include "core/base/error.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/read/pt2_reader.h"
#include "core/torch/read/tflite_reader.h"
#include "tests/support/onnx_models.h"
#include "tests/support/pt2_archive.h"
#include "tests/support/tflite_writer.h"

namespace bitprism {
namespace {

// The sentence of a reader, or "" when it reads.
std::string archiveRefusal(const std::function<void()>& read) {
  prepareTorch();
  try {
    read();
    return "";
  } catch (const Error& problem) {
    return problem.what();
  }
}

TEST(HostileArchives, thatUnpackToManyTimesTheirSizeAreRefused) {
  const test::Pt2Writer net = test::smallPt2();
  const auto sentence = [&](std::size_t spaces) {
    const Bytes bytes = net.package(net.document().dump() + std::string(spaces, ' '), {.stored = false});
    return archiveRefusal([&] { readPt2(bytes, "spaces.pt2", {}); });
  };
  EXPECT_EQ(sentence(1 << 20), "");
  const std::string refused = sentence(40 << 20);
  EXPECT_NE(refused.find("cannot read 'spaces.pt2': 'models/model.json' claims"), std::string::npos) << refused;
}

// A tensor of one number that states a thousand thousand rows of as many; the sum of them never ends.
TEST(HostileArchives, numbersOnTopOfEachOtherAreRefusedWhereTheyAreRead) {
  const auto sentence = [](std::int64_t extent) {
    test::Pt2Writer net;
    const std::string x = net.input("x", {{"s0", 2}, 3});
    const std::string path = net.payload("tensor_constant", test::rawBytes(std::vector<float>{1}));
    const Json still = Json::array({{{"as_int", 0}}, {{"as_int", 0}}});
    const std::string c = net.tensor("tensor_constant", "c",
                                     test::tensorMeta(test::Pt2Writer::floatType, {extent, extent}, still, 0), path);
    const std::string w = net.floats("fc.weight", {2, 3}, {1, 2, 3, 4, 5, 6});
    const std::string sum = net.call("aten.sum.default", {{"self", test::exportedRef(c)}});
    const std::string y =
        net.call("aten.linear.default", {{"input", test::exportedRef(x)}, {"weight", test::exportedRef(w)}});
    net.output(net.call("aten.add.Tensor", {{"self", test::exportedRef(y)}, {"other", test::exportedRef(sum)}}));
    return archiveRefusal([&] { readPt2(net.package(), "rows.pt2", {}); });
  };
  EXPECT_EQ(sentence(100), "");
  const std::string refused = sentence(1 << 20);
  EXPECT_NE(refused.find("reads a tensor of 1048576 x 1048576 numbers"), std::string::npos) << refused;
}

TEST(HostileArchives, expansionsThatNobodyCouldGoThroughAreRefused) {
  const auto sentence = [](const std::vector<std::int64_t>& shape) {
    test::ModelBuilder model({1, 3, 8, 8}, 17);
    model.node("Conv", {"x", model.constant(at::full({4, 3, 3, 3}, 0.01))}, "first");
    model.node("Expand", {"first", model.constant(shape)}, "wide");
    model.node("ReduceMean", {"wide"}, "y");
    const Bytes bytes = model.bytes("y");
    return archiveRefusal([&] { readOnnx(bytes, "wide.onnx", "", {}); });
  };
  EXPECT_EQ(sentence({3, 1, 4, 6, 6}), "");
  const std::string refused = sentence({1 << 20, 1 << 10, 4, 6, 6});
  EXPECT_NE(refused.find("reads a tensor of 1048576 x 1024 x 4 x 6 x 6 numbers"), std::string::npos) << refused;
}

// Counts beyond 2^31, offsets that lead out of the file or round to its beginning, tables that hold themselves.
TEST(HostileArchives, everyWordOfAFlatBufferMayBeWrong) {
  const Bytes whole = test::smallTfliteBytes();
  int read = 0, refused = 0;
  for (std::size_t at = 0; at + 4 <= whole.size(); at += 4)
    for (const std::uint32_t word : {0xffffffffU, 0x7fffffffU, 0x80000000U, 0U, static_cast<std::uint32_t>(-at)}) {
      Bytes bytes = whole;
      std::memcpy(bytes.data() + at, &word, sizeof word);
      const std::string sentence = archiveRefusal([&] { readTflite(bytes, "word.tflite", {}); });
      EXPECT_TRUE(sentence.empty() || sentence.starts_with("cannot read 'word.tflite': ")) << at << ": " << sentence;
      ++(sentence.empty() ? read : refused);
    }
  EXPECT_GT(read, 0);
  EXPECT_GT(refused, 0);
}

TEST(HostileArchives, tablesThatHoldThemselvesAreNotFollowedWithoutEnd) {
  Bytes bytes = test::smallTfliteBytes();
  // The root's place is at its start: every offset of the file that leads to a table leads to the root instead.
  std::uint32_t root = 0;
  std::memcpy(&root, bytes.data(), sizeof root);
  for (std::size_t at = 8; at + 4 <= bytes.size(); at += 4) {
    std::uint32_t offset = 0;
    std::memcpy(&offset, bytes.data() + at, sizeof offset);
    if (offset == 0 || offset >= bytes.size()) continue;
    Bytes turned = bytes;
    const auto back = static_cast<std::uint32_t>(root - at);
    std::memcpy(turned.data() + at, &back, sizeof back);
    const std::string sentence = archiveRefusal([&] { readTflite(turned, "cycle.tflite", {}); });
    EXPECT_TRUE(sentence.empty() || sentence.starts_with("cannot read 'cycle.tflite': ")) << at << ": " << sentence;
  }
}

}  // namespace
}  // namespace bitprism
