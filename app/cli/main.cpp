#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <iostream>
#include <map>

#include "app/cli/command.h"
#include "app/cli/interrupt_watch.h"
#include "app/cli/progress_line.h"
#include "core/base/error.h"
#include "core/torch/torch_runtime.h"

namespace {

// Exit codes of design: 0 done, 1 failed, 2 wrong usage, 3 bad input, 130 interrupted.
int report(const std::string& message, int code) {
  std::fprintf(stderr, "bitprism-cli: %s\n", message.c_str());
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace bitprism;
  const InterruptWatch watch;
  CLI::App app("BitPrism: see, tune, search and export the bit-widths of trained networks");
  app.name("bitprism-cli");
  app.set_version_flag("--version", BITPRISM_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  bool json = false;
  app.add_flag("--json", json, "print one JSON document on stdout and nothing else there");

  std::map<CLI::App*, Run> runs;
  for (const auto& add : {addInspect, addError, addTensor, addEvaluate, addSearch, addFront, addExport, addConvert,
                          addCompare, addPlot, addActivations, addFinetune, addDistill, addSparsify}) {
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

  // A file that may not grow, or a reader that went away, is an error to report, not a reason to be killed.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  prepareTorch();
  std::string interruption = "interrupted";
  try {
    ProgressLine line(json && !isatty(2));
    CommandContext context{watch.token(), [&](const ProgressStep& step) { line.show(step); }, json, &interruption};
    runs.at(app.get_subcommands().at(0))(context);
    std::cout.flush();
    return std::cout ? 0 : report("cannot write to the standard output", 1);
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
