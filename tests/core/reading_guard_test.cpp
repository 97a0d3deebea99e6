#include "core/session/reading_guard.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <thread>

#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

constexpr const char* endless =
    "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT count(*) FROM r";

int codeOf(SQLite::Database& database, const std::string& statement) {
  try {
    database.execAndGet(statement);
  } catch (const SQLite::Exception& problem) {
    return problem.getErrorCode() & 0xff;
  }
  return SQLITE_OK;
}

TEST(ReadingGuard, endsAReadingThatTakesMoreStepsThanItsFileCanNeed) {
  const test::TemporaryFolder folder;
  SQLite::Database database(folder / "a", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  ReadingGuard guard(database, folder / "a");
  EXPECT_EQ(codeOf(database, endless), SQLITE_INTERRUPT);
  EXPECT_FALSE(guard.stopped());
  guard.begin();
  EXPECT_EQ(codeOf(database, "SELECT 1"), SQLITE_OK);
}

TEST(ReadingGuard, endsWhenItIsStopped) {
  const test::TemporaryFolder folder;
  SQLite::Database database(folder / "a", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
  ReadingGuard guard(database, folder / "a");
  std::stop_source stop;
  guard.begin(stop.get_token());
  stop.request_stop();
  EXPECT_EQ(codeOf(database, endless), SQLITE_INTERRUPT);
  EXPECT_TRUE(guard.stopped());
}

TEST(ReadingGuard, runsNothingThatASchemaBrings) {
  const test::TemporaryFolder folder;
  {
    SQLite::Database database(folder / "a", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE t(x); CREATE VIEW v AS SELECT 1");
  }
  SQLite::Database database(folder / "a", SQLite::OPEN_READWRITE);
  const ReadingGuard guard(database, folder / "a");
  EXPECT_EQ(codeOf(database, "SELECT * FROM v"), SQLITE_ERROR);
  EXPECT_EQ(codeOf(database, "SELECT zeroblob(100000000)"), SQLITE_TOOBIG);
}

}  // namespace
}  // namespace bitprism
