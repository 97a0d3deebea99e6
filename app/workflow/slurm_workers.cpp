#include "app/workflow/slurm_workers.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/file_descriptor.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/run/companion_program.h"
#include "core/work/handshake.h"
#include "core/work/worker_process.h"

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

bool jobRuns(const std::string& job) {
  if (job.empty()) return false;
  try {
    return !outputOf({"squeue", "--noheader", "--jobs", job}).empty();
  } catch (const Error&) {
    return false;  // Slurm has forgotten it
  }
}

Secret secretIn(const std::string& path, bool own) {
  if (!own || std::filesystem::exists(path)) return Secret::fromFile(path);
  const Secret secret = Secret::random();
  secret.write(path);
  return secret;
}

}  // namespace

ClusterFiles::ClusterFiles(const std::string& session, const std::string& secretFile)
    : secretFile_(std::filesystem::absolute(secretFile.empty() ? session + ".secret" : secretFile).string()),
      stateFile_(session + ".workers"),
      ownSecret_(secretFile.empty()),
      secret_(secretIn(secretFile_, ownSecret_)) {
  endpoint_.host = machineName();
  if (!std::filesystem::exists(stateFile_)) return;
  constexpr std::uint64_t mostBytes = 1 << 16;
  const Bytes bytes = readFile(stateFile_, mostBytes);
  const Json state = parseJson({bytes.begin(), bytes.end()}, stateFile_);
  const Endpoint before = Endpoint::parse(stringMember(state, "endpoint", stateFile_));
  if (before.host == endpoint_.host) endpoint_ = before;
  job_ = stringMember(state, "job", stateFile_);
}

void ClusterFiles::keep(const Endpoint& endpoint, const std::string& job) const {
  writeFile(stateFile_, Json{{"endpoint", endpoint.str()}, {"job", job}}.dump());
}

void ClusterFiles::remove() const {
  std::error_code ignored;
  std::filesystem::remove(stateFile_, ignored);
  if (ownSecret_) std::filesystem::remove(secretFile_, ignored);
}

SlurmWorkers::SlurmWorkers(const ClusterFiles& files, const Endpoint& endpoint, int workers,
                           const std::vector<std::string>& options)
    : files_(files) {
  const std::string worker = companionProgram(WorkerProcess::program, "start workers");
  const std::vector<std::string> call = {worker, "--connect", endpoint.str(), "--secret-file", files.secretFile()};
  if (std::getenv("SLURM_JOB_ID")) {
    std::vector<std::string> words = {"srun", "--overlap", text("--ntasks=", workers), "--kill-on-bad-exit=0"};
    words.insert(words.end(), options.begin(), options.end());
    words.insert(words.end(), call.begin(), call.end());
    const FileDescriptor nowhere(open("/dev/null", O_WRONLY | O_CLOEXEC));
    step_ = started(words, nowhere.get());
    sentence_ = text("started ", workers, workers == 1 ? " worker" : " workers", " in this allocation of Slurm");
    return;
  }
  if (jobRuns(files.job())) {
    job_ = files.job();
    sentence_ = text("the workers of job ", job_, " are still there");
  } else {
    std::string line = "exec";
    for (const std::string& word : call) line += ' ' + shellQuoted(word);
    std::vector<std::string> words = {
        "sbatch",      "--parsable", text("--array=1-", workers), "--job-name=bitprism", "--output=/dev/null",
        "--no-requeue"};
    words.insert(words.end(), options.begin(), options.end());
    words.push_back(text("--wrap=", line));
    job_ = outputOf(words);
    job_ = job_.substr(0, job_.find(';'));  // of a cluster with a name
    sentence_ = text("submitted job ", job_, " of ", workers, workers == 1 ? " worker" : " workers", " to Slurm");
  }
  files_.keep(endpoint, job_);
}

SlurmWorkers::~SlurmWorkers() {
  try {
    if (step_ > 0) {
      kill(step_, SIGTERM);
      statusOf(step_);
    }
    if (jobRuns(job_)) outputOf({"scancel", job_});
  } catch (const Error&) {
    // the workers end by themselves when nobody listens any more
  }
  files_.remove();
}

}  // namespace bitprism
