#include "core/session/log_keeper.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

namespace bitprism {

// The last connection to close checks that it is alone, empties the log and deletes it; beside others it does nothing.
LogKeeper::~LogKeeper() {
  if (!wanted_ || ::access((path_ + "-wal").c_str(), F_OK) != 0) return;
  try {
    SQLite::Database database(path_, SQLite::OPEN_READWRITE);
    database.execAndGet("PRAGMA schema_version");  // takes the log into use
  } catch (const SQLite::Exception&) {
    // A file that may not be written keeps them.
  }
}

}  // namespace bitprism
