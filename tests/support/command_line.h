#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

// Runs the command-line program as a person would.
namespace bitprism::test {

struct CommandResult {
  int code = -1;
  std::string out, err;
};

inline CommandResult runCommand(const std::string& arguments, const std::string& folder) {
  const std::string errors = folder + "/stderr.txt";
  const std::string line = std::string(BITPRISM_CLI) + " " + arguments + " 2>'" + errors + "'";
  CommandResult result;
  std::FILE* pipe = ::popen(line.c_str(), "r");
  char buffer[4096];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) result.out.append(buffer, got);
  const int status = ::pclose(pipe);
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::stringstream text;
  text << std::ifstream(errors).rdbuf();
  result.err = text.str();
  return result;
}

}  // namespace bitprism::test
