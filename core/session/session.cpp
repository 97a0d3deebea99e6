#include "core/session/session.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <type_traits>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/session/log_keeper.h"
#include "core/session/new_session.h"
#include "core/session/reading_guard.h"
#include "core/session/session_documents.h"
#include "core/session/session_lock.h"
#include "core/session/session_measurements.h"
#include "core/session/session_problem.h"
#include "core/session/session_schema.h"

// The file: a SQLite database with application_id "BiPr" and user_version 3. Table `documents` holds JSON texts by name
// (settings, plan, sensitivity, segments, and values under "value/..."), table `evaluations` one row per finished
// evaluation, table `predictions`, which old files may lack, the model's prediction for it, table `sensitivities` the
// raw sensitivities, one row per measured one. Files of format 2 lack the last table; they are read unchanged, and
// become format 3 when a search continues in them. SQLite detects a damaged structure but not damaged content, so every
// row has a hash of its content. No other tables are allowed (session_schema.h). The file gets its name when
// it is complete, so a path holds a complete session or none. Every commit is moved from the log to the file
// immediately. While open for writing it has the document "in_use": a file with it, but without a log next to it, was
// copied without its log.

namespace bitprism {
namespace {

constexpr int busyMilliseconds = 10000;

// Readers may leave an empty log.
bool hasLog(const std::string& path) {
  struct stat status {};
  return ::stat((path + "-wal").c_str(), &status) == 0 && status.st_size > 0;
}

// In a read-only folder SQLite cannot create the shared memory that WAL needs. Then nobody else can write either, and
// without a log the file is complete and may be read as immutable.
std::string readOnlyAddress(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (::access(folder.c_str(), W_OK) == 0 || ::access((path + "-wal").c_str(), F_OK) == 0) return path;
  std::string address = "file:";
  for (const char c : path) {
    char escaped[4];
    std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned char>(c));
    address += c == '?' || c == '#' || c == '%' ? std::string(escaped) : std::string(1, c);
  }
  return address + "?immutable=1";
}

}  // namespace

class Session::Implementation {
 public:
  Implementation(std::string path, SessionLock lock, int flags, bool noteOnly, std::stop_token stop)
      : path_(std::move(path)),
        lock_(std::move(lock)),
        logged_(hasLog(path_)),
        logs_(path_),
        database_(openDatabase(path_, flags)),
        guard_(database_, path_) {
    if (stop.stop_requested()) throw Cancelled();
    guard_.begin(stop);
    try {
      check();
      const std::optional<std::string> content = findDocument(database_, "settings", path_);
      if (!content) notASession(path_, "its settings are missing");
      settings_ = settingsFromJson(parseJson(*content, path_), path_);
      if (const std::optional<std::string> plan = findDocument(database_, "plan", path_))
        settings_.plan = parseJson(*plan, path_);
      readEvaluations(database_, path_);  // report a damaged row now, not in the middle of a search
      takeNotices();
      if (flags & SQLite::OPEN_READWRITE) {
        database_.exec("PRAGMA journal_mode=WAL");
        // FULL: commits are flushed to disk. An evaluation takes far longer than that.
        database_.exec("PRAGMA synchronous=FULL");
        if (!noteOnly) beginUse();
      } else if (!logged_ || !leftInUse()) {
        logs_.removeAtEnd();
      }
    } catch (const SQLite::Exception& problem) {
      if (guard_.stopped()) throw Cancelled();
      explain(path_, problem, "open");
    }
    guard_.begin();
  }
  Implementation(const Implementation&) = delete;
  Implementation& operator=(const Implementation&) = delete;

  ~Implementation() {
    if (!inUse_) return;
    try {
      database_.exec("DELETE FROM documents WHERE name = 'in_use'");
    } catch (const SQLite::Exception&) {
      // The file then correctly says that it was not closed.
    }
  }

  const std::string& path() const { return path_; }
  const SessionSettings& settings() const { return settings_; }
  const std::vector<std::string>& notices() const { return notices_; }
  bool leftInUse() { return findDocument(database_, "in_use", path_).has_value(); }

  // Written beside and renamed. It is closed, whatever this one is.
  void saveCopy(const std::string& target, const Json& places) const {
    std::optional<SessionLock> taken;  // nobody searches in a file that is replaced
    if (::access(target.c_str(), F_OK) == 0) taken.emplace(target);
    const std::string beside = text(target, ".part", ::getpid());
    ::unlink(beside.c_str());
    SessionSettings moved = settings_;
    moved.places = places;
    try {
      SQLite::Statement statement(database_, "VACUUM INTO ?");
      statement.bind(1, beside);
      statement.exec();
      SQLite::Database copy(beside, SQLite::OPEN_READWRITE, busyMilliseconds);
      copy.exec("PRAGMA journal_mode=DELETE");  // so that nothing stands beside it
      SQLite::Transaction transaction(copy);
      copy.exec("DELETE FROM documents WHERE name = 'in_use'");
      putDocument(copy, "settings", storedText(settingsToJson(moved)));
      transaction.commit();
    } catch (const SQLite::Exception& problem) {
      ::unlink(beside.c_str());
      throw Error(text("cannot write session '", target, "': ", problem.what()));
    }
    for (const char* ending : {"-wal", "-shm"}) ::unlink((target + ending).c_str());  // of the file that is replaced
    if (::rename(beside.c_str(), target.c_str()) == 0) return;
    const int reason = errno;
    ::unlink(beside.c_str());
    throw Error(text("cannot write session '", target, "': ", std::strerror(reason)));
  }

