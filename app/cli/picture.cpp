#include "app/cli/picture.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/scratch_folder.h"
#include "core/base/text.h"

extern char** environ;

namespace bitprism {
namespace {

namespace fs = std::filesystem;

std::string suffixOf(const std::string& path) {
  std::string suffix = fs::path(path).extension().string();
  for (char& c : suffix) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return suffix;
}

}  // namespace

void checkPlotSuffix(const std::string& path) {
  const std::string suffix = suffixOf(path);
  if (suffix != ".csv" && suffix != ".png" && suffix != ".svg" && suffix != ".pdf")
    throw UsageError(text("the suffix of '", path, "' is not known, expected .csv, .png, .svg or .pdf"));
}

void writePlot(const PlotData& plot, const std::string& path, const std::string& theme) {
  checkPlotSuffix(path);
  if (suffixOf(path) == ".csv") {
    writeFile(path, plot.csv);
    return;
  }
  const fs::path desktop = fs::read_symlink("/proc/self/exe").parent_path() / "bitprism";
  if (!fs::exists(desktop))
    throw Error(text("cannot write '", path, "': pictures need the desktop program, which was not built"));
  const ScratchFolder folder;
  const std::string document = folder.pathOf("plot.json");
  writeFile(document, plot.document.dump());
  const std::vector<std::string> words = {desktop.string(), "--plot", document, "--screenshot", path, "--theme", theme};
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
  pid_t child = 0;
  int status = 0;
  const int problem = ::posix_spawn(&child, words[0].c_str(), nullptr, nullptr, arguments.data(), environ);
  if (problem != 0 || ::waitpid(child, &status, 0) != child)
    throw Error(text("cannot write '", path, "': the desktop program does not start"));
  // It has printed the reason on standard error.
  if (status != 0) throw Error(text("the desktop program could not draw '", path, "'"));
}

}  // namespace bitprism
