#include "app/workflow/command_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>

#include "app/workflow/kept_path.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/scheme/method_info.h"
#include "core/work/handshake.h"

namespace bitprism {
namespace {

constexpr std::string_view plainCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=:,./@%";
constexpr std::size_t mostChannels = 4;  // that --mean and --std take

// "half_scales" as --half-scales, with something before it.
std::string optionName(std::string_view before, const char* key) {
  std::string name = text(before, key);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string listed(const std::vector<double>& values) {
  const bool alike = std::all_of(values.begin(), values.end(), [&](double value) { return value == values[0]; });
  std::string list;
  for (std::size_t i = 0; i < (alike ? 1 : values.size()); ++i) list += (i ? "," : "") + exactText(values[i]);
  return list;
}

// An option of a weight method. A flag says the opposite of its default.
void addOption(CommandWords& words, const MethodOption& option, double value) {
  if (option.kind == MethodOption::Kind::Flag)
    words.add(optionName(option.standard != 0 ? "--no-" : "--", option.key));
  else if (option.kind == MethodOption::Kind::Name)
    words.add(optionName("--", option.key), option.names[static_cast<std::size_t>(value)]);
  else
    words.add(optionName("--", option.key), exactText(value));
}

// What the options say of all methods together. The same rules as when the command line is read: an option belongs to
// every method that has it, a correction that is not given is the standard one.
struct CommonOptions {
  Quantization common;
  std::vector<std::pair<const MethodOption*, double>> own;  // that some of the methods have, where not standard
  bool correction = false;                                  // it must be given

  explicit CommonOptions(const std::vector<Quantization>& quantizations);
  Quantization read(Method method, bool several) const;
};

CommonOptions::CommonOptions(const std::vector<Quantization>& quantizations) {
  const auto first = [&](bool (*uses)(Method)) -> const Quantization* {
    const auto found = std::find_if(quantizations.begin(), quantizations.end(),
                                    [&](const Quantization& one) { return uses(one.method); });
    return found == quantizations.end() ? nullptr : &*found;
  };
  if (const Quantization* one = first(hasRangeRule)) {
    common.range = one->range;
    common.percentile = one->percentile;
  }
  if (const Quantization* one = first(mayBeAffine)) common.symmetric = one->symmetric;
  if (const Quantization* one = first(mayBePerTensor)) common.granularity = one->granularity;
  for (const Quantization& one : quantizations) {
    if (one.correction != standardCorrection(one) && !isSolver(one.method)) {
      correction = true;
      common.correction = one.correction;
    }
    for (const MethodOption& option : methodInfo(one.method).options) {
      const auto same = [&](const auto& given) { return given.first->number == option.number; };
      if (!one.options.isStandard(option) && std::none_of(own.begin(), own.end(), same))
        own.emplace_back(&option, one.options.get(option));
    }
  }
}

Quantization CommonOptions::read(Method method, bool several) const {
  Quantization result = common;
  result.method = method;
  for (const auto& [option, value] : own)
    if (hasOption(method, *option)) result.options.set(*option, value);
  if (several) result = canonical(result);
  if (!correction) result.correction = standardCorrection(result);
  return canonical(result);
}

}  // namespace

std::string shellQuoted(std::string_view word) {
  if (!word.empty() && word.find_first_not_of(plainCharacters) == std::string_view::npos) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::vector<std::string> shellWords(std::string_view line) {
  std::vector<std::string> words;
  bool within = false;
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    char c = line[i];
    const bool space = c == ' ' || c == '\t' || c == '\n';
    if (quote == 0 && space) {
      within = false;
      continue;
    }
    if (!within) words.emplace_back();
    within = true;
    if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
      continue;
    }
    if (c == quote) {
      quote = 0;
      continue;
    }
    if (c == '\\' && quote != '\'' && i + 1 < line.size()) c = line[++i];
    words.back() += c;
  }
  if (quote != 0) throw UsageError(text("cannot read '", line, "': a quote is not closed"));
  return words;
}

std::string exactText(double value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

CommandWords::CommandWords(const std::string& command) : words_{"bitprism-cli", command} {}

void CommandWords::add(const std::string& option, const std::string& value) {
  // A value that looks like an option must be written in one word with its own.
  if (value.starts_with('-')) return words_.push_back(option + "=" + value);
  words_.push_back(option);
  words_.push_back(value);
}

void CommandWords::addFile(const std::string& path) {
  const std::string whole = absolutePath(path);
  words_.push_back(whole.starts_with('-') ? "./" + whole : whole);
}

std::string CommandWords::line() const {
  std::string line;
  for (const std::string& word : words_) line += (line.empty() ? "" : " ") + shellQuoted(word);
  return line;
}

std::string CommandWords::text() const {
  std::string result;
  for (std::string sentence : lacks_) {
    std::replace(sentence.begin(), sentence.end(), '\n', ' ');
    result += "# " + sentence + "\n";
  }
  return result + line();
}

void addData(CommandWords& words, const std::string& data, const std::optional<Preprocessing>& preprocessing) {
  if (data.empty()) return;
  words.add("--data", absolutePath(data));
  if (!preprocessing) return;
  const Preprocessing& how = *preprocessing;
  if (how.mean.size() > mostChannels || how.deviation.size() > mostChannels) {
    words.lack(text("images of ", how.mean.size(), " channels take their means from a file: add --preprocess FILE"));
    return;
  }
  words.add("--scale", exactText(how.scale));
  if (!how.mean.empty()) words.add("--mean", listed(how.mean));
  if (!how.deviation.empty()) words.add("--std", listed(how.deviation));
  if (how.channels == ChannelOrder::Bgr) words.add("--channels", "bgr");
  if (how.channels == ChannelOrder::Grey || how.channels == ChannelOrder::Grey3) words.add("--channels", "grey");
  const auto extent = [](const PixelExtent& size) {
    return size.width > 0 ? text(size.height, 'x', size.width) : text(size.height);
  };
  if (how.resize.height > 0) words.add("--resize", extent(how.resize));
  if (how.crop.height > 0) words.add(how.letterbox ? "--letterbox" : "--crop", extent(how.crop));
}

void addQuantizations(CommandWords& words, const std::vector<Quantization>& quantizations) {
  if (quantizations.empty()) return;
  const CommonOptions options(quantizations);
  const Quantization standard, &common = options.common;
  if (common.granularity != standard.granularity) words.add("--per", granularityName(common.granularity));
  if (common.range != standard.range) words.add("--range", rangeName(common.range));
  if (common.range == RangeRule::Percentile && common.percentile != standard.percentile)
    words.add("--percentile", exactText(common.percentile));
  if (options.correction) words.add("--correction", correctionName(common.correction));
  if (!common.symmetric) words.add("--affine");
  for (const auto& [option, value] : options.own) addOption(words, *option, value);
  const bool several = quantizations.size() > 1;
  std::string others;
  for (const Quantization& one : quantizations)
    if (options.read(one.method, several) != canonical(one))
      others += (others.empty() ? "" : ", ") + schemeNames(std::vector<Quantization>{one}).front();
  if (!others.empty())
    words.lack(text("options of a method count for all of them on the command line, which changes: ", others));
}

void addInputs(CommandWords& words, const ActivationRequest& request) {
  if (!request.wanted()) return;
  words.add("--activation-bits", request.tied ? "tied" : text(request.bits));
  const ActivationOptions& options = request.options;
  words.add("--activation-method", activationMethodName(options.method));
  if (takesRange(options.method, options.range)) words.add("--activation-range", activationRangeName(options.range));
  for (const ActivationOption* each : activationOptions()) {
    const MethodOption& option = each->option;
    const double value = each->get(options);
    if (value == option.standard) continue;
    if (option.kind == MethodOption::Kind::Flag)
      words.add(optionName("--activation-", option.key));
    else if (option.kind == MethodOption::Kind::Name)
      words.add(optionName("--activation-", option.key), option.names[static_cast<std::size_t>(value)]);
    else
      words.add(optionName("--activation-", option.key), exactText(value));
  }
}

void addWorkPlace(CommandWords& words, const WorkPlace& place) {
  if (place.kind == WorkPlace::Kind::Confined) words.add("--isolate");
  if (place.kind == WorkPlace::Kind::Slurm) words.add("--cluster", "slurm");
  if (place.remote() && !place.at.empty()) words.add("--workers-at", place.at);
  if (place.remote() && !place.secretFile.empty()) words.add("--secret-file", place.secretFile);
  if (place.kind == WorkPlace::Kind::Slurm && !place.sbatch.empty()) words.add("--sbatch", place.sbatch);
  if (place.kind != WorkPlace::Kind::Here && place.workers > 1) words.add("--workers", text(place.workers));
}

std::string workerLine(const Endpoint& endpoint, const std::string& secretFile) {
  Endpoint reachable = endpoint;
  if (endpoint.host == "0.0.0.0" || endpoint.host == "::") reachable.host = machineName();
  std::string line = "bitprism-worker --connect " + shellQuoted(reachable.str());
  if (!secretFile.empty()) line += " --secret-file " + shellQuoted(secretFile);
  return line;
}

void addRules(CommandWords& words, const SpaceRules& rules) {
  const auto limit = [&](const char* option, const std::string& layer, const std::optional<int>& bits) {
    if (!bits) return;
    words.add(option, text(layer, '=', *bits));
    if (layer.find_first_of("*?") != std::string::npos)
      words.lack(text("'", layer, "' is a pattern on the command line, which may match other layers as well"));
  };
  for (const auto& [layer, limits] : rules.limits) {
    limit("--lock", layer, limits.lock);
    limit("--min", layer, limits.minimum);
    limit("--max", layer, limits.maximum);
  }
  for (const std::vector<std::string>& group : rules.ties) {
    std::string list;
    for (const std::string& layer : group) {
      list += (list.empty() ? "" : ",") + layer;
      if (layer.find_first_of("*?,") != std::string::npos)
        words.lack(text("'", layer, "' cannot be named in --tie on the command line"));
    }
    words.add("--tie", list);
  }
}

}  // namespace bitprism
