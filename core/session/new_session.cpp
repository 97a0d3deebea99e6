#include "core/session/new_session.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "core/base/error.h"
#include "core/base/new_file.h"
#include "core/base/text.h"
#include "core/session/session_documents.h"
#include "core/session/session_measurements.h"
#include "core/session/session_problem.h"
#include "core/session/session_schema.h"

namespace bitprism {
namespace {

// In memory, so that nothing of it is in the folder before it is whole.
Bytes sessionContent(const std::string& path, const SessionSettings& settings, const SessionOrigin& origin) {
  try {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    SQLite::Transaction transaction(database);
    createSessionTables(database);
    putDocument(database, "settings", storedText(settingsToJson(settings)));
    if (!settings.plan.is_null()) putDocument(database, "plan", storedText(settings.plan));
    if (!origin.measuredByOlder) putDocument(database, "measuring", storedText(measuringVersion));
    for (const Evaluation& evaluation : origin.evaluations) putEvaluation(database, evaluation);
    transaction.commit();
    sqlite3_int64 bytes = 0;
    const std::unique_ptr<unsigned char, decltype(&sqlite3_free)> content(
        sqlite3_serialize(database.getHandle(), "main", &bytes, 0), &sqlite3_free);
    if (!content) throw Error(text("cannot create session '", path, "': there is not enough memory"));
    Bytes file(content.get(), content.get() + bytes);
    // The versions of the file's format (SQLite's file format, 1.3.3): with a write-ahead log from the start, rather
    // than from when it is first opened, which would need the file alone and might be killed halfway.
    for (const std::size_t version : {18, 19}) file.at(version) = 2;
    return file;
  } catch (const SQLite::Exception& problem) {
    explain(path, problem, "create");
  }
}

}  // namespace

void createSessionFile(const std::string& path, const SessionSettings& settings, const SessionOrigin& origin) {
  const auto fail = [&](const char* reason) { throw Error(text("cannot create session '", path, "': ", reason)); };
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0) fail("the file already exists");
  const Bytes content = sessionContent(path, settings, origin);
  // The log of a deleted file at this path would be used for the new one.
  for (const char* ending : {"-wal", "-shm", "-journal"}) ::unlink((path + ending).c_str());
  switch (const int problem = createFile(path, content)) {
    case 0:
      break;
    case EEXIST:
      fail("the file already exists");
      break;
    case ENOENT:
    case ENOTDIR:
    case EACCES:
    case EROFS:
      fail("the folder does not exist or cannot be written");
      break;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      fail("the disk is full");
      break;
    default:
      fail(std::strerror(problem));
  }
}

}  // namespace bitprism
