#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <stop_token>
#include <string>

namespace bitprism {

// Keeps a database from anywhere within bounds: nothing in its schema is run, no value is larger than 64 MiB, and a
// reading takes no more steps of SQLite's machine than a file of its size can need, so that it ends however its pages
// point at each other. Stays where it is while the database is open.
class ReadingGuard {
 public:
  ReadingGuard(SQLite::Database& database, std::string path);
  ReadingGuard(const ReadingGuard&) = delete;
  ReadingGuard& operator=(const ReadingGuard&) = delete;
  ~ReadingGuard();

  // Before every reading. One that is stopped ends with SQLITE_INTERRUPT, as does one that takes too many steps.
  void begin(std::stop_token stop = {});
  bool stopped() const { return stop_.stop_requested(); }

 private:
  static int step(void* self);

  SQLite::Database& database_;
  std::string path_;
  std::stop_token stop_;
  std::uint64_t steps_ = 0, most_ = 0;
};

}  // namespace bitprism
