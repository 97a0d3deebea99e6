#pragma once

#include <map>
#include <string>

#include "core/session/session.h"

namespace bitprism {

// The locations of a session's network and images. Sessions are moved, and continued from other folders, so each
// location is stored as an absolute path and as a path relative to the session's folder. "example", empty names and
// paths of other systems are stored unchanged.
std::string absolutePath(const std::string& path);

// SessionSettings::places of these paths, by name.
Json placesFrom(const std::map<std::string, std::string>& paths, const std::string& sessionPath);

// The current location of a stored path: itself, or relative to the session's folder; `stored` if it is at neither.
std::string placeNow(const Session& session, const char* name, const std::string& stored);

// Throws InputError naming both places unless one of them exists.
void checkPlace(const Session& session, const char* name, const std::string& stored);

// The session's SessionSettings::search with current, absolute paths.
Json searchHere(const Session& session);

}  // namespace bitprism
