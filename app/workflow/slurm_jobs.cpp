#include "app/workflow/slurm_jobs.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/file_descriptor.h"
#include "core/base/text.h"

extern char** environ;

namespace bitprism {
namespace {

// Starts a program of PATH without a shell. output: what its standard output and errors become; -1: unchanged.
pid_t started(const std::vector<std::string>& words, int output) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (output >= 0)
    for (const int number : {STDOUT_FILENO, STDERR_FILENO}) posix_spawn_file_actions_adddup2(&actions, output, number);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t process = -1;
  const int failure = posix_spawnp(&process, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failure != 0) throw Error(text("cannot run '", words.front(), "': ", std::strerror(failure)));
  return process;
}

int statusOf(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

// Runs it to its end. Throws Error with the end of what it says when it fails.
std::string outputOf(const std::vector<std::string>& words) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) throw Error(text("cannot make a pipe: ", std::strerror(errno)));
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  const pid_t process = started(words, writing.get());
  writing.reset();
  constexpr std::size_t most = 1 << 16;
  std::string said;
  std::array<char, 4096> some{};
  for (ssize_t got; (got = read(reading.get(), some.data(), some.size())) > 0;)
    if (said.size() < most) said.append(some.data(), static_cast<std::size_t>(got));
  const int status = statusOf(process);
  while (!said.empty() && (said.back() == '\n' || said.back() == ' ')) said.pop_back();
  if (status != 0) throw Error(text("'", words.front(), "' failed: ", said.empty() ? "it says nothing" : echoed(said)));
  return said;
}

// One word for a shell, whatever is in it.
std::string shellQuoted(const std::string& word) {
  std::string quoted = "'";
  for (const char letter : word) quoted += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  return quoted + "'";
}

}  // namespace

SlurmJobs::SlurmJobs(std::string name) : name_(std::move(name)), user_(text("--user=", getuid())) {}

std::string SlurmJobs::submit(int tasks, const std::vector<std::string>& options,
                              const std::vector<std::string>& call) const {
  std::string line = "exec";
  for (const std::string& word : call) line += ' ' + shellQuoted(word);
  std::vector<std::string> words = {"sbatch", "--parsable", "--output=/dev/null", "--no-requeue"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {text("--array=1-", tasks), "--job-name=" + name_, "--wrap=" + line});
  const std::string job = outputOf(words);
  return job.substr(0, job.find(';'));  // of a cluster with a name
}

int SlurmJobs::living() const {
  std::istringstream states(outputOf({"squeue", "--noheader", "--array", "--name=" + name_, user_, "--format=%t"}));
  int count = 0;
  for (std::string state; states >> state;) count += state != "CG";  // completing
  return count;
}

void SlurmJobs::cancel() const {
  outputOf({"scancel", "--name=" + name_, user_});
}

bool SlurmStep::possible() {
  return std::getenv("SLURM_JOB_ID") != nullptr;
}

SlurmStep::SlurmStep(int tasks, const std::vector<std::string>& options, const std::vector<std::string>& call) {
  std::vector<std::string> words = {"srun", "--overlap", text("--ntasks=", tasks), "--kill-on-bad-exit=0"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), call.begin(), call.end());
  const FileDescriptor nowhere(open("/dev/null", O_WRONLY | O_CLOEXEC));
  process_ = started(words, nowhere.get());
}

SlurmStep::~SlurmStep() {
  if (process_ < 0) return;
  kill(process_, SIGTERM);
  statusOf(process_);
}

bool SlurmStep::ended() {
  if (process_ > 0 && waitpid(process_, nullptr, WNOHANG) == process_) process_ = -1;
  return process_ < 0;
}

}  // namespace bitprism
