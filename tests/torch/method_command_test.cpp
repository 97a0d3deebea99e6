#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/files/npy.h"
#include "core/quant/scheme/quant_scheme.h"
#include "tests/support/command_line.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

// Methods and their options on the command line.
namespace bitprism {
namespace {

using test::CommandResult;
using test::runCommand;
using test::TemporaryFolder;

class MethodCommand : public testing::Test {
 protected:
  CommandResult run(const std::string& arguments) { return runCommand(arguments, folder_.path()); }

  Json json(const std::string& arguments) {
    const CommandResult result = run(arguments + " --json");
    EXPECT_EQ(result.code, 0) << arguments << '\n' << result.err;
    return result.code == 0 ? Json::parse(result.out) : Json();
  }

  void expectRefusal(const std::string& arguments, const std::string& part) {
    const CommandResult result = run(arguments);
    EXPECT_EQ(result.code, 2) << arguments << '\n' << result.err;
    EXPECT_NE(result.err.find(part), std::string::npos) << arguments << "\nsays: " << result.err;
    EXPECT_TRUE(result.out.empty()) << result.out;
  }

  std::string tensor(const Shape& shape) {
    const std::string path = folder_ / "in.npy";
    writeFile(path, npyBytes(shape, test::normals(static_cast<std::size_t>(elementCount(shape)), 4)));
    return path;
  }

