#include "app/workflow/command_lines.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/workflow/plan_file.h"
#include "core/base/error.h"
#include "core/quant/choice/competing_methods.h"
#include "core/quant/methods/dsconv.h"
#include "core/quant/methods/pwlq_breakpoint.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/read/network_reader.h"
#include "tests/support/command_line.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

// What a shell makes of a line, a word a line.
std::string readByShell(const std::string& line, const test::TemporaryFolder& folder) {
  const std::string script = folder / "words.sh", out = folder / "words.txt";
  writeFile(script, std::string_view("printf '[%s]' " + line + "\n"));
  EXPECT_EQ(std::system(("sh '" + script + "' > '" + out + "'").c_str()), 0);
  const Bytes bytes = readFile(out);
  return {bytes.begin(), bytes.end()};
}

// Runs a line as it would be pasted, with the program that was built.
test::CommandResult paste(const CommandWords& words, const test::TemporaryFolder& folder) {
  std::string line = words.line();
  EXPECT_TRUE(line.starts_with("bitprism-cli ")) << line;
  return test::runCommand(line.substr(std::string_view("bitprism-cli ").size()), folder.path());
}

std::string smallFile(const test::TemporaryFolder& folder, const std::string& name = "it's a net.bprm") {
  const std::string path = folder / name;
  const Network network = test::smallNetwork();
  writeFile(path, packNetwork(network, floatPlan(network.layers.size())));
  return path;
}

StudySettings onExample(std::int64_t images) {
  StudySettings study{.networkPath = "example", .dataPath = "example"};
  study.images = images;
  return study;
}

TEST(ShellQuoted, isReadAsTheSameWord) {
  const test::TemporaryFolder folder;
  std::string line, expected;
  for (const char* const word : {"plain", "a b", "it's", "", "$HOME", "`ls`", "a\"b", "back\\slash", "*", "~", "#no",
                                 "-x", "a=b", "!x", "two\nlines", "; rm", "(x)", "ü"}) {
    line += shellQuoted(word) + " ";
    expected += "[" + std::string(word) + "]";
  }
  EXPECT_EQ(readByShell(line, folder), expected);
  EXPECT_EQ(shellQuoted("/a/b-c_d.onnx"), "/a/b-c_d.onnx");
}

TEST(ShellWords, areThoseThatWereQuoted) {
  const std::vector<std::string> words = {"-p", "gpu", "--comment=two words", "it's", "a\"b", "", "back\\slash"};
  std::string line = "  ";
  for (const std::string& word : words) line += shellQuoted(word) + " ";
  EXPECT_EQ(shellWords(line), words);
  EXPECT_EQ(shellWords("--a=\"b c\" d\\ e"), (std::vector<std::string>{"--a=b c", "d e"}));
  EXPECT_TRUE(shellWords(" ").empty());
  EXPECT_THROW(shellWords("--comment='open"), UsageError);
}

TEST(WorkerLine, namesAHostThatOthersReach) {
  EXPECT_EQ(workerLine(Endpoint::parse("node1:70"), "/a b/secret"),
            "bitprism-worker --connect node1:70 --secret-file '/a b/secret'");
  EXPECT_EQ(workerLine(Endpoint::parse("unix:/tmp/s"), ""), "bitprism-worker --connect unix:/tmp/s");
  EXPECT_EQ(workerLine(Endpoint::parse("0.0.0.0:70"), "").find("0.0.0.0"), std::string::npos);
}

TEST(SearchCommandLine, saysWhereItIsEvaluated) {
  SearchRequest request;
  request.sessionPath = "/tmp/s.bitprism";
  request.where = {.kind = WorkPlace::Kind::Connected, .workers = 3, .at = "node1:70", .secretFile = "/a/secret"};
  const StudySettings study{.networkPath = "example", .dataPath = "example"};
  const auto says = [&](const std::string& words) {
    const std::string line = searchCommand(study, request).line();
    EXPECT_NE(line.find(words), std::string::npos) << line;
  };
  says(" --workers-at node1:70 --secret-file /a/secret --workers 3 ");
  EXPECT_EQ(continueCommand("/tmp/s.bitprism", 5, request.where).line(),
            "bitprism-cli search --session /tmp/s.bitprism --trials 5 --workers-at node1:70 --secret-file /a/secret "
            "--workers 3");
  request.where = {.kind = WorkPlace::Kind::Slurm, .workers = 3, .sbatch = "-p gpu"};
  says(" --cluster slurm '--sbatch=-p gpu' --workers 3 ");
  request.where = {.kind = WorkPlace::Kind::Confined};
  says(" --isolate ");
}

