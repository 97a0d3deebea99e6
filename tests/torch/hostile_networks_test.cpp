// Networks made to do harm: to write files, to end the program, never to end, to take all memory. Each is refused in a
// message; the time and memory are printed with it.

#include <gtest/gtest.h>
#include <onnx/onnx_pb.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "core/base/error.h"
#include "core/network/network.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/read/torchscript_reader.h"
#include "tests/support/command_line.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "tests/support/torchscript_archive.h"

namespace bitprism {
namespace {

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;

std::string times(const std::string& part, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += part;
  return all;
}

// The sentence that refuses it, read in this process; "" when it loads.
std::string refusalOf(const test::NetArchive& parts) {
  try {
    readTorchScript(test::netArchive(parts), "net.pt", {3, 8, 8});
    return "";
  } catch (const InputError& problem) {
    return problem.what();
  }
}

// Sanitizers keep to no limit of memory and speak on stderr; ThreadSanitizer follows into no other process.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

class HostileNetworks : public testing::Test {
 protected:
  // Inspects it as a person would and says what that took.
  test::MeasuredResult inspect(const std::string& name, const Bytes& bytes, std::vector<std::string> more = {},
                               bool interrupt = false) {
    const std::string file = folder_ / name;
    writeFile(file, bytes);
    std::vector<std::string> arguments = {"inspect", file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const test::MeasuredResult result = test::runMeasured(arguments, folder_.path(), interrupt);
    std::printf("%-28s exit %3d %6.1f s %6lld MiB  %s", name.c_str(), result.code, result.seconds,
                static_cast<long long>(result.peakBytes / mebibyte), result.err.c_str());
    if (!sanitized) {
      EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    }
    return result;
  }

  test::TemporaryFolder folder_;
};

TEST_F(HostileNetworks, theArchiveOfTheseTestsIsANetwork) {
  EXPECT_EQ(refusalOf({}), "");
  EXPECT_EQ(refusalOf(test::settingItself("")), "");
}

// --- files that a network would write --------------------------------------------------------------------------------

TEST_F(HostileNetworks, writeNothingWhereverTheyWouldDoIt) {
  const std::string target = folder_ / "stolen";
  const std::string call = "torch.save(x, \"" + target + "\")\n";
  const std::string helper = "def helper(x: Tensor) -> Tensor:\n  " + call + "  return x\n";
  const std::pair<const char*, test::NetArchive> cases[] = {
      {"in forward", {.code = test::netCode("    " + call)}},
      {"in a branch that is not taken", {.code = test::netCode("    if torch.gt(torch.dim(x), 9):\n      " + call)}},
      {"by getattr", {.code = test::netCode("    getattr(torch, \"sa\\166e\")(x, \"" + target + "\")\n")}},
      {"under another name", {.code = test::netCode("    t = torch\n    t.save(x, \"" + target + "\")\n")}},
      {"through ops", {.code = test::netCode("    ops.aten.save(x, \"" + target + "\")\n")}},
      {"in a method nobody calls",
       {.code = test::netCode(
            "", "  def other(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n    " + call + "    return x\n")}},
      {"in a function", {.code = test::netCode("    x = __torch__.helper(x)\n", "", helper)}},
      {"in a class of its own",
       {.code = test::netCode("", "",
                              "class Other(Module):\n  __parameters__ = []\n  __buffers__ = []\n"
                              "  def forward(self: __torch__.Other,\n    x: Tensor) -> Tensor:\n    " +
                                  call + "    return x\n")}},
      {"in __setstate__", test::settingItself("    " + call)},
      {"in an inner loop",
       {.code = test::netCode("    for i in range(3):\n      for k in range(3):\n        " + call)}},
  };
  for (const auto& [name, parts] : cases) {
    const std::string refusal = refusalOf(parts);
    EXPECT_NE(refusal.find("aten::save"), std::string::npos) << name << ": " << refusal;
    EXPECT_FALSE(std::filesystem::exists(target)) << name;
  }
  EXPECT_NE(refusalOf({.code = test::netCode("    x.save(\"" + target + "\")\n")}), "");  // there is no such file yet
  const std::string opening = "torch.from_file(\"" + target + "\", True, 100)";
  EXPECT_NE(refusalOf({.code = test::netCode("    x = torch.add(x, " + opening + ")\n")}).find("aten::from_file"),
            std::string::npos);
  EXPECT_EQ(refusalOf({.code = test::netCode("    y = " + opening + "\n")}), "");  // unused, so it is left out
  EXPECT_FALSE(std::filesystem::exists(target));
}

TEST_F(HostileNetworks, doNothingButCompute) {
  const std::pair<const char*, const char*> cases[] = {
      {"    torch.manual_seed(1)\n", "aten::manual_seed"},
      {"    x = torch.add(x, ops.profiler._record_function_enter(\"a\", None))\n", "profiler::"},
  };
  for (const auto& [code, operation] : cases) {
    const std::string refusal = refusalOf({.code = test::netCode(code)});
    EXPECT_NE(refusal.find(operation), std::string::npos) << code << refusal;
    EXPECT_NE(refusal.find("may only compute"), std::string::npos) << code << refusal;
  }
  EXPECT_NE(refusalOf({.data = test::netPickle(test::pickledText("o") +
                                               "c__torch__.torch.classes.profiler\n_RecordFunction\n)\x81}b")})
                .find("_RecordFunction"),
            std::string::npos);
  EXPECT_NE(refusalOf({.more = {{"net/CODE/__torch__.py", {}}}}).find("two files"), std::string::npos);
  EXPECT_NE(refusalOf({.more = {{"net/Code/other.py", {}}}}).find("Code/other.py"), std::string::npos);
  EXPECT_EQ(refusalOf({.code = test::netCode("    print(torch.dim(x))\n")}), "");
}

TEST_F(HostileNetworks, ofOurOwnFormatDoNothingButComputeEither) {
  Network network = test::smallNetwork();
  Program program = network.program;
  const int slot = program.slotCount++;
  program.instructions.push_back({"aten::from_file",
                                  "",
                                  {folder_ / "stolen", true, std::int64_t{100}, None{}, None{}, None{}, None{}},
                                  {slot},
                                  "f"});
  program.outputs.push_back(slot);
  program.outputNames.push_back("stolen");
  EXPECT_THROW(Executor{program}, InputError);
  network = makeNetwork(program, "small", "onnx");
  writeFile(folder_ / "net.bprm", packNetwork(network, floatPlan(network.layers.size())));
  try {
    readNetwork(folder_ / "net.bprm");
    FAIL();
  } catch (const InputError& problem) {
    EXPECT_NE(std::string(problem.what()).find("aten::from_file"), std::string::npos) << problem.what();
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ / "stolen"));
}

// --- depth -----------------------------------------------------------------------------------------------------------

TEST_F(HostileNetworks, nestedTooDeepAreRefusedBeforeAnybodyParsesThem) {
  const auto forward = [](const std::string& expression) {
    return test::NetArchive{.code = test::netCode("    y = " + expression + "\n")};
  };
  const auto statements = [](const std::string& code) { return test::NetArchive{.code = test::netCode(code)}; };
  std::string blocks, alternatives = "    if True:\n      pass\n";
  for (int depth = 0; depth < 1000; ++depth)
    blocks += std::string(static_cast<std::size_t>(depth) + 4, ' ') + "if True:\n";
  blocks += std::string(1004, ' ') + "pass\n";
  for (int i = 0; i < 10'000; ++i) alternatives += "    elif True:\n      pass\n";
  const std::pair<const char*, test::NetArchive> cases[] = {
      {"parentheses", forward(times("(", 10'000) + "x" + times(")", 10'000))},
      {"parentheses that a string seems to close", forward(times("(\")\" + ", 10'000) + "\"\"" + times(")", 10'000))},
      {"lists", forward(times("[", 10'000) + "x" + times("]", 10'000))},
      {"calls", forward(times("torch.relu(", 10'000) + "x" + times(")", 10'000))},
      {"calls of calls", forward("x" + times("(x)", 10'000))},
      {"subscripts", forward("x" + times("[0]", 10'000))},
      {"attributes", forward("x" + times(".T", 10'000))},
      {"signs", forward(times("-", 10'000) + "1")},
      {"negations", forward(times("not ", 10'000) + "True")},
      {"sums", forward("1" + times(" + 1", 10'000))},
      {"powers", forward("1" + times(" ** 1", 10'000))},
      {"choices", forward(times("1 if True else ", 10'000) + "1")},
      {"types", statements("    y = annotate(" + times("List[", 10'000) + "int" + times("]", 10'000) + ", [])\n")},
      {"types in a comment",
       statements("    y = x # type: " + times("List[", 10'000) + "int" + times("]", 10'000) + "\n")},
      {"blocks", statements(blocks)},
      {"alternatives", statements(alternatives)},
      {"tuples of values", {.data = test::netPickle(test::pickledText("t") + ")" + times("\x85", 1'000'000))}},
      {"lists of values",
       {.data = test::netPickle(test::pickledText("t") + times("](", 100'000) + times("e", 100'000))}},
      {"tuples of constants", {.constants = "\x80\x02)" + times("\x85", 1'000'000) + "."}},
      {"a type of values",
       {.data = test::netPickle(test::pickledText("t") + "ctorch.jit._pickle\nrestore_type_tag\n(](" + "e" +
                                test::pickledText(times("List[", 10'000) + "int" + times("]", 10'000)) + "tR")}},
      {"positions of code",
       {.more = {{"net/code/__torch__.py.debug_pkl",
                  test::bytesOfText("\x80\x02)" + times("\x85", 1'000'000) + ".")}}}},
  };
  for (const auto& [name, parts] : cases) {
    const std::string refusal = refusalOf(parts);
    EXPECT_TRUE(refusal.find("deeper than") != std::string::npos || refusal.find("brackets") != std::string::npos)
        << name << ": " << refusal.substr(0, 300);
    EXPECT_LT(refusal.size(), 300u) << name;
  }
}

TEST_F(HostileNetworks, thatHoldThemselvesOrFarMemosAreRefused) {
  EXPECT_NE(refusalOf({.data = test::netPickle(test::pickledText("t") + "](h\x01" + "e")}), "");
  EXPECT_NE(refusalOf({.data = test::netPickle(test::pickledText("t") + "]q\x01(h\x01" + "e")}), "");
  EXPECT_NE(refusalOf({.data = test::netPickle(test::pickledText("t") + "]r\xff\xff\xff\x7f")}).find("larger than"),
            std::string::npos);
}

TEST_F(HostileNetworks, asDeepAsNetworksAreAreRead) {
  EXPECT_EQ(refusalOf({.code = test::netCode("    x = " + times("torch.relu(", 60) + "x" + times(")", 60) + "\n")}),
            "");
}

// What no rule forbids and still ends whoever reads it: thousands of functions, each calling the next.
TEST_F(HostileNetworks, thatEndTheirReaderEndNothingElse) {
  if (sanitized) GTEST_SKIP() << "a sanitizer ends in its own way";
  std::string functions;
  for (int i = 0; i < 30'000; ++i)
    functions +=
        "def f" + std::to_string(i) + "(x: Tensor) -> Tensor:\n  return __torch__.f" + std::to_string(i + 1) + "(x)\n";
  functions += "def f30000(x: Tensor) -> Tensor:\n  return x\n";
  const test::MeasuredResult result = inspect(
      "chain.pt", test::netArchive({.code = test::netCode("    x = __torch__.f0(x)\n", "", functions)}), {"--trust"});
  EXPECT_EQ(result.code, 3);
}

// --- time and memory -------------------------------------------------------------------------------------------------

TEST_F(HostileNetworks, thatNeverEndAreLeftAfterTheTimeThatTheyMayTake) {
  if (sanitized) GTEST_SKIP() << "read in this process, it would not end";
  const std::string endless = "    i = 0\n    while True:\n      i = torch.add(i, 1)\n";
  const Bytes loading = test::netArchive(test::settingItself(endless));
  const test::MeasuredResult late = inspect("setstate.pt", loading, {"--trust", "--read-seconds", "1"});
  EXPECT_EQ(late.code, 3);
  EXPECT_NE(late.err.find("more than 1 s"), std::string::npos) << late.err;

  // In forward the loops are counted, so that nobody waits.
  const test::MeasuredResult counted =
      inspect("forward.pt", test::netArchive({.code = test::netCode(endless)}), {"--trust"});
  EXPECT_EQ(counted.code, 3);
  EXPECT_NE(counted.err.find("times"), std::string::npos) << counted.err;

  const test::MeasuredResult interrupted =
      inspect("interrupted.pt", loading, {"--trust", "--read-seconds", "600"}, true);
  EXPECT_EQ(interrupted.code, 130);
  EXPECT_LT(interrupted.seconds, 60);
}

TEST_F(HostileNetworks, thatGrowTextsAndListsAreRefusedWithinTheirMemory) {
  if (sanitized) GTEST_SKIP() << "a sanitizer keeps to no limit of memory";
  const std::pair<const char*, std::string> cases[] = {
      {"text.pt", "    s = \"0123456789\"\n    for i in range(40):\n      s = torch.add(s, s)\n"},
      {"list.pt", "    l = [1, 2, 3]\n    for i in range(40):\n      l = torch.add(l, l)\n"},
      {"times.pt", "    l = torch.mul([1, 2, 3], 4000000000)\n    x = torch.mul(x, torch.len(l))\n"},
  };
  for (const auto& [name, code] : cases) {
    const test::MeasuredResult result =
        inspect(name, test::netArchive({.code = test::netCode(code)}), {"--trust", "--read-memory", "512"});
    EXPECT_EQ(result.code, 3) << name;
    EXPECT_LT(result.peakBytes, 2048 * mebibyte) << name;
  }
}

onnx::ModelProto productModel(std::int64_t extent) {
  onnx::ModelProto model;
  model.set_ir_version(8);
  model.add_opset_import()->set_version(13);
  auto* graph = model.mutable_graph();
  auto* input = graph->add_input();
  input->set_name("x");
  auto* type = input->mutable_type()->mutable_tensor_type();
  type->set_elem_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t size : {std::int64_t{1}, extent}) type->mutable_shape()->add_dim()->set_dim_value(size);
  auto* shape = graph->add_initializer();
  shape->set_name("shape");
  shape->set_data_type(onnx::TensorProto::INT64);
  shape->add_dims(2);
  shape->add_int64_data(extent);
  shape->add_int64_data(extent);
  const auto node = [&](const char* op, std::vector<std::string> inputs, const char* output) {
    auto* made = graph->add_node();
    made->set_op_type(op);
    for (const std::string& name : inputs) made->add_input(name);
    made->add_output(output);
  };
  node("ConstantOfShape", {"shape"}, "zeros");
  node("MatMul", {"zeros", "zeros"}, "product");
  node("MatMul", {"product", "product"}, "more");
  node("MatMul", {"x", "more"}, "y");
  graph->add_output()->set_name("y");
  return model;
}

TEST_F(HostileNetworks, ofOneSlowProductAreLeftAfterTheTimeThatTheyMayTakeOrWhenAsked) {
  if (sanitized) GTEST_SKIP() << "a sanitizer keeps to no limit of memory";
  const std::string model = productModel(12'000).SerializeAsString();
  const Bytes bytes(model.begin(), model.end());
  const test::MeasuredResult late = inspect("product.onnx", bytes, {"--read-seconds", "1"});
  EXPECT_EQ(late.code, 3);
  EXPECT_NE(late.err.find("more than 1 s"), std::string::npos) << late.err;
  const test::MeasuredResult interrupted = inspect("interrupted.onnx", bytes, {"--read-seconds", "600"}, true);
  EXPECT_EQ(interrupted.code, 130);
  EXPECT_LT(interrupted.seconds, 60);
}

// The files that were met in the wild, where they are.
TEST_F(HostileNetworks, metBeforeAreRefused) {
  const std::string attacks = test::folder("BITPRISM_CASES", "cases") + "/attacks";
  if (!std::filesystem::is_directory(attacks)) GTEST_SKIP() << "no folder of cases";
  for (const char* name : {"p_10000.pt", "code_deep.pt", "k_1000000.pt", "ts_Loop.pt", "loop_double.onnx"}) {
    if (!std::filesystem::exists(attacks + "/" + name)) continue;
    const test::MeasuredResult result = inspect(name, readFile(attacks + "/" + name), {"--trust"});
    EXPECT_EQ(result.code, 3) << name;
    EXPECT_LT(result.peakBytes, 4096 * mebibyte) << name;
    EXPECT_LT(result.err.size(), 400u) << name;
  }
}

}  // namespace
}  // namespace bitprism
