#include "core/session/session.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/text.h"

// The file: a SQLite database with application_id "BiPr" and user_version 2. Table `documents` holds JSON texts by name
// (settings, plan, sensitivity, segments, and values under "value/..."), table `evaluations` one row per finished
// evaluation, table `predictions`, which files of before do not have, what the model expected of it.
// SQLite notices a damaged structure but not a damaged content, so every row carries a hash of what it says. It is
// created beside its place and renamed, so that a path holds a whole session or none. Exclusive use is a flock on the
// database itself: the kernel releases it when the process ends in whatever way, and SQLite, which locks byte ranges
// by fcntl, does not see it.

namespace bitprism {
namespace {

constexpr int applicationId = 0x42695072;
constexpr int formatVersion = 2;
constexpr int busyMilliseconds = 10000;

class FileLock {
 public:
  FileLock() = default;
  explicit FileLock(const std::string& path) {
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor_ < 0) {
      const int reason = errno;
      if (reason == ENOENT) throw InputError(text("cannot open session '", path, "': there is no such file"));
      if (reason == EISDIR) throw InputError(text("cannot open session '", path, "': it is a folder, expected a file"));
      throw Error(text("cannot open session '", path, "' for writing: ", std::strerror(reason)));
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      const int reason = errno;
      ::close(std::exchange(descriptor_, -1));
      if (reason == EWOULDBLOCK)
        throw Error(text("cannot open session '", path, "': it is in use by another BitPrism; close that one first"));
      throw Error(text("cannot lock session '", path, "': ", std::strerror(reason)));
    }
  }
  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

