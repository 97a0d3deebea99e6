#include "core/session/session.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <set>
#include <thread>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/random.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

SessionSettings someSettings() {
  SessionSettings settings;
  settings.networkPath = "/somewhere/resnet 20.onnx";
  settings.networkName = "resnet 20.onnx";
  settings.networkHash = 0xfedcba9876543210ULL;
  settings.dataPath = "example";
  settings.dataName = "example";
  settings.preprocessing = {{"scale", 1.0 / 255}, {"mean", {0.485, 0.456, 0.406}}};
  settings.search = {{"method", "mtgp"}, {"seed", 1}, {"bits", {2, 8}}};
  return settings;
}

Evaluation someEvaluation(int trial) {
  Random random(static_cast<std::uint64_t>(trial));
  Evaluation e;
  e.trial = trial;
  for (int l = 0; l < 20; ++l) e.bits.push_back(2 + static_cast<int>(random.below(7)));
  e.task = {512 * (1 + trial % 2), 0};
  e.taskIndex = trial % 2;
  e.bytes = static_cast<std::int64_t>(random.below(1000000));
  e.score = {random.uniform(), random.uniform(), random.uniform(), random.uniform(), 512};
  if (trial % 3 == 0) e.reportAccuracy = random.uniform();
  e.seconds = random.uniform();
  e.why = "expected to add 0.01 to the front's area";
  if (trial > 0) e.prediction = {random.uniform(), random.uniform()};
  return e;
}

void expectEqual(const Evaluation& a, const Evaluation& b) {
  EXPECT_EQ(a.trial, b.trial);
  EXPECT_EQ(a.bits, b.bits);
  EXPECT_EQ(a.task, b.task);
  EXPECT_EQ(a.taskIndex, b.taskIndex);
  EXPECT_EQ(a.bytes, b.bytes);
  EXPECT_EQ(a.score, b.score);
  EXPECT_EQ(a.reportAccuracy, b.reportAccuracy);
  EXPECT_EQ(a.seconds, b.seconds);
  EXPECT_EQ(a.why, b.why);
  EXPECT_EQ(a.prediction, b.prediction);
  EXPECT_EQ(a.failure, b.failure);
}

// The message of what opening throws, which must be of type Kind.
template <class Kind>
std::string refusal(const std::string& path, bool reading = false) {
  try {
    if (reading)
      Session::openForReading(path);
    else
      Session::open(path);
  } catch (const Kind& problem) {
    return problem.what();
  }
  ADD_FAILURE() << path << " was not refused";
  return {};
}

void expectOneSentence(const std::string& message, const std::string& says) {
  EXPECT_NE(message.find(says), std::string::npos) << message;
  EXPECT_EQ(message.find('\n'), std::string::npos) << message;
}

TEST(Session, keepsAllThatItWasGiven) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  Sensitivity sensitivity;
  sensitivity.kl = {{0.5, 0.1, 1e-17}, {1.0 / 3}};
  sensitivity.images = 512;
  sensitivity.seconds = 1.25;
  Evaluation failed = someEvaluation(3);
  failed.failure = "layer 'conv1' has no finite output";
  failed.score.kl = std::numeric_limits<double>::infinity();
  {
    Session session = Session::create(path, someSettings());
    EXPECT_FALSE(session.sensitivity().has_value());
    EXPECT_FALSE(session.value("total_trials").has_value());
    session.setSensitivity(sensitivity);
    session.setValue("total_trials", 40);
    for (const int trial : {2, 0, 1}) session.addEvaluation(someEvaluation(trial));
    session.addEvaluation(failed);
    session.savePlan({{"layers", {1, 2}}});
  }
  const Session session = Session::open(path);
  EXPECT_EQ(session.path(), path);
  EXPECT_EQ(session.settings().networkPath, someSettings().networkPath);
  EXPECT_EQ(session.settings().networkName, someSettings().networkName);
  EXPECT_EQ(session.settings().networkHash, someSettings().networkHash);
  EXPECT_EQ(session.settings().dataPath, "example");
  EXPECT_EQ(session.settings().dataName, "example");
  EXPECT_EQ(session.settings().preprocessing, someSettings().preprocessing);
  EXPECT_EQ(session.settings().search, someSettings().search);
  EXPECT_EQ(session.settings().plan, (Json{{"layers", {1, 2}}}));
  EXPECT_EQ(session.sensitivity(), sensitivity);
  EXPECT_EQ(session.value("total_trials"), Json(40));
  const std::vector<Evaluation> rows = session.evaluations();
  ASSERT_EQ(rows.size(), 4u);
  for (int trial = 0; trial < 3; ++trial) expectEqual(rows[static_cast<std::size_t>(trial)], someEvaluation(trial));
  expectEqual(rows[3], failed);
}

