#include "core/work/worker_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/companion_program.h"

extern char** environ;

namespace bitprism {
namespace {

std::string endingWords(int status) {
  if (WIFSIGNALED(status)) {
    const int signal = WTERMSIG(status);
    if (signal == SIGXCPU) return "used more processor time than its limit";
    const char* name = sigabbrev_np(signal);
    return text("was ended by ", name ? text("SIG", name) : text("signal ", signal), " (", strsignal(signal), ")");
  }
  return text("ended with exit code ", WEXITSTATUS(status));
}

}  // namespace

WorkerProcess::WorkerProcess(const std::vector<std::string>& arguments, int memory) {
  const std::string path = companionProgram(program, "start a worker");
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw Error(text("cannot make a socket: ", strerror(errno)));
  FileDescriptor ours(ends[0]);
  const FileDescriptor theirs(ends[1]);
  // Above the numbers that the program gets, which take the place of what this process has there.
  const FileDescriptor given(memory < 0 ? -1 : fcntl(memory, F_DUPFD_CLOEXEC, servedMemory + 1));
  if (memory >= 0 && !given) throw Error(text("cannot give a worker the network: ", strerror(errno)));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
#if !defined(__SANITIZE_ADDRESS__)  // which reports there
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
#endif
  posix_spawn_file_actions_adddup2(&actions, theirs.get(), servedSocket);
  if (given) posix_spawn_file_actions_adddup2(&actions, given.get(), servedMemory);
  std::vector<char*> words = {const_cast<char*>(path.c_str())};
  for (const std::string& argument : arguments) words.push_back(const_cast<char*>(argument.c_str()));
  words.push_back(nullptr);
  const int failure = posix_spawn(&process_, path.c_str(), &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) {
    process_ = -1;
    throw Error(text("cannot start '", path, "': ", strerror(failure)));
  }
  channel_ = std::make_unique<MessageChannel>(std::move(ours));
}

WorkerProcess::~WorkerProcess() {
  end(false);
}

std::int64_t WorkerProcess::residentBytes() const {
  std::int64_t total = 0, resident = 0;
  if (process_ > 0) std::ifstream(text("/proc/", process_, "/statm")) >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

std::string WorkerProcess::end(bool dying) {
  if (process_ < 0) return "had ended before";
  // A crash leaves its status a moment after it closes its end.
  constexpr int patience = 200, pause = 5000;
  int status = 0;
  pid_t ended = waitpid(process_, &status, WNOHANG);
  for (int i = 0; i < patience && dying && ended == 0; ++i) {
    usleep(pause);
    ended = waitpid(process_, &status, WNOHANG);
  }
  const bool alive = ended == 0;
  if (alive) {
    kill(process_, SIGKILL);
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  process_ = -1;
  return alive ? "was ended" : endingWords(status);
}

}  // namespace bitprism
