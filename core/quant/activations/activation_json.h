#pragma once

#include <cstdint>
#include <initializer_list>

#include "core/base/json.h"

namespace bitprism::activation_json {

// Members of an activation's JSON. All throw InputError naming the key.
const Json& need(const Json& json, const char* key);
void knowKeys(const Json& json, std::initializer_list<const char*> keys);  // refuses others

// The value of a key as what it must be; both bounds are allowed.
std::int64_t whole(const Json& value, const char* key, std::int64_t low, std::int64_t high);
float finite(const Json& value, const char* key);
float positive(const Json& value, const char* key);
bool truth(const Json& value, const char* key);

}  // namespace bitprism::activation_json