SearchSegment someSegment(int firstTrial, int lock) {
  SearchSegment segment;
  segment.firstTrial = firstTrial;
  segment.rules.limits["conv1"].lock = lock;
  segment.space.fixedBytes = 700;
  segment.space.layers = {{{lock}, {100}, 50}, {{2, 4}, {200, 400}, 60}, {{2, 4}, {300, 500}, 70}};
  segment.space.ties = {{1, 2}};
  segment.sensitivity = {{{0.5}, {0.25, 0.1}, {0.3, 0.1}}, 512, 1.5};
  return segment;
}

void expectEqual(const SearchSegment& a, const SearchSegment& b) {
  EXPECT_EQ(a.firstTrial, b.firstTrial);
  EXPECT_EQ(a.rules, b.rules);
  EXPECT_EQ(a.sensitivity, b.sensitivity);
  EXPECT_EQ(toJson(a), toJson(b));
}

TEST(Session, keepsItsSegments) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  {
    Session session = Session::create(path, someSettings());
    EXPECT_TRUE(session.segments().empty());
    session.addSegment(someSegment(0, 8));
    session.addSegment(someSegment(12, 4));
    session.addSegment(someSegment(20, 3));
    session.addSegment(someSegment(12, 5));  // takes the place of both
  }
  const std::vector<SearchSegment> segments = Session::openForReading(path).segments();
  ASSERT_EQ(segments.size(), 2u);
  expectEqual(segments[0], someSegment(0, 8));
  expectEqual(segments[1], someSegment(12, 5));
}

TEST(Session, refusesDamagedSegmentsInASentence) {
  const Json whole = toJson(someSegment(3, 8));
  EXPECT_NO_THROW(searchSegmentFromJson(whole, "a"));
  for (const char* pointer : {"/first_trial", "/rules", "/space", "/space/fixed_bytes", "/space/layers",
                              "/space/layers/1", "/space/layers/1/choices", "/space/layers/1/bytes/0", "/space/ties",
                              "/space/ties/0", "/space/ties/0/1", "/sensitivity/kl", "/sensitivity/kl/1"})
    for (const Json& wrong : {Json("many"), Json(-1), Json(99), Json::array(), Json()}) {
      Json damaged = whole;
      const Json::json_pointer place{std::string(pointer)};
      if (damaged[place] == wrong || (wrong == Json::array() && std::string(pointer).ends_with("ties")) ||
          (wrong == Json::array() && std::string(pointer) == "/sensitivity/kl") ||
          (wrong == Json(99) && (std::string(pointer) == "/first_trial" || std::string(pointer).ends_with("bytes") ||
                                 std::string(pointer).ends_with("bytes/0"))) ||
          (wrong == Json(-1) && std::string(pointer).ends_with("fixed_bytes")))
        continue;  // these are none
      damaged[place] = wrong;
      EXPECT_THROW(searchSegmentFromJson(damaged, "a"), InputError) << pointer << " as " << wrong;
    }
}

TEST(Session, isMadeWithWhatItInherits) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  Session::create(path, someSettings(), {.evaluations = {someEvaluation(0), someEvaluation(1)}});
  const std::vector<Evaluation> rows = Session::open(path).evaluations();
  ASSERT_EQ(rows.size(), 2u);
  for (int trial = 0; trial < 2; ++trial) expectEqual(rows[static_cast<std::size_t>(trial)], someEvaluation(trial));
}

