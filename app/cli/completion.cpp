#include <algorithm>
#include <sstream>

#include "app/cli/description.h"

namespace bitprism {
namespace {

std::string spaced(const std::vector<std::string>& words, const char* between = " ") {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : between) + word;
  return list;
}

std::vector<std::string> commandNames(const CommandDescription& program) {
  std::vector<std::string> names;
  for (const CommandDescription& command : program.commands) names.push_back(command.name);
  return names;
}

// In single quotes for bash and zsh.
std::string shellQuoted(const std::string& plain) {
  std::string result = "'";
  for (const char c : plain)
    if (c == '\'')
      result += "'\\''";
    else
      result += c == '\n' ? ' ' : c;
  return result + "'";
}

// In single quotes for fish, which knows two escapes in them.
std::string quotedForFish(const std::string& plain) {
  std::string result = "'";
  for (const char c : plain) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "'";
}

// The characters that the descriptions of _arguments and _describe give a meaning.
std::string plainForZsh(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') result += '\\';
    result += c;
  }
  return result;
}

// The options of a command, and those of the program, which every command takes as well; the first of a name stays.
std::vector<OptionDescription> optionsAt(const CommandDescription& program, const CommandDescription& command) {
  std::vector<OptionDescription> options = command.options;
  for (const OptionDescription& option : program.options) {
    const bool known = std::any_of(options.begin(), options.end(), [&](const OptionDescription& other) {
      return other.names.back() == option.names.back();
    });
    if (!known && option.names.back() != "--version") options.push_back(option);
  }
  return options;
}

// The words that stand for the values of an argument, besides files.
std::vector<std::string> argumentWords(const CommandDescription& command) {
  std::vector<std::string> words;
  for (const OptionDescription& argument : command.arguments) {
    words.insert(words.end(), argument.choices.begin(), argument.choices.end());
    if (argument.help.find("example") != std::string::npos) words.push_back("example");
  }
  return words;
}

void bashCase(std::ostream& out, const std::string& command, const std::vector<OptionDescription>& options) {
  std::vector<std::string> names, files;
  for (const OptionDescription& option : options) {
    for (const std::string& name : option.names) {
      names.push_back(name);
      if (option.value.empty()) continue;
      if (option.choices.empty()) {
        files.push_back(name);
        continue;
      }
      out << "    '" << command << " " << name << "') words=" << shellQuoted(spaced(option.choices)) << " ;;\n";
    }
  }
  for (const std::string& name : files) out << "    '" << command << " " << name << "') words='' files=yes ;;\n";
  out << "    '" << command << " '*) options=" << shellQuoted(spaced(names)) << " ;;\n";
}

void zshOptions(std::ostream& out, const std::vector<OptionDescription>& options, const char* indent) {
  for (const OptionDescription& option : options)
    for (const std::string& name : option.names) {
      std::string spec = (option.repeated ? "*" : "") + name + "[" + plainForZsh(option.help) + "]";
      if (!option.value.empty())
        spec += ":" + plainForZsh(option.value) + ":" +
                (option.choices.empty() ? "_files" : "(" + spaced(option.choices) + ")");
      out << " \\\n" << indent << shellQuoted(spec);
    }
}

void fishOptions(std::ostream& out, const std::string& program, const std::string& condition,
                 const std::vector<OptionDescription>& options) {
  for (const OptionDescription& option : options) {
    out << "complete -c " << program << " -n " << quotedForFish(condition);
    for (const std::string& name : option.names)
      out << (name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1));
    if (!option.choices.empty())
      out << " -x -a " << quotedForFish(spaced(option.choices));
    else if (!option.value.empty())
      out << " -r";
    out << " -d " << quotedForFish(option.help) << "\n";
  }
}

}  // namespace

