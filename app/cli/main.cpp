#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>

#include "app/cli/command.h"
#include "app/cli/interrupt_watch.h"
#include "app/cli/progress_line.h"
#include "app/workflow/program_trust.h"
#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/graph/torch_runtime.h"
#include "core/torch/read/reading_process.h"

namespace {

// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 bad input, 130 interrupted.
int report(const std::string& message, int code) {
  std::fprintf(stderr, "bitprism-cli: %s\n", bitprism::shownMessage(message).c_str());
  return code;
}

// An archive is a program; a note says so once per file.
void announce(const bitprism::ProgramFile& file, bool trusted) {
  using namespace bitprism;
  TrustedPrograms known(TrustedPrograms::usersFile());
  if (isTrusted(file, known)) return;
  if (!trusted)
    printNotices(
        {text("'", file.path, "' is a program, like every TorchScript archive. Its code was inspected, only ",
              "computes, and runs in a process that cannot change anything. This note is shown once per file (SHA-256 ",
              file.sha256, ") and not with --trust.")});
  known.remember(file.sha256, std::filesystem::path(file.path).filename().string());
}

}  // namespace

int main(int argc, char** argv) {
  using namespace bitprism;
  const std::unique_ptr<SeparateProcess> apart = startReadingProcess();  // before there are threads
  const InterruptWatch watch;
  CLI::App app("BitPrism: see, tune, search and export the bit-widths of trained networks");
  app.name("bitprism-cli");
  app.set_version_flag("--version", BITPRISM_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  bool json = false;
  app.add_flag("--json", json, "print one JSON document on stdout and nothing else");

  bool trusted = false;
  double readSeconds = ProcessLimits().seconds;
  std::int64_t readMebibytes = 0;
  app.add_flag("--trust", trusted, "do not print notes about TorchScript archives, which are programs");
  app.add_option("--read-seconds", readSeconds, "limit of processor time for reading a network")
      ->capture_default_str()
      ->check(CLI::Range(0.1, 1e6));
  app.add_option(
         "--read-memory", readMebibytes,
         "limit of memory for reading a network, in MiB (default: a quarter of the machine's, from 3072 to 8192, plus "
         "eight times the file)")
      ->check(CLI::Range(std::int64_t{16}, std::int64_t{1} << 30));

  std::map<CLI::App*, Run> runs;
  for (const auto& add :
       {addInspect, addError, addTensor, addEvaluate, addSearch, addFront, addExport, addConvert, addCompare, addPlot,
        addActivations, addFinetune, addDistill, addSparsify, addReport, addDoctor, addDiff, addLatency, addDescribe}) {
    Run run = add(app);
    runs[app.get_subcommands([](CLI::App*) { return true; }).back()] = std::move(run);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    if (problem.get_exit_code() == 0) return app.exit(problem);
    app.exit(problem, std::cerr, std::cerr);
    return 2;
  }

  // A file size limit or a closed pipe is reported as an error instead of killing the process.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  prepareTorch();
  std::string interruption = "interrupted";
  try {
    ProgressLine line(json && !isatty(2));
    CommandContext context{watch.token(), [&](const ProgressStep& step) { line.show(step); }, json, &interruption, {}};
    context.reading.process = apart.get();
    context.reading.limits = {.seconds = readSeconds, .bytes = readMebibytes << 20};
    context.reading.stop = context.stop;
    context.reading.beforeRunning = [trusted](const ProgramFile& file) { announce(file, trusted); };
    if (const CLI::Option* weights = app.get_subcommands().at(0)->get_option_no_throw("--weights");
        weights && weights->count() > 0)
      context.reading.weights = weights->as<std::string>();
    runs.at(app.get_subcommands().at(0))(context);
    std::cout.flush();
    return std::cout ? 0 : report("cannot write to standard output", 1);
  } catch (const Cancelled&) {
    return report(interruption, 130);
  } catch (const UsageError& problem) {
    return report(problem.what(), 2);
  } catch (const InputError& problem) {
    return report(problem.what(), 3);
  } catch (const std::bad_alloc&) {
    return report("not enough memory", 1);
  } catch (const std::exception& problem) {
    return report(problem.what(), 1);
  }
}
