#include <sstream>

#include "app/cli/description.h"

namespace bitprism {
namespace {

// Text as man prints it: hyphens that can be copied, no control lines.
std::string roff(const std::string& plain) {
  std::string result;
  for (const char c : plain) {
    if (c == '\\')
      result += "\\e";
    else if (c == '-')
      result += "\\-";
    else if (c == '\n')
      result += ' ';
    else if (c == '\'')
      result += "\\(aq";
    else
      result += c;
  }
  if (!result.empty() && result[0] == '.') result.insert(0, "\\&");
  return result;
}

std::string listOf(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

void writeOption(std::ostream& out, const OptionDescription& option) {
  std::string names;
  for (const std::string& name : option.names) names += (names.empty() ? "" : ", ") + ("\\fB" + roff(name) + "\\fR");
  const bool argument = !option.names[0].starts_with("-");
  out << ".TP\n" << names;
  if (!argument && !option.value.empty()) out << " \\fI" << roff(option.value) << "\\fR";
  out << "\n" << roff(option.help);
  std::vector<std::string> facts;
  if (option.required && !argument) facts.push_back("required");
  if (!option.choices.empty() && option.help.find(listOf(option.choices)) == std::string::npos)
    facts.push_back("one of " + listOf(option.choices));
  if (!option.limits.empty()) facts.push_back(option.limits == "POSITIVE" ? "more than 0" : option.limits);
  if (!option.initial.empty()) facts.push_back("default " + option.initial);
  if (option.repeated) facts.push_back("may be repeated");
  std::string list;
  for (const std::string& fact : facts) list += (list.empty() ? "" : "; ") + fact;
  if (!list.empty()) out << "\n.br\n(" << roff(list) << ")";
  out << "\n";
}

void writeHead(std::ostream& out, const std::string& page, const std::string& help, const std::string& version) {
  std::string title;
  for (const char c : page) title += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  out << ".\\\" Written by bitprism-cli from the description of its options.\n";
  out << ".TH " << roff(title) << " 1 \"\" \"BitPrism " << roff(version) << "\" \"BitPrism\"\n";
  out << ".SH NAME\n" << roff(page) << " \\- " << roff(help) << "\n.SH SYNOPSIS\n";
}

void writeOptions(std::ostream& out, const char* title, const std::vector<OptionDescription>& options) {
  if (options.empty()) return;
  out << ".SH " << title << "\n";
  for (const OptionDescription& option : options) writeOption(out, option);
}

ManualPage programPage(const CommandDescription& program, const std::string& version) {
  std::ostringstream out;
  std::string help = program.help;
  if (const std::size_t colon = help.find(": "); colon != std::string::npos) help.erase(0, colon + 2);
  writeHead(out, program.name, help, version);
  out << "\\fB" << roff(program.name) << "\\fR [\\fIoptions\\fR] \\fIcommand\\fR [\\fIarguments\\fR]\n.SH COMMANDS\n";
  for (const CommandDescription& command : program.commands)
    out << ".TP\n\\fB" << roff(command.name) << "\\fR\n"
        << roff(command.help) << "; see \\fB" << roff(program.name + "-" + command.name) << "\\fR(1)\n";
  writeOptions(out, "OPTIONS", program.options);
  out << ".SH EXIT STATUS\n0 done, 1 failed, 2 wrong usage, 3 bad input, 130 interrupted: what was measured is saved, "
         "and "
         "the same command continues from there.\n"
         ".SH ENVIRONMENT\n"
         ".TP\n\\fBBITPRISM_ONNXRUNTIME\\fR\nthe library of ONNX Runtime, or its folder, in which exports are run; "
         "\\fBnone\\fR: nowhere\n"
         ".TP\n\\fBBITPRISM_RESOURCES\\fR\nthe folder of the bundled example and icons, instead of the one installed "
         "with "
         "the program\n"
         ".SH EXAMPLES\n.EX\n"
         "bitprism\\-cli inspect example\n"
         "bitprism\\-cli search example \\-\\-data example \\-\\-session s.bitprism \\-\\-trials 40\n"
         "bitprism\\-cli front s.bitprism \\-\\-size 60KiB\n"
         "bitprism\\-cli export example \\-\\-session s.bitprism \\-\\-size 60KiB \\-\\-format onnx \\-\\-out "
         "small.onnx\n"
         ".EE\n.SH SEE ALSO\n\\fBbitprism\\fR(1)";
  for (const CommandDescription& command : program.commands)
    out << ", \\fB" << roff(program.name + "-" + command.name) << "\\fR(1)";
  out << "\n";
  return {program.name, out.str()};
}

ManualPage commandPage(const CommandDescription& program, const CommandDescription& command,
                       const std::string& version) {
  std::ostringstream out;
  const std::string name = program.name + "-" + command.name;
  writeHead(out, name, command.help, version);
  out << "\\fB" << roff(program.name + " " + command.name) << "\\fR [\\fIoptions\\fR]";
  for (const OptionDescription& argument : command.arguments) {
    const std::string word = "\\fI" + roff(argument.names[0]) + "\\fR" + (argument.repeated ? "..." : "");
    out << " " << (argument.required ? word : "[" + word + "]");
  }
  out << "\n";
  writeOptions(out, "ARGUMENTS", command.arguments);
  writeOptions(out, "OPTIONS", command.options);
  out << ".PP\nThe options of \\fB" << roff(program.name)
      << "\\fR(1) may be given, too, and exit codes are listed there.\n"
      << ".SH SEE ALSO\n\\fB" << roff(program.name) << "\\fR(1)\n";
  return {name, out.str()};
}

}  // namespace

std::vector<ManualPage> manualPages(const CommandDescription& program, const std::string& version) {
  std::vector<ManualPage> pages = {programPage(program, version)};
  for (const CommandDescription& command : program.commands) pages.push_back(commandPage(program, command, version));
  return pages;
}

}  // namespace bitprism
