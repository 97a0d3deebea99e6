#include <gtest/gtest.h>

#include "app/workflow/activation_request.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/quant/activations/block_activation.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

class ActivationCommand : public testing::Test {
 protected:
  test::CommandResult run(const std::string& arguments) { return test::runCommand(arguments, folder_ / "."); }
  Json json(const std::string& arguments) {
    const test::CommandResult result = run("--json " + arguments);
    EXPECT_EQ(result.code, 0) << arguments << ": " << result.err;
    return result.code == 0 ? parseJson(result.out, "command") : Json::object();
  }

  test::TemporaryFolder folder_;
};

TEST_F(ActivationCommand, evaluatesEveryMethod) {
  const std::string start = "evaluate example --data example --images 300 --activation-bits 4 ";
  const double plain = json(start)["accuracy"].get<double>();
  for (const char* method :
       {"--activation-method uniform --activation-range topk", "--activation-method aciq --activation-prior laplace",
        "--activation-method aciq --activation-per channel --activation-allocate --activation-correction mean",
        "--activation-method omse --activation-per channel", "--activation-method kl",
        "--activation-method gdrq --activation-threshold 30", "--activation-method pwlq --activation-breakpoint search",
        "--activation-method pwlq --activation-range minmax", "--activation-method bfp --activation-block 16",
        "--activation-method bfp --activation-exponent-bits 5"}) {
    const Json result = json(start + method);
    EXPECT_GT(result["accuracy"].get<double>(), plain - 0.1) << method;
    EXPECT_GT(result["breakdown"]["activations"].get<int>(), 0);
  }
  EXPECT_EQ(json(start + "--activation-method omse")["accuracy"], plain);
}

TEST_F(ActivationCommand, refusesWhatDoesNotGoTogether) {
  const auto refused = [&](const std::string& flags, const std::string& why) {
    const test::CommandResult result = run("evaluate example --data example --images 10 " + flags);
    EXPECT_NE(result.code, 0) << flags;
    EXPECT_NE(result.err.find(why), std::string::npos) << flags << ": " << result.err;
  };
  refused("--activation-method aciq", "needs --activation-bits");
  refused("--activation-bits 4 --activation-method odd", "'odd' is no method for activations");
  refused("--activation-bits 4 --activation-method aciq --activation-range kl", "contradicts");
  refused("--activation-bits 4 --activation-method bfp --activation-range minmax", "no clipping range");
  refused("--activation-bits 4 --activation-method pwlq --activation-range aciq", "take the range topk");
  refused("--activation-bits 1 --activation-method pwlq", "at least 2 bits");
  refused("--activation-bits 4 --activation-allocate", "bits are allocated");
  refused("--activation-bits 4 --activation-per channel --activation-method kl", "whole tensors");
  refused("--activation-bits 4 --activation-correction mean", "grids per channel");
  refused("--activation-bits 4 --activation-correction gain",
          "unknown --activation-correction 'gain', expected none or mean");
  refused("--activation-bits 4 --activation-prior laplace", "a prior belongs to");
  refused("--activation-bits 4 --activation-block 16", "belong to activations by bfp");
  refused("--activation-bits 4 --activation-method bfp --activation-exponent-bits 9",
          "expected a whole number from 2 to 7");
}

TEST_F(ActivationCommand, plansHoldThemAndExportsKeepTheirAccuracy) {
  const std::string flags =
      " --activation-bits 4 --activation-method aciq --activation-per channel --activation-allocate";
  json("export example --bits 6" + flags + " --data example --format plan --out " + (folder_ / "p.json"));
  const Bytes bytes = readFile(folder_ / "p.json");
  const Json plan = parseJson(std::string(bytes.begin(), bytes.end()), "plan");
  EXPECT_EQ(plan["calibration"]["activations"]["range"], "aciq");
  EXPECT_EQ(plan["calibration"]["activations"]["per"], "channel");
  EXPECT_TRUE(plan["layers"][1]["activation"].contains("channels"));
  const double promised = json("evaluate example --data example --plan " + (folder_ / "p.json"))["accuracy"];
  for (const char* format : {"onnx", "torchscript", "packed"}) {
    const std::string file = folder_ / ("out." + std::string(format) +
                                        (std::string(format) == "onnx"     ? ".onnx"
                                         : std::string(format) == "packed" ? ".bprm"
                                                                           : ".pt"));
    const Json report = json("export example --plan " + (folder_ / "p.json") + " --format " + format + " --out " +
                             file + " --verify example");
    EXPECT_NEAR(report["file_accuracy"].get<double>(), promised, 0.001) << format;
    EXPECT_NEAR(report["accuracy"].get<double>(), promised, 1e-9) << format;
  }
}

