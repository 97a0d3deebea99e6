#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <vector>

extern char** environ;

// The program bitprism-worker, as people start it on other machines.
namespace bitprism::test {

class ConnectedWorker {
 public:
  ConnectedWorker(const std::string& endpoint, const std::string& secretFile, int waitSeconds = 60) {
    const std::string wait = std::to_string(waitSeconds);
    const std::vector<std::string> words = {
        BITPRISM_WORKER, "--connect", endpoint, "--secret-file", secretFile, "--threads", "1", "--wait", wait};
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    for (const int number : {STDOUT_FILENO, STDERR_FILENO})
      posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_WRONLY, 0);
    posix_spawn(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
  }
  ConnectedWorker(const ConnectedWorker&) = delete;
  ConnectedWorker& operator=(const ConnectedWorker&) = delete;
  ~ConnectedWorker() {
    strike(SIGKILL);
    wait();
  }

  void strike(int signal) const {
    if (process_ > 0) kill(process_, signal);
  }

  // Its exit code, or 128 and the signal.
  int wait() {
    if (process_ <= 0) return code_;
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = -1;
    return code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t process_ = -1;
  int code_ = -1;
};

}  // namespace bitprism::test
