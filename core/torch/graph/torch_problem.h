#pragma once

#include <exception>
#include <string>

namespace bitprism {

// What LibTorch (or anything else) complains about, as one line without addresses and stack; never empty.
std::string problemText(const std::exception& problem);

}  // namespace bitprism