std::string bashCompletion(const CommandDescription& program) {
  std::ostringstream out;
  out << "# Completion of " << program.name << " in bash, written by the program from the description of its options.\n"
      << "_bitprism_cli() {\n"
      << "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n"
      << "  local command= words= options= files= i\n"
      << "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      << "    case ${COMP_WORDS[i]} in\n"
      << "      " << spaced(commandNames(program), "|") << ") command=${COMP_WORDS[i]}; break ;;\n"
      << "    esac\n"
      << "  done\n"
      << "  COMPREPLY=()\n"
      << "  case \"$command $previous\" in\n";
  bashCase(out, "", program.options);
  for (const CommandDescription& command : program.commands) bashCase(out, command.name, optionsAt(program, command));
  out << "  esac\n"
      << "  if [[ -z $words && -z $files ]]; then\n"
      << "    if [[ $current == -* ]]; then\n"
      << "      words=$options\n"
      << "    else\n"
      << "      case $command in\n"
      << "        '') words=" << shellQuoted(spaced(commandNames(program))) << " ;;\n";
  for (const CommandDescription& command : program.commands)
    if (!command.arguments.empty())
      out << "        " << command.name << ") files=yes words=" << shellQuoted(spaced(argumentWords(command)))
          << " ;;\n";
  out << "      esac\n"
      << "    fi\n"
      << "  fi\n"
      << "  [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
      << "  if [[ -n $files ]]; then\n"
      << "    compopt -o filenames 2>/dev/null\n"
      << "    local found\n"
      << "    mapfile -t found < <(compgen -f -- \"$current\")\n"
      << "    COMPREPLY+=(\"${found[@]}\")\n"
      << "  fi\n"
      << "}\n"
      << "complete -F _bitprism_cli " << program.name << "\n";
  return out.str();
}

std::string zshCompletion(const CommandDescription& program) {
  std::ostringstream out;
  out << "#compdef " << program.name << "\n"
      << "# Written by the program from the description of its options.\n"
      << "local context state state_descr line\n"
      << "typeset -A opt_args\n"
      << "local -a commands=(\n";
  for (const CommandDescription& command : program.commands)
    out << "  " << shellQuoted(command.name + ":" + plainForZsh(command.help)) << "\n";
  out << ")\n_arguments -C";
  zshOptions(out, program.options, "  ");
  out << " \\\n  '1:command:->command' \\\n  '*::argument:->arguments' && return\n"
      << "case $state in\n"
      << "  command) _describe command commands ;;\n"
      << "  arguments)\n"
      << "    case $line[1] in\n";
  for (const CommandDescription& command : program.commands) {
    out << "      " << command.name << ")\n        _arguments";
    zshOptions(out, optionsAt(program, command), "          ");
    std::size_t place = 1;
    for (const OptionDescription& argument : command.arguments) {
      std::string values = "_files";
      if (!argument.choices.empty()) values = "(" + spaced(argument.choices) + ")";
      const std::string at = argument.repeated ? "*" : std::to_string(place++);
      out << " \\\n          "
          << shellQuoted(at + (argument.required ? ":" : "::") + plainForZsh(argument.names[0]) + ":" + values);
    }
    out << " ;;\n";
  }
  out << "    esac ;;\nesac\n";
  return out.str();
}

std::string fishCompletion(const CommandDescription& program) {
  std::ostringstream out;
  const std::string seen = "__fish_seen_subcommand_from ";
  const std::string none = "not " + seen + spaced(commandNames(program));
  out << "# Completion of " << program.name
      << " in fish, written by the program from the description of its options.\n";
  for (const CommandDescription& command : program.commands)
    out << "complete -c " << program.name << " -f -n " << quotedForFish(none) << " -a " << command.name << " -d "
        << quotedForFish(command.help) << "\n";
  fishOptions(out, program.name, none, program.options);
  for (const CommandDescription& command : program.commands) {
    fishOptions(out, program.name, seen + command.name, optionsAt(program, command));
    if (const std::vector<std::string> words = argumentWords(command); !words.empty())
      out << "complete -c " << program.name << " -n " << quotedForFish(seen + command.name) << " -a "
          << quotedForFish(spaced(words)) << "\n";
  }
  return out.str();
}

}  // namespace bitprism
