#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "app/workflow/front_report.h"
#include "core/base/file.h"
#include "core/quant/plan/quant_plan.h"
#include "core/session/session.h"
#include "tests/support/command_line.h"
#include "tests/support/test_paths.h"
#include "tests/support/xml_reader.h"

namespace bitprism {
namespace {

std::string contentOf(const std::string& path) {
  const Bytes bytes = readFile(path);
  return {bytes.begin(), bytes.end()};
}

// All lines of the report's commands, in order.
std::string commandsOf(const test::XmlElement& root) {
  std::string lines;
  for (const test::XmlElement* section : root.all("section"))
    if (section->attribute("id") == "commands")
      for (const test::XmlElement* block : section->all("pre")) lines += block->text;
  return lines;
}

// Pastes them into a shell in the folder, where bitprism-cli is the program that was built.
int paste(const std::string& lines, const test::TemporaryFolder& folder) {
  const std::string script = folder / "pasted.sh";
  writeFile(script, std::string_view("set -e\ncd '" + folder.path() +
                                     "'\nbitprism-cli() { '" BITPRISM_CLI "' \"$@\"; }\n" + lines));
  return std::system(
      ("bash '" + script + "' > '" + (folder / "out.txt") + "' 2> '" + (folder / "err.txt") + "'").c_str());
}

class ReportCommand : public testing::Test {
 protected:
  test::CommandResult run(std::string arguments) {
    for (std::size_t at; (at = arguments.find('@')) != std::string::npos;)
      arguments.replace(at, 1, folder_.path() + "/");
    return test::runCommand(arguments, folder_.path());
  }
  std::unique_ptr<test::XmlElement> report(const std::string& arguments) {
    const test::CommandResult result = run("report " + arguments + " -o @r.html --force");
    EXPECT_EQ(result.code, 0) << arguments << '\n' << result.err;
    return test::XmlReader::read(contentOf(folder_ / "r.html"));
  }
  test::TemporaryFolder folder_;
};

TEST_F(ReportCommand, reportsASessionWhoseCommandsRepeatIt) {
  ASSERT_EQ(
      run("search example --data example --images 300 --bits 2-5 --method mtgp --trials 6 --session @s.bitprism").code,
      0);
  const auto root = report("@s.bitprism");
  const Session session = Session::openForReading(folder_ / "s.bitprism");
  const FrontReport front = frontReport(session);
  const auto tables = root->all("table");
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_EQ(tables[0]->all("tbody")[0]->all("tr").size(), front.points.size());
  // The search measured the sensitivities.
  EXPECT_EQ(tables[1]->all("thead")[0]->all("th").back()->text, "Sensitivity");
  for (const char* words :
       {"Their number", "Seed of the parts", "images that the search never saw", "Report made", "BitPrism 0."})
    EXPECT_NE(root->text.find(words), std::string::npos) << words;

  const std::string lines = commandsOf(*root);
  EXPECT_EQ(lines.find('#'), std::string::npos) << lines;
  ASSERT_EQ(paste(lines, folder_), 0) << lines << contentOf(folder_ / "err.txt");
  // The same search from its beginning, and the same report.
  const Session again = Session::openForReading(folder_ / "example-again.bitprism");
  EXPECT_EQ(toJson(frontReport(again))["points"], toJson(front)["points"]);
  EXPECT_TRUE(std::filesystem::exists(folder_ / "example-plan.json"));
  EXPECT_TRUE(std::filesystem::exists(folder_ / "example-quantized.onnx"));
  const auto second = test::XmlReader::read(contentOf(folder_ / "r-again.html"));
  EXPECT_EQ(second->all("table")[1]->text, tables[1]->text);
}

TEST_F(ReportCommand, picksThePlanOfABudget) {
  ASSERT_EQ(run("search example --data example --images 120 --bits 2-5 --methods uniform --method random --trials 5 "
                "--session @s.bitprism")
                .code,
            0);
  const FrontReport front = frontReport(Session::openForReading(folder_ / "s.bitprism"));
  const auto root = report("@s.bitprism --size " + std::to_string(front.points.front().bytes));
  EXPECT_NE(root->text.find("plan of trial " + std::to_string(front.points.front().trial)), std::string::npos);
  EXPECT_EQ(run("report @s.bitprism -o @r.html").code, 2) << "it overwrote a file";
  EXPECT_EQ(run("report @s.bitprism --size 10 -o @x.html").code, 2);
  EXPECT_EQ(run("report @s.bitprism --images 5 -o @x.html").code, 2);
  EXPECT_EQ(run("report example --size 10KiB -o @x.html").code, 2);
  EXPECT_EQ(run("report @none.onnx -o @x.html").code, 3);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "x.html"));
}

TEST_F(ReportCommand, reportsAPlanOfANetwork) {
  const auto root = report(
      "example --data example --images 60 --bits 4 --sensitivities --compare uniform,pwlq --settings W4A32,W3A32");
  const auto tables = root->all("table");
  ASSERT_EQ(tables.size(), 2u);  // layers and methods
  EXPECT_EQ(tables[0]->all("thead")[0]->all("th").back()->text, "Sensitivity");
  EXPECT_EQ(tables[1]->all("thead")[0]->all("th").size(), 3u);
  EXPECT_GE(tables[1]->all("tbody")[0]->all("tr").size(), 2u);
  // Its commands expect the plan, which is in the report.
  writeFile(folder_ / "example-plan.json", std::string_view(root->all("details")[0]->all("pre")[0]->text));
  const std::string lines = commandsOf(*root);
  ASSERT_EQ(paste(lines, folder_), 0) << lines << contentOf(folder_ / "err.txt");
  EXPECT_EQ(test::XmlReader::read(contentOf(folder_ / "r-again.html"))->all("table")[1]->text, tables[1]->text);
  // Nothing but a network.
  EXPECT_EQ(report("example")->all("table").size(), 1u);
}

}  // namespace
}  // namespace bitprism
