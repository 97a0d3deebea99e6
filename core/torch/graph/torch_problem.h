#pragma once

#include <exception>
#include <string>

namespace bitprism {

// The message of an exception of LibTorch (or any other), as one line without addresses and stack; never empty.
std::string problemText(const std::exception& problem);

}  // namespace bitprism