  void savePlan(const Json& plan) {
    write([&] { putDocument(database_, "plan", storedText(plan)); });
    settings_.plan = plan;
  }

  void put(const std::string& name, const Json& value) {
    const std::string content = storedText(value);
    write([&] { putDocument(database_, name, content); });
  }

  void remove(const std::string& name) {
    write([&] { removeDocument(database_, name); });
  }

  std::optional<Json> get(const std::string& name) const {
    return read([&]() -> std::optional<Json> {
      const std::optional<std::string> content = findDocument(database_, name, path_);
      if (!content) return {};
      return parseJson(*content, path_);
    });
  }

  void addEvaluation(const Evaluation& evaluation) {
    write([&] { putEvaluation(database_, evaluation); });
  }

  std::vector<Evaluation> evaluations() const {
    return read([&] { return readEvaluations(database_, path_); });
  }

  void addSensitivities(const std::vector<RawSensitivity>& measured) {
    write([&] { putSensitivities(database_, measured); });
  }

  std::vector<RawSensitivity> rawSensitivities() const {
    return read([&] { return readSensitivities(database_, path_); });
  }

  void forgetSensitivities() {
    write([&] { database_.exec("DELETE FROM sensitivities"); });
  }

 private:
  static SQLite::Database openDatabase(const std::string& path, int flags) {
    try {
      return SQLite::Database(flags & SQLite::OPEN_READONLY ? readOnlyAddress(path) : path, flags, busyMilliseconds);
    } catch (const SQLite::Exception& problem) {
      explain(path, problem, "open");
    }
  }

  void check() const {
    struct stat status {};
    if (::stat(path_.c_str(), &status) == 0 && status.st_size == 0)
      notASession(path_, "it is not a BitPrism session (the file is empty)");
    checkSessionTables(database_, path_);
    const std::string verdict = database_.execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok") notASession(path_, "the file is damaged (truncated or altered)");
  }

  void takeNotices() {
    if (!logged_ && findDocument(database_, "in_use", path_))
      notices_.push_back(text("session '", path_,
                              "' was copied while it was in use, without the '-wal' file next to it: the latest "
                              "measurements may be missing"));
    if (findDocument(database_, "value/remeasuring", path_))
      notices_.push_back(text("session '", path_,
                              "' was interrupted while it was being measured again: some of its figures are still the "
                              "earlier ones; continuing the search first completes these measurements"));
  }

  void beginUse() {
    SQLite::Transaction transaction(database_);
    upgradeSessionTables(database_);
    putDocument(database_, "in_use", "true");
    transaction.commit();
    inUse_ = true;
    settle();
  }

  // Moves commits from the log to the file. Those delayed by a reader follow with the next commit.
  void settle() { database_.exec("PRAGMA wal_checkpoint(PASSIVE)"); }

  template <class Work>
  std::invoke_result_t<const Work&> read(const Work& work) const {
    guard_.begin();
    try {
      return work();
    } catch (const SQLite::Exception& problem) {
      explain(path_, problem, "read");
    }
  }

  // One transaction.
  template <class Work>
  void write(const Work& work) {
    guard_.begin();
    try {
      SQLite::Transaction transaction(database_);
      work();
      transaction.commit();
      settle();
    } catch (const SQLite::Exception& problem) {
      if (lock_.placeOf(path_) != SessionLock::Place::Kept) rescue();
      explain(path_, problem, "write to");
    }
    if (lock_.placeOf(path_) != SessionLock::Place::Kept) rescue();
  }

  // The file is still open, although its path is gone.
  [[noreturn]] void rescue() {
    const std::string lost =
        text("session '", path_, "' ",
             lock_.placeOf(path_) == SessionLock::Place::Empty ? "was deleted or moved while it was in use"
                                                               : "was replaced by another file while it was in use");
    // A log there now belongs to the other file and must not be removed.
    int keep = lock_.placeOf(path_) == SessionLock::Place::Taken;
    sqlite3_file_control(database_.getHandle(), "main", SQLITE_FCNTL_PERSIST_WAL, &keep);
    if (!rescued_.empty()) throw Error(text(lost, "; the measurements until then are in '", rescued_, "'"));
    const std::filesystem::path place(path_);
    std::string copy;
    for (int number = 1; copy.empty() || std::filesystem::exists(copy); ++number)
      copy = (place.parent_path() / text(place.stem().string(), "-rescued", number > 1 ? text(number) : std::string(),
                                         place.extension().string()))
                 .string();
    try {
      database_.exec("DELETE FROM documents WHERE name = 'in_use'");
      SQLite::Statement statement(database_, "VACUUM INTO ?");
      statement.bind(1, copy);
      statement.exec();
    } catch (const SQLite::Exception& problem) {
      ::unlink(copy.c_str());
      throw Error(text(lost, ", and its content could not be saved in '", copy, "': ", problem.what()));
    }
    rescued_ = copy;
    throw Error(text(lost, "; all measurements are in '", copy, "', from which the search can continue"));
  }

