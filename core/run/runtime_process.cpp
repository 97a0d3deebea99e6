#include "core/run/runtime_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iterator>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/companion_program.h"

extern char** environ;

namespace bitprism {
namespace {

constexpr const char* runtimeProgram = "bitprism-runtime";
constexpr int servedSocket = 3;  // of the program
constexpr std::uint64_t mostNumbers = std::uint64_t{1} << 32, mostValues = 4096, mostRank = 64;

enum RuntimeOrder : std::uint64_t { OpenModel, RunModel, TimeModel, EndProfile };

void sendDouble(const ProcessChannel& channel, double value) {
  channel.send(&value, sizeof value);
}

double receiveDouble(const ProcessChannel& channel) {
  double value = 0;
  channel.receive(&value, sizeof value);
  return value;
}

std::size_t receiveCount(const ProcessChannel& channel, std::uint64_t most) {
  const std::uint64_t count = channel.receiveNumber();
  if (count > most) throw ChannelBroken();
  return static_cast<std::size_t>(count);
}

void sendShape(const ProcessChannel& channel, const Shape& shape) {
  channel.sendNumber(shape.size());
  for (const std::int64_t extent : shape) channel.sendNumber(static_cast<std::uint64_t>(extent));
}

Shape receiveShape(const ProcessChannel& channel) {
  Shape shape(receiveCount(channel, mostRank));
  for (std::int64_t& extent : shape) extent = static_cast<std::int64_t>(channel.receiveNumber());
  return shape;
}

void sendTensors(const ProcessChannel& channel, const std::vector<RuntimeTensor>& tensors) {
  channel.sendNumber(tensors.size());
  for (const RuntimeTensor& tensor : tensors) {
    sendShape(channel, tensor.shape);
    channel.sendNumber(tensor.values.size());
    channel.send(tensor.values.data(), tensor.values.size() * sizeof(float));
  }
}

std::vector<RuntimeTensor> receiveTensors(const ProcessChannel& channel) {
  std::vector<RuntimeTensor> tensors(receiveCount(channel, mostValues));
  for (RuntimeTensor& tensor : tensors) {
    tensor.shape = receiveShape(channel);
    tensor.values.resize(receiveCount(channel, mostNumbers));
    channel.receive(tensor.values.data(), tensor.values.size() * sizeof(float));
  }
  return tensors;
}

void sendValues(const ProcessChannel& channel, const std::vector<RuntimeValue>& values) {
  channel.sendNumber(values.size());
  for (const RuntimeValue& value : values) {
    channel.sendText(value.name);
    channel.sendText(value.type);
    sendShape(channel, value.shape);
  }
}

std::vector<RuntimeValue> receiveValues(const ProcessChannel& channel) {
  std::vector<RuntimeValue> values(receiveCount(channel, mostValues));
  for (RuntimeValue& value : values) {
    value.name = channel.receiveText();
    value.type = channel.receiveText();
    value.shape = receiveShape(channel);
  }
  return values;
}

void sendOptions(const ProcessChannel& channel, const RuntimeOptions& options) {
  channel.sendNumber(static_cast<std::uint64_t>(options.threads));
  channel.sendNumber(options.optimized ? 1 : 0);
  channel.sendText(options.profile);
  channel.sendText(options.saved);
}

RuntimeOptions receiveOptions(const ProcessChannel& channel) {
  RuntimeOptions options;
  options.threads = static_cast<int>(channel.receiveNumber());
  options.optimized = channel.receiveNumber() != 0;
  options.profile = channel.receiveText();
  options.saved = channel.receiveText();
  return options;
}

// Answers orders about the models of one runtime.
class RuntimeService {
 public:
  RuntimeService(const ProcessChannel& channel, const std::string& library) : channel_(channel), runtime_(library) {}

  const std::string& version() const { return runtime_.version(); }

  // Sends either 1 and the answer, or 0 and a sentence.
  void answer(std::uint64_t order) {
    std::string sentence;
    try {
      switch (order) {
        case OpenModel:
          return open();
        case RunModel:
          return run();
        case TimeModel:
          return time();
        case EndProfile: {
          const std::string path = model().endProfile();
          channel_.sendNumber(1);
          return channel_.sendText(path);
        }
        default:
          throw ChannelBroken();
      }
    } catch (const std::exception& problem) {
      sentence = problem.what();
    }
    channel_.sendNumber(0);
    channel_.sendText(sentence);
  }

 private:
  RuntimeModel& model() { return *models_.at(channel_.receiveNumber()); }

  void open() {
    const std::string path = channel_.receiveText();
    const RuntimeOptions options = receiveOptions(channel_);
    models_.push_back(runtime_.open(path, options));
    channel_.sendNumber(1);
    sendValues(channel_, models_.back()->inputs());
    sendValues(channel_, models_.back()->outputs());
  }

  void run() {
    const RuntimeModel& model = this->model();
    const std::vector<RuntimeTensor> results = model.run(receiveTensors(channel_));
    channel_.sendNumber(1);
    sendTensors(channel_, results);
  }

  void time() {
    const RuntimeModel& model = this->model();
    const double atLeast = receiveDouble(channel_);
    const double taken = model.nanosecondsOfRun(receiveTensors(channel_), atLeast);
    channel_.sendNumber(1);
    sendDouble(channel_, taken);
  }

