#include "core/base/json.h"

#include <limits>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

Json parseJson(const std::string& content, const std::string& source) {
  constexpr int maximumDepth = 64;
  int depth = 0;
  bool quoted = false, escaped = false;
  for (const char c : content) {
    if (c == '"' && !escaped) quoted = !quoted;
    escaped = quoted && c == '\\' && !escaped;
    if (quoted) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth > maximumDepth)
      throw InputError(text("cannot read '", source, "': JSON nested deeper than ", maximumDepth));
  }
  try {
    return Json::parse(content);
  } catch (const nlohmann::json::parse_error& problem) {
    throw InputError(text("cannot read '", source, "': not valid JSON at byte ", problem.byte));
  } catch (const nlohmann::json::out_of_range&) {
    throw InputError(text("cannot read '", source, "': it holds a number that is too large"));
  }
}

const Json& member(const Json& object, const char* key, const std::string& source) {
  if (!object.is_object()) throw InputError(text("cannot read '", source, "': expected an object with '", key, "'"));
  const auto found = object.find(key);
  if (found == object.end()) throw InputError(text("cannot read '", source, "': '", key, "' is missing"));
  return *found;
}

std::int64_t integerMember(const Json& object, const char* key, const std::string& source) {
  const Json& value = member(object, key, source);
  // Unsigned numbers that do not fit would become negative.
  constexpr std::uint64_t largest = std::numeric_limits<std::int64_t>::max();
  if (!value.is_number_integer() || (value.is_number_unsigned() && value.get<std::uint64_t>() > largest))
    throw InputError(text("cannot read '", source, "': '", key, "' is not a whole number"));
  return value.get<std::int64_t>();
}

double numberMember(const Json& object, const char* key, const std::string& source) {
  const Json& value = member(object, key, source);
  if (!value.is_number()) throw InputError(text("cannot read '", source, "': '", key, "' is not a number"));
  return value.get<double>();
}

std::string stringMember(const Json& object, const char* key, const std::string& source) {
  const Json& value = member(object, key, source);
  if (!value.is_string()) throw InputError(text("cannot read '", source, "': '", key, "' is not a string"));
  return value.get<std::string>();
}

}  // namespace bitprism
