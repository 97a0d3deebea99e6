#pragma once

#include <string>

#include "core/session/session.h"

namespace bitprism {

// Raised whenever earlier measurements cannot be trusted. 2: matrix products on several threads are correct with every
// BLAS. Sessions without it are 1.
inline constexpr int measuringVersion = 2;

// Creates the file of a session that nobody has open. Throws Error if the path cannot be written or exists.
void createSessionFile(const std::string& path, const SessionSettings& settings, const SessionOrigin& origin);

}  // namespace bitprism
