#pragma once

#include <string>

namespace bitprism {

// Saves a session under another name, also while a search runs in it: all that is measured so far. The copy finds its
// network and images from where it lies. An existing file is replaced, whole or not at all. Throws Error, InputError.
void copySession(const std::string& from, const std::string& to);

}  // namespace bitprism
