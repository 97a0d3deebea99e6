#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace bitprism {

// An option or an argument of the command line, as its help tells it. A value.
struct OptionDescription {
  std::vector<std::string> names;    // "-h", "--help"; of an argument its name alone
  std::string value;                 // what follows it, such as TEXT or INT; empty for a flag
  std::string limits;                // "INT in [16 - 1073741824]"; empty where anything goes
  std::vector<std::string> choices;  // the only values, or those that the help lists
  std::string initial;               // the default, empty if there is none
  std::string help;
  bool required = false, repeated = false;
};

// A command: a copy of what CLI11 knows of it. Hidden commands and options are left out. A value.
struct CommandDescription {
  std::string name, help;
  std::vector<OptionDescription> arguments, options;
  std::vector<CommandDescription> commands;
};

CommandDescription describe(const CLI::App& app);

// The pages of the manual: of the program, which lists the commands, and of every command.
struct ManualPage {
  std::string name;  // "bitprism-cli-search"
  std::string text;  // for man
};

std::vector<ManualPage> manualPages(const CommandDescription& program, const std::string& version);

// Scripts by which the shells complete commands, options and their values.
std::string bashCompletion(const CommandDescription& program);
std::string zshCompletion(const CommandDescription& program);
std::string fishCompletion(const CommandDescription& program);

}  // namespace bitprism
