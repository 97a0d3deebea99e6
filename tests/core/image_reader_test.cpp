#include "core/data/image_reader.h"

#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

#include "core/base/error.h"
#include "tests/support/data_files.h"
#include "tests/support/pictures.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

Bytes counting(std::size_t count) {
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(i % 251));
  return bytes;
}

using Labels = std::vector<std::int32_t>;

class ImageReader : public testing::Test {
 protected:
  std::string file(const std::string& name, const Bytes& bytes) {
    std::filesystem::create_directories(std::filesystem::path(folder_ / name).parent_path());
    writeFile(folder_ / name, bytes);
    return folder_ / name;
  }
  std::string file(const std::string& name, const std::string& content) {
    return file(name, Bytes(content.begin(), content.end()));
  }
  test::TemporaryFolder folder_;
};

TEST_F(ImageReader, aFolderAClass) {
  const test::RgbPicture small = test::smoothPicture(6, 8);
  file("zebra/1.png", test::pngBytes(small));
  file("ant/2.jpg", test::jpegBytes(small));
  file("ant/deeper/1.bmp", test::bmpBytes(small));
  file("ant/notes.txt", std::string("no picture"));
  file("ant/.hidden.png", std::string("nothing"));
  file("cat/noextension", test::webpBytes(small));
  file("cat/anim.gif", std::string("GIF89a.........."));
  const ImageSet images = readImages(folder_.path());
  EXPECT_EQ(images.classNames, (std::vector<std::string>{"ant", "cat", "zebra"}));
  EXPECT_EQ(images.labels, (Labels{0, 0, 1, 2}));
  EXPECT_EQ(images.classes, 3);
  EXPECT_FALSE(images.classesOpen);
  EXPECT_EQ(images.height, 6);
  EXPECT_EQ(images.width, 8);
  ASSERT_EQ(images.notices.size(), 1u);
  EXPECT_NE(images.notices[0].find("1 GIF picture is left out"), std::string::npos);
  EXPECT_EQ(pixelBytes(images, 3, 1)[0], small.at(0, 0, 0));
}

TEST_F(ImageReader, picturesAloneHaveNoLabels) {
  file("b.png", test::pngBytes(test::smoothPicture(6, 8)));
  file("a.png", test::pngBytes(test::smoothPicture(9, 8)));
  const ImageSet images = readImages(folder_.path());
  EXPECT_FALSE(images.labelled());
  EXPECT_EQ(images.count(), 2);
  EXPECT_EQ(images.height, 0);  // they differ
  EXPECT_EQ(images.size(0), (ImageSize{3, 9, 8}));
  EXPECT_EQ(readImages(folder_ / "b.png").count(), 1);
}

TEST_F(ImageReader, aLimitIsSpreadOverTheClasses) {
  for (int k = 0; k < 12; ++k)
    file(std::string(1, static_cast<char>('a' + k / 4)) + "/" + std::to_string(k) + ".png",
         test::pngBytes(test::smoothPicture(4, 4)));
  EXPECT_EQ(readImages(folder_.path(), 6).labels, (Labels{0, 0, 1, 1, 2, 2}));
}

TEST_F(ImageReader, aListOfPathsAndNumbers) {
  file("images/x.png", test::pngBytes(test::smoothPicture(4, 4)));
  file("images/y, z.png", test::pngBytes(test::smoothPicture(4, 4)));
  const ImageSet images =
      readImages(file("labels.csv", "path,label,other\nimages/x.png,7,a\r\n\"images/y, z.png\",3,\"b,c\"\n\n"));
  EXPECT_EQ(images.labels, (Labels{7, 3}));
  EXPECT_EQ(images.classes, 8);
  EXPECT_TRUE(images.classesOpen);
  EXPECT_EQ(readImages(folder_.path()).labels, (Labels{7, 3}));  // found in its folder
  EXPECT_FALSE(readImages(file("paths.csv", "images/x.png\n")).labelled());
  EXPECT_EQ(readImages(file("plain.csv", "images/x.png,1\n")).labels, (Labels{1}));
}

TEST_F(ImageReader, aListOfPathsAndNames) {
  file("x.png", test::pngBytes(test::smoothPicture(4, 4)));
  const std::string list = file("list.csv", "file,class\nx.png,dog\nx.png,cat\nx.png,dog\n");
  EXPECT_EQ(readImages(list).labels, (Labels{1, 0, 1}));
  file("classes.txt", "dog\nbird\ncat\n");
  const ImageSet images = readImages(list);
  EXPECT_EQ(images.labels, (Labels{0, 2, 0}));
  EXPECT_EQ(images.classes, 3);
  EXPECT_FALSE(images.classesOpen);
}

