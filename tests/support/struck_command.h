#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "core/session/session.h"

extern char** environ;

// The command-line program, sent a signal when it reaches a certain state, however long that takes.
namespace bitprism::test {

// The content of a session's file while a search writes it.
struct SeenSession {
  bool made = false, floatScores = false, activations = false;
  int remeasured = -1;  // evaluations, while it is measured again
  std::vector<RawSensitivity> sensitivities;
  std::vector<Evaluation> evaluations;
};

inline SeenSession seen(const std::string& path) {
  SeenSession state;
  if (!std::filesystem::exists(path)) return state;
  try {
    const Session session = Session::openForReading(path);
    state.made = true;
    state.sensitivities = session.rawSensitivities();
    const auto scores = session.value("float_scores");
    state.floatScores = scores && scores->contains("report");
    state.activations = session.value("activations").has_value();
    if (const auto done = session.value("remeasuring")) state.remeasured = done->get<int>();
    state.evaluations = session.evaluations();
  } catch (const std::exception&) {  // between two commits of its first moment
    state.made = false;
  }
  return state;
}

struct StruckResult {
  int status = 0;
  bool endedBefore = false;
  std::string err;
  bool killed() const { return WIFSIGNALED(status); }
  int code() const { return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status); }
};

class StruckCommand {
 public:
  StruckCommand(const std::vector<std::string>& words, const std::string& errors) : errors_(errors) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, errors.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    // Tests that run in the background ignore SIGINT.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t usual;
    sigemptyset(&usual);
    sigaddset(&usual, SIGINT);
    sigaddset(&usual, SIGTERM);
    posix_spawnattr_setsigdefault(&attributes, &usual);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    if (posix_spawn(&child_, arguments[0], &quiet, &attributes, arguments.data(), environ) != 0) child_ = -1;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&quiet);
  }

  pid_t process() const { return child_; }

  // Waits until the state is reached, or the program has ended.
  bool reaches(const std::function<bool()>& state) {
    while (!state()) {
      if (waitpid(child_, &result_.status, WNOHANG) == child_) {
        result_.endedBefore = true;
        return false;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }

  StruckResult strike(int number) {
    if (!result_.endedBefore) kill(child_, number);
    return wait();
  }

  StruckResult wait() {
    if (!result_.endedBefore) waitpid(child_, &result_.status, 0);
    std::stringstream text;
    text << std::ifstream(errors_).rdbuf();
    result_.err = text.str();
    return result_;
  }

 private:
  std::string errors_;
  pid_t child_ = -1;
  StruckResult result_;
};

}  // namespace bitprism::test
