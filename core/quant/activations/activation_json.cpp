#include "core/quant/activations/activation_json.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism::activation_json {

const Json& need(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) throw InputError(text("an activation has no '", key, "'"));
  return *found;
}

void knowKeys(const Json& json, std::initializer_list<const char*> keys) {
  std::string expected;
  for (const char* key : keys) expected += text(expected.empty() ? "" : ", ", key);
  for (const auto& [key, value] : json.items())
    if (std::none_of(keys.begin(), keys.end(), [&name = key](const char* known) { return name == known; }))
      throw InputError(text("an activation has an unknown option '", key, "', expected ", expected));
}

std::int64_t whole(const Json& value, const char* key, std::int64_t low, std::int64_t high) {
  if (!value.is_number_integer()) throw InputError(text("an activation has no whole number '", key, "'"));
  const auto number = value.get<std::int64_t>();
  if (number < low || number > high)
    throw InputError(text("an activation has ", key, ' ', value.dump(), ", expected ", low, " to ", high));
  return number;
}

float finite(const Json& value, const char* key) {
  if (!value.is_number()) throw InputError(text("an activation has no number '", key, "'"));
  const auto number = value.get<float>();
  if (!std::isfinite(number)) throw InputError(text("an activation has a ", key, " that is no finite number"));
  return number;
}

float positive(const Json& value, const char* key) {
  const float number = finite(value, key);
  if (!(number > 0))
    throw InputError(text("an activation has ", key, ' ', value.dump(), ", expected a number above zero"));
  return number;
}

bool truth(const Json& value, const char* key) {
  if (!value.is_boolean()) throw InputError(text("an activation's '", key, "' is neither true nor false"));
  return value.get<bool>();
}

}  // namespace bitprism::activation_json
