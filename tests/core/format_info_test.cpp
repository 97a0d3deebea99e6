#include "core/base/format_info.h"

#include <gtest/gtest.h>

#include <set>

#include "core/base/alternatives.h"
#include "core/data/image_format.h"
#include "core/data/picture.h"
#include "tests/support/declared_rows.h"

namespace bitprism {
namespace {

const std::vector<std::string> archives = {".pt", "-ubyte"};

TEST(FormatInfo, comparesSuffixesInAnyCase) {
  EXPECT_TRUE(hasSuffix("a/Net.PT", archives));
  EXPECT_TRUE(hasSuffix("train-images-idx3-UByte", archives));
  EXPECT_FALSE(hasSuffix("a.pt/net.onnx", archives));
  EXPECT_FALSE(hasSuffix(".pt", archives));  // a name without a suffix
  EXPECT_FALSE(hasSuffix("pt", archives));
}

TEST(FormatInfo, printsWhatDialogsAndSentencesSay) {
  EXPECT_EQ(filePatterns(archives), "*.pt *-ubyte");
  EXPECT_EQ(titleWithSuffixes("TorchScript", {".pt", ".ts"}), "TorchScript (.pt, .ts)");
  EXPECT_EQ(alternatives(std::vector<std::string>{"a"}), "a");
  EXPECT_EQ(alternatives(std::vector<std::string>{"a", "b"}), "a or b");
  EXPECT_EQ(alternatives(std::vector<std::string>{"a", "b", "c"}), "a, b or c");
}

TEST(FormatInfo, findsAMagicAtItsOffset) {
  const std::vector<std::uint8_t> start = {0, 0, 'T', 'F'};
  EXPECT_TRUE(hasMagic(start, "TF", 2));
  EXPECT_FALSE(hasMagic(start, "TF"));
  EXPECT_FALSE(hasMagic(start, "TFL3", 2));
}

TEST(ImageFormats, haveNamesTitlesAndSuffixesOfTheirOwn) {
  std::set<std::string> names, suffixes;
  for (const ImageFormat* format : imageFormats()) {
    EXPECT_TRUE(names.insert(format->format.name).second) << format->format.name;
    EXPECT_FALSE(format->format.title.empty()) << format->format.name;
    EXPECT_FALSE(format->format.suffixes.empty()) << format->format.name;
    EXPECT_TRUE(format->likeness && format->foundIn && format->read) << format->format.name;
    EXPECT_NE(imageFormatsText().find(format->format.title), std::string::npos) << format->format.name;
    for (const std::string& suffix : format->format.suffixes) {
      EXPECT_TRUE(suffixes.insert(suffix).second) << suffix;
      EXPECT_TRUE(namedAsImages("a/B" + suffix)) << suffix;
    }
  }
  EXPECT_EQ(imageSuffixes().size(), suffixes.size());
}

TEST(ImageFormats, areAllThatHeadersDeclare) {
  EXPECT_EQ(imageFormats().size(), test::declaredRows("core/data", "ImageFormat").size());
  EXPECT_EQ(pictureTitles().size(), test::declaredRows("core/data", "PictureDecoder").size());
}

TEST(ImageFormats, countPicturesOfEveryFormat) {
  for (const std::string& suffix : pictureSuffixes()) EXPECT_TRUE(namedAsImages("a" + suffix)) << suffix;
  EXPECT_TRUE(namedAsImages("a.gif"));  // not read, but told by its name
  EXPECT_FALSE(namedAsImages("a.onnx"));
}

}  // namespace
}  // namespace bitprism