  const ProcessChannel& channel_;
  OnnxRuntime runtime_;
  std::vector<std::unique_ptr<RuntimeModel>> models_;
};

}  // namespace

RuntimeProcess::RuntimeProcess(const std::string& library, std::stop_token stop) : stop_(std::move(stop)) {
  const std::string program = companionProgram(runtimeProgram, "run ONNX Runtime");
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    throw Error(text("cannot make a socket: ", std::strerror(errno)));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], servedSocket);
  char* arguments[] = {const_cast<char*>(program.c_str()), nullptr};
  const int failure = posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments, environ);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  socket_ = ends[0];
  if (failure != 0) {
    close(socket_);
    throw Error(text("cannot start '", program, "': ", std::strerror(failure)));
  }
  channel_ = std::make_unique<ProcessChannel>(socket_, stop_);
  try {
    channel_->sendText(library);
    const bool loaded = channel_->receiveNumber() == 1;
    version_ = channel_->receiveText();
    if (!loaded) throw Error(version_);
  } catch (const ChannelBroken&) {
    const std::string how = ending(!stop_.stop_requested());
    if (stop_.stop_requested()) throw Cancelled();
    throw Error(text("cannot load '", library, "': ", how));
  } catch (const Error&) {
    ending(false);
    throw;
  }
}

RuntimeProcess::~RuntimeProcess() {
  ending(false);
}

// Ends the process if it still runs, and says how it ended. broken: it has closed its end, or ends of itself.
std::string RuntimeProcess::ending(bool broken) {
  if (process_ < 0) return "ONNX Runtime has ended";
  int status = 0;
  // A crash leaves its status a moment after it closes its end.
  constexpr int patience = 200, pause = 5000;
  pid_t ended = 0;
  for (int i = 0; i < patience && broken && ended == 0; ++i) {
    ended = waitpid(process_, &status, WNOHANG);
    if (ended == 0) usleep(pause);
  }
  if (ended == 0) ended = waitpid(process_, &status, WNOHANG);
  const bool crashed = ended == process_ && WIFSIGNALED(status);
  if (ended == 0) {
    kill(process_, SIGKILL);
    while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
  }
  process_ = -1;
  close(socket_);
  return crashed ? text("ONNX Runtime crashed (", strsignal(WTERMSIG(status)), ")") : "ONNX Runtime ended early";
}

template <class Talk>
void RuntimeProcess::talk(const std::string& path, const Talk& talk) {
  if (stop_.stop_requested()) throw Cancelled();
  std::string problem;
  try {
    if (process_ < 0) throw ChannelBroken();
    if (talk()) return;
    problem = channel_->receiveText();
  } catch (const ChannelBroken&) {
    problem = ending(!stop_.stop_requested());
    if (stop_.stop_requested()) throw Cancelled();
  }
  throw Error(text("cannot run '", path, "' in ONNX Runtime: ", problem));
}

int RuntimeProcess::open(const std::string& path, const RuntimeOptions& options) {
  Model model{path, {}, {}};
  talk(path, [&] {
    channel_->sendNumber(OpenModel);
    channel_->sendText(path);
    sendOptions(*channel_, options);
    if (channel_->receiveNumber() != 1) return false;
    model.inputs = receiveValues(*channel_);
    model.outputs = receiveValues(*channel_);
    return true;
  });
  models_.push_back(std::move(model));
  return static_cast<int>(models_.size()) - 1;
}

std::vector<RuntimeTensor> RuntimeProcess::run(int model, const std::vector<RuntimeTensor>& inputs) {
  std::vector<RuntimeTensor> results;
  talk(models_.at(static_cast<std::size_t>(model)).path, [&] {
    channel_->sendNumber(RunModel);
    channel_->sendNumber(static_cast<std::uint64_t>(model));
    sendTensors(*channel_, inputs);
    if (channel_->receiveNumber() != 1) return false;
    results = receiveTensors(*channel_);
    return true;
  });
  return results;
}

double RuntimeProcess::nanosecondsOfRun(int model, const std::vector<RuntimeTensor>& inputs, double atLeast) {
  double taken = 0;
  talk(models_.at(static_cast<std::size_t>(model)).path, [&] {
    channel_->sendNumber(TimeModel);
    channel_->sendNumber(static_cast<std::uint64_t>(model));
    sendDouble(*channel_, atLeast);
    sendTensors(*channel_, inputs);
    if (channel_->receiveNumber() != 1) return false;
    taken = receiveDouble(*channel_);
    return true;
  });
  return taken;
}

std::string RuntimeProcess::endProfile(int model) {
  std::string path;
  talk(models_.at(static_cast<std::size_t>(model)).path, [&] {
    channel_->sendNumber(EndProfile);
    channel_->sendNumber(static_cast<std::uint64_t>(model));
    if (channel_->receiveNumber() != 1) return false;
    path = channel_->receiveText();
    return true;
  });
  return path;
}

void serveRuntime(int socket) {
  const ProcessChannel channel(socket);
  try {
    const std::string library = channel.receiveText();
    std::unique_ptr<RuntimeService> service;
    try {
      service = std::make_unique<RuntimeService>(channel, library);
    } catch (const std::exception& problem) {
      channel.sendNumber(0);
      channel.sendText(problem.what());
      return;
    }
    channel.sendNumber(1);
    channel.sendText(service->version());
    for (;;) service->answer(channel.receiveNumber());
  } catch (const ChannelBroken&) {  // the other side has ended
  }
}

}  // namespace bitprism
