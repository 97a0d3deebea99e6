#include <spawn.h>
#include <sys/wait.h>

#include <filesystem>
#include <iostream>

#include "app/cli/command.h"
#include "app/jobs/front_report.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/network_reader.h"

extern char** environ;

namespace bitprism {
namespace {

struct Options {
  std::string session, csv, png, size, plan;
  double accuracy = -1;
  bool force = false;
};

// The picture is drawn by the desktop program, so that this one needs no Qt.
void drawFront(const std::string& session, const std::string& png) {
  namespace fs = std::filesystem;
  const fs::path desktop = fs::read_symlink("/proc/self/exe").parent_path() / "bitprism";
  if (!fs::exists(desktop)) throw Error("pictures need the desktop program beside this one; it was built without Qt");
  const std::vector<std::string> words = {desktop.string(), "--front", session, "--screenshot", png};
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
  pid_t child = 0;
  int status = 0;
  if (::posix_spawn(&child, words[0].c_str(), nullptr, nullptr, arguments.data(), environ) != 0 ||
      ::waitpid(child, &status, 0) != child || status != 0)
    throw Error(text("the desktop program could not draw '", png, "'"));
}

}  // namespace

Run addFront(CLI::App& app) {
  auto* command = app.add_subcommand("front", "the front of a session, and the plan for a budget");
  const auto options = std::make_shared<Options>();
  command->add_option("session", options->session, "a session file")->required();
  command->add_option("--csv", options->csv, "write the front as CSV");
  command->add_option("--png", options->png, "draw the front (needs the build with Qt)");
  auto* size = command->add_option("--size", options->size,
                                   "the most accurate plan of at most this size: bytes, or with KiB or MiB");
  command->add_option("--accuracy", options->accuracy, "the smallest plan of at least this accuracy, a fraction")
      ->excludes(size)
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--plan", options->plan, "write the chosen plan as JSON");
  command->add_flag("--force", options->force, "overwrite files");
  return [options](const CommandContext& context) {
    for (const std::string* path : {&options->csv, &options->png, &options->plan})
      if (!path->empty()) checkOutput(*path, options->force);
    const Session session = Session::openForReading(options->session);
    const FrontReport report = frontReport(session);
    Json document = toJson(report);
    const Evaluation* chosen = nullptr;
    if (!options->size.empty()) chosen = &pointForSize(report, parseSize(options->size));
    if (options->accuracy >= 0) chosen = &pointForAccuracy(report, options->accuracy);
    if (!options->plan.empty()) {
      if (!chosen) throw UsageError("--plan writes the plan of a budget: name it with --size or --accuracy");
      const Network network = readNetwork(session.settings().networkPath);
      writeFile(options->plan, planToJson(planOf(session, *chosen), network).dump(1) + "\n");
    }
    if (!options->csv.empty()) writeFile(options->csv, toCsv(report));
    if (!options->png.empty()) drawFront(options->session, options->png);
    if (chosen) {
      document["chosen"] = {{"trial", chosen->trial},
                            {"accuracy", chosen->score.accuracy},
                            {"bytes", chosen->bytes},
                            {"bits", chosen->bits}};
      if (chosen->reportAccuracy) document["chosen"]["report_accuracy"] = *chosen->reportAccuracy;
    }
    if (context.json) {
      std::cout << document.dump(1) << '\n';
      return;
    }
    TextTable table({"trial", "size", "search", "report", "bits"});
    for (const Evaluation& point : report.points) {
      table.add({text(point.trial, &point == chosen || (chosen && point.trial == chosen->trial) ? " *" : ""),
                 kibText(point.bytes), percentText(point.score.accuracy),
                 point.reportAccuracy ? percentText(*point.reportAccuracy) : "-", bitsText(point.bits)});
    }
    std::cout << report.evaluations.size() << " evaluations, float " << percentText(report.floatAccuracy) << " in "
              << kibText(report.floatBytes) << ", hypervolume " << fixed(report.hypervolume, 5) << "\n\n"
              << table.str();
    if (chosen)
      std::cout << "\n* chosen: " << kibText(chosen->bytes) << ", " << percentText(chosen->score.accuracy) << '\n';
  };
}

}  // namespace bitprism