TEST_F(ActivationCommand, searchesKeepThemOverAPause) {
  const std::string session = folder_ / "s.bitprism";
  const std::string search = "search example --data example --session " + session + " --images 200 ";
  json(search + "--trials 4 --activation-bits tied --activation-method pwlq");
  const Json front = json("front " + session);
  EXPECT_FALSE(front.empty());
  json("export example --session " + session + " --size 1MiB --format plan --out " + (folder_ / "p.json"));
  const Bytes bytes = readFile(folder_ / "p.json");
  const Json plan = parseJson(std::string(bytes.begin(), bytes.end()), "plan");
  for (const Json& layer : plan["layers"]) {
    if (layer["bits"].get<int>() > 8) continue;
    EXPECT_EQ(layer["activation"]["method"], "pwlq");
    EXPECT_EQ(layer["activation"]["bits"].get<int>(), std::max(2, layer["bits"].get<int>()));
  }
}

// What a plan counts is the packed file and the peak that `evaluate` tells, also after a pause.
TEST_F(ActivationCommand, searchesCountThePeakWhereAsked) {
  const std::string session = folder_ / "s.bitprism", planFile = folder_ / "p.json";
  const std::string data = " example --data example --images 300 ";
  const std::string search =
      "search" + data + "--session " + session + " --method random --bits 2,4,8 --activation-bits tied ";
  json(search + "--trials 2 --count-activations");
  const Json front = json(search + "--trials 4 --count-activations");
  ASSERT_FALSE(front["points"].empty());
  for (const Json& point : front["points"]) {
    const auto bytes = point["bytes"].get<std::int64_t>();
    json("export example --session " + session + " --size " + std::to_string(bytes) + " --format plan --force --out " +
         planFile);
    const Json plan = json("evaluate" + data + "--plan " + planFile);
    EXPECT_EQ(bytes, plan["bytes"].get<std::int64_t>() + plan["peak_activation_bytes"].get<std::int64_t>());
    EXPECT_EQ(front["float_bytes"].get<std::int64_t>(),
              plan["float_bytes"].get<std::int64_t>() + plan["float_peak_activation_bytes"].get<std::int64_t>());
  }
  // The session knows how it counts.
  EXPECT_EQ(json(search + "--trials 4")["points"], front["points"]);
}

TEST(ActivationRequest, survivesJson) {
  for (const ActivationOptions& options :
       {ActivationOptions(),
        ActivationOptions{.range = ActivationRange::Aciq,
        .granularity = Granularity::Channel,
        .allocate = true,
        .prior = Prior::Gauss,
        .correct = true},
        ActivationOptions{.range = ActivationRange::TopK, .method = ActivationMethod::Pwlq},
        ActivationOptions{.method = ActivationMethod::Bfp, .own = BlockOptions{.block = 8, .exponentBits = 5}}})
    for (const char* bits : {"4", "tied"}) {
      const ActivationRequest request = activationRequest(bits, options);
      EXPECT_EQ(activationRequestFromJson(parseJson(toJson(request).dump(), "test"), "test"), request);
    }
  // Of sessions from before there were methods.
  const ActivationRequest old = activationRequestFromJson(
      parseJson(R"({"bits":8,"tied":false,"range":"percentile","percentile":99.9,"symmetric":true})", "old"), "old");
  EXPECT_EQ(old, activationRequest("8", {.range = ActivationRange::Percentile, .percentile = 99.9, .symmetric = true}));
  EXPECT_EQ(toJson(activationRequest("8", {})).dump(),
            R"({"bits":8,"tied":false,"range":"mse","percentile":99.99,"symmetric":false})");
  EXPECT_THROW(activationRequest("1", {.range = ActivationRange::TopK, .method = ActivationMethod::Pwlq}), UsageError);
  EXPECT_THROW(activationRequest("4", {.allocate = true}), UsageError);
}

}  // namespace
}  // namespace bitprism