TEST(Session, readsFilesWithoutPredictions) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  Session::create(path, someSettings(), {.evaluations = {someEvaluation(1)}});
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("DROP TABLE predictions");
  EXPECT_FALSE(Session::openForReading(path).evaluations().at(0).prediction);
  Session again = Session::open(path);
  again.addEvaluation(someEvaluation(2));
  EXPECT_TRUE(again.evaluations().at(1).prediction);
}

RawSensitivity someSensitivity(std::size_t layer, int bits) {
  Random random(100 * layer + static_cast<std::uint64_t>(bits));
  return {layer, "{\"bits\":" + std::to_string(bits) + "}", random.uniform(), 512};
}

TEST(Session, keepsSensitivitiesAsTheyCome) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  Session session = Session::create(path, someSettings());
  EXPECT_TRUE(session.rawSensitivities().empty());
  session.addSensitivities({someSensitivity(0, 2), someSensitivity(0, 3)});
  session.addSensitivities({someSensitivity(7, 2)});
  const auto expected = std::vector{someSensitivity(0, 2), someSensitivity(0, 3), someSensitivity(7, 2)};
  EXPECT_EQ(session.rawSensitivities(), expected);
  EXPECT_EQ(Session::openForReading(path).rawSensitivities(), expected);
  RawSensitivity again = someSensitivity(0, 3);
  again.kl = 17;
  session.addSensitivities({again});
  EXPECT_EQ(session.rawSensitivities().at(1).kl, 17);
  session.forgetSensitivities();
  EXPECT_TRUE(session.rawSensitivities().empty());
}

TEST(Session, findsADamagedSensitivity) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  Session::create(path, someSettings()).addSensitivities({someSensitivity(3, 2)});
  SQLite::Database(path, SQLite::OPEN_READWRITE).exec("UPDATE sensitivities SET kl = 0.5");
  try {
    Session::openForReading(path).rawSensitivities();
    FAIL();
  } catch (const InputError& problem) {
    expectOneSentence(problem.what(), "a sensitivity of layer 3 is damaged");
  }
}

// As the format before was.
void makeOld(const std::string& path) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE);
  database.exec("DROP TABLE sensitivities");
  database.exec("DELETE FROM documents WHERE name IN ('measuring', 'in_use')");
  database.exec("PRAGMA user_version=2");
}

TEST(Session, opensFilesOfTheFormatBefore) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  Session::create(path, someSettings(), {.evaluations = {someEvaluation(0), someEvaluation(1)}});
  EXPECT_FALSE(Session::openForReading(path).measuredByOlder());
  makeOld(path);
  const Bytes before = readFile(path);
  {
    const Session reader = Session::openForReading(path);
    EXPECT_TRUE(reader.measuredByOlder());
    EXPECT_TRUE(reader.rawSensitivities().empty());
    EXPECT_EQ(reader.evaluations().size(), 2u);
  }
  EXPECT_EQ(readFile(path), before) << "looking changed it";
  Session::leaveNote(path, "told", true);
  EXPECT_EQ(SQLite::Database(path).execAndGet("PRAGMA user_version").getInt(), 2) << "a note changed its format";
  EXPECT_EQ(Session::openForReading(path).value("told"), Json(true));
  Session writer = Session::open(path);
  writer.addSensitivities({someSensitivity(0, 2)});
  writer.addEvaluation(someEvaluation(2));
  EXPECT_TRUE(writer.measuredByOlder()) << "what it holds is still of before";
  writer.measuredAgain();
  EXPECT_FALSE(Session::openForReading(path).measuredByOlder());
  EXPECT_EQ(Session::openForReading(path).evaluations().size(), 3u);
  // A fork is as good as what it begins with.
  EXPECT_TRUE(Session::create(folder / "f.bitprism", someSettings(), {.measuredByOlder = true}).measuredByOlder());
}

