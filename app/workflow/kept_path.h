#pragma once

#include <map>
#include <string>

#include "core/session/session.h"

namespace bitprism {

// Where a session's network and images are. Sessions are moved, and gone on with from other folders: so each place is
// kept as an absolute path, and once more as it is seen from the session's own folder. "example", nothing, and what is
// no path of this machine stay as they are.
std::string absolutePath(const std::string& path);

// SessionSettings::places of these paths, by name.
Json placesFrom(const std::map<std::string, std::string>& paths, const std::string& sessionPath);

// Where what the session keeps as `stored` is now: there, else where it is seen from the session's folder; `stored`
// where it is at neither.
std::string placeNow(const Session& session, const char* name, const std::string& stored);

// Throws InputError naming both places unless one of them exists.
void checkPlace(const Session& session, const char* name, const std::string& stored);

// The session's SessionSettings::search with its paths as they are now, absolute.
Json searchHere(const Session& session);

}  // namespace bitprism
