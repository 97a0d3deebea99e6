#include "app/cli/description.h"

#include <regex>

namespace bitprism {
namespace {

std::vector<std::string> separated(const std::string& list) {
  std::vector<std::string> words;
  for (const std::string& word : CLI::detail::split(list, ','))
    if (const std::string trimmed = CLI::detail::trim_copy(word); !trimmed.empty()) words.push_back(trimmed);
  return words;
}

// CLI11 names a type "TEXT", "INT:POSITIVE", "FLOAT:FLOAT in [0.1 - 100]" or "TEXT:{rgb,bgr}".
void takeType(const std::string& type, OptionDescription& described) {
  const std::size_t colon = type.find(':');
  described.value = type.substr(0, colon);
  if (colon == std::string::npos) return;
  const std::string rest = type.substr(colon + 1);
  if (rest.size() > 2 && rest.front() == '{' && rest.back() == '}')
    described.choices = separated(rest.substr(1, rest.size() - 2));
  else
    described.limits = rest;
}

// "one of mtgp, gp, random".
void takeListedChoices(OptionDescription& described) {
  static const std::regex list("one of ([a-z0-9][a-z0-9-]*(?:, [a-z0-9][a-z0-9-]*)+)");
  std::smatch found;
  if (described.choices.empty() && std::regex_search(described.help, found, list))
    described.choices = separated(found[1].str());
}

OptionDescription describedOption(const CLI::Option& option) {
  OptionDescription described;
  if (option.get_positional()) {
    described.names = {option.get_name()};
  } else {
    for (const std::string& name : option.get_snames()) described.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) described.names.push_back("--" + name);
  }
  described.help = option.get_description();
  if (option.get_items_expected_max() > 0) {
    takeType(option.get_type_name(), described);
    takeListedChoices(described);
    described.initial = option.get_default_str();
  }
  described.required = option.get_required();
  described.repeated = option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
  return described;
}

}  // namespace

CommandDescription describe(const CLI::App& app) {
  CommandDescription described{app.get_name(), app.get_description(), {}, {}, {}};
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;
    auto& list = option->get_positional() ? described.arguments : described.options;
    list.push_back(describedOption(*option));
  }
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_group().empty()) continue;
    described.commands.push_back(describe(*command));
  }
  return described;
}

}  // namespace bitprism
