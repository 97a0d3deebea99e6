#include <gtest/gtest.h>

#include <filesystem>

#include "app/workflow/preprocessing_advice.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/support/command_line.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"

// Images of all kinds as the command line takes them.
namespace bitprism {
namespace {

class DataCommand : public testing::Test {
 protected:
  test::CommandResult run(const std::string& arguments) { return test::runCommand(arguments, folder_.path()); }

  std::string file(const std::string& name, const Bytes& bytes) {
    std::filesystem::create_directories(std::filesystem::path(folder_ / name).parent_path());
    writeFile(folder_ / name, bytes);
    return folder_ / name;
  }

  // A 24-bit bitmap of one colour.
  static Bytes bitmap(int height, int width, std::uint8_t value) {
    const int stride = (3 * width + 3) / 4 * 4;
    Bytes bytes(static_cast<std::size_t>(54 + stride * height), value);
    std::fill(bytes.begin(), bytes.begin() + 54, std::uint8_t{0});
    bytes[0] = 'B';
    bytes[1] = 'M';
    bytes[10] = 54;
    bytes[14] = 40;
    bytes[18] = static_cast<std::uint8_t>(width);
    bytes[22] = static_cast<std::uint8_t>(height);
    bytes[26] = 1;
    bytes[28] = 24;
    return bytes;
  }

  void pictures(int height, int width) {
    for (int k = 0; k < 8; ++k)
      file(std::string("set/") + "abcd"[k / 2] + "/" + std::to_string(k) + ".bmp",
           bitmap(height, width, static_cast<std::uint8_t>(30 * k)));
  }

  // Takes 32 x 32 images and distinguishes four classes.
  std::string network() {
    Program program = test::smallProgram();
    program.inputs[0].shape = {-1, 3, 32, 32};
    const Network made = makeNetwork(program, "tiny", "onnx");
    return file("tiny.onnx", onnxBytes(made, floatPlan(made.layers.size())));
  }

  test::TemporaryFolder folder_;
};

TEST_F(DataCommand, photosOfAnotherSizeAreFittedWithANotice) {
  const std::string net = network();
  pictures(60, 80);
  const test::CommandResult result = run("evaluate " + net + " --data " + (folder_ / "set") + " --json");
  ASSERT_EQ(result.code, 0) << result.err;
  const Json document = Json::parse(result.out);
  EXPECT_EQ(document["images"], 8);
  ASSERT_FALSE(document["notices"].empty());
  EXPECT_NE(document["notices"][0].get<std::string>().find("resized to 37 pixels along the shorter side"),
            std::string::npos)
      << document["notices"][0];
  EXPECT_NE(result.err.find("note: "), std::string::npos);
}

TEST_F(DataCommand, sizesAreGivenByFlagsOrJson) {
  const std::string net = network();
  pictures(60, 80);
  const std::string data = " --data " + (folder_ / "set") + " --json";
  const test::CommandResult flags =
      run("evaluate " + net + data + " --resize 40 --crop 32 --channels bgr --mean .5 --std .25");
  ASSERT_EQ(flags.code, 0) << flags.err;
  const std::string written =
      R"({"scale": 0.00392156862745098, "mean": 0.5, "std": 0.25, "channels": "bgr", "resize": 40, "crop": [32, 32]})";
  const std::string settings = file("p.json", Bytes(written.begin(), written.end()));
  const test::CommandResult json = run("evaluate " + net + data + " --preprocess " + settings);
  ASSERT_EQ(json.code, 0) << json.err;
  EXPECT_EQ(Json::parse(flags.out)["loss"], Json::parse(json.out)["loss"]);
}

TEST_F(DataCommand, refusesSizesThatAreNone) {
  pictures(60, 80);
  const std::string start = "evaluate " + network() + " --data " + (folder_ / "set");
  EXPECT_EQ(run(start + " --resize big").code, 2);
  EXPECT_EQ(run(start + " --crop 0").code, 2);
  EXPECT_EQ(run(start + " --crop 500").code, 2);
  const std::string written = R"({"resize": [3, 4, 5]})";
  EXPECT_EQ(run(start + " --preprocess " + file("p.json", Bytes(written.begin(), written.end()))).code, 3);
  file("set/a/broken.png", Bytes{1, 2, 3});
  const test::CommandResult broken = run(start);
  EXPECT_EQ(broken.code, 3);
  EXPECT_NE(broken.err.find("broken.png"), std::string::npos) << broken.err;
}

TEST_F(DataCommand, theCacheDoesNotChangeTheScore) {
  const std::string start = "evaluate " + network() + " --data " + (folder_ / "set") + " --json --image-cache ";
  pictures(60, 80);
  const test::CommandResult with = run(start + "64"), without = run(start + "0");
  ASSERT_EQ(with.code, 0) << with.err;
  ASSERT_EQ(without.code, 0) << without.err;
  EXPECT_EQ(Json::parse(with.out)["loss"], Json::parse(without.out)["loss"]);
}

TEST(Preprocessings, keepThroughJson) {
  Preprocessing p;
  EXPECT_EQ(preprocessingFromJson(toJson(p), "x"), p);
  EXPECT_FALSE(toJson(p).contains("crop"));  // sessions from before there was one still fit
  p.channels = ChannelOrder::Grey3;
  p.resize = {256, 0};
  p.crop = {224, 200};
  p.mean = {1};
  EXPECT_EQ(preprocessingFromJson(toJson(p), "x"), p);
  p.resize = {256, 300};
  p.crop = {224, 224};
  EXPECT_EQ(preprocessingFromJson(toJson(p), "x"), p);
  EXPECT_THROW(preprocessingFromJson(Json{{"crop", 1.5}}, "x"), InputError);
  EXPECT_THROW(preprocessingFromJson(Json{{"crop", Json::array({1, 2, 3})}}, "x"), InputError);
  EXPECT_THROW(preprocessingFromJson(Json{{"men", 1}}, "x"), InputError);
}

// The example's network was trained with mean 0.5 and deviation 0.25.
TEST(PreprocessingAdvice, namesASettingThatDoesBetter) {
  StudySettings settings;
  settings.networkPath = "example";
  settings.dataPath = "example";
  settings.images = 100;
  settings.preprocessing = Preprocessing{.scale = 1, .mean = {0}, .deviation = {1}};
  const auto study = Study::open(settings);
  const double accuracy = study->evaluator().evaluate(floatPlan(study->network()->layers.size()), Task{}).accuracy;
  const auto advice = advisePreprocessing(*study, accuracy);
  ASSERT_TRUE(advice) << accuracy;
  EXPECT_GT(advice->trials.front().accuracy, accuracy + 0.2);
  EXPECT_NE(advice->sentence.find("try --scale"), std::string::npos) << advice->sentence;

  settings.preprocessing.reset();
  const auto right = Study::open(settings);
  EXPECT_FALSE(advisePreprocessing(
      *right, right->evaluator().evaluate(floatPlan(right->network()->layers.size()), Task{}).accuracy));
}

TEST(PreprocessingAdvice, isWrittenAsFlags) {
  Preprocessing p;
  p.scale = 1;
  p.mean = {104, 117, 123};
  p.channels = ChannelOrder::Bgr;
  p.resize = {256, 0};
  p.crop = {227, 227};
  EXPECT_EQ(flagsText(p), "--scale 1 --mean 104,117,123 --std 1 --channels bgr --resize 256 --crop 227");
}

}  // namespace
}  // namespace bitprism
