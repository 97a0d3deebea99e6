#include <gtest/gtest.h>

#include <set>

#include "core/base/json.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

// bitprism-cli doctor.
namespace bitprism {
namespace {

using test::CommandResult;
using test::runCommand;
using test::TemporaryFolder;

class DoctorCommand : public testing::Test {
 protected:
  CommandResult run(const std::string& arguments) { return runCommand(arguments, folder_.path()); }

  Json json(const std::string& arguments) {
    const CommandResult result = run(arguments + " --json");
    EXPECT_EQ(result.code, 0) << arguments << '\n' << result.err;
    return result.code == 0 ? Json::parse(result.out) : Json();
  }

  static std::set<std::string> kindsOf(const Json& document) {
    std::set<std::string> kinds;
    for (const Json& finding : document.at("findings")) kinds.insert(finding.at("kind"));
    return kinds;
  }

  TemporaryFolder folder_;
};

TEST_F(DoctorCommand, isNearlySilentOnTheExample) {
  const Json document = json("doctor example --data example --images 400");
  ASSERT_TRUE(document.contains("findings"));
  // Channels of the example really are zero.
  for (const std::string& kind : kindsOf(document)) EXPECT_EQ(kind, "dead-channels");
  EXPECT_LE(document["findings"].size(), 2u);
  EXPECT_GE(document["checked"].size(), 3u);
}

TEST_F(DoctorCommand, needsNoImages) {
  const CommandResult result = run("doctor example");
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.out.find("Checked:"), std::string::npos);
  EXPECT_NE(result.out.find("Not checked:"), std::string::npos);
}

TEST_F(DoctorCommand, saysTheSameAsTextAndMendsThePlan) {
  const std::string options = "doctor example --data example --images 400 --bits 3 --method uniform --per tensor";
  const std::string plan = folder_ / "mended.json";
  const Json document = json(options + " --out " + plan);
  ASSERT_TRUE(document.contains("findings"));
  ASSERT_FALSE(document["findings"].empty());
  const CommandResult shown = run(options);
  for (const Json& finding : document["findings"]) {
    for (const char* key : {"title", "severity", "cause", "advice"})
      EXPECT_NE(shown.out.find(finding.at(key).get<std::string>()), std::string::npos) << finding.dump();
    EXPECT_NE(shown.out.find(finding["gain"]["text"].get<std::string>()), std::string::npos) << finding.dump();
  }
  const std::string common = " --data example --images 400 ";
  const double before = json("evaluate example" + common + "--bits 3 --method uniform --per tensor")["accuracy"];
  const double after = json("evaluate example" + common + "--plan " + plan)["accuracy"];
  EXPECT_GT(after, before);
}

TEST_F(DoctorCommand, namesTheRightPreprocessing) {
  const Json document = json("doctor example --data example --images 300 --scale 1 --mean 0 --std 1");
  ASSERT_FALSE(document["findings"].empty());
  const Json& first = document["findings"][0];
  EXPECT_EQ(first["kind"], "preprocessing");
  EXPECT_EQ(first["severity"], "fault");
  EXPECT_GT(first["gain"]["accuracy"].get<double>(), 0.3);
  EXPECT_TRUE(first["remedy"].contains("preprocessing"));
}

TEST_F(DoctorCommand, looksAtInputsAndMeasuresSensitivities) {
  const Json document = json("doctor example --data example --images 200 --bits 8 --activation-bits 8 --sensitivities");
  ASSERT_TRUE(document.contains("checked"));
  std::string checked = document["checked"].dump();
  EXPECT_NE(checked.find("halves of the calibration images"), std::string::npos);
  EXPECT_NE(checked.find("measured sensitivities"), std::string::npos);
  EXPECT_FALSE(kindsOf(document).contains("input-range"));
  EXPECT_FALSE(kindsOf(document).contains("few-images"));
}

TEST_F(DoctorCommand, refusesWhatDoesNotGoTogether) {
  EXPECT_EQ(run("doctor example --sensitivities").code, 2);
  EXPECT_EQ(run("doctor example --activation-bits 8").code, 2);
  EXPECT_EQ(run("doctor example --bits 4 --plan x.json").code, 2);
  EXPECT_EQ(run("doctor example --bits 9").code, 2);
}

}  // namespace
}  // namespace bitprism