TEST(ExactText, givesTheSameNumber) {
  for (const double value : {1.0 / 255, 0.1, 1e-7, 104.0, 1.0 / 3})
    EXPECT_EQ(std::strtod(exactText(value).c_str(), nullptr), value);
  EXPECT_EQ(exactText(0.5), "0.5");
}

TEST(CommandWords, canBePastedWithWhatTheyLack) {
  CommandWords words("inspect");
  words.addFile("-x.onnx");
  words.lack("two\nlines");
  EXPECT_EQ(words.text(), "# two lines\nbitprism-cli inspect ./-x.onnx");
  words.add("--layer", "-odd");
  EXPECT_EQ(words.words().back(), "--layer=-odd");
}

// Every method with its usual options, and some with others, comes back from the program as the same scheme.
TEST(ExportCommandLine, saysTheSchemeOfAllLayers) {
  const test::TemporaryFolder folder;
  const std::string path = smallFile(folder);
  const Network network = readNetwork(path);
  std::vector<QuantScheme> schemes;
  for (const Method method : existingMethods)
    if (!isSolver(method)) schemes.push_back(withStandardCorrection(Quantization{.method = method}).at(4));
  schemes.push_back({.bits = 5,
                     .symmetric = false,
                     .granularity = Granularity::Tensor,
                     .range = RangeRule::Percentile,
                     .correction = Correction::None,
                     .percentile = 99.5});
  Quantization blocks{.method = Method::Dsconv};
  blocks.options = DsconvOptions{.block = 16, .halfScales = true};
  schemes.push_back(withStandardCorrection(blocks).at(3));
  schemes.push_back({.bits = 16});
  int number = 0;
  for (const QuantScheme& scheme : schemes) {
    const std::string out = folder / (std::to_string(++number) + ".json");
    const CommandWords words = exportCommand({.networkPath = path}, scheme, "plan", out);
    EXPECT_TRUE(words.lacks().empty()) << words.text();
    const test::CommandResult result = paste(words, folder);
    ASSERT_EQ(result.code, 0) << words.line() << '\n' << result.err;
    const std::optional<QuantScheme> read = commonScheme(PlanFile(out).plan(network));
    ASSERT_TRUE(read) << words.line();
    EXPECT_EQ(*read, scheme.hasCodes() ? canonical(scheme) : *commonScheme(uniformPlan(3, scheme))) << words.line();
  }
}

// A search that runs from a line has a session from which the same line follows.
void expectSameLineFromSession(const StudySettings& study, SearchRequest request) {
  const test::TemporaryFolder folder;
  request.sessionPath = folder / "a search.bitprism";
  const CommandWords words = searchCommand(study, request);
  EXPECT_TRUE(words.lacks().empty()) << words.text();
  const test::CommandResult result = paste(words, folder);
  ASSERT_EQ(result.code, 0) << words.line() << '\n' << result.err;
  const Session session = Session::openForReading(request.sessionPath);
  const SearchRequest made = requestOf(session);
  EXPECT_EQ(made.search.method, request.search.method);
  EXPECT_EQ(made.search.tasks, request.search.tasks);
  EXPECT_EQ(made.widths, request.widths);
  EXPECT_EQ(made.rules, request.rules);
  EXPECT_EQ(made.activation, request.activation);
  if (!request.automatic) {
    EXPECT_EQ(canonical(made.scheme), canonical(request.scheme));
    EXPECT_EQ(made.others.size(), request.others.size());
  }
  StudySettings found = studySettingsOf(session);
  found.metric = study.metric;                // measured, and not given
  found.preprocessing = study.preprocessing;  // likewise
  SearchRequest again = made;
  if (request.lookAhead == 0) again.lookAhead = 0;  // the program's own choice
  EXPECT_EQ(searchCommand(found, again).line(), words.line());
}