  TemporaryFolder folder_;
};

TEST_F(MethodCommand, everyMethodTellsItsParametersOfATensorOfAnyRank) {
  std::set<std::string> seen;
  for (const Shape& shape : {Shape{24}, Shape{6, 20}, Shape{4, 6, 5}, Shape{4, 6, 3, 3}, Shape{3, 4, 2, 2, 2}}) {
    const std::string path = tensor(shape);
    for (const Method method : existingMethods) {
      const std::string common = "tensor " + path + " --bits 4 --force --method " + methodName(method) + " --out " +
                                 (folder_ / "out.npy") + " --codes " + (folder_ / "codes.npy");
      if (isSolver(method)) {
        expectRefusal(common, std::string(methodName(method)) + " needs calibration images");
        continue;
      }
      const Json document = json(common);
      if (document.is_null()) continue;
      for (const auto& [key, value] : document["parameters"].items()) seen.insert(key);
      EXPECT_EQ(readNpy(readFile(folder_ / "codes.npy"), "codes").shape, shape) << methodName(method);
      EXPECT_EQ(readNpy(readFile(folder_ / "out.npy"), "out").shape, shape) << methodName(method);
    }
  }
  for (const char* key : {"scales", "offsets", "edges", "regions", "codebook", "blocks", "more"})
    EXPECT_TRUE(seen.contains(key)) << key;
}

// The parameters are enough to make the values again.
TEST_F(MethodCommand, parametersAndCodesMakeTheValues) {
  const std::string path = tensor({5, 12});
  const Json document = json("tensor " + path + " --bits 3 --affine --out " + (folder_ / "out.npy") + " --codes " +
                             (folder_ / "codes.npy"));
  const NumpyArray codes = readNpy(readFile(folder_ / "codes.npy"), "codes"),
                   values = readNpy(readFile(folder_ / "out.npy"), "out");
  const Json& parameters = document["parameters"];
  for (std::size_t i = 0; i < 60; ++i) {
    const std::size_t row = i / 12;
    const float value = parameters["scales"][row].get<float>() *
                            static_cast<float>(codes.values[i] - parameters["zero_points"][row].get<int>()) +
                        parameters["offsets"][row].get<float>();
    EXPECT_FLOAT_EQ(value, static_cast<float>(values.values[i]));
  }
}

TEST_F(MethodCommand, optionsReachTheirMethod) {
  const std::string path = tensor({4, 40});
  const auto mse = [&](const std::string& options) {
    return json("tensor " + path + " " + options)["mse"].get<double>();
  };
  const auto scales = [&](const std::string& options) {
    return json("tensor " + path + " " + options)["parameters"]["scales"].size();
  };
  EXPECT_EQ(scales("--bits 4 --method dsconv"), 8u);
  EXPECT_EQ(scales("--bits 4 --method dsconv --block 8"), 20u);
  EXPECT_EQ(scales("--bits 4 --method pwlq --regions 3"), 12u);
  EXPECT_LE(mse("--bits 2 --method kmeans --exact"), mse("--bits 2 --method kmeans") + 1e-12);
  EXPECT_LT(mse("--bits 3 --method omse --terms 2"), mse("--bits 3 --method omse"));
  EXPECT_NE(mse("--bits 3 --method aciq --no-clip"), mse("--bits 3 --method aciq"));
  EXPECT_NE(mse("--bits 3 --method aciq --prior laplace"), mse("--bits 3 --method aciq --prior gauss"));
  EXPECT_TRUE(json("tensor " + path + " --bits 3 --method aciq --allocate")["parameters"].contains("channel_bits"));
  EXPECT_TRUE(json("tensor " + path + " --bits 3 --per tensor --correction gain")["parameters"].contains("gains"));
  EXPECT_NE(mse("--bits 3 --correction none"), mse("--bits 3 --correction mean-std"));
}

TEST_F(MethodCommand, refusesOptionsOfOthersAndValuesThatAreNone) {
  const std::string path = tensor({4, 40});
  expectRefusal("tensor " + path + " --bits 4 --block 8", "--block is not an option of uniform");
  expectRefusal("tensor " + path + " --bits 4 --method pwlq --no-clip", "--no-clip is not an option of pwlq");
  expectRefusal("tensor " + path + " --bits 4 --method dsconv --block 0", "block 0, expected a whole number from 1");
  expectRefusal("tensor " + path + " --bits 4 --method dsconv --block 2.5", "block 2.5, expected a whole number");
  expectRefusal("tensor " + path + " --bits 4 --method aciq --prior flat",
                "unknown prior 'flat', expected one of auto, laplace, gauss");
  expectRefusal("tensor " + path + " --bits 1 --method pwlq", "pwlq at 1 bit");
  expectRefusal("error example --methods uniform,kmeans --block 8", "--block is not an option of uniform, kmeans");
  expectRefusal("error example --methods pwlq --bits 1", "pwlq at 1 bit");
  expectRefusal("error example --methods adaround --bits 4",
                "adaround needs calibration images: give --data or --calibration");
  expectRefusal("export example --method gptq --bits 4 --out " + (folder_ / "x.onnx"),
                "gptq needs calibration images: give --data or --calibration");
}

TEST_F(MethodCommand, helpListsAllMethodsAndOptions) {
  const std::string help = run("tensor --help").out;
  for (const Method method : existingMethods) EXPECT_NE(help.find(methodName(method)), std::string::npos);
  for (const char* flag : {"--half-scales", "--no-clip", "--breakpoint", "--threshold", "--correction"})
    EXPECT_NE(help.find(flag), std::string::npos) << flag;
}

TEST_F(MethodCommand, tabulatesAllMethodsButWhatCannotBe) {
  const CommandResult result = run("error example --methods all --bits 1,4 --block 16 --affine --json");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.err.find("skipped impossible combinations: pwlq at 1 bit"), std::string::npos) << result.err;
  std::map<std::string, int> rows;
  const Json document = Json::parse(result.out);
  for (const Json& row : document["rows"]) {
    ++rows[row["method"]];
    EXPECT_TRUE(row["output_sqnr_db"].is_null());
  }
  const int layers = rows["uniform"] / 2;
  EXPECT_GT(layers, 10);
  for (const Method method : existingMethods)
    EXPECT_EQ(rows[methodName(method)], isSolver(method)         ? 0
                                        : method == Method::Pwlq ? layers
                                                                 : 2 * layers)
        << methodName(method);
}

TEST_F(MethodCommand, tellsOutputErrorsOnImages) {
  const std::string csv = folder_ / "errors.csv";
  const Json document = json("error example --bits 2,8 --data example --images 64 --csv " + csv);
  ASSERT_GT(document["rows"].size(), 20u);
  for (std::size_t i = 0; i + 1 < document["rows"].size(); i += 2) {
    ASSERT_TRUE(document["rows"][i]["output_sqnr_db"].is_number()) << document["rows"][i].dump();
    EXPECT_GT(document["rows"][i + 1]["output_sqnr_db"], document["rows"][i]["output_sqnr_db"].get<double>() + 15);
  }
  const Bytes bytes = readFile(csv);
  const std::string table(bytes.begin(), bytes.end());
  EXPECT_TRUE(table.starts_with("layer,method,bits,mse,sqnr_db,cosine,max_error,output_sqnr_db,bytes\n"));
  EXPECT_EQ(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')), document["rows"].size() + 1);
  const CommandResult shown = run("error example --bits 4 --calibration example");
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_NE(shown.out.find("output dB"), std::string::npos);
  EXPECT_EQ(shown.out.find(" - "), std::string::npos);
}

TEST_F(MethodCommand, solversLookAtImages) {
  const Json plain = json("evaluate example --data example --images 128 --bits 3 --correction none"),
             solved = json("evaluate example --data example --images 128 --bits 3 --correction none --method gptq");
  EXPECT_GT(solved["sqnr_db"], plain["sqnr_db"].get<double>() + 1);
  const Json written =
      json("export example --method gptq --bits 4 --calibration example --format packed --out " + (folder_ / "x.bprm"));
  EXPECT_EQ(written["verified"], true);
  EXPECT_EQ(written["file_bytes"], written["promised_bytes"]);
}

TEST_F(MethodCommand, chooseThemselvesUnlessOneIsNamed) {
  const std::string evaluate = "evaluate example --data example --images 400 --bits 2";
  const Json chosen = json(evaluate), plain = json(evaluate + " --method uniform"),
             named = json(evaluate + " --method auto");
  EXPECT_LT(chosen["kl"], plain["kl"].get<double>() / 2);
  EXPECT_GT(chosen["accuracy"], plain["accuracy"].get<double>() + 0.3);
  EXPECT_LT(chosen["bytes"], 1.03 * plain["bytes"].get<double>());
  EXPECT_EQ(chosen["accuracy"], named["accuracy"]);
  // Options of uniform mean uniform, as they did.
  EXPECT_EQ(json(evaluate + " --range minmax")["kl"], plain["kl"]);
  EXPECT_EQ(json(evaluate + " --correction mean")["kl"], plain["kl"]);
  EXPECT_NE(run(evaluate).err.find("methods chosen by layers' outputs: "), std::string::npos);
  expectRefusal(evaluate + " --method auto --range mse", "--method auto chooses the whole scheme, so --range");
}

TEST_F(MethodCommand, aChosenPlanIsWrittenAsItIs) {
  const std::string plan = folder_ / "plan.json", packed = folder_ / "x.bprm";
  ASSERT_EQ(run("export example --bits 2 --format plan --out " + plan).code, 0);
  const Bytes bytes = readFile(plan);
  const Json document = Json::parse(std::string(bytes.begin(), bytes.end()));
  std::set<std::string> methods;
  for (const Json& layer : document["layers"]) {
    methods.insert(layer["method"]);
    EXPECT_NO_THROW(schemeFromJson(layer));
  }
  EXPECT_FALSE(methods.contains("auto"));
  EXPECT_GT(methods.size(), 1u);
  const Json written = json("export example --bits 2 --format packed --out " + packed);
  EXPECT_EQ(written["file_bytes"], written["promised_bytes"]);
  EXPECT_EQ(written["file_bytes"], document["bytes"]);
}

TEST_F(MethodCommand, aSearchKeepsTheMethodsThatItChose) {
  const std::string session = folder_ / "s.bitprism", plan = folder_ / "plan.json";
  const std::string search =
      "search example --data example --images 200 --method random --bits 2-4 --session " + session;
  const CommandResult shown = run(search + " --trials 4");
  ASSERT_EQ(shown.code, 0) << shown.err;
  EXPECT_NE(shown.out.find("aciq"), std::string::npos) << shown.out;
  const Json front = json("front " + session);
  const CommandResult more = run("search --session " + session + " --trials 6");
  EXPECT_EQ(more.code, 0) << more.err;
  ASSERT_EQ(run("search --session " + session + " --trials 7 --methods auto").code, 0);  // finds the same again
  expectRefusal("search --session " + session + " --trials 8 --methods uniform", "was made with other settings");
  expectRefusal(search + " --methods auto --range mse", "leave out its options, or name methods");
  const std::string size = std::to_string(front["points"].back()["bytes"].get<std::int64_t>());
  ASSERT_EQ(run("front " + session + " --size " + size + " --plan " + plan).code, 0);
  const Json measured = json("evaluate example --data example --images 200 --plan " + plan);
  EXPECT_LE(measured["bytes"], front["points"].back()["bytes"].get<std::int64_t>());
}

TEST_F(MethodCommand, methodsCompeteInASearch) {
  const std::string session = folder_ / "s.bitprism";
  const std::string search =
      "search example --data example --images 200 --method random --bits 2-4 --methods "
      "uniform,kmeans --trials 6 --session " +
      session;
  const CommandResult shown = run(search);
  ASSERT_EQ(shown.code, 0) << shown.err;
  EXPECT_NE(shown.out.find("methods"), std::string::npos);
  EXPECT_NE(shown.out.find("a: uniform, b: kmeans"), std::string::npos) << shown.out;
  const Json front = json("front " + session);
  std::set<std::string> methods;
  for (const Json& point : front["points"])
    for (const Json& method : point["methods"]) methods.insert(method);
  EXPECT_EQ(methods, (std::set<std::string>{"kmeans", "uniform"}));
  EXPECT_NE(run("front " + session).out.find("a: uniform, b: kmeans"), std::string::npos);
}

TEST_F(MethodCommand, equalizesWithoutChangingTheFloatNetwork) {
  const std::string file = folder_ / "equalized.onnx";
  const CommandResult converted = run("convert example " + file + " --equalize");
  ASSERT_EQ(converted.code, 0) << converted.err;
  EXPECT_NE(converted.err.find("equalized "), std::string::npos) << converted.err;
  EXPECT_NE(readFile(file).size(), 0u);
  const Json plain = json("evaluate example --data example --images 128"),
             equalized = json("evaluate example --data example --images 128 --equalize"),
             written = json("evaluate " + file + " --data example --images 128");
  EXPECT_EQ(equalized["float_accuracy"], plain["float_accuracy"]);
  EXPECT_EQ(written["float_accuracy"], plain["float_accuracy"]);
  const Json a = json("evaluate example --data example --images 128 --bits 4 --per tensor"),
             b = json("evaluate example --data example --images 128 --bits 4 --per tensor --equalize"),
             c = json("evaluate " + file + " --data example --images 128 --bits 4 --per tensor");
  EXPECT_NE(a["sqnr_db"], b["sqnr_db"]);
  EXPECT_NEAR(b["sqnr_db"].get<double>(), c["sqnr_db"].get<double>(), 0.01);
}

}  // namespace
}  // namespace bitprism