  std::string path_;
  SessionLock lock_;  // before the database: closing any descriptor of a file drops what SQLite locked in it
  bool logged_;       // whether there was a log when it was opened
  bool inUse_ = false;
  LogKeeper logs_;  // before the database, which is closed first
  mutable SQLite::Database database_;
  mutable ReadingGuard guard_;
  SessionSettings settings_;
  std::vector<std::string> notices_;
  std::string rescued_;  // a copy of the lost content
};

Session Session::create(const std::string& path, const SessionSettings& settings, const SessionOrigin& origin) {
  createSessionFile(path, settings, origin);
  try {
    return open(path);
  } catch (const Error&) {  // the disk is full now
    for (const char* ending : {"", "-wal", "-shm"}) ::unlink((path + ending).c_str());
    throw;
  }
}

Session Session::open(const std::string& path, std::stop_token stop) {
  return Session(std::make_unique<Implementation>(path, SessionLock(path), SQLite::OPEN_READWRITE, false, stop));
}

void Session::leaveNote(const std::string& path, const std::string& key, const Json& value) {
  Implementation(path, SessionLock(path), SQLite::OPEN_READWRITE, true, {}).put("value/" + key, value);
}

Session Session::openForReading(const std::string& path, std::stop_token stop) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    throw InputError(text("cannot open session '", path, "': ", std::strerror(errno)));
  if (S_ISDIR(status.st_mode))
    throw InputError(text("cannot open session '", path, "': it is a folder, expected a file"));
  if (!S_ISREG(status.st_mode)) throw InputError(text("cannot open session '", path, "': it is not a regular file"));
  return Session(
      std::make_unique<Implementation>(path, SessionLock(), SQLite::OPEN_READONLY | SQLite::OPEN_URI, false, stop));
}

Session::Session(std::unique_ptr<Implementation> implementation) : implementation_(std::move(implementation)) {}
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

const std::string& Session::path() const {
  return implementation_->path();
}
const SessionSettings& Session::settings() const {
  return implementation_->settings();
}
void Session::savePlan(const Json& plan) {
  implementation_->savePlan(plan);
}
void Session::addEvaluation(const Evaluation& evaluation) {
  implementation_->addEvaluation(evaluation);
}
std::vector<Evaluation> Session::evaluations() const {
  return implementation_->evaluations();
}

const std::vector<std::string>& Session::notices() const {
  return implementation_->notices();
}

bool Session::leftInUse() const {
  return implementation_->leftInUse();
}

void Session::saveCopy(const std::string& path, const Json& places) const {
  implementation_->saveCopy(path, places);
}

bool Session::measuredByOlder() const {
  const std::optional<Json> version = implementation_->get("measuring");
  return !version || !version->is_number_integer() || *version < measuringVersion;
}

void Session::measuredAgain() {
  implementation_->put("measuring", measuringVersion);
}

void Session::addSensitivities(const std::vector<RawSensitivity>& measured) {
  implementation_->addSensitivities(measured);
}
std::vector<RawSensitivity> Session::rawSensitivities() const {
  return implementation_->rawSensitivities();
}
void Session::forgetSensitivities() {
  implementation_->forgetSensitivities();
}

void Session::setSensitivity(const Sensitivity& sensitivity) {
  implementation_->put("sensitivity", toJson(sensitivity));
}

std::optional<Sensitivity> Session::sensitivity() const {
  const std::optional<Json> json = implementation_->get("sensitivity");
  if (!json) return {};
  return sensitivityFromJson(*json, path());
}

void Session::addSegment(const SearchSegment& segment) {
  Json list = implementation_->get("segments").value_or(Json::array());
  if (!list.is_array()) notASession(path(), "its segments are not a list");
  for (std::size_t i = list.size(); i > 0; --i)
    if (searchSegmentFromJson(list[i - 1], path()).firstTrial >= segment.firstTrial) list.erase(i - 1);
  list.push_back(toJson(segment));
  implementation_->put("segments", list);
}

void Session::setSegments(const std::vector<SearchSegment>& segments) {
  Json list = Json::array();
  for (const SearchSegment& segment : segments) list.push_back(toJson(segment));
  implementation_->put("segments", list);
}

std::vector<SearchSegment> Session::segments() const {
  const std::optional<Json> list = implementation_->get("segments");
  if (!list) return {};
  if (!list->is_array()) notASession(path(), "its segments are not a list");
  std::vector<SearchSegment> segments;
  for (const Json& one : *list) segments.push_back(searchSegmentFromJson(one, path()));
  return segments;
}

void Session::setValue(const std::string& key, const Json& value) {
  implementation_->put("value/" + key, value);
}

void Session::removeValue(const std::string& key) {
  implementation_->remove("value/" + key);
}

std::optional<Json> Session::value(const std::string& key) const {
  return implementation_->get("value/" + key);
}

}  // namespace bitprism