TEST(SearchCommandLine, comesBackFromItsSession) {
  SearchRequest request;
  request.search.method = "random";
  request.search.trials = 2;
  request.search.seed = 7;
  request.search.tasks = {{30, 0}, {0, 0}};
  request.search.cheap = CheapObservation::Kl;
  request.widths = {2, 3, 4, 8};
  request.lookAhead = 3;
  request.rules.limits["stem.conv"].lock = 8;
  request.scheme = withStandardCorrection(Quantization{.method = Method::Uniform, .range = RangeRule::LeastSquares});
  request.others = {withStandardCorrection(Quantization{.method = Method::Pwlq})};
  StudySettings study = onExample(200);
  study.seed = 2;  // another one for the split
  expectSameLineFromSession(study, request);
}

TEST(SearchCommandLine, saysHowInputsAreQuantizedAndMethodsChosen) {
  SearchRequest request;
  request.search.method = "random";
  request.search.trials = 1;
  request.widths = {3, 4};
  request.automatic = true;
  request.activation.bits = 6;
  request.activation.options.range = ActivationRange::Percentile;
  request.activation.options.percentile = 99.5;
  request.countActivations = true;
  expectSameLineFromSession(onExample(120), request);
}

TEST(SearchCommandLine, tellsWhatItCannotSay) {
  SearchRequest request;
  request.sessionPath = "s.bitprism";
  request.automatic = true;
  request.kept = {std::nullopt, Quantization{}};
  request.inputs.resize(2);
  request.rules.limits["a*b"].lock = 4;
  const CommandWords words = searchCommand(onExample(0), request);
  EXPECT_EQ(words.lacks().size(), 3u) << words.text();
  // One option cannot have two values.
  SearchRequest both;
  both.sessionPath = "s.bitprism";
  both.scheme = Quantization{.method = Method::Kmeans, .correction = Correction::None};
  both.others = {Quantization{.method = Method::Uniform, .correction = Correction::Gain}};
  EXPECT_FALSE(searchCommand(onExample(0), both).lacks().empty());
}

TEST(TrainCommandLine, runs) {
  const test::TemporaryFolder folder;
  TrainingSettings training;
  training.objective = TrainingObjective::Distillation;
  training.batch = 50;
  training.learningRate = 1e-3;
  training.flip = true;
  CommandWords words = trainCommand(onExample(0), QuantScheme{.bits = 4}, "example", training, folder / "t.bprm");
  words.add("--images", "100");
  words.add("--json");
  const test::CommandResult result = paste(words, folder);
  ASSERT_EQ(result.code, 0) << words.line() << '\n' << result.err;
  const Json settings = Json::parse(result.out)["settings"];
  EXPECT_EQ(settings["objective"], "distillation");
  EXPECT_EQ(settings["epochs"], training.epochs);
  EXPECT_EQ(settings["batch"], training.batch);
  EXPECT_EQ(settings["learning_rate"], training.learningRate);
  EXPECT_EQ(settings["flip"], true);
}

TEST(MeasuringCommands, run) {
  const test::TemporaryFolder folder;
  StudySettings study = onExample(60);
  study.seed = 3;
  study.metric = Metric::Agreement;
  Preprocessing how;
  how.mean = {0.4914, 0.4822, 0.4465};
  how.deviation = {0.25, 0.25, 0.25};
  how.channels = ChannelOrder::Bgr;
  study.preprocessing = how;
  for (const CommandWords& words : {inspectCommand(study), evaluateCommand(study, QuantScheme{.bits = 4}),
                                    compareCommand(study, "uniform", "W4A32"),
                                    exportCommand(study, QuantScheme{.bits = 4}, "onnx", folder / "a b.onnx"),
                                    reportCommand(study, QuantScheme{.bits = 4}, {}, folder / "r.html")}) {
    const test::CommandResult result = paste(words, folder);
    EXPECT_EQ(result.code, 0) << words.line() << '\n' << result.err;
  }
  EXPECT_TRUE(std::filesystem::exists(folder / "a b.onnx"));
}

}  // namespace
}  // namespace bitprism
