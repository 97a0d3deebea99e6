#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "core/base/json.h"

namespace bitprism {

// An option that only some methods have: its name on the command line, in plans and in packed files, and its values.
struct MethodOption {
  enum class Kind { Flag, Whole, Number, Name };

  const char* key;      // "half_scales" in plans, --half-scales on the command line
  std::uint8_t number;  // in packed files; methods that share an option share its key and number
  Kind kind;
  double standard;                          // the default
  double low, high;                         // both inclusive; for a Name the first and last index
  const char* help;                         // a phrase
  std::span<const char* const> names = {};  // for a Name, by index
};

constexpr MethodOption flagOption(const char* key, std::uint8_t number, bool standard, const char* help) {
  return {key, number, MethodOption::Kind::Flag, standard ? 1.0 : 0.0, 0, 1, help};
}
constexpr MethodOption wholeOption(const char* key, std::uint8_t number, int standard, int low, int high,
                                   const char* help) {
  return {key, number, MethodOption::Kind::Whole, double(standard), double(low), double(high), help};
}
constexpr MethodOption numberOption(const char* key, std::uint8_t number, double standard, double low, double high,
                                    const char* help) {
  return {key, number, MethodOption::Kind::Number, standard, low, high, help};
}
// The first name is the default.
constexpr MethodOption nameOption(const char* key, std::uint8_t number, std::span<const char* const> names,
                                  const char* help) {
  return {key, number, MethodOption::Kind::Name, 0, 0, double(names.size()) - 1, help, names};
}

// A struct of one method's options, with `members`, a tuple of pointers to all of them, and `table()`, their
// MethodOptions in the same order.
template <class Options>
concept OptionGroup = requires {
  std::tuple_size<std::remove_cvref_t<decltype(Options::members)>>::value;
  { Options::table() } -> std::same_as<std::span<const MethodOption>>;
};

// Values of options that differ from the default, by MethodOption::number. A plain value without dynamic memory.
class OptionValues {
 public:
  static constexpr std::size_t most = 6;

  OptionValues() = default;
  template <OptionGroup Options>
  OptionValues(const Options& options) {  // NOLINT(google-explicit-constructor): a scheme's options are written as one
    assign(options);
  }

  double get(const MethodOption& option) const;
  bool isStandard(const MethodOption& option) const;

  // The value must be within the option's bounds (checkOption). Throws Error if `most` others are set.
  void set(const MethodOption& option, double value);

  bool empty() const { return entries_.front().number == 0; }

  // Without the values of other options.
  OptionValues only(std::span<const MethodOption> options) const;

  // Conversion to and from the struct of a method.
  template <OptionGroup Options>
  Options as() const {
    Options options;
    forEach<Options>([&](auto member, const MethodOption& option) {
      using Value = std::remove_reference_t<decltype(options.*member)>;
      using Number = typename std::conditional_t<std::is_enum_v<Value>, std::underlying_type<Value>,
                                                 std::type_identity<Value>>::type;
      options.*member = static_cast<Value>(static_cast<Number>(get(option)));
    });
    return options;
  }
  template <OptionGroup Options>
  void assign(const Options& options) {
    forEach<Options>(
        [&](auto member, const MethodOption& option) { set(option, static_cast<double>(options.*member)); });
  }
  template <OptionGroup Options, class Value>
  void set(Value Options::*member, std::type_identity_t<Value> value) {
    auto options = as<Options>();
    options.*member = value;
    assign(options);
  }

  auto operator<=>(const OptionValues&) const = default;

 private:
  template <OptionGroup Options, class Visit>
  static void forEach(const Visit& visit) {
    constexpr auto count = std::tuple_size_v<std::remove_cvref_t<decltype(Options::members)>>;
    const std::span<const MethodOption> table = Options::table();
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (visit(std::get<I>(Options::members), table[I]), ...);
    }
    (std::make_index_sequence<count>());
  }

  struct Entry {
    std::uint8_t number = 0;  // 0: unused
    double value = 0;
    auto operator<=>(const Entry&) const = default;
  };
  std::array<Entry, most> entries_;  // by ascending number, unused ones last
};

// The option with that key, or null.
const MethodOption* findOption(std::span<const MethodOption> options, std::string_view key);

// Throws UsageError unless the value is within the option's bounds (and whole, unless it is a Number).
void checkOption(const MethodOption& option, double value);

// A Number as stored in files, in millionths, so that all file formats give the same value.
double roundedOption(const MethodOption& option, double value);

// The value as stored in plans: true or false, a name or a number. Reading throws UsageError for a value of another
// kind or out of the option's bounds.
Json optionJson(const MethodOption& option, double value);
double optionFromJson(const MethodOption& option, const Json& json);

// "no clip", "prior gauss", "block 128".
std::string optionText(const MethodOption& option, double value);

}  // namespace bitprism
