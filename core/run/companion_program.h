#pragma once

#include <string>

namespace bitprism {

// The path of a program that comes with this one and that people do not call: beside the program that runs, as in a
// build, or in ../libexec/bitprism. Throws Error that says for what it is missing: "cannot PURPOSE: ...".
std::string companionProgram(const std::string& name, const std::string& purpose);

}  // namespace bitprism
