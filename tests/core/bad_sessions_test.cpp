// What becomes of a session when the disk is full, the place is wrong or the file is not what it should be.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/session/session.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

SessionSettings someSettings() {
  SessionSettings settings;
  settings.networkName = "resnet.onnx";
  settings.dataName = "example";
  settings.search = {{"method", "mtgp"}};
  return settings;
}

Evaluation someEvaluation(int trial) {
  Evaluation evaluation;
  evaluation.trial = trial;
  evaluation.bits.assign(20, 2 + trial % 7);
  evaluation.bytes = 1000 + trial;
  evaluation.score = {.accuracy = 0.5, .kl = 0.1, .images = 512};
  evaluation.why = std::string(200, 'w');
  return evaluation;
}

// What the work says when it throws, run in a process with a limit of file size.
std::string underAFullDisk(rlim_t bytes, const std::function<void()>& work) {
  int channel[2];
  if (::pipe(channel) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(channel[0]);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    std::string message = "done";
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(2);
    try {
      work();
    } catch (const Error& problem) {
      message = problem.what();
    } catch (const std::exception& problem) {
      message = std::string("another kind of exception: ") + problem.what();
    }
    const bool sent = ::write(channel[1], message.data(), message.size()) == static_cast<ssize_t>(message.size());
    ::_exit(sent ? 0 : 3);
  }
  ::close(channel[1]);
  std::string message;
  char buffer[512];
  for (ssize_t got; (got = ::read(channel[0], buffer, sizeof buffer)) > 0;)
    message.append(buffer, static_cast<std::size_t>(got));
  ::close(channel[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? message : "the process was killed";
}

void expectOneSentence(const std::string& message, const std::string& says) {
  EXPECT_NE(message.find(says), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

std::size_t filesIn(const std::string& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

TEST(FullDisk, aSessionThatCannotBeCreatedLeavesNothing) {
  for (const rlim_t bytes : {0, 100, 4096, 8192, 12288}) {
    const test::TemporaryFolder folder;
    const std::string message = underAFullDisk(bytes, [&] { Session::create(folder / "a.bitprism", someSettings()); });
    if (message == "done") continue;  // so much was enough
    expectOneSentence(message, "session");
    expectOneSentence(message, "the disk is full");
    EXPECT_EQ(filesIn(folder.path()), 0u) << bytes;
  }
}

TEST(FullDisk, losesNothingThatASessionHad) {
  for (const rlim_t bytes : {0, 8000, 30000, 70000, 200000}) {
    const test::TemporaryFolder folder;
    const std::string path = folder / "a.bitprism";
    {
      Session session = Session::create(path, someSettings());
      for (int trial = 0; trial < 10; ++trial) session.addEvaluation(someEvaluation(trial));
    }
    const std::string message = underAFullDisk(bytes, [&] {
      Session session = Session::open(path);
      for (int trial = 10; trial < 5000; ++trial) session.addEvaluation(someEvaluation(trial));
    });
    expectOneSentence(message, "the disk is full");
    // With room again all is there that was there, rows in order without a gap, and it goes on.
    Session session = Session::open(path);
    const std::vector<Evaluation> all = session.evaluations();
    ASSERT_GE(all.size(), 10u);
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i].trial, static_cast<int>(i));
      EXPECT_EQ(all[i].bits, someEvaluation(static_cast<int>(i)).bits);
    }
    session.addEvaluation(someEvaluation(9999));
    EXPECT_EQ(session.evaluations().back().trial, 9999);
  }
}

TEST(FullDisk, documentsAndPlansStayAsTheyWere) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  {
    Session session = Session::create(path, someSettings());
    session.savePlan({{"is", "old"}});
    session.setValue("trials", 7);
  }
  expectOneSentence(underAFullDisk(40000,
                                   [&] {
                                     Session session = Session::open(path);
                                     session.setValue("trials", Json(std::string(100000, 'x')));
                                   }),
                    "the disk is full");
  expectOneSentence(underAFullDisk(40000,
                                   [&] {
                                     Session session = Session::open(path);
                                     session.savePlan(Json(std::string(100000, 'x')));
                                   }),
                    "the disk is full");
  const Session session = Session::open(path);
  EXPECT_EQ(session.settings().plan["is"], "old");
  EXPECT_EQ(*session.value("trials"), 7);
}

TEST(FullDisk, aFileThatCannotBeWrittenLeavesTheOldOne) {
  const test::TemporaryFolder folder;
  writeFile(folder / "front.csv", std::string_view("old"));
  for (const rlim_t bytes : {0, 1, 4096, 9999}) {
    const std::string message =
        underAFullDisk(bytes, [&] { writeFile(folder / "front.csv", std::string(10000, 'n')); });
    expectOneSentence(message, "cannot write '" + folder / "front.csv" + "'");
    EXPECT_EQ(readFile(folder / "front.csv").size(), 3u);
    EXPECT_EQ(filesIn(folder.path()), 1u) << "something was left beside";
  }
}

struct BadPlace {
  const char* name;
  const char* path;  // below the folder, where `file` is a file
  const char* says;
};

TEST(BadPlaces, areRefusedInASentence) {
  const test::TemporaryFolder folder;
  writeFile(folder / "file", std::string_view("mine"));
  const BadPlace places[] = {
      {"a path below a file", "file/a.bitprism", "the folder does not exist or cannot be written"},
      {"a folder that is not there", "no/a.bitprism", "the folder does not exist"},
      {"a file that is there", "file", "already exists"},
      {"a name that is too long", "", "cannot create session"}};
  for (const BadPlace& place : places) {
    const std::string path = folder / (*place.path ? std::string(place.path) : std::string(300, 'n'));
    try {
      Session::create(path, someSettings());
      FAIL() << place.name;
    } catch (const Error& problem) {
      expectOneSentence(problem.what(), place.says);
    }
    if (std::string(place.path) == "file") continue;
    for (const bool reading : {false, true}) try {
        reading ? Session::openForReading(path) : Session::open(path);
        FAIL() << place.name;
      } catch (const Error& problem) {
        expectOneSentence(problem.what(), "cannot open session");
      }
    try {
      writeFile(path, std::string_view("content"));
      FAIL() << place.name;
    } catch (const Error& problem) {
      expectOneSentence(problem.what(), "cannot write '" + path + "'");
    }
  }
  EXPECT_EQ(filesIn(folder.path()), 1u);
}

// Each makes of a good session something else; none may be opened, and each is refused in its own words.
struct BadSession {
  const char* name;
  std::function<void(const std::string& path)> spoil;
  const char* says;
};

void sql(const std::string& path, const std::string& statement) {
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec(statement);
}

// A document with its right hash, as somebody writes it who knows the format.
void forge(const std::string& path, const std::string& name, const std::string& content) {
  const std::string all = name + '|' + content;
  SQLite::Database database(path, SQLite::OPEN_READWRITE);
  SQLite::Statement statement(database, "INSERT OR REPLACE INTO documents(name, content, hash) VALUES(?, ?, ?)");
  statement.bind(1, name);
  statement.bind(2, content);
  statement.bind(3, static_cast<std::int64_t>(
                        contentHash(std::span(reinterpret_cast<const std::uint8_t*>(all.data()), all.size()))));
  statement.exec();
}

constexpr const char* endlessView =
    "CREATE VIEW evaluations AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x trial, '[]' "
    "bits, 0 task_images, 0 task_epochs, 0 task_index, 0 bytes, 0.1 accuracy, 0 loss, 0 kl, 0 agreement, 1 images, 0 "
    "report_accuracy, 0 seconds, '' why, '' failure, 0 hash, 'accuracy' metric, 0 top5, 0 sqnr FROM r";

TEST(BadSessions, areRefusedInASentence) {
  const BadSession cases[] = {
      {"a view without end in a table's place",
       [](const std::string& path) { sql(path, "DROP TABLE evaluations"), sql(path, endlessView); },
       "its view 'evaluations' does not belong to a session"},
      {"a view beside the tables", [](const std::string& path) { sql(path, "CREATE VIEW more AS SELECT 1"); },
       "its view 'more' does not belong to a session"},
      {"a trigger",
       [](const std::string& path) {
         sql(path,
             "CREATE TRIGGER t AFTER INSERT ON evaluations BEGIN DELETE FROM evaluations WHERE trial < new.trial; END");
       },
       "its trigger 't' does not belong to a session"},
      {"a column that computes itself",
       [](const std::string& path) {
         sql(path, "DROP TABLE predictions");
         sql(path,
             "CREATE TABLE predictions(trial INTEGER PRIMARY KEY, mean REAL, deviation REAL, hash INTEGER AS "
             "(length(zeroblob(900000000))))");
       },
       "its table 'predictions' does not belong to a session"},
      {"a check that computes",
       [](const std::string& path) {
         sql(path, "DROP TABLE predictions");
         sql(path,
             "CREATE TABLE predictions(trial INTEGER PRIMARY KEY, mean REAL, deviation REAL, hash INTEGER NOT NULL "
             "CHECK(length(zeroblob(900000000)) > 0))");
       },
       "its table 'predictions' does not belong to a session"},
      {"an index by an expression",
       [](const std::string& path) { sql(path, "CREATE INDEX i ON evaluations(length(why) + 1)"); },
       "its index 'i' does not belong to a session"},
      {"a table beside ours", [](const std::string& path) { sql(path, "CREATE TABLE mine(x)"); },
       "its table 'mine' does not belong to a session"},
      {"a long name", [](const std::string& path) { sql(path, "CREATE TABLE " + std::string(5000, 'n') + "(x)"); },
       "nnn...' does not belong to a session"},
      {"a gigantic value",
       [](const std::string& path) { sql(path, "UPDATE documents SET content = zeroblob(68000000)"); },
       "larger than any in a session"},
      {"a deep document", [](const std::string& path) { forge(path, "settings", std::string(200000, '[')); },
       "nested deeper than"},
      {"a document of another kind", [](const std::string& path) { forge(path, "settings", "7"); },
       "expected an object"},
      {"an older format", [](const std::string& path) { sql(path, "PRAGMA user_version=1"); },
       "older BitPrism (format 1, this version reads 2 and 3)"},
      {"no format", [](const std::string& path) { sql(path, "PRAGMA user_version=0"); }, "older BitPrism (format 0"},
      {"a newer format", [](const std::string& path) { sql(path, "PRAGMA user_version=4"); },
       "newer BitPrism (format 4, this version reads up to 3)"},
      {"another program's", [](const std::string& path) { sql(path, "PRAGMA application_id=7"); },
       "a SQLite database of another program"},
      {"no table of evaluations", [](const std::string& path) { sql(path, "DROP TABLE evaluations"); }, "damaged"},
      {"no documents", [](const std::string& path) { sql(path, "DELETE FROM documents"); }, "its settings are missing"},
      {"other columns", [](const std::string& path) { sql(path, "ALTER TABLE evaluations RENAME COLUMN kl TO harm"); },
       "damaged"},
      {"a document changed by hand",
       [](const std::string& path) { sql(path, "UPDATE documents SET content = '{}' WHERE name = 'settings'"); },
       "'settings' is damaged"},
      {"a row changed by hand",
       [](const std::string& path) { sql(path, "UPDATE evaluations SET accuracy = 1 WHERE trial = 3"); },
       "the row of evaluation 3 is damaged"},
      {"text where a number was",
       [](const std::string& path) { sql(path, "UPDATE evaluations SET bytes = 'many' WHERE trial = 3"); },
       "the row of evaluation 3 is damaged"},
      {"a metric that is none",
       [](const std::string& path) { sql(path, "UPDATE evaluations SET metric = 'taste' WHERE trial = 3"); },
       "'taste' is not a metric"},
      {"empty", [](const std::string& path) { writeFile(path, std::string_view()); }, "the file is empty"},
      {"text", [](const std::string& path) { writeFile(path, std::string(5000, 't')); }, "not a SQLite database"},
      {"half of it",
       [](const std::string& path) {
         const Bytes whole = readFile(path);
         writeFile(path, std::span(whole).first(whole.size() / 2));
       },
       "cannot open session"},
      {"nothing but its header",
       [](const std::string& path) {
         const Bytes whole = readFile(path);
         writeFile(path, std::span(whole).first(100));
       },
       "cannot open session"},
      {"zeros after its header",
       [](const std::string& path) {
         Bytes whole = readFile(path);
         std::fill(whole.begin() + 100, whole.end(), 0);
         writeFile(path, whole);
       },
       "cannot open session"},
      {"a claim of gigantic pages",
       [](const std::string& path) {
         Bytes whole = readFile(path);
         whole[28] = whole[29] = whole[30] = 0x7f;  // the size of the database in pages
         writeFile(path, whole);
       },
       "cannot open session"}};
  for (const BadSession& one : cases) {
    const test::TemporaryFolder folder;
    const std::string path = folder / "a.bitprism";
    {
      Session session = Session::create(path, someSettings());
      for (int trial = 0; trial < 40; ++trial) session.addEvaluation(someEvaluation(trial));
    }
    one.spoil(path);
    const Bytes spoiled = readFile(path);
    for (const bool reading : {false, true}) try {
        reading ? Session::openForReading(path) : Session::open(path);
        ADD_FAILURE() << one.name << " was opened";
      } catch (const InputError& problem) {
        expectOneSentence(problem.what(), one.says);
        EXPECT_LT(std::string(problem.what()).size(), 400u) << one.name;
        expectOneSentence(problem.what(), path);
      }
    EXPECT_EQ(readFile(path), spoiled) << one.name << ": a file that is refused must stay as it is";
  }
}

}  // namespace
}  // namespace bitprism
