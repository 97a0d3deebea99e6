#include "core/session/reading_guard.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <utility>

namespace bitprism {
namespace {

constexpr int largestValue = 1 << 26;
constexpr int stepsAtOnce = 10000;
// A row takes at least about 20 bytes, and about a hundred steps to check and read.
constexpr std::uint64_t stepsOfAny = 50'000'000, stepsOfAByte = 64;

std::uint64_t sizeOf(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
}

}  // namespace

ReadingGuard::ReadingGuard(SQLite::Database& database, std::string path) : database_(database), path_(std::move(path)) {
  sqlite3* handle = database.getHandle();
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, largestValue);
  sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, 10000);
  sqlite3_limit(handle, SQLITE_LIMIT_COLUMN, 100);
  sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 100);
  sqlite3_limit(handle, SQLITE_LIMIT_COMPOUND_SELECT, 3);
  sqlite3_limit(handle, SQLITE_LIMIT_TRIGGER_DEPTH, 1);
  sqlite3_limit(handle, SQLITE_LIMIT_WORKER_THREADS, 0);
  for (const int setting : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                            SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION})
    sqlite3_db_config(handle, setting, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_progress_handler(handle, stepsAtOnce, step, this);
  begin();
}

ReadingGuard::~ReadingGuard() {
  sqlite3_progress_handler(database_.getHandle(), 0, nullptr, nullptr);
}

void ReadingGuard::begin(std::stop_token stop) {
  stop_ = std::move(stop);
  steps_ = 0;
  most_ = stepsOfAny + stepsOfAByte * (sizeOf(path_) + sizeOf(path_ + "-wal"));
}

int ReadingGuard::step(void* self) {
  auto& guard = *static_cast<ReadingGuard*>(self);
  guard.steps_ += stepsAtOnce;
  return guard.stop_.stop_requested() || guard.steps_ > guard.most_;
}

}  // namespace bitprism
