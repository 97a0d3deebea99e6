#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "app/cli/interrupt_watch.h"
#include "app/worker/worker_service.h"
#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/scratch_folder.h"
#include "core/base/text.h"
#include "core/run/confinement.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/reading_process.h"
#include "core/work/endpoint.h"
#include "core/work/handshake.h"
#include "core/work/worker_process.h"

namespace bitprism {
namespace {

struct WorkerOptions {
  std::string connect, secretFile;
  unsigned threads = 0;
  int waitSeconds = 600;
  std::int64_t memoryMebibytes = 0;
};

int complain(const std::string& message, int code) {
  std::fprintf(stderr, "%s: %s\n", WorkerProcess::program, shownMessage(message).c_str());
  return code;
}

bool isSocket(int number) {
  struct stat kind {};
  return fstat(number, &kind) == 0 && S_ISSOCK(kind.st_mode);
}

// For the program that started it, over the socket that it was given, until that closes it.
[[noreturn]] void serveParent(const WorkerServiceSettings& settings) {
  for (const int signal : {SIGINT, SIGQUIT, SIGHUP}) std::signal(signal, SIG_IGN);  // the other side decides
  MessageChannel channel{FileDescriptor(WorkerProcess::servedSocket)};
  std::unique_ptr<WorkerStudy> study;
  Json opened;
  WorkerService service(channel, settings, study, opened);
  try {
    service.serve({});
  } catch (const Error&) {
    _exit(1);  // whatever is being computed: nobody waits for it any more
  }
  _exit(0);
}

// The end of the job that this runs in, as Slurm tells it.
std::optional<std::chrono::system_clock::time_point> endOfJob() {
  const char* seconds = std::getenv("SLURM_JOB_END_TIME");
  const long long since = seconds ? std::atoll(seconds) : 0;
  if (since <= 0) return {};
  return std::chrono::system_clock::time_point(std::chrono::seconds(since));
}

// For a coordinator somewhere, until it sends the worker home. Comes back to it when the connection is lost.
void serveCoordinator(const WorkerOptions& options, const WorkerServiceSettings& settings, std::stop_token stop) {
  const Endpoint endpoint = Endpoint::parse(options.connect);
  const Secret secret = options.secretFile.empty() ? Secret::fromEnvironment() : Secret::fromFile(options.secretFile);
  unsetenv(Secret::variable);
  std::unique_ptr<WorkerStudy> study;
  Json opened;
  for (;;) {
    MessageChannel channel(connectPatiently(endpoint, std::chrono::seconds(options.waitSeconds), stop),
                           MessageLimits::ofStrangers());
    try {
      shakeHands(channel, WorkRole::Worker, secret);
    } catch (const ConnectionLost&) {
      throw Error(text("the coordinator at ", endpoint.str(), " broke off: it has another secret, or has ended"));
    }
    try {
      WorkerService service(channel, settings, study, opened);
      service.serve(stop);
      return;
    } catch (const ConnectionLost& problem) {
      if (stop.stop_requested()) return;
      complain(text("the coordinator is lost: ", problem.what(), "; waiting for it at ", endpoint.str()), 0);
      sleep(1);
    }
  }
}

}  // namespace
}  // namespace bitprism

int main(int argc, char** argv) {
  using namespace bitprism;
  const std::unique_ptr<SeparateProcess> apart = startReadingProcess();  // before there are threads
  CLI::App app("Measures plans for bitprism and bitprism-cli, which start it themselves, or on other machines");
  app.name(WorkerProcess::program);
  app.set_version_flag("--version", BITPRISM_VERSION);
  WorkerOptions options;
  app.add_option("--connect", options.connect,
                 "HOST:PORT or unix:PATH where 'bitprism-cli search --workers-at' listens");
  app.add_option("--secret-file", options.secretFile,
                 "the file with the secret that both know, readable by its owner alone (default: the environment "
                 "variable BITPRISM_SECRET)");
  app.add_option("--threads", options.threads, "threads of one evaluation (default: one per core)")
      ->check(CLI::Range(1, 4096));
  app.add_option("--wait", options.waitSeconds, "seconds to wait for a coordinator that is not there")
      ->capture_default_str()
      ->check(CLI::Range(0, 1'000'000));
  app.add_option("--memory", options.memoryMebibytes, "limit of memory in MiB (default: none)")
      ->check(CLI::Range(std::int64_t{64}, std::int64_t{1} << 30));
  CLI11_PARSE(app, argc, argv);

  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  limitResource(RLIMIT_CORE, 0);
  prepareTorch();
  WorkerServiceSettings settings;
  settings.reading.process = apart.get();
  settings.threads = options.threads;
  if (options.connect.empty()) {
    if (!isSocket(WorkerProcess::servedSocket))
      return complain("run by bitprism and bitprism-cli, or with --connect HOST:PORT", 2);
    settings.mayConfine = true;
    settings.memory = WorkerProcess::servedMemory;
    serveParent(settings);
  }
  try {
    const InterruptWatch watch;
    if (options.memoryMebibytes > 0) limitMemory(options.memoryMebibytes << 20);
    const ScratchFolder scratch;
    settings.scratch = scratch.pathOf("");
    settings.alwaysBeats = true;
    settings.endsAt = endOfJob();
    settings.notice = [](const std::string& sentence) { complain(sentence, 0); };
    serveCoordinator(options, settings, watch.token());
    return 0;
  } catch (const Cancelled&) {
    return 130;
  } catch (const UsageError& problem) {
    return complain(problem.what(), 2);
  } catch (const std::exception& problem) {
    return complain(problem.what(), 1);
  }
}
