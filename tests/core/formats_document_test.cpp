#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/quant/activations/activation_method.h"
#include "core/quant/scheme/method_info.h"

namespace bitprism {
namespace {

std::vector<std::string> linesOfFormats() {
  const Bytes bytes = readFile(BITPRISM_SOURCE_DIR "/docs/formats.md");
  std::istringstream document(std::string(bytes.begin(), bytes.end()));
  std::vector<std::string> lines;
  for (std::string line; std::getline(document, line);) lines.push_back(line);
  return lines;
}

// The cells of a row of a table; none for other lines.
std::vector<std::string> cellsOf(const std::string& line) {
  std::vector<std::string> cells;
  std::size_t at = line.find_first_not_of(' ');
  if (at == std::string::npos || line[at] != '|') return cells;
  for (std::size_t end = line.find('|', at + 1); end != std::string::npos; at = end, end = line.find('|', at + 1)) {
    const std::string cell = line.substr(at + 1, end - at - 1);
    const std::size_t first = cell.find_first_not_of(' '), last = cell.find_last_not_of(' ');
    cells.push_back(first == std::string::npos ? "" : cell.substr(first, last + 1 - first));
  }
  return cells;
}

// The rows of the table whose heading begins with these cells.
std::vector<std::vector<std::string>> tableUnder(const std::vector<std::string>& heading) {
  std::vector<std::vector<std::string>> rows;
  bool within = false;
  for (const std::string& line : linesOfFormats()) {
    std::vector<std::string> cells = cellsOf(line);
    if (within && cells.empty()) break;
    if (within)
      rows.push_back(std::move(cells));
    else
      within = cells.size() >= heading.size() && std::equal(heading.begin(), heading.end(), cells.begin());
  }
  return rows;
}

// The row that begins with the number; empty when there is none.
std::vector<std::string> rowOf(const std::vector<std::vector<std::string>>& table, int number) {
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const auto& cells) { return cells.front() == std::to_string(number); });
  return found == table.end() ? std::vector<std::string>() : *found;
}

// Whether a cell such as "0 uniform, 1 aciq" has the word between its commas.
bool lists(const std::string& cell, const std::string& word) {
  const std::string between = ", " + cell + ",";
  return between.find(", " + word + ",") != std::string::npos;
}

TEST(FormatsDocument, numbersEveryMethod) {
  const std::string start = "method: ";
  std::string methods;
  for (const std::string& line : linesOfFormats())
    for (const std::string& cell : cellsOf(line))
      if (cell.starts_with(start + "0 ")) methods = cell.substr(start.size());
  for (const Method method : existingMethods)
    EXPECT_TRUE(lists(methods, text(static_cast<int>(method), ' ', methodName(method)))) << methodName(method);
}

TEST(FormatsDocument, numbersEveryOptionWithItsDefaultAndMethods) {
  const auto table = tableUnder({"number", "option", "default", "methods"});
  for (const MethodOption* option : methodOptions()) {
    const std::vector<std::string> cells = rowOf(table, option->number);
    ASSERT_EQ(cells.size(), 4u) << option->key;
    const double stored = option->standard * (option->kind == MethodOption::Kind::Number ? 1e6 : 1);
    EXPECT_DOUBLE_EQ(std::stod(cells[2]), stored) << option->key;
    for (const Method method : existingMethods)
      EXPECT_EQ(lists(cells[3], methodName(method)), hasOption(method, *option))
          << option->key << " of " << methodName(method);
  }
}

TEST(FormatsDocument, hasARowForEveryFormOfActivation) {
  const auto table = tableUnder({"first byte"});
  for (const ActivationMethodInfo* info : activationMethods())
    for (const int kind : info->packedKinds) {
      if (kind <= maximumActivationBits) continue;  // the bits of a single grid
      EXPECT_FALSE(rowOf(table, kind).empty()) << info->name << " begins a section with " << kind;
    }
}

}  // namespace
}  // namespace bitprism
