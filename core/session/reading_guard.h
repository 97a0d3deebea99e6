#pragma once

#include <SQLiteCpp/Database.h>

#include <cstdint>
#include <stop_token>
#include <string>

namespace bitprism {

// Limits what an untrusted database can do: nothing in its schema is executed, no value is larger than 64 MiB, and a
// read takes no more steps of SQLite's virtual machine than a file of its size can need, so that it ends even if pages
// form a cycle. Must not move while the database is open.
class ReadingGuard {
 public:
  ReadingGuard(SQLite::Database& database, std::string path);
  ReadingGuard(const ReadingGuard&) = delete;
  ReadingGuard& operator=(const ReadingGuard&) = delete;
  ~ReadingGuard();

  // Call before every read. One that is stopped or takes too many steps ends with SQLITE_INTERRUPT.
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
