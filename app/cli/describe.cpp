#include <filesystem>
#include <iostream>

#include "app/cli/command.h"
#include "app/cli/description.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

void writeBelow(const std::filesystem::path& folder, const std::string& file, const std::string& content) {
  const std::filesystem::path path = folder / file;
  std::error_code problem;
  std::filesystem::create_directories(path.parent_path(), problem);
  if (problem) throw Error(text("cannot make the folder '", path.parent_path().string(), "': ", problem.message()));
  writeFile(path.string(), content);
}

}  // namespace

// Hidden: the build runs it. Its files lie as they do below an install folder's "share".
Run addDescribe(CLI::App& app) {
  auto* command = app.add_subcommand("describe", "write the manual pages and the completions of shells");
  command->group("");
  const auto folder = std::make_shared<std::string>();
  command->add_option("folder", *folder, "the folder to write them to")->required();
  return [folder, &app](const CommandContext&) {
    const CommandDescription program = describe(app);
    for (const ManualPage& page : manualPages(program, BITPRISM_VERSION))
      writeBelow(*folder, "man/man1/" + page.name + ".1", page.text);
    writeBelow(*folder, "bash-completion/completions/bitprism-cli", bashCompletion(program));
    writeBelow(*folder, "zsh/site-functions/_bitprism-cli", zshCompletion(program));
    writeBelow(*folder, "fish/vendor_completions.d/bitprism-cli.fish", fishCompletion(program));
  };
}

}  // namespace bitprism
