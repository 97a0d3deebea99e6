#pragma once

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

// Tables are lists of constants that headers declare; what a header declares and no list has would be of no use.
namespace bitprism::test {

// The names of all constants of a type that the headers of a folder declare: "extern const TYPE a, b;".
inline std::set<std::string> declaredRows(const std::string& folder, const std::string& type) {
  std::set<std::string> names;
  const std::regex declaration("extern const " + type + " ([A-Za-z0-9_, \n]+);"), name("[A-Za-z0-9_]+");
  for (const auto& entry : std::filesystem::directory_iterator(std::string(BITPRISM_SOURCE_DIR) + "/" + folder)) {
    if (entry.path().extension() != ".h") continue;
    std::stringstream content;
    content << std::ifstream(entry.path()).rdbuf();
    const std::string code = content.str();
    for (std::sregex_iterator found(code.begin(), code.end(), declaration), end; found != end; ++found) {
      const std::string list = (*found)[1];
      for (std::sregex_iterator word(list.begin(), list.end(), name); word != end; ++word) names.insert(word->str());
    }
  }
  return names;
}

}  // namespace bitprism::test
