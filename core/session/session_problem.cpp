#include "core/session/session_problem.h"

#include <sqlite3.h>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {

void notASession(const std::string& path, const std::string& why) {
  throw InputError(text("cannot open session '", path, "': ", why));
}

void explain(const std::string& path, const SQLite::Exception& problem, const char* doing) {
  switch (problem.getErrorCode() & 0xff) {
    case SQLITE_NOTADB:
      notASession(path, "it is not a BitPrism session (not a SQLite database)");
    case SQLITE_CORRUPT:
      notASession(path, "the file is damaged (truncated or altered)");
    case SQLITE_TOOBIG:
      notASession(path, "it holds a value larger than any in a session");
    case SQLITE_INTERRUPT:
      notASession(path, "the file is damaged (reading it takes far more work than a session of its size)");
    case SQLITE_FULL:
      throw Error(text("cannot ", doing, " session '", path, "': the disk is full"));
    case SQLITE_IOERR:  // also if the file must not grow (a quota, a limit of the process)
      throw Error(text("cannot ", doing, " session '", path, "': the disk is full or failing (", problem.what(), ")"));
    case SQLITE_READONLY:
      throw Error(text("cannot ", doing, " session '", path, "': it cannot be written"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(text("cannot ", doing, " session '", path, "': it is locked by another program"));
    case SQLITE_ERROR:  // our statements are valid, so the tables were changed
      notASession(path, text("the file is damaged (", problem.what(), ")"));
    default:
      throw Error(text("cannot ", doing, " session '", path, "': ", problem.what()));
  }
}

}  // namespace bitprism
