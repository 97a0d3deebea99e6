#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/json.h"
#include "core/session/session.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

using test::CommandResult;
using test::runCommand;

// Searches on other axes than memory and within limits, on the command line.
class CostCommand : public testing::Test {
 protected:
  // @ stands for the folder.
  CommandResult run(std::string arguments) {
    for (std::size_t at; (at = arguments.find('@')) != std::string::npos;)
      arguments.replace(at, 1, folder_.path() + "/");
    return runCommand(arguments, folder_.path());
  }

  Json json(const std::string& arguments) {
    const CommandResult result = run(arguments + " --json");
    EXPECT_EQ(result.code, 0) << arguments << "\n" << result.err;
    return result.code == 0 ? Json::parse(result.out) : Json::object();
  }

  void expectRefusal(const std::string& arguments, const std::string& part) {
    const CommandResult result = run(arguments);
    EXPECT_NE(result.code, 0) << arguments;
    EXPECT_NE(result.err.find(part), std::string::npos) << arguments << "\nsays: " << result.err;
  }

  test::TemporaryFolder folder_;
  const std::string search_ = "search example --data example --images 300 --bits 2,4,8 --methods uniform --method ";
};

TEST_F(CostCommand, searchesByBitOperationsWithinASize) {
  const std::string mine = search_ + "sensitivity --trials 5 --activation-bits 8 --cost bops --at-most 60KiB ";
  expectRefusal(mine + "--at-most 1kBOPs --session @no.bitprism", "no plan has as few bit operations as 1.00 kBOPs");
  expectRefusal(mine + "--at-most 1B --session @no.bitprism", "no plan is as small as");
  expectRefusal(mine + "--at-most 3 --session @no.bitprism", "'3' is not a limit");
  expectRefusal(mine + "--at-most 3ms --session @no.bitprism", "needs a latency table");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "no.bitprism"));

  const Json front = json(mine + "--session @s.bitprism");
  EXPECT_EQ(front["cost"], "bops");
  ASSERT_GE(front["points"].size(), 2u);
  std::int64_t before = 0;
  for (const Json& point : front["points"]) {
    EXPECT_LE(point["bytes"], 60 * 1024);
    EXPECT_GT(point["bit_operations"].get<std::int64_t>(), before);
    before = point["bit_operations"];
  }

  // What evaluate counts for the same plan, and the plan of a question about two costs at once.
  const std::string most = std::to_string(before) + "BOPs";
  ASSERT_EQ(run("front @s.bitprism --at-most " + most + " --at-most 60KiB --plan @plan.json").code, 0);
  const Json evaluated = json("evaluate example --data example --images 20 --plan @plan.json");
  EXPECT_EQ(evaluated["bit_operations"].get<double>(), static_cast<double>(before));
  EXPECT_GT(evaluated["moved_bytes"]["weights"], 0);
  EXPECT_LT(evaluated["moved_bytes"]["activations"], evaluated["float_moved_bytes"]["activations"]);
  ASSERT_EQ(
      run("export example --session @s.bitprism --at-most " + most + " --format packed --out @n.bitprismnet").code, 0);

  // The same session on the axis of memory, without a new search.
  const Json memory = json("front @s.bitprism --cost memory");
  EXPECT_EQ(memory["cost"], "memory");
  for (std::size_t i = 1; i < memory["points"].size(); ++i)
    EXPECT_GT(memory["points"][i]["bytes"], memory["points"][i - 1]["bytes"]);
  expectRefusal("front @s.bitprism --cost latency", "needs a latency table");
  expectRefusal("front @s.bitprism --at-most 1KiB --at-most 1kBOPs", "");

  // Continuing keeps cost and limits, another cost is named.
  EXPECT_EQ(json("search --session @s.bitprism --trials 6")["cost"], "bops");
  expectRefusal("search --session @s.bitprism --cost memory", "cost bops, now memory");
  expectRefusal("search --session @s.bitprism --at-most 70KiB", "limits 60.0 KiB, now 70.0 KiB");
}

// A session without what costs are computed from, as older versions made them.
TEST_F(CostCommand, showsOlderSessionsOnAnotherAxis) {
  ASSERT_EQ(run(search_ + "random --trials 4 --session @old.bitprism").code, 0);
  const Json before = json("front @old.bitprism");
  {
    Session session = Session::open(folder_ / "old.bitprism");
    session.removeValue("costs");
  }
  const Json after = json("front @old.bitprism");
  EXPECT_EQ(after["hypervolume"], before["hypervolume"]);
  EXPECT_EQ(after["points"].size(), before["points"].size());
  const Json shown = json("front @old.bitprism --cost bops");  // from the network's file
  EXPECT_EQ(shown["cost"], "bops");
  EXPECT_GT(shown["points"].front()["bit_operations"], 0);
  EXPECT_GT(shown["hypervolume"], 0);
}

}  // namespace
}  // namespace bitprism
