#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "core/base/file.h"

// The collection of public networks and broken files: its table, as test material.
namespace bitprism::test {

struct ZooFile {
  std::string file, special, expected;
};

// Splits CSV with quotes into rows of fields.
inline std::vector<std::vector<std::string>> csvRows(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      rows.push_back({""});
    } else if (c != '\r') {
      rows.back().back() += c;
    }
  }
  return rows;
}

// The files of DATA/zoo/index.csv that are, or claim to be, networks.
inline std::vector<ZooFile> zooFiles(const std::string& dataFolder) {
  const Bytes bytes = readFile(dataFolder + "/zoo/index.csv");
  std::vector<ZooFile> files;
  for (const std::vector<std::string>& row : csvRows({bytes.begin(), bytes.end()}))
    if (row.size() > 6 && row[0] != "file" && row[5].find("companion") == std::string::npos)
      files.push_back({row[0], row[4], row[5]});
  return files;
}

}  // namespace bitprism::test
