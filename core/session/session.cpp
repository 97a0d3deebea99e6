#include "core/session/session.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <limits>
#include <map>
#include <type_traits>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/session/reading_guard.h"
#include "core/session/session_lock.h"
#include "core/session/session_problem.h"
#include "core/session/session_schema.h"

// The file: a SQLite database with application_id "BiPr" and user_version 3. Table `documents` holds JSON texts by name
// (settings, plan, sensitivity, segments, and values under "value/..."), table `evaluations` one row per finished
// evaluation, table `predictions`, which old files may not have, what the model expected of it, table `sensitivities`
// the raw sensitivities, one row per measured one. Files of format 2 have no such table; they are read unchanged, and
// become format 3 when a search continues in them. SQLite detects a damaged structure but not damaged content, so every
// row has a hash of its content. There may be nothing but these tables (session_schema.h). The file is created under a
// temporary name and renamed, so that a path has a complete session or none. Every commit is moved from the log to the
// file immediately. While it is open for writing it has the document "in_use": a file that has it, but no log next to
// it, was copied without.

namespace bitprism {
namespace {

constexpr int busyMilliseconds = 10000;

// Raised whenever earlier measurements cannot be trusted: 2, since matrix products on several threads are correct with
// every BLAS. Sessions without it are 1.
constexpr int measuringVersion = 2;

constexpr std::size_t longestBits = 1 << 22;  // of one evaluation, as text

// Text that is not UTF-8 (paths can be) is stored as well as JSON allows.
std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::int64_t hashOf(const std::string& content) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(content.data());
  return static_cast<std::int64_t>(contentHash(std::span(bytes, content.size())));
}

// SQLite keeps NaN as NULL.
double realColumn(const SQLite::Column& column) {
  return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

std::string exactly(double value) {
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%a", std::isnan(value) ? 0.0 : value);
  return std::isnan(value) ? "nan" : buffer;
}

// Readers may leave an empty log.
bool hasLog(const std::string& path) {
  struct stat status {};
  return ::stat((path + "-wal").c_str(), &status) == 0 && status.st_size > 0;
}

// In a read-only folder SQLite cannot create the shared memory that WAL needs. Then no one else can write either, and
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

// The content of a row, for its hash.
std::string rowText(const Evaluation& e, const std::string& bits) {
  return text(
      e.trial, '|', bits, '|', e.task.images, '|', e.task.epochs, '|', e.taskIndex, '|', e.bytes, '|',
      exactly(e.score.accuracy), '|', exactly(e.score.loss), '|', exactly(e.score.kl), '|', exactly(e.score.agreement),
      '|', e.score.images, '|', metricName(e.score.metric), '|', exactly(e.score.top5), '|', exactly(e.score.sqnrDb),
      '|', e.reportAccuracy ? exactly(*e.reportAccuracy) : "none", '|', exactly(e.seconds), '|', e.why, '|', e.failure);
}

PlanChoice bitsFromText(const std::string& content, const std::string& source) {
  if (content.size() > longestBits) notASession(source, "an evaluation has more bit-widths than any network layers");
  const Json json = parseJson(content, source);
  PlanChoice bits;
  if (!json.is_array()) notASession(source, "the bit-widths of an evaluation are not a list");
  for (const Json& value : json) {
    if (!value.is_number_integer()) notASession(source, "the bit-widths of an evaluation are not whole numbers");
    bits.push_back(choiceOfNumber(value.get<int>()));
  }
  return bits;
}

Json settingsToJson(const SessionSettings& settings) {
  return {{"network_path", settings.networkPath},
          {"network_name", settings.networkName},
          {"network_hash", text(settings.networkHash)},  // 64 bits do not survive every JSON reader
          {"data_path", settings.dataPath},
          {"data_name", settings.dataName},
          {"preprocessing", settings.preprocessing},
          {"search", settings.search},
          {"places", settings.places}};
}

SessionSettings settingsFromJson(const Json& json, const std::string& source) {
  SessionSettings settings;
  settings.networkPath = stringMember(json, "network_path", source);
  settings.networkName = stringMember(json, "network_name", source);
  const std::string hash = stringMember(json, "network_hash", source);
  char* end = nullptr;
  settings.networkHash = std::strtoull(hash.c_str(), &end, 10);
  if (hash.empty() || *end != 0) notASession(source, "'network_hash' is not a number");
  settings.dataPath = stringMember(json, "data_path", source);
  settings.dataName = stringMember(json, "data_name", source);
  settings.preprocessing = member(json, "preprocessing", source);
  settings.search = member(json, "search", source);
  if (json.contains("places")) settings.places = json["places"];
  return settings;
}

void putDocument(SQLite::Database& database, const std::string& name, const std::string& content) {
  SQLite::Statement statement(database, "INSERT OR REPLACE INTO documents(name, content, hash) VALUES(?, ?, ?)");
  statement.bind(1, name);
  statement.bind(2, content);
  statement.bind(3, hashOf(name + '|' + content));
  statement.exec();
}

std::string predictionText(int trial, const Prediction& prediction) {
  return text(trial, '|', exactly(prediction.mean), '|', exactly(prediction.deviation));
}

std::string sensitivityText(const RawSensitivity& one) {
  return text(one.layer, '|', one.choice, '|', one.images, '|', exactly(one.kl));
}

void putEvaluation(SQLite::Database& database, const Evaluation& e) {
  const std::string bits = dumped(numbersOfChoices(e.bits));
  SQLite::Statement statement(database,
                              "INSERT OR REPLACE INTO evaluations(trial, bits, task_images, task_epochs, "
                              "task_index, bytes, accuracy, loss, "
                              "kl, agreement, images, report_accuracy, seconds, why, failure, hash, "
                              "metric, top5, sqnr) "
                              "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  statement.bind(1, e.trial);
  statement.bind(2, bits);
  statement.bind(3, e.task.images);
  statement.bind(4, e.task.epochs);
  statement.bind(5, e.taskIndex);
  statement.bind(6, e.bytes);
  statement.bind(7, e.score.accuracy);
  statement.bind(8, e.score.loss);
  statement.bind(9, e.score.kl);
  statement.bind(10, e.score.agreement);
  statement.bind(11, e.score.images);
  if (e.reportAccuracy) statement.bind(12, *e.reportAccuracy);
  statement.bind(13, e.seconds);
  statement.bind(14, e.why);
  statement.bind(15, e.failure);
  statement.bind(16, hashOf(rowText(e, bits)));
  statement.bind(17, metricName(e.score.metric));
  statement.bind(18, e.score.top5);
  statement.bind(19, e.score.sqnrDb);
  statement.exec();
  if (!e.prediction) return;
  SQLite::Statement prediction(database,
                               "INSERT OR REPLACE INTO predictions(trial, mean, deviation, hash) "
                               "VALUES(?, ?, ?, ?)");
  prediction.bind(1, e.trial);
  prediction.bind(2, e.prediction->mean);
  prediction.bind(3, e.prediction->deviation);
  prediction.bind(4, hashOf(predictionText(e.trial, *e.prediction)));
  prediction.exec();
}

}  // namespace

class Session::Implementation {
 public:
  Implementation(std::string path, SessionLock lock, int flags, bool noteOnly, std::stop_token stop)
      : path_(std::move(path)),
        lock_(std::move(lock)),
        logged_(hasLog(path_)),
        database_(openDatabase(path_, flags)),
        guard_(database_, path_) {
    if (stop.stop_requested()) throw Cancelled();
    guard_.begin(stop);
    try {
      check();
      const std::optional<std::string> content = document("settings");
      if (!content) notASession(path_, "its settings are missing");
      settings_ = settingsFromJson(parseJson(*content, path_), path_);
      if (const std::optional<std::string> plan = document("plan")) settings_.plan = parseJson(*plan, path_);
      readEvaluations();  // a damaged row is better found now than in the middle of a search
      takeNotices();
      if (flags & SQLite::OPEN_READWRITE) {
        database_.exec("PRAGMA journal_mode=WAL");
        // FULL: commits are flushed to disk. An evaluation takes far longer than that.
        database_.exec("PRAGMA synchronous=FULL");
        if (!noteOnly) beginUse();
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
      // The file then says that it was not closed, which is true.
    }
  }

  const std::string& path() const { return path_; }
  const SessionSettings& settings() const { return settings_; }
  const std::vector<std::string>& notices() const { return notices_; }

  void savePlan(const Json& plan) {
    write([&] { putDocument(database_, "plan", dumped(plan)); });
    settings_.plan = plan;
  }

  void put(const std::string& name, const Json& value) {
    const std::string content = dumped(value);
    write([&] { putDocument(database_, name, content); });
  }

  void remove(const std::string& name) {
    write([&] {
      SQLite::Statement statement(database_, "DELETE FROM documents WHERE name = ?");
      statement.bind(1, name);
      statement.exec();
    });
  }

  std::optional<Json> get(const std::string& name) const {
    return read([&]() -> std::optional<Json> {
      const std::optional<std::string> content = document(name);
      if (!content) return {};
      return parseJson(*content, path_);
    });
  }

  void addEvaluation(const Evaluation& evaluation) {
    write([&] { putEvaluation(database_, evaluation); });
  }

  std::vector<Evaluation> evaluations() const {
    return read([&] { return readEvaluations(); });
  }

  void addSensitivities(const std::vector<RawSensitivity>& measured) {
    write([&] {
      SQLite::Statement statement(
          database_, "INSERT OR REPLACE INTO sensitivities(layer, choice, images, kl, hash) VALUES(?, ?, ?, ?, ?)");
      for (const RawSensitivity& one : measured) {
        statement.bind(1, static_cast<std::int64_t>(one.layer));
        statement.bind(2, one.choice);
        statement.bind(3, one.images);
        statement.bind(4, one.kl);
        statement.bind(5, hashOf(sensitivityText(one)));
        statement.exec();
        statement.reset();
      }
    });
  }

  std::vector<RawSensitivity> rawSensitivities() const {
    return read([&] {
      std::vector<RawSensitivity> all;
      if (!hasSensitivities(database_)) return all;
      SQLite::Statement query(database_,
                              "SELECT layer, choice, images, kl, hash FROM sensitivities ORDER BY layer, choice");
      while (query.executeStep()) {
        RawSensitivity one{static_cast<std::size_t>(query.getColumn(0).getInt64()), query.getColumn(1).getString(),
                           realColumn(query.getColumn(3)), query.getColumn(2).getInt64()};
        if (query.getColumn(4).getInt64() != hashOf(sensitivityText(one)) || !std::isfinite(one.kl))
          notASession(path_, text("a sensitivity of layer ", one.layer, " is damaged"));
        all.push_back(std::move(one));
      }
      return all;
    });
  }

  void forgetSensitivities() {
    write([&] { database_.exec("DELETE FROM sensitivities"); });
  }

 private:
  std::vector<Evaluation> readEvaluations() const {
    std::vector<Evaluation> all;
    const std::map<int, Prediction> predicted = predictions();
    SQLite::Statement query(database_,
                            "SELECT trial, bits, task_images, task_epochs, task_index, bytes, accuracy, loss, kl, "
                            "agreement, images, report_accuracy, seconds, why, failure, hash, metric, top5, sqnr "
                            "FROM evaluations "
                            "ORDER BY trial");
    while (query.executeStep()) {
      Evaluation e;
      e.trial = query.getColumn(0).getInt();
      const std::string bits = query.getColumn(1).getString();
      e.task = {query.getColumn(2).getInt64(), query.getColumn(3).getInt()};
      e.taskIndex = query.getColumn(4).getInt();
      e.bytes = query.getColumn(5).getInt64();
      e.score = {realColumn(query.getColumn(6)), realColumn(query.getColumn(7)), realColumn(query.getColumn(8)),
                 realColumn(query.getColumn(9)), query.getColumn(10).getInt64()};
      e.score.metric = metricOf(query.getColumn(16).getString());
      e.score.top5 = realColumn(query.getColumn(17));
      e.score.sqnrDb = realColumn(query.getColumn(18));
      if (!query.getColumn(11).isNull()) e.reportAccuracy = query.getColumn(11).getDouble();
      e.seconds = realColumn(query.getColumn(12));
      e.why = query.getColumn(13).getString();
      e.failure = query.getColumn(14).getString();
      if (query.getColumn(15).getInt64() != hashOf(rowText(e, bits)))
        notASession(path_, text("the row of evaluation ", e.trial, " is damaged"));
      e.bits = bitsFromText(bits, path_);
      if (const auto found = predicted.find(e.trial); found != predicted.end()) e.prediction = found->second;
      all.push_back(std::move(e));
    }
    return all;
  }

  std::map<int, Prediction> predictions() const {
    std::map<int, Prediction> all;
    if (!database_.tableExists("predictions")) return all;
    SQLite::Statement query(database_, "SELECT trial, mean, deviation, hash FROM predictions");
    while (query.executeStep()) {
      const int trial = query.getColumn(0).getInt();
      const Prediction prediction{realColumn(query.getColumn(1)), realColumn(query.getColumn(2))};
      if (query.getColumn(3).getInt64() != hashOf(predictionText(trial, prediction)))
        notASession(path_, text("the prediction of evaluation ", trial, " is damaged"));
      all[trial] = prediction;
    }
    return all;
  }

  Metric metricOf(const std::string& name) const {
    try {
      return metricFromName(name);
    } catch (const UsageError& problem) {
      notASession(path_, problem.what());
    }
  }

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
    if (!logged_ && document("in_use"))
      notices_.push_back(text("session '", path_,
                              "' was copied while it was in use, without the '-wal' file next to it: the latest "
                              "measurements may be missing"));
    if (document("value/remeasuring"))
      notices_.push_back(text("session '", path_,
                              "' was being measured again when that was interrupted: some of its figures are still the "
                              "earlier ones; continuing the search continues that first"));
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

  std::optional<std::string> document(const std::string& name) const {
    SQLite::Statement query(database_, "SELECT content, hash FROM documents WHERE name = ?");
    query.bind(1, name);
    if (!query.executeStep()) return {};
    const std::string content = query.getColumn(0).getString();
    if (query.getColumn(1).getInt64() != hashOf(name + '|' + content))
      notASession(path_, text("its document '", name, "' is damaged"));
    return content;
  }

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
  bool logged_;       // there was a log when it was opened
  bool inUse_ = false;
  mutable SQLite::Database database_;
  mutable ReadingGuard guard_;
  SessionSettings settings_;
  std::vector<std::string> notices_;
  std::string rescued_;  // a copy of what was lost
};

Session Session::create(const std::string& path, const SessionSettings& settings, const SessionOrigin& origin) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0)
    throw Error(text("cannot create session '", path, "': the file already exists"));
  const std::string beside = text(path, ".part", ::getpid());
  const auto discard = [&] {
    ::unlink(beside.c_str());
    ::unlink((beside + "-journal").c_str());
  };
  discard();
  try {
    SQLite::Database database(beside, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, busyMilliseconds);
    database.exec("PRAGMA synchronous=FULL");
    SQLite::Transaction transaction(database);
    createSessionTables(database);
    putDocument(database, "settings", dumped(settingsToJson(settings)));
    if (!settings.plan.is_null()) putDocument(database, "plan", dumped(settings.plan));
    if (!origin.measuredByOlder) putDocument(database, "measuring", dumped(measuringVersion));
    for (const Evaluation& evaluation : origin.evaluations) putEvaluation(database, evaluation);
    transaction.commit();
  } catch (const SQLite::Exception& problem) {
    discard();
    if (problem.getErrorCode() == SQLITE_CANTOPEN)
      throw Error(text("cannot create session '", path, "': the folder does not exist or cannot be written"));
    explain(path, problem, "create");
  }
  // The log of a deleted file at this path would be used for the new one.
  for (const char* ending : {"-wal", "-shm", "-journal"}) ::unlink((path + ending).c_str());
  // A hard link never replaces a file; on file systems without hard links, rename is used.
  if (::link(beside.c_str(), path.c_str()) == 0) {
    ::unlink(beside.c_str());
  } else if (errno == EEXIST) {
    discard();
    throw Error(text("cannot create session '", path, "': the file already exists"));
  } else if (::rename(beside.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    discard();
    throw Error(text("cannot create session '", path, "': ", std::strerror(reason)));
  }
  try {
    return open(path);
  } catch (const Error&) {  // a disk that is full now
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