TEST(Session, aPlainCopyOfOneInUseIsWholeAndSaysWhatItIs) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism", copy = folder / "copy.bitprism";
  {
    Session session = Session::create(path, someSettings());
    session.addSensitivities({someSensitivity(0, 2)});
    for (int trial = 0; trial < 5; ++trial) session.addEvaluation(someEvaluation(trial));
    std::filesystem::copy(path, copy);
    EXPECT_TRUE(Session::openForReading(path).notices().empty());
    EXPECT_TRUE(std::filesystem::exists(path + "-wal"));
  }
  for (int times = 0; times < 2; ++times) {
    const Session reader = Session::openForReading(copy);
    EXPECT_EQ(reader.evaluations().size(), 5u);
    EXPECT_EQ(reader.rawSensitivities().size(), 1u);
    ASSERT_EQ(reader.notices().size(), 1u);
    expectOneSentence(reader.notices()[0], "without the '-wal' file");
  }
  EXPECT_TRUE(Session::openForReading(path).notices().empty()) << "it was closed";
  std::filesystem::copy(path, folder / "later.bitprism");
  EXPECT_TRUE(Session::openForReading(folder / "later.bitprism").notices().empty());
}

TEST(Session, keepsAScoreThatIsNoNumber) {
  const test::TemporaryFolder folder;
  Session session = Session::create(folder / "a.bitprism", someSettings());
  Evaluation e = someEvaluation(0);
  e.score.loss = std::numeric_limits<double>::quiet_NaN();
  session.addEvaluation(e);
  EXPECT_TRUE(std::isnan(session.evaluations().at(0).score.loss));
}

TEST(Session, isReadBesideItsWriterButNotWrittenTwice) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  Session writer = Session::create(path, someSettings());
  writer.addEvaluation(someEvaluation(0));
  const Session reader = Session::openForReading(path);
  EXPECT_EQ(reader.evaluations().size(), 1u);
  writer.addEvaluation(someEvaluation(1));
  EXPECT_EQ(reader.evaluations().size(), 2u);
  expectOneSentence(refusal<Error>(path), "in use by another BitPrism");
}

TEST(Session, isFreeAgainWhenItsOwnerIsGone) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  { const Session session = Session::create(path, someSettings()); }
  Session first = Session::open(path);
  Session moved = std::move(first);
  expectOneSentence(refusal<Error>(path), "in use");
  moved = Session::create(folder / "b.bitprism", someSettings());
  EXPECT_NO_THROW(Session::open(path));
}

TEST(Session, leavesNothingBesideItselfWhenClosed) {
  const test::TemporaryFolder folder;
  {
    Session session = Session::create(folder / "a.bitprism", someSettings());
    session.addEvaluation(someEvaluation(0));
  }
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) files += entry.is_regular_file();
  EXPECT_EQ(files, 1);
}

TEST(Session, isNotCreatedOverAFileOrWhereNothingCanBe) {
  const test::TemporaryFolder folder;
  writeFile(folder / "taken", std::string_view("mine"));
  try {
    Session::create(folder / "taken", someSettings());
    FAIL();
  } catch (const Error& problem) {
    expectOneSentence(problem.what(), "already exists");
  }
  EXPECT_EQ(readFile(folder / "taken").size(), 4u);
  for (const std::string& path : {folder / "taken/below.bitprism", folder / "nowhere/a.bitprism"}) try {
      Session::create(path, someSettings());
      FAIL();
    } catch (const Error& problem) {
      expectOneSentence(problem.what(), "cannot create session");
    }
}

TEST(Session, refusesWhatIsNoSession) {
  const test::TemporaryFolder folder;
  for (const bool reading : {false, true}) {
    expectOneSentence(refusal<InputError>(folder / "absent", reading), "o such file");
    expectOneSentence(refusal<InputError>(folder.path(), reading), "folder");
  }
  writeFile(folder / "text", std::string_view("This is a longer text than a header of a database would be: it goes on "
                                              "and on until there are a hundred bytes of it and some more."));
  writeFile(folder / "short", std::string_view("x"));
  writeFile(folder / "empty", std::string_view());
  {
    SQLite::Database other(folder / "other", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    other.exec("CREATE TABLE t(x)");
  }
  for (const bool reading : {false, true}) {
    expectOneSentence(refusal<InputError>(folder / "text", reading), "not a SQLite database");
    expectOneSentence(refusal<InputError>(folder / "short", reading), "not a BitPrism session");
    expectOneSentence(refusal<InputError>(folder / "empty", reading), "the file is empty");
    expectOneSentence(refusal<InputError>(folder / "other", reading), "another program");
  }
}

TEST(Session, doesNotOpenWhenItWasStopped) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  Session::create(path, someSettings());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(Session::openForReading(path, stop.get_token()), Cancelled);
  EXPECT_THROW(Session::open(path, stop.get_token()), Cancelled);
  EXPECT_NO_THROW(Session::open(path));
}