TEST_F(ImageReader, cifar100CountsTheFineLabel) {
  Bytes bytes;
  for (int k = 0; k < 5; ++k) {
    bytes.push_back(static_cast<std::uint8_t>(k));
    bytes.push_back(static_cast<std::uint8_t>(90 + k));
    bytes.insert(bytes.end(), 3072, static_cast<std::uint8_t>(k));
  }
  const ImageSet images = readImages(file("test.bin", bytes));
  EXPECT_EQ(images.classes, 100);
  EXPECT_EQ(images.labels, (Labels{90, 91, 92, 93, 94}));
  EXPECT_EQ(pixelBytes(images, 3, 1), Bytes(3072, 3));
  EXPECT_EQ(readImages(folder_.path(), 2).count(), 2);
}

// 3074 records of CIFAR-10 have the size of 3073 of CIFAR-100: the labels tell.
TEST_F(ImageReader, cifarIsToldApartByLabelsWhereTheSizeFitsBoth) {
  Bytes bytes(std::size_t{3074} * 3073, 5);
  EXPECT_EQ(readImages(file("ten.bin", bytes)).classes, 10);
  for (std::size_t k = 0; k < 3073; ++k) bytes[k * 3074] = 17;
  EXPECT_EQ(readImages(file("hundred.bin", bytes)).classes, 100);
}

TEST_F(ImageReader, idxWithAndWithoutGzip) {
  const Bytes pixels = counting(3 * 4 * 5);
  file("t10k-images-idx3-ubyte", test::idxFile(8, {3, 4, 5}, pixels));
  file("t10k-labels-idx1-ubyte.gz", test::gzipped(test::idxFile(8, {3}, {2, 0, 1})));
  file("train-images-idx3-ubyte.gz", test::gzipped(test::idxFile(8, {3, 4, 5}, pixels)));
  const ImageSet images = readImages(folder_ / "t10k-images-idx3-ubyte");
  EXPECT_EQ(images.labels, (Labels{2, 0, 1}));
  EXPECT_EQ(images.classes, 3);
  EXPECT_EQ(pixelBytes(images, 0, 3), pixels);
  EXPECT_EQ(readImages(folder_.path()).labels, images.labels);
  const ImageSet packed = readImages(folder_ / "train-images-idx3-ubyte.gz");
  EXPECT_FALSE(packed.labelled());
  EXPECT_EQ(packed.notices.size(), 1u);
  EXPECT_EQ(pixelBytes(packed, 1, 2), Bytes(pixels.begin() + 20, pixels.end()));
}

TEST_F(ImageReader, idxOfBigEndianNumbers) {
  const ImageSet images =
      readImages(file("x-images-idx3", test::idxFile(13, {1, 1, 2}, {0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0})));
  PixelBuffer buffer;
  const PixelView view = images.read(0, buffer);
  ASSERT_NE(view.floats, nullptr);
  EXPECT_EQ(view.floats[0], 1.0F);
  EXPECT_EQ(view.floats[1], -2.0F);
}

TEST_F(ImageReader, rowsOfZerosAndOnesAreClassesOrSetsOfThem) {
  const Bytes pixels = counting(2 * 3 * 4 * 5);
  file("x_test.npy", test::npyFile("|u1", "(2, 3, 4, 5)", pixels));
  file("y_test.npy", test::npyFile("|u1", "(2, 3)", {0, 0, 1, 1, 0, 0}));
  const ImageSet single = readImages(folder_.path());
  EXPECT_EQ(single.labels, (Labels{2, 0}));
  EXPECT_EQ(single.classes, 3);
  EXPECT_EQ(single.classSets, nullptr);
  file("y_test.npy", test::npyFile("|u1", "(2, 3)", {0, 1, 1, 0, 0, 0}));
  const ImageSet several = readImages(folder_.path());
  EXPECT_FALSE(several.labelled());
  EXPECT_EQ(several.classes, 3);
  const ImageSet second = subset(several, {1, 0});
  EXPECT_EQ(Bytes(second.classSet(1).begin(), second.classSet(1).end()), (Bytes{0, 1, 1}));
  EXPECT_EQ(Bytes(second.classSet(0).begin(), second.classSet(0).end()), (Bytes{0, 0, 0}));
  file("y_test.npy", test::npyFile("|u1", "(2, 3)", {0, 1, 2, 0, 0, 0}));
  EXPECT_THROW(readImages(folder_.path()), InputError);
}

