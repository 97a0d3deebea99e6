#pragma once

#include <malloc.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

// Runs the command-line program in a shell.
namespace bitprism::test {

struct CommandResult {
  int code = -1;
  std::string out, err;
};

inline CommandResult runCommand(const std::string& arguments, const std::string& folder) {
  const std::string errors = folder + "/stderr.txt";
  // The user's configuration is in the folder. Exports are run in ONNX Runtime only where a test names it.
  const std::string line = "BITPRISM_ONNXRUNTIME=none XDG_CONFIG_HOME='" + folder + "/config' " +
                           std::string(BITPRISM_CLI) + " " + arguments + " 2>'" + errors + "'";
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

struct MeasuredResult {
  int code = -1;  // 128 and the signal, where it ended by one
  std::string err;
  double seconds = 0;          // until it ended; after the interruption, where there was one
  std::int64_t peakBytes = 0;  // of it and of the processes that it waited for, the largest
};

// Whether a child of this process has a child with a child of its own: the program is reading a network.
inline bool isReading(pid_t child) {
  const auto childrenOf = [](pid_t process) {
    const std::string number = std::to_string(process);
    std::ifstream list("/proc/" + number + "/task/" + number + "/children");
    return std::vector<pid_t>(std::istream_iterator<pid_t>(list), {});
  };
  for (const pid_t waiting : childrenOf(child))
    if (!childrenOf(waiting).empty()) return true;
  return false;
}

// The same without a shell, with time and memory measured; interrupted while reading on request.
inline MeasuredResult runMeasured(const std::vector<std::string>& arguments, const std::string& folder,
                                  bool interrupt = false) {
  using Clock = std::chrono::steady_clock;
  const std::string errors = folder + "/stderr.txt";
  std::vector<char*> words = {const_cast<char*>(BITPRISM_CLI)};
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  Clock::time_point start = Clock::now();
  std::fflush(nullptr);  // or it would be written twice
  malloc_trim(0);        // the peak of the other begins at what this process has at the fork
  const pid_t child = fork();
  if (child == 0) {
    setenv("BITPRISM_ONNXRUNTIME", "none", 1);
    setenv("XDG_CONFIG_HOME", (folder + "/config").c_str(), 1);
    if (!std::freopen("/dev/null", "w", stdout) || !std::freopen(errors.c_str(), "w", stderr)) _exit(126);
    execv(BITPRISM_CLI, words.data());
    _exit(127);
  }
  if (interrupt) {
    siginfo_t ended{};
    while (!isReading(child) && waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           ended.si_pid == 0)
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::this_thread::sleep_for(std::chrono::seconds(1));
    start = Clock::now();
    kill(child, SIGINT);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  MeasuredResult result;
  result.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.peakBytes = usage.ru_maxrss * std::int64_t{1024};
  std::stringstream text;
  text << std::ifstream(errors).rdbuf();
  result.err = text.str();
  return result;
}

}  // namespace bitprism::test
