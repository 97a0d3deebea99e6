#include "core/quant/scheme/method_option.h"

#include <algorithm>
#include <cmath>

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

double OptionValues::get(const MethodOption& option) const {
  for (const Entry& entry : entries_)
    if (entry.number == option.number) return entry.value;
  return option.standard;
}

bool OptionValues::isStandard(const MethodOption& option) const {
  return get(option) == option.standard;
}

void OptionValues::set(const MethodOption& option, double value) {
  const auto numbered = [&](const Entry& entry) { return entry.number == option.number; };
  const auto found = std::find_if(entries_.begin(), entries_.end(), numbered);
  if (value == option.standard) {
    if (found == entries_.end()) return;
    std::move(found + 1, entries_.end(), found);
    entries_.back() = {};
    return;
  }
  if (found != entries_.end()) {
    found->value = value;
    return;
  }
  if (entries_.back().number != 0) throw Error(text("cannot set more than ", most, " options of a method"));
  const auto after = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.number == 0 || entry.number > option.number;
  });
  std::move_backward(after, entries_.end() - 1, entries_.end());
  *after = {option.number, value};
}

OptionValues OptionValues::only(std::span<const MethodOption> options) const {
  OptionValues kept;
  for (const MethodOption& option : options) kept.set(option, get(option));
  return kept;
}

const MethodOption* findOption(std::span<const MethodOption> options, std::string_view key) {
  const auto found =
      std::find_if(options.begin(), options.end(), [&](const auto& option) { return key == option.key; });
  return found == options.end() ? nullptr : &*found;
}

void checkOption(const MethodOption& option, double value) {
  const bool number = option.kind == MethodOption::Kind::Number;
  if (value >= option.low && value <= option.high && (number || value == std::floor(value))) return;
  throw UsageError(text(option.key, ' ', value, ", expected ", number ? "a number" : "a whole number", " from ",
                        option.low, " to ", option.high));
}

double roundedOption(const MethodOption& option, double value) {
  return option.kind == MethodOption::Kind::Number ? std::round(value * 1e6) / 1e6 : value;
}

Json optionJson(const MethodOption& option, double value) {
  switch (option.kind) {
    case MethodOption::Kind::Flag:
      return value != 0;
    case MethodOption::Kind::Name:
      return option.names[static_cast<std::size_t>(value)];
    case MethodOption::Kind::Whole:
      return static_cast<std::int64_t>(value);
    case MethodOption::Kind::Number:
      break;
  }
  return value;
}

double optionFromJson(const MethodOption& option, const Json& json) {
  const auto fail = [&](const std::string& what) { throw UsageError(text("'", option.key, "' ", what)); };
  if (option.kind == MethodOption::Kind::Flag) {
    if (!json.is_boolean()) fail("is neither true nor false");
    return json.get<bool>() ? 1 : 0;
  }
  if (option.kind == MethodOption::Kind::Name) {
    const auto found = json.is_string() ? std::find(option.names.begin(), option.names.end(), json.get<std::string>())
                                        : option.names.end();
    if (found == option.names.end()) fail(text("is not one of ", joined(option.names)));
    return static_cast<double>(found - option.names.begin());
  }
  if (!json.is_number()) fail("is not a number");
  const auto value = json.get<double>();
  checkOption(option, value);
  return value;
}

std::string optionText(const MethodOption& option, double value) {
  switch (option.kind) {
    case MethodOption::Kind::Flag:
      return text(value == 0 ? "no " : "", option.key);
    case MethodOption::Kind::Name:
      return text(option.key, ' ', option.names[static_cast<std::size_t>(value)]);
    case MethodOption::Kind::Whole:
    case MethodOption::Kind::Number:
      break;
  }
  return text(option.key, ' ', value);
}

}  // namespace bitprism