TEST_F(ImageReader, cocoAnnotationsBringTheirPictures) {
  const std::string json = file("boxes.json", std::string(R"({"categories": [{"id": 1, "name": "thing"}],
    "images": [{"id": 3, "file_name": "missing.png", "height": 4, "width": 5}], "annotations": []})"));
  try {
    readImages(json);
    ADD_FAILURE();
  } catch (const InputError& problem) {
    EXPECT_NE(std::string(problem.what()).find("there is no picture"), std::string::npos) << problem.what();
  }
}

TEST_F(ImageReader, numpyPairsInBothOrdersOfAxes) {
  const Bytes pixels = counting(2 * 3 * 4 * 5);
  file("x_test.npy", test::npyFile("|u1", "(2, 3, 4, 5)", pixels));
  file("y_test.npy", test::npyFile("<i8", "(2, 1)", {6, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0}));
  const ImageSet images = readImages(folder_.path());
  EXPECT_EQ(images.labels, (Labels{6, 1}));
  EXPECT_EQ(images.classes, 7);
  EXPECT_EQ(pixelBytes(images, 0, 2), pixels);
  const ImageSet last = readImages(file("images.npy", test::npyFile("|u1", "(2, 5, 4, 3)", pixels)));
  EXPECT_EQ(last.channels, 3);
  EXPECT_EQ(last.height, 5);
  for (std::size_t p = 0; p < 20; ++p)
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(pixelBytes(last, 1, 1)[c * 20 + p], pixels[60 + 3 * p + c]);
}

TEST_F(ImageReader, numpyFloats) {
  const float values[] = {0.5F, -1, 2, 3};
  Bytes data(sizeof values);
  std::memcpy(data.data(), values, sizeof values);
  const ImageSet images = readImages(file("data.npy", test::npyFile("<f4", "(1, 1, 2, 2)", data)));
  EXPECT_TRUE(images.floats());
  PixelBuffer buffer;
  EXPECT_EQ(images.read(0, buffer).floats[1], -1.0F);
}

TEST_F(ImageReader, archivesStoredAndPacked) {
  const Bytes pixels = counting(2 * 4 * 4);
  for (const bool stored : {true, false}) {
    const ImageSet images = readImages(
        file("mnist.npz", test::zipFile({{"x_train.npy", test::npyFile("|u1", "(1, 4, 4)", counting(16)), stored},
                                         {"y_train.npy", test::npyFile("|u1", "(1,)", {3}), stored},
                                         {"x_test.npy", test::npyFile("|u1", "(2, 4, 4)", pixels), stored},
                                         {"y_test.npy", test::npyFile("|u1", "(2,)", {9, 4}), stored}})));
    EXPECT_EQ(images.labels, (Labels{9, 4}));
    EXPECT_EQ(pixelBytes(images, 0, 2), pixels);
    EXPECT_EQ(images.name, "mnist.npz");
  }
  const ImageSet other =
      readImages(file("arr.npz", test::zipFile({{"arr_0.npy", test::npyFile("|u1", "(2, 4, 4)", pixels)},
                                                {"arr_1.npy", test::npyFile("|u1", "(2,)", {1, 0})}})));
  EXPECT_EQ(other.labels, (Labels{1, 0}));
  EXPECT_EQ(other.notices.size(), 1u);
}

TEST_F(ImageReader, masksAreAClassAPixel) {
  file("labels.npy", test::npyFile("|i1", "(2, 2, 2)", {0, 1, 2, 0xff, 3, 3, 3, 3}));
  const ImageSet images = readImages(file("images.npy", test::npyFile("|u1", "(2, 3, 2, 2)", counting(24))));
  EXPECT_FALSE(images.labelled());
  ASSERT_NE(images.masks, nullptr);
  EXPECT_EQ(images.classes, 4);
  PixelBuffer buffer;
  const PixelView mask = subset(images, {1, 0}).readMask(1, buffer);
  EXPECT_EQ(Bytes(mask.bytes, mask.bytes + 4), (Bytes{0, 1, 2, ImageSet::ignoredPixel}));
}

TEST_F(ImageReader, classCountsMustFitTheNetwork) {
  file("data.npy", test::npyFile("|u1", "(2, 1, 1)", {1, 2}));
  file("labels.npy", test::npyFile("|u1", "(2,)", {0, 7}));
  const ImageSet open = readImages(folder_.path());
  EXPECT_NO_THROW(checkClasses(open, 10, "net"));
  EXPECT_THROW(checkClasses(open, 7, "net"), InputError);
  ImageSet fixed = open;
  fixed.classesOpen = false;
  EXPECT_THROW(checkClasses(fixed, 10, "net"), InputError);
}

}  // namespace
}  // namespace bitprism
