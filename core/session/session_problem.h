#pragma once

#include <SQLiteCpp/Exception.h>

#include <string>

namespace bitprism {

// Throws InputError: the file cannot be opened as a session, and why.
[[noreturn]] void notASession(const std::string& path, const std::string& why);

// Rethrows an SQLite error as one of our messages. doing: "open", "write to", ...
[[noreturn]] void explain(const std::string& path, const SQLite::Exception& problem, const char* doing);

}  // namespace bitprism
