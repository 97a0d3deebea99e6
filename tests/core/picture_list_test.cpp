#include "core/data/picture_list.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "core/base/error.h"
#include "core/data/class_order.h"
#include "core/data/image_reader.h"
#include "tests/support/pictures.h"
#include "tests/support/test_paths.h"

// Lists of pictures and folders of classes as people have them.
namespace bitprism {
namespace {

using Labels = std::vector<std::int32_t>;
using Names = std::vector<std::string>;

class PictureList : public testing::Test {
 protected:
  PictureList() {
    for (int k = 0; k < 24; ++k) picture("images/" + std::to_string(k) + ".png");
  }
  void picture(const std::string& name) { file(name, test::pngBytes(test::smoothPicture(2, 3))); }
  std::string file(const std::string& name, const Bytes& bytes) {
    std::filesystem::create_directories(std::filesystem::path(folder_ / name).parent_path());
    writeFile(folder_ / name, bytes);
    return folder_ / name;
  }
  ImageSet list(const std::string& content, const std::string& name = "list.csv") {
    return readImages(file(name, Bytes(content.begin(), content.end())));
  }
  // 24 pictures of 12 classes, as `row` writes picture and class.
  ImageSet twelve(const std::string& header, const std::function<std::string(const std::string&, int)>& row) {
    std::string content = header;
    for (int k = 0; k < 24; ++k) content += row("images/" + std::to_string(k) + ".png", k / 2) + "\n";
    return list(content);
  }
  static Labels twelveLabels() {
    Labels labels;
    for (int k = 0; k < 24; ++k) labels.push_back(k / 2);
    return labels;
  }
  static bool says(const ImageSet& images, const std::string& part) {
    for (const std::string& notice : images.notices)
      if (notice.find(part) != std::string::npos) return true;
    return false;
  }
  test::TemporaryFolder folder_;
};

TEST_F(PictureList, numbersMayBeWrittenAsFloats) {
  for (const char* ending : {"", ".0", ".", ".000", "e0"}) {
    const ImageSet images =
        twelve("", [&](const std::string& path, int label) { return path + "," + std::to_string(label) + ending; });
    EXPECT_EQ(images.labels, twelveLabels()) << ending;
    EXPECT_EQ(images.classes, 12);
    EXPECT_TRUE(images.notices.empty()) << images.notices[0];
  }
  EXPECT_EQ(twelve("path,label\n",
                   [](const std::string& path, int label) { return path + ",\"" + std::to_string(label) + ".0\""; })
                .labels,
            twelveLabels());
}

TEST_F(PictureList, headersAreKnownInTheirUsualWords) {
  for (const char* header :
       {"path,labels", "path,y", "path,species", "path,class name", "path,class_name", "path,Label Index",
        "path,label_index", "image_id,label", "id,label", "img_path,target", "ImageId,Class", "image_path,category_id",
        "FilePath,Label", "Image File,Target", "\xef\xbb\xbfpath,label", "file-name,class-id"}) {
    const ImageSet images = twelve(std::string(header) + "\r\n", [](const std::string& path, int label) {
      return path + "," + std::to_string(label) + "\r";
    });
    EXPECT_EQ(images.labels, twelveLabels()) << header;
    EXPECT_TRUE(images.notices.empty()) << header << ": " << images.notices[0];
  }
}

TEST_F(PictureList, columnsStandInAnyOrder) {
  const auto labelFirst = [](const std::string& path, int label) { return std::to_string(label) + "," + path; };
  EXPECT_EQ(twelve("label,path\n", labelFirst).labels, twelveLabels());
  EXPECT_EQ(twelve("", labelFirst).labels, twelveLabels());
  int row = 0;
  const auto counted = [&](const std::string& path, int label) {
    return std::to_string(row++) + "," + path + "," + std::to_string(label);
  };
  EXPECT_EQ(twelve(",path,label\n", counted).labels, twelveLabels());
  row = 0;
  EXPECT_EQ(twelve("Unnamed: 0,image,y\n", counted).labels, twelveLabels());
  row = 0;
  EXPECT_EQ(twelve("", counted).labels, twelveLabels());
}

TEST_F(PictureList, unknownHeadersAreRecognisedAndSaid) {
  const ImageSet images =
      twelve("bild,klasse\n", [](const std::string& path, int label) { return path + ",k" + std::to_string(label); });
  EXPECT_EQ(images.labels, twelveLabels());
  EXPECT_TRUE(says(images, "names no picture and is used as the names of the columns"));
  EXPECT_TRUE(says(images, "the column 'klasse'"));
  // A first line that could be data is not a header: its picture is reported as missing.
  EXPECT_THROW(list("images/absent.png,1\nimages/0.png,0\n"), InputError);
  EXPECT_THROW(list("absent,1\nimages/0.png,0\n"), InputError);
}

TEST_F(PictureList, labelsAreNeverDroppedSilently) {
  const ImageSet unknown = twelve("path,whatever,other\n", [](const std::string& path, int label) {
    return path + "," + std::to_string(label) + "," + std::to_string(label * 7);
  });
  EXPECT_FALSE(unknown.labelled());
  EXPECT_TRUE(says(unknown, "no column of"));
  EXPECT_TRUE(says(unknown, "'whatever', 'other'"));
  const ImageSet fractions = twelve(
      "path,age\n", [](const std::string& path, int label) { return path + "," + std::to_string(label) + ".5"; });
  EXPECT_FALSE(fractions.labelled());
  EXPECT_TRUE(says(fractions, "no column of"));
  EXPECT_FALSE(list("path\nimages/0.png\n").labelled());
  EXPECT_TRUE(list("path\nimages/0.png\n").notices.empty());
}

TEST_F(PictureList, aNumberAndANameAreOneClass) {
  const auto row = [](const std::string& path, int label) {
    return path + ",animal " + std::to_string(11 - label) + "," + std::to_string(label);
  };
  for (const char* header : {"path,class_name,class_id\n", "path,label,label_idx\n", ""}) {
    const ImageSet images = twelve(header, row);
    EXPECT_EQ(images.labels, twelveLabels()) << header;
    ASSERT_EQ(images.classNames.size(), 12U) << header;
    EXPECT_EQ(images.classNames[3], "animal 8");
  }
}

TEST_F(PictureList, oneHotColumnsAreClasses) {
  const ImageSet images = list(
      "image,MEL,NV,BCC\nimages/0,1.0,0.0,0.0\nimages/1,0.0,0.0,1.0\nimages/2,0.0,1.0,0.0\nimages/3,0.0,0.0,1.0\n");
  EXPECT_EQ(images.labels, (Labels{0, 2, 1, 2}));
  EXPECT_EQ(images.classNames, (Names{"MEL", "NV", "BCC"}));
  EXPECT_EQ(images.classes, 3);
  EXPECT_TRUE(says(images, "one class each"));
  const ImageSet several = list("image,a,b,c\nimages/0,1,1,0\nimages/1,0,0,1\n");
  EXPECT_FALSE(several.labelled());
  EXPECT_TRUE(says(several, "no column of"));
}

TEST_F(PictureList, separatorsAreTold) {
  for (const char* between : {";", "\t", "|", " ", "  ", ", ", " ; "}) {
    const auto row = [&](const std::string& path, int label) { return path + between + std::to_string(label); };
    EXPECT_EQ(twelve("", row).labels, twelveLabels()) << between;
    EXPECT_EQ(twelve(std::string("path") + between + "label\n", row).labels, twelveLabels()) << between;
  }
  picture("my pictures/a b, c.png");
  EXPECT_EQ(list("my pictures/a b, c.png 3\n").labels, (Labels{3}));
  EXPECT_EQ(list("my pictures/a b, c.png;7,0\n").labels, (Labels{7}));
  EXPECT_EQ(list("my pictures/a b, c.png\n").count(), 1);
  EXPECT_EQ(list("\"my pictures/a b, c.png\",\"2\"\n").labels, (Labels{2}));
  EXPECT_EQ(list("images/0.png tabby cat\nimages/1.png dog\n").classNames, (Names{"dog", "tabby cat"}));
}

TEST_F(PictureList, pathsAreTheUsersOwn) {
  const std::string root = folder_.path();
  EXPECT_EQ(list(root + "/images/0.png,1\n").labels, (Labels{1}));
  EXPECT_EQ(list("../images/0.png,1\n", "lists/up.csv").labels, (Labels{1}));
  EXPECT_EQ(list("./images/0.png,1\nimages\\1.png,2\n").labels, (Labels{1, 2}));
  EXPECT_EQ(list("id,label\nimages/3,4\n").place(0), "'" + root + "/images/3.png'");  // without its suffix
  picture("0.png");  // a class is not a picture, even with such a name
  EXPECT_EQ(list("images/5.png,0\nimages/6.png,0\n").labels, (Labels{0, 0}));
}

TEST_F(PictureList, namesWithNumbersAreOrderedByNumberAndSaid) {
  const ImageSet images = twelve(
      "path,label\n", [](const std::string& path, int label) { return path + ",class_" + std::to_string(label); });
  EXPECT_EQ(images.labels, twelveLabels());
  EXPECT_TRUE(says(images, "in the order of their numbers: 'class_0', 'class_1', 'class_2', 'class_3'"));
  file("classes.txt", {'d', 'o', 'g', '\n', 'c', 'a', 't', '\n'});
  EXPECT_EQ(list("images/0.png,cat\nimages/1.png,dog\n").labels, (Labels{1, 0}));
  EXPECT_EQ(list("images/0.png,1\nimages/1.png,0\n").classNames, (Names{"dog", "cat"}));
  EXPECT_THROW(list("path,class_id,class_name\nimages/0.png,0,cat\n"), InputError);  // 0 is the dog
}

class ClassFolders : public PictureList {
 protected:
  ImageSet folders(const Names& names, const std::string& classes = "") {
    std::filesystem::remove_all(folder_ / "set");
    for (const std::string& name : names) picture("set/" + name + "/a.png");
    if (!classes.empty()) file("set/classes.txt", Bytes(classes.begin(), classes.end()));
    return readImages(folder_ / "set");
  }
  // Each folder's class, by name.
  std::map<std::string, int> classesOf(const ImageSet& images) {
    std::map<std::string, int> classes;
    for (std::int64_t i = 0; i < images.count(); ++i) {
      const std::string place = images.place(i);
      classes[std::filesystem::path(place.substr(1, place.size() - 2)).parent_path().filename().string()] =
          images.labels[static_cast<std::size_t>(i)];
    }
    return classes;
  }
};

TEST_F(ClassFolders, numbersCountAsNumbers) {
  Names plain, padded, prefixed, fromOne;
  for (int k = 0; k < 12; ++k) {
    plain.push_back(std::to_string(k));
    padded.push_back((k < 10 ? "0" : "") + std::to_string(k));
    prefixed.push_back("class_" + std::to_string(k + 1));
    fromOne.push_back(std::to_string(k + 1) + "-cats");
  }
  for (const Names& names : {plain, padded, prefixed, fromOne}) {
    const ImageSet images = folders(names);
    EXPECT_EQ(images.classes, 12);
    EXPECT_FALSE(images.classesOpen);
    EXPECT_EQ(images.classNames, names);
    for (int k = 0; k < 12; ++k) EXPECT_EQ(classesOf(images)[names[static_cast<std::size_t>(k)]], k);
    EXPECT_EQ(says(images, "in the order of their numbers"), names != padded) << names[0];
  }
  EXPECT_TRUE(says(folders(plain), "'0', '1', '2', '3', ... (as text it would be '0', '1', '10', '11', ...)"));
}

TEST_F(ClassFolders, missingNumbersLeaveGaps) {
  const ImageSet images = folders({"0", "2", "7"});
  EXPECT_EQ(classesOf(images)["7"], 7);
  EXPECT_EQ(images.classes, 8);
  EXPECT_TRUE(images.classesOpen);
  EXPECT_TRUE(says(images, "numbered by the numbers in their names"));
}

TEST_F(ClassFolders, wordsAreOrderedByTheirBytes) {
  const ImageSet images = folders({"zebra", "ant", "Cat"});
  EXPECT_EQ(images.classNames, (Names{"Cat", "ant", "zebra"}));
  EXPECT_TRUE(images.notices.empty());
  EXPECT_TRUE(says(folders({"cat", "dog2", "dog10"}), "in the order of their names as text: 'cat', 'dog10', 'dog2'"));
}

TEST_F(ClassFolders, classesFileNamesThem) {
  const ImageSet images = folders({"ant", "zebra"}, "zebra\ncat\nant\n");
  EXPECT_EQ(classesOf(images)["zebra"], 0);
  EXPECT_EQ(classesOf(images)["ant"], 2);
  EXPECT_EQ(images.classes, 3);
  EXPECT_EQ(classesOf(folders({"ant", "zebra"}, "1 zebra\n2 ant\n"))["zebra"], 0);
  EXPECT_EQ(folders({"0", "1"}, "dog\ncat\n").classNames, (Names{"dog", "cat"}));
  EXPECT_THROW(folders({"ant", "zebra"}, "dog\ncat\n"), InputError);
  // Beside the folder it may be of something else.
  folders({"ant", "zebra"});
  file("classes.txt", {'z', 'e', 'b', 'r', 'a', '\n', 'a', 'n', 't', '\n'});
  EXPECT_EQ(classesOf(readImages(folder_ / "set"))["zebra"], 0);
  EXPECT_EQ(classesOf(readImages(folder_ / "set/"))["zebra"], 0);
  file("classes.txt", {'d', 'o', 'g', '\n'});
  EXPECT_EQ(classesOf(readImages(folder_ / "set"))["zebra"], 1);
  EXPECT_TRUE(says(readImages(folder_ / "set"), "is not used"));
}

TEST(WrittenNumber, readsWhatTablesWrite) {
  for (const char* seven : {"7", "7.0", "7.", "7e0", "+7", "007", "7,0"}) EXPECT_EQ(writtenNumber(seven), 7.0) << seven;
  EXPECT_EQ(writtenNumber("-1"), -1.0);
  for (const char* none : {"", "cat", "7 cats", "nan", "inf", "0x7", "7,5", "1,000", "--7", "1e999"})
    EXPECT_FALSE(writtenNumber(none)) << none;
}

}  // namespace
}  // namespace bitprism