TEST(Session, refusesANewerFormat) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  { const Session session = Session::create(path, someSettings()); }
  {
    SQLite::Database database(path, SQLite::OPEN_READWRITE);
    database.exec("PRAGMA user_version=7");
  }
  expectOneSentence(refusal<InputError>(path), "newer BitPrism (format 7");
}

TEST(Session, refusesATruncatedFile) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  {
    Session session = Session::create(path, someSettings());
    for (int trial = 0; trial < 60; ++trial) session.addEvaluation(someEvaluation(trial));
  }
  const Bytes whole = readFile(path);
  for (const std::size_t kept : {whole.size() - 1, whole.size() - 4096, whole.size() / 2, std::size_t{4096},
                                 std::size_t{100}, std::size_t{60}}) {
    writeFile(folder / "cut", std::span(whole).first(kept));
    const std::string message = refusal<InputError>(folder / "cut");
    expectOneSentence(message, "cannot open session");
  }
}

TEST(Session, aFlippedBitIsFoundOrDoesNotMatter) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  constexpr int rows = 30;
  {
    Session session = Session::create(path, someSettings());
    for (int trial = 0; trial < rows; ++trial) session.addEvaluation(someEvaluation(trial));
  }
  const Bytes whole = readFile(path);
  Random random(1);
  int found = 0;
  for (int round = 0; round < 300; ++round) {
    Bytes damaged = whole;
    damaged[random.below(damaged.size())] ^= static_cast<std::uint8_t>(1U << random.below(8));
    writeFile(folder / "flipped", damaged);
    try {
      const Session session = Session::open(folder / "flipped");
      const std::vector<Evaluation> all = session.evaluations();
      ASSERT_EQ(all.size(), static_cast<std::size_t>(rows));
      for (int trial = 0; trial < rows; ++trial)
        expectEqual(all[static_cast<std::size_t>(trial)], someEvaluation(trial));
      EXPECT_EQ(session.settings().networkHash, someSettings().networkHash);
      EXPECT_EQ(session.settings().search, someSettings().search);
    } catch (const InputError& problem) {
      expectOneSentence(problem.what(), "flipped");
      ++found;
    }
  }
  EXPECT_GT(found, 50);
}

// A child commits rows and says so; it is killed somewhere in between. All that it had said must be there.
TEST(Session, losesNothingCommittedToAKill) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.bitprism";
  { const Session session = Session::create(path, someSettings()); }
  Random random(1);
  std::set<int> promised;
  for (int round = 0; round < 8; ++round) {
    int channel[2];
    ASSERT_EQ(::pipe(channel), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(channel[0]);
      try {
        Session session = Session::open(path);
        for (int trial = 1000 * round;; ++trial) {
          session.addEvaluation(someEvaluation(trial));
          if (::write(channel[1], &trial, sizeof trial) != sizeof trial) ::_exit(1);
        }
      } catch (const std::exception&) {
        ::_exit(1);
      }
    }
    ::close(channel[1]);
    int trial = 0;
    ASSERT_EQ(::read(channel[0], &trial, sizeof trial), static_cast<ssize_t>(sizeof trial));  // it has begun
    promised.insert(trial);
    std::this_thread::sleep_for(std::chrono::microseconds(random.below(30000)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    while (::read(channel[0], &trial, sizeof trial) == static_cast<ssize_t>(sizeof trial)) promised.insert(trial);
    ::close(channel[0]);

    const Session session = Session::open(path);
    std::set<int> found;
    for (const Evaluation& e : session.evaluations()) {
      expectEqual(e, someEvaluation(e.trial));
      found.insert(e.trial);
    }
    for (const int one : promised) EXPECT_TRUE(found.contains(one)) << one;
    EXPECT_LE(found.size(), promised.size() + static_cast<std::size_t>(round) + 1);  // at most one unsaid a round
  }
}

}  // namespace
}  // namespace bitprism
