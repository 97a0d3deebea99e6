#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace bitprism {

using Json = nlohmann::ordered_json;

// Parses text that came from a file. Throws InputError naming the source and the byte of the error, also for nesting
// deeper than 64.
Json parseJson(const std::string& content, const std::string& source);

// Member access for untrusted documents: throws InputError naming the source, the key and what was expected.
const Json& member(const Json& object, const char* key, const std::string& source);
std::int64_t integerMember(const Json& object, const char* key, const std::string& source);
double numberMember(const Json& object, const char* key, const std::string& source);
std::string stringMember(const Json& object, const char* key, const std::string& source);

}  // namespace bitprism