 private:
  int descriptor_ = -1;
};

[[noreturn]] void notASession(const std::string& path, const std::string& why) {
  throw InputError(text("cannot open session '", path, "': ", why));
}

// What SQLite says, as one of our sentences.
[[noreturn]] void explain(const std::string& path, const SQLite::Exception& problem, const char* doing) {
  switch (problem.getErrorCode() & 0xff) {
    case SQLITE_NOTADB:
      notASession(path, "it is no BitPrism session (not a SQLite database)");
    case SQLITE_CORRUPT:
      notASession(path, "the file is damaged (truncated or altered)");
    case SQLITE_FULL:
      throw Error(text("cannot ", doing, " session '", path, "': the disk is full"));
    case SQLITE_IOERR:  // also what a file that may not grow (a quota, a limit of the process) is to SQLite
      throw Error(text("cannot ", doing, " session '", path, "': the disk is full or failing (", problem.what(), ")"));
    case SQLITE_READONLY:
      throw Error(text("cannot ", doing, " session '", path, "': it cannot be written"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(text("cannot ", doing, " session '", path, "': another program holds it"));
    case SQLITE_ERROR:  // our own statements are right, so the tables are not what they were
      notASession(path, text("the file is damaged (", problem.what(), ")"));
    default:
      throw Error(text("cannot ", doing, " session '", path, "': ", problem.what()));
  }
}

// Text that is not UTF-8 (a path may be anything) is kept as far as JSON can.
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

// Where the folder cannot be written SQLite cannot place the shared memory that WAL needs. Then nobody else can write
// either, and without a log the file is whole: it may be read as it lies.
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

// Everything a row says, for its hash.
std::string rowText(const Evaluation& e, const std::string& bits) {
  return text(
      e.trial, '|', bits, '|', e.task.images, '|', e.task.epochs, '|', e.taskIndex, '|', e.bytes, '|',
      exactly(e.score.accuracy), '|', exactly(e.score.loss), '|', exactly(e.score.kl), '|', exactly(e.score.agreement),
      '|', e.score.images, '|', metricName(e.score.metric), '|', exactly(e.score.top5), '|', exactly(e.score.sqnrDb),
      '|', e.reportAccuracy ? exactly(*e.reportAccuracy) : "none", '|', exactly(e.seconds), '|', e.why, '|', e.failure);
}

BitAllocation bitsFromText(const std::string& content, const std::string& source) {
  const Json json = parseJson(content, source);
  BitAllocation bits;
  if (!json.is_array()) notASession(source, "the bit-widths of an evaluation are no list");
  for (const Json& value : json) {
    if (!value.is_number_integer()) notASession(source, "the bit-widths of an evaluation are no whole numbers");
    bits.push_back(value.get<int>());
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
          {"search", settings.search}};
}

SessionSettings settingsFromJson(const Json& json, const std::string& source) {
  SessionSettings settings;
  settings.networkPath = stringMember(json, "network_path", source);
  settings.networkName = stringMember(json, "network_name", source);
  const std::string hash = stringMember(json, "network_hash", source);
  char* end = nullptr;
  settings.networkHash = std::strtoull(hash.c_str(), &end, 10);
  if (hash.empty() || *end != 0) notASession(source, "'network_hash' is no number");
  settings.dataPath = stringMember(json, "data_path", source);
  settings.dataName = stringMember(json, "data_name", source);
  settings.preprocessing = member(json, "preprocessing", source);
  settings.search = member(json, "search", source);
  return settings;
}

void putDocument(SQLite::Database& database, const std::string& name, const std::string& content) {
  SQLite::Statement statement(database, "INSERT OR REPLACE INTO documents(name, content, hash) VALUES(?, ?, ?)");
  statement.bind(1, name);
  statement.bind(2, content);
  statement.bind(3, hashOf(name + '|' + content));
  statement.exec();
}

constexpr const char* predictionsTable =
    "CREATE TABLE IF NOT EXISTS predictions(trial INTEGER PRIMARY KEY, mean REAL, deviation REAL, hash INTEGER NOT "
    "NULL)";

std::string predictionText(int trial, const Prediction& prediction) {
  return text(trial, '|', exactly(prediction.mean), '|', exactly(prediction.deviation));
}

void putEvaluation(SQLite::Database& database, const Evaluation& e) {
  const std::string bits = dumped(e.bits);
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
  Implementation(std::string path, FileLock lock, int flags)
      : path_(std::move(path)), lock_(std::move(lock)), database_(openDatabase(path_, flags)) {
    try {
      check();
      if (flags & SQLite::OPEN_READWRITE) {
        database_.exec("PRAGMA journal_mode=WAL");
        // FULL: a commit is on the disk, not only with the kernel. An evaluation takes far longer than the flush.
        database_.exec("PRAGMA synchronous=FULL");
        database_.exec(predictionsTable);
      }
      const std::optional<std::string> content = document("settings");
      if (!content) notASession(path_, "its settings are missing");
      settings_ = settingsFromJson(parseJson(*content, path_), path_);
      if (const std::optional<std::string> plan = document("plan")) settings_.plan = parseJson(*plan, path_);
      evaluations();  // a damaged row is better found now than in the middle of a search
    } catch (const SQLite::Exception& problem) {
      explain(path_, problem, "open");
    }
  }

  const std::string& path() const { return path_; }
  const SessionSettings& settings() const { return settings_; }

  void savePlan(const Json& plan) {
    write([&] { putDocument(database_, "plan", dumped(plan)); });
    settings_.plan = plan;
  }

  void put(const std::string& name, const Json& value) {
    const std::string content = dumped(value);
    write([&] { putDocument(database_, name, content); });
  }

  std::optional<Json> get(const std::string& name) const {
    try {
      const std::optional<std::string> content = document(name);
      if (!content) return {};
      return parseJson(*content, path_);
    } catch (const SQLite::Exception& problem) {
      explain(path_, problem, "read");
    }
  }

  void addEvaluation(const Evaluation& evaluation) {
    write([&] {
      SQLite::Transaction transaction(database_);
      putEvaluation(database_, evaluation);
      transaction.commit();
    });
  }

  std::vector<Evaluation> evaluations() const {
    std::vector<Evaluation> all;
    try {
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
    } catch (const SQLite::Exception& problem) {
      explain(path_, problem, "read");
    }
    return all;
  }

 private:
  std::map<int, Prediction> predictions() const {
    std::map<int, Prediction> all;
    if (!database_.tableExists("predictions")) return all;
    SQLite::Statement query(database_, "SELECT trial, mean, deviation, hash FROM predictions");
    while (query.executeStep()) {
      const int trial = query.getColumn(0).getInt();
      const Prediction prediction{realColumn(query.getColumn(1)), realColumn(query.getColumn(2))};
      if (query.getColumn(3).getInt64() != hashOf(predictionText(trial, prediction)))
        notASession(path_, text("what was predicted of evaluation ", trial, " is damaged"));
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
      notASession(path_, "it is no BitPrism session (the file is empty)");
    if (database_.execAndGet("PRAGMA application_id").getInt() != applicationId)
      notASession(path_, "it is no BitPrism session (a SQLite database of another program)");
    const int version = database_.execAndGet("PRAGMA user_version").getInt();
    if (version > formatVersion)
      notASession(
          path_, text("it was written by a newer BitPrism (format ", version, ", this one knows ", formatVersion, ")"));
    if (version < formatVersion)
      notASession(path_, text("it was written by an older BitPrism (format ", version, ", this one reads ",
                              formatVersion, ")"));
    const std::string verdict = database_.execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok") notASession(path_, "the file is damaged (truncated or altered)");
  }

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
  void write(const Work& work) {
    try {
      work();
    } catch (const SQLite::Exception& problem) {
      explain(path_, problem, "write to");
    }
  }

  std::string path_;
  FileLock lock_;  // before the database: closing any descriptor of a file drops what SQLite locked in it
  mutable SQLite::Database database_;
  SessionSettings settings_;
};

Session Session::create(const std::string& path, const SessionSettings& settings,
                        const std::vector<Evaluation>& inherited) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) == 0)
    throw Error(text("cannot create session '", path, "': the file exists already"));
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
    database.exec(text("PRAGMA application_id=", applicationId));
    database.exec(text("PRAGMA user_version=", formatVersion));
    database.exec("CREATE TABLE documents(name TEXT PRIMARY KEY, content TEXT NOT NULL, hash INTEGER NOT NULL)");
    database.exec(
        "CREATE TABLE evaluations(trial INTEGER PRIMARY KEY, bits TEXT NOT NULL, task_images INTEGER NOT NULL, "
        "task_epochs INTEGER NOT NULL, task_index INTEGER NOT NULL, bytes INTEGER NOT NULL, accuracy REAL, loss REAL, "
        "kl REAL, agreement REAL, images INTEGER NOT NULL, report_accuracy REAL, seconds REAL, why TEXT NOT NULL, "
        "failure TEXT NOT NULL, hash INTEGER NOT NULL, metric TEXT NOT NULL, top5 REAL, sqnr REAL)");
    database.exec(predictionsTable);
    putDocument(database, "settings", dumped(settingsToJson(settings)));
    if (!settings.plan.is_null()) putDocument(database, "plan", dumped(settings.plan));
    for (const Evaluation& evaluation : inherited) putEvaluation(database, evaluation);
    transaction.commit();
  } catch (const SQLite::Exception& problem) {
    discard();
    if (problem.getErrorCode() == SQLITE_CANTOPEN)
      throw Error(text("cannot create session '", path, "': the folder does not exist or cannot be written"));
    explain(path, problem, "create");
  }
  // A hard link refuses to replace; where the file system has none, renaming has to do.
  if (::link(beside.c_str(), path.c_str()) == 0) {
    ::unlink(beside.c_str());
  } else if (errno == EEXIST) {
    discard();
    throw Error(text("cannot create session '", path, "': the file exists already"));
  } else if (::rename(beside.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    discard();
    throw Error(text("cannot create session '", path, "': ", std::strerror(reason)));
  }
  return open(path);
}

Session Session::open(const std::string& path) {
  return Session(std::make_unique<Implementation>(path, FileLock(path), SQLite::OPEN_READWRITE));
}

Session Session::openForReading(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    throw InputError(text("cannot open session '", path, "': ", std::strerror(errno)));
  if (S_ISDIR(status.st_mode))
    throw InputError(text("cannot open session '", path, "': it is a folder, expected a file"));
  return Session(std::make_unique<Implementation>(path, FileLock(), SQLite::OPEN_READONLY | SQLite::OPEN_URI));
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
  if (!list.is_array()) notASession(path(), "its segments are no list");
  for (std::size_t i = list.size(); i > 0; --i)
    if (searchSegmentFromJson(list[i - 1], path()).firstTrial >= segment.firstTrial) list.erase(i - 1);
  list.push_back(toJson(segment));
  implementation_->put("segments", list);
}

std::vector<SearchSegment> Session::segments() const {
  const std::optional<Json> list = implementation_->get("segments");
  if (!list) return {};
  if (!list->is_array()) notASession(path(), "its segments are no list");
  std::vector<SearchSegment> segments;
  for (const Json& one : *list) segments.push_back(searchSegmentFromJson(one, path()));
  return segments;
}

void Session::setValue(const std::string& key, const Json& value) {
  implementation_->put("value/" + key, value);
}

std::optional<Json> Session::value(const std::string& key) const {
  return implementation_->get("value/" + key);
}

}  // namespace bitprism
