#include "core/eval/metric_command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/scratch_folder.h"
#include "core/base/text.h"
#include "core/files/npy.h"

extern char** environ;

namespace bitprism {
namespace {

constexpr std::size_t keptCharacters = 1 << 16;  // of what a program prints

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw Error(text("cannot open a pipe: ", std::strerror(errno)));
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    ::close(ends_[0]);
    closeWriting();
  }
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void closeWriting() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

  // Whatever is there; only its end is kept.
  void drain() {
    std::array<char, 4096> part;
    for (;;) {
      const ssize_t got = ::read(ends_[0], part.data(), part.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) {
        ended_ = got == 0;
        return;
      }
      said.append(part.data(), static_cast<std::size_t>(got));
      if (said.size() > 2 * keptCharacters) said.erase(0, said.size() - keptCharacters);
    }
  }
  bool ended() const { return ended_; }
  std::string said;

 private:
  std::array<int, 2> ends_{-1, -1};
  bool ended_ = false;
};

struct Finished {
  std::string output, errors;
  int status = 0;
};

std::string secondsText(double value) {
  return text(value, value == 1 ? " second" : " seconds");
}

pid_t startJudge(const MetricCommand& command, const std::string& folder, const Pipe& output, const Pipe& errors) {
  std::vector<std::string> words{command.program};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  words.push_back(folder);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.writing(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.writing(), STDERR_FILENO);
  // A group of its own, so that what it starts ends with it; signals as usual.
  sigset_t none, usual;
  sigemptyset(&none);
  sigfillset(&usual);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  pid_t process = -1;
  const int problem = posix_spawnp(&process, command.program.c_str(), &actions, &attributes, pointers.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0)
    throw Error(text("cannot start '", command.program, "': ", std::strerror(problem), ", expected a program"));
  return process;
}

Finished runProgram(const MetricCommand& command, const std::string& folder, const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  Pipe output, errors;
  const pid_t process = startJudge(command, folder, output, errors);
  output.closeWriting();
  errors.closeWriting();
  const auto latest = Clock::now() + std::chrono::duration<double>(command.seconds);
  const auto end = [&] {
    ::kill(-process, SIGKILL);
    int ignored = 0;
    while (::waitpid(process, &ignored, 0) < 0 && errno == EINTR) continue;
  };
  Finished finished;
  for (;;) {
    std::array<pollfd, 2> ready{
        {{output.ended() ? -1 : output.reading(), POLLIN, 0}, {errors.ended() ? -1 : errors.reading(), POLLIN, 0}}};
    ::poll(ready.data(), ready.size(), 20);
    const pid_t gone = ::waitpid(process, &finished.status, WNOHANG);
    output.drain();
    errors.drain();
    if (gone == process) break;
    if (stop.stop_requested()) {
      end();
      throw Cancelled();
    }
    if (Clock::now() > latest) {
      end();
      throw Error(text("'", command.program, "' did not finish within ", secondsText(command.seconds),
                       ", expected a number before that"));
    }
  }
  ::kill(-process, SIGKILL);  // what it left running
  finished.output = std::move(output.said);
  finished.errors = std::move(errors.said);
  return finished;
}

std::string withoutBlanks(const std::string& written) {
  const auto first = written.find_first_not_of(" \t\r\n"), last = written.find_last_not_of(" \t\r\n");
  return first == std::string::npos ? std::string() : written.substr(first, last - first + 1);
}

std::string lastLine(const std::string& written) {
  const std::string all = withoutBlanks(written);
  const auto newline = all.find_last_of("\r\n");
  return newline == std::string::npos ? all : all.substr(newline + 1);
}

double numberSaid(const MetricCommand& command, const Finished& finished) {
  const std::string complaint = lastLine(finished.errors);
  const std::string because = complaint.empty() ? std::string() : text(" (", echoed(complaint), ")");
  if (WIFSIGNALED(finished.status))
    throw Error(text("'", command.program, "' was ended by signal ", WTERMSIG(finished.status), because,
                     ", expected a number"));
  if (WEXITSTATUS(finished.status) != 0)
    throw Error(text("'", command.program, "' ended with status ", WEXITSTATUS(finished.status), because,
                     ", expected 0 and a number"));
  const std::string said = withoutBlanks(finished.output);
  char* rest = nullptr;
  const double number = said.empty() ? NAN : std::strtod(said.c_str(), &rest);
  if (said.empty() || !rest || *rest != 0)
    throw Error(text("'", command.program, "' printed ",
                     said.empty() ? std::string("nothing") : text("'", echoed(said), "'"), because,
                     ", expected one number from 0 to 1, larger is better"));
  if (!(number >= 0 && number <= 1))
    throw Error(
        text("'", command.program, "' printed ", echoed(said), ", expected a number from 0 to 1, larger is better"));
  return number;
}

}  // namespace

double measuredByCommand(const MetricCommand& command, const JudgedOutputs& judged, std::stop_token stop) {
  if (stop.stop_requested()) throw Cancelled();
  const ScratchFolder folder;
  for (std::size_t o = 0; o < judged.outputs.size(); ++o)
    writeFile(folder.pathOf(text("output", o, ".npy")),
              npyBytes(judged.outputs[o].shape, std::span<const float>(judged.outputs[o].values)));
  const std::vector<std::int32_t> images(judged.images.begin(), judged.images.end());
  writeFile(folder.pathOf("images.npy"),
            npyIntegerBytes({static_cast<std::int64_t>(images.size())}, std::span<const std::int32_t>(images)));
  if (!judged.labels.empty())
    writeFile(folder.pathOf("labels.npy"), npyIntegerBytes({static_cast<std::int64_t>(judged.labels.size())},
                                                           std::span<const std::int32_t>(judged.labels)));
  return numberSaid(command, runProgram(command, folder.path(), stop));
}

}  // namespace bitprism
