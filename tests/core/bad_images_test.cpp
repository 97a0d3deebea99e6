#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>

#include "core/base/error.h"
#include "core/data/fitted_images.h"
#include "core/data/image_reader.h"
#include "tests/support/data_files.h"
#include "tests/support/pictures.h"
#include "tests/support/test_paths.h"

// What each reader says of images that are damaged, false or hostile: one sentence that names the file.
namespace bitprism {
namespace {

namespace fs = std::filesystem;

struct BadCase {
  const char* name;
  std::function<std::string(const std::string& folder)> make;  // writes files, returns the path to open
  const char* sentence;                                        // part of what is said
};

std::string put(const std::string& path, const Bytes& bytes) {
  fs::create_directories(fs::path(path).parent_path());
  // Not writeFile, which waits for the disk.
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  return path;
}
std::string put(const std::string& path, const std::string& content) {
  return put(path, Bytes(content.begin(), content.end()));
}

Bytes picture(int height = 4, int width = 4) {
  return test::pngBytes(test::smoothPicture(height, width));
}

Bytes first(const Bytes& bytes, std::size_t count) {
  return Bytes(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(count));
}

const std::vector<BadCase>& cases() {
  using F = const std::string&;
  static const std::vector<BadCase> all = {
      {"nothing there", [](F f) { return f + "/absent"; }, "there is no such file or folder"},
      {"empty folder", [](F f) { return f; }, "holds no JPEG, PNG, WebP or BMP picture"},
      {"folder of empty folders",
       [](F f) {
         fs::create_directories(f + "/cat");
         fs::create_directories(f + "/dog");
         return f;
       },
       "holds no JPEG, PNG, WebP or BMP picture"},
      {"folder of other pictures",
       [](F f) {
         put(f + "/a.gif", std::string("GIF89a............"));
         return f;
       },
       "1 GIF pictures are not supported"},
      {"pictures beside folders of pictures",
       [](F f) {
         put(f + "/a.png", picture());
         put(f + "/cat/a.png", picture());
         put(f + "/dog/a.png", picture());
         return f;
       },
       "expected either one folder per class, or only pictures"},
      {"an empty file", [](F f) { return put(f + "/a.dat", Bytes{}); }, "contains no known kind of images"},
      {"bytes of no kind",
       [](F f) {
         return put(f + "/a.dat", Bytes{0, 1, 2, 3, 4, 5, 6, 7, 200, 201});
       },
       "contains no known kind of images"},
      {"a pipe",
       [](F f) {
         EXPECT_EQ(std::system(("mkfifo '" + f + "/pipe'").c_str()), 0);
         return f + "/pipe";
       },
       "it is not a regular file"},
      {"a GIF", [](F f) { return put(f + "/a.gif", std::string("GIF89a............")); }, "it is a GIF picture"},

      {"a picture that is text",
       [](F f) {
         put(f + "/a.png", std::string("not a picture at all"));
         return f;
       },
       "a.png': it is not a picture"},
      {"a picture cut off",
       [](F f) {
         const Bytes whole = test::jpegBytes(test::smoothPicture(40, 40));
         put(f + "/a.jpg", first(whole, whole.size() - 30));
         return f;
       },
       "a.jpg': the JPEG file is cut off"},
      {"a PNG cut off", [](F f) { return put(f + "/a.png", first(picture(), 70)); }, "a.png': the PNG file is damaged"},
      {"a WebP cut off",
       [](F f) {
         const Bytes whole = test::webpBytes(test::smoothPicture(40, 40));
         return put(f + "/a.webp", first(whole, whole.size() / 2));
       },
       "a.webp': the WebP file is damaged or cut off"},
      {"a BMP that claims more than it has",
       [](F f) {
         Bytes bmp = test::bmpBytes(test::smoothPicture(4, 4));
         bmp[19] = bmp[23] = 0xf0;
         return put(f + "/a.bmp", bmp);
       },
       "a.bmp': it claims"},
      {"a run-length coded BMP",
       [](F f) {
         Bytes bmp = test::bmpBytes(test::smoothPicture(4, 4));
         bmp[28] = 8;
         bmp[30] = 1;
         return put(f + "/a.bmp", bmp);
       },
       "run-length coded BMP"},

      {"CIFAR of half a record", [](F f) { return put(f + "/a.bin", Bytes(3073 + 1500, 0)); },
       "has 4573 bytes: expected a multiple of 3073 or 3074"},
      {"CIFAR with a label out of range", [](F f) { return put(f + "/a.bin", Bytes(3073, 11)); },
       "has the label 11, expected 0 to 9"},
      {"CIFAR of nothing", [](F f) { return put(f + "/a.bin", Bytes{}); }, "is empty: expected CIFAR records"},
      {"CIFAR-10 beside CIFAR-100",
       [](F f) {
         put(f + "/a.bin", Bytes(3073, 1));
         put(f + "/b.bin", Bytes(3074, 1));
         return f;
       },
       "holds both CIFAR-10 and CIFAR-100"},

      {"IDX that claims more images",
       [](F f) {
         return put(f + "/t-images-idx3", test::idxFile(8, {7, 2, 2}, Bytes(8)));
       },
       "its header states 7 x 2 x 2 numbers of 1 bytes, but 8 bytes follow"},
      {"IDX of impossible size",
       [](F f) {
         return put(f + "/t-images-idx3", test::idxFile(8, {0xffffffff, 0xffffffff, 0xffffffff}, Bytes(8)));
       },
       "its header states"},
      {"IDX of four huge extents",
       [](F f) {
         return put(f + "/t-images-idx3", test::idxFile(14, {0x10000, 0x10000, 0x10000, 0x10000}, {}));
       },
       "its header states"},
      {"IDX cut off in its header",
       [](F f) {
         return put(f + "/t-images-idx3", Bytes{0, 0, 8, 3, 0, 0, 0, 1, 0});
       },
       "ends at byte 9"},
      {"IDX of no image",
       [](F f) {
         return put(f + "/t-images-idx3", test::idxFile(8, {0, 2, 2}, {}));
       },
       "it holds no image"},
      {"IDX of labels", [](F f) { return put(f + "/t-labels-idx1", test::idxFile(8, {4}, Bytes(4))); },
       "open the file with the images"},
      {"IDX with too few labels",
       [](F f) {
         put(f + "/t-labels-idx1", test::idxFile(8, {1}, Bytes(1)));
         return put(f + "/t-images-idx3", test::idxFile(8, {2, 2, 2}, Bytes(8)));
       },
       "has 1 labels, expected one for each of 2 images"},
      {"gzip cut off",
       [](F f) {
         const Bytes whole = test::gzipped(test::idxFile(8, {2, 20, 20}, Bytes(800)));
         return put(f + "/t-images-idx3.gz", first(whole, whole.size() - 9));
       },
       "the gzip file is cut off"},
      {"gzip damaged",
       [](F f) {
         Bytes whole = test::gzipped(test::idxFile(8, {2, 20, 20}, Bytes(800)));
         whole[whole.size() - 6] ^= 1;
         return put(f + "/t-images-idx3.gz", whole);
       },
       "the gzip file is damaged"},
      {"gzip that expands beyond the limit",
       [](F f) {
         return put(f + "/t-images-idx3.gz", test::gzipped(test::idxFile(8, {20, 1024, 1024}, Bytes(20 << 20))));
       },
       "its header states 20971520 bytes, more than"},
      {"gzip that holds more than its header states",
       [](F f) {
         return put(f + "/t-images-idx3.gz", test::gzipped(test::idxFile(8, {2, 2, 2}, Bytes(9))));
       },
       "its header states 24 bytes, but it holds more"},
      {"gzip that holds less than its header states",
       [](F f) {
         return put(f + "/t-images-idx3.gz", test::gzipped(test::idxFile(8, {2, 2, 2}, Bytes(7))));
       },
       "its header states 24 bytes, but it holds only 23"},
      {"gzip of something else", [](F f) { return put(f + "/a.gz", test::gzipped(Bytes(50, 7))); },
       "does not begin like an IDX file"},

      {"NumPy that claims more",
       [](F f) { return put(f + "/images.npy", test::npyFile("|u1", "(9, 3, 4, 4)", Bytes(100))); },
       "expected 432 of 1 bytes"},
      {"NumPy of overflowing size",
       [](F f) { return put(f + "/images.npy", test::npyFile("<f8", "(4294967296, 4294967296, 4, 4)", Bytes(100))); },
       "is too large"},
      {"NumPy of texts", [](F f) { return put(f + "/images.npy", test::npyFile("<U8", "(1, 3, 1, 1)", Bytes(96))); },
       "numbers of type '<U8'"},
      {"NumPy of objects", [](F f) { return put(f + "/images.npy", test::npyFile("|O", "(1, 3, 1, 1)", Bytes(24))); },
       "numbers of type '|O'"},
      {"NumPy of two axes", [](F f) { return put(f + "/images.npy", test::npyFile("|u1", "(10, 10)", Bytes(100))); },
       "its shape is 10 x 10"},
      {"NumPy column by column",
       [](F f) { return put(f + "/images.npy", test::npyFile("|u1", "(2, 1, 5, 10)", Bytes(100), true)); },
       "column-major"},
      {"NumPy of no image", [](F f) { return put(f + "/images.npy", test::npyFile("|u1", "(0, 3, 4, 4)", {})); },
       "it holds no image"},
      {"NumPy of empty images", [](F f) { return put(f + "/images.npy", test::npyFile("|u1", "(5, 3, 0, 4)", {})); },
       "its shape is 5 x 3 x 0 x 4"},
      {"NumPy labels below zero",
       [](F f) {
         put(f + "/labels.npy", test::npyFile("|i1", "(1,)", {0xff}));
         return put(f + "/images.npy", test::npyFile("|u1", "(1, 1, 2, 2)", Bytes(4)));
       },
       "label 0 of 'labels.npy' is -1"},
      {"NumPy labels that are no numbers",
       [](F f) {
         put(f + "/labels.npy", test::npyFile("<f4", "(1,)", {0, 0, 0xc0, 0x7f}));
         return put(f + "/images.npy", test::npyFile("|u1", "(1, 1, 2, 2)", Bytes(4)));
       },
       "label 0 of 'labels.npy' is nan"},
      {"NumPy masks of another size",
       [](F f) {
         put(f + "/labels.npy", test::npyFile("|u1", "(1, 3, 3)", Bytes(9)));
         return put(f + "/images.npy", test::npyFile("|u1", "(1, 1, 2, 2)", Bytes(4)));
       },
       "has masks of 3 x 3, expected 2 x 2"},
      {"an archive of pictures",
       [](F f) {
         return put(f + "/a.npz", test::zipFile({{"a.png", picture()}}));
       },
       "cannot identify the images"},
      {"an archive cut off",
       [](F f) {
         const Bytes whole = test::zipFile({{"x.npy", test::npyFile("|u1", "(1, 2, 2)", Bytes(4))}});
         return put(f + "/a.npz", first(whole, whole.size() - 10));
       },
       "it has no zip directory"},
      {"an archive that lies of its stream",
       [](F f) {
         Bytes whole = test::zipFile({{"x.npy", test::npyFile("|u1", "(1, 2, 2)", Bytes(4)), false}});
         whole[whole.size() - 22 - 51 + 24 + 3] = 0x7f;  // unpacked size in the directory
         return put(f + "/a.npz", whole);
       },
       "a.npz"},

      {"a list of nothing", [](F f) { return put(f + "/a.csv", std::string("path,label\n")); }, "lists no picture"},
      {"a list with an absent picture", [](F f) { return put(f + "/a.csv", std::string("no.png,1\n")); }, "line 1 of"},
      {"a list of a file that is no picture",
       [](F f) { return put(f + "/a.csv", std::string("../../etc/passwd,1\n")); }, "it is not a picture"},
      {"a list of an absent absolute path", [](F f) { return put(f + "/a.csv", f + "/no.png,1\n"); }, "line 1 of"},
      {"a list of a folder", [](F f) { return put(f + "/a.csv", std::string("..,1\n")); }, "which does not exist"},
      {"a list with a fraction for a label",
       [](F f) {
         put(f + "/x.png", picture());
         return put(f + "/a.csv", std::string("x.png,1.0\nx.png,2.5\n"));
       },
       "line 2 of"},
      {"a list without one of its numbers",
       [](F f) {
         put(f + "/x.png", picture());
         return put(f + "/a.csv", std::string("x.png,1.0\nx.png,\n"));
       },
       "has no label"},
      {"a list whose numbers and names contradict",
       [](F f) {
         put(f + "/x.png", picture());
         return put(f + "/a.csv", std::string("path,class_id,class_name\nx.png,1,cat\nx.png,1,dog\n"));
       },
       "line 3 of"},
      {"a list of an ambiguous name",
       [](F f) {
         put(f + "/x.png", picture());
         put(f + "/x.bmp", picture());
         return put(f + "/a.csv", std::string("id,label\nx,1\n"));
       },
       "which may be"},
      {"a list of mixed labels",
       [](F f) {
         put(f + "/x.png", picture());
         return put(f + "/a.csv", std::string("x.png,1\nx.png,cat\n"));
       },
       "line 2 of"},
      {"a list with a missing label",
       [](F f) {
         put(f + "/x.png", picture());
         return put(f + "/a.csv", std::string("x.png,1\nx.png\n"));
       },
       "has 1 field, expected a path and a label"},
      {"a list with a negative label",
       [](F f) {
         put(f + "/x.png", picture());
         return put(f + "/a.csv", std::string("x.png,-4\n"));
       },
       "expected a number from 0 up"},
      {"a list with an unnamed class",
       [](F f) {
         put(f + "/x.png", picture());
         put(f + "/classes.txt", std::string("dog\ncat\n"));
         return put(f + "/a.csv", std::string("x.png,fish\n"));
       },
       "which"},
      {"a list of bytes",
       [](F f) {
         return put(f + "/a.csv", Bytes{'a', 0, 'b', '\n'});
       },
       "it is not text"},

      {"pictures of several sizes",
       [](F f) {
         put(f + "/a.png", picture(4, 4));
         put(f + "/b.png", picture(5, 4));
         return f;
       },
       "specify how to resize and crop them"},
  };
  return all;
}

// Opens, fits and reads all images, as an evaluation would.
std::string folderRefusal(const std::string& path) {
  try {
    const ImageSet images = fitted(readImages(path, -1, 16 << 20), {});
    PixelBuffer buffer;
    for (std::int64_t i = 0; i < images.count(); ++i) images.read(i, buffer);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(BadImages, areRefusedInASentenceThatNamesThem) {
  for (const BadCase& bad : cases()) {
    const test::TemporaryFolder folder;
    const std::string path = bad.make(folder.path());
    const std::string said = folderRefusal(path);
    EXPECT_NE(said.find(bad.sentence), std::string::npos) << bad.name << ": " << said;
    EXPECT_NE(said.find('\''), std::string::npos) << bad.name << ": " << said;
    EXPECT_EQ(said.find('\n'), std::string::npos) << bad.name << ": " << said;
  }
}

// Whoever wrote a cell of thousands of characters knows it already.
TEST(BadImages, longCellsAreNotRepeated) {
  const std::string cell(5000, 'w');
  const auto said = [&](const std::string& list) {
    const test::TemporaryFolder folder;
    put(folder / "x.png", picture());
    return folderRefusal(put(folder / "a.csv", list));
  };
  for (const std::string& list :
       {"x.png,1\nx.png," + cell + "\n", cell + ",1\n", "x.png,-1" + std::string(300, '0') + "\n",
        "path,class_id,class_name\nx.png,1,cat\nx.png,1," + cell + "\n"}) {
    EXPECT_LT(said(list).size(), 700U) << said(list);
    EXPECT_NE(said(list), "accepted");
  }
  EXPECT_NE(said("x.png,1\nx.png,\x1b[2Jcat\n").find("\\x1b[2Jcat"), std::string::npos);
}

TEST(BadImages, aLaterPictureOfAnotherSizeIsNamed) {
  const test::TemporaryFolder folder;
  for (int k = 0; k < 600; ++k) put(folder / (std::to_string(1000 + k) + ".png"), picture(4, k == 599 ? 5 : 4));
  EXPECT_NE(folderRefusal(folder.path()).find("1599.png' has 3 x 4 x 5 pixels"), std::string::npos)
      << folderRefusal(folder.path());
}

// Whatever is cut or flipped, readers accept or refuse, and neither crash nor take much memory.
TEST(BadImages, surviveCutsAndFlips) {
  const Bytes npy = test::npyFile("|u1", "(2, 3, 4, 4)", Bytes(96, 5));
  const std::pair<const char*, Bytes> wholes[] = {
      {"images.npy", npy},
      {"a.npz", test::zipFile({{"images.npy", npy, false}, {"labels.npy", test::npyFile("|u1", "(2,)", {1, 0})}})},
      {"t-images-idx3", test::idxFile(8, {2, 4, 4}, Bytes(32, 9))},
      {"t-images-idx3.gz", test::gzipped(test::idxFile(8, {2, 4, 4}, Bytes(32, 9)))},
      {"a.bin", Bytes(2 * 3073, 3)},
  };
  for (const auto& [name, whole] : wholes) {
    const test::TemporaryFolder folder;
    std::size_t refused = 0;
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 25)
      refused += folderRefusal(put(folder / name, first(whole, size))) != "accepted";
    EXPECT_GT(refused, 10u) << name;
    for (std::size_t bit = 0; bit < 8 * whole.size(); bit += 1 + 8 * whole.size() / 80) {
      Bytes flipped = whole;
      flipped[bit / 8] ^= static_cast<std::uint8_t>(1 << bit % 8);
      folderRefusal(put(folder / name, flipped));
    }
  }
}

}  // namespace
}  // namespace bitprism
