#include "core/data/box_annotations.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace bitprism {
namespace {

constexpr const char* cocoImagesJson = R"("images": [{"id": 5, "file_name": "a.jpg", "height": 10, "width": 20}])";
constexpr const char* cocoCategoriesJson = R"("categories": [{"id": 9, "name": "dog"}, {"id": 2, "name": "cat"}])";

std::string cocoDocument(const std::string& annotations, const std::string& pictures = cocoImagesJson,
                         const std::string& classes = cocoCategoriesJson) {
  return "{" + pictures + ", " + classes + ", \"annotations\": [" + annotations + "]}";
}

TEST(BoxAnnotations, areReadAsCocoWritesThem) {
  const BoxAnnotations read = cocoAnnotations(
      cocoDocument(R"({"id": 1, "image_id": 5, "category_id": 9, "bbox": [1, 2.5, 3, 4], "iscrowd": 1, "area": 12},
                  {"image_id": 5, "category_id": 2, "bbox": [0, 0, 1, 1]})"),
      "a.json");
  EXPECT_EQ(read.classNames, (std::vector<std::string>{"cat", "dog"}));
  EXPECT_EQ(read.categoryNumbers, (std::vector<std::int64_t>{2, 9}));
  ASSERT_EQ(read.images.size(), 1U);
  EXPECT_EQ(read.images[0].file, "a.jpg");
  EXPECT_EQ(read.images[0].width, 20);
  EXPECT_EQ(read.images[0].objects,
            (std::vector<AnnotatedObject>{{{1, 2.5, 3, 4}, 1, true}, {{0, 0, 1, 1}, 0, false}}));
}

TEST(BoxAnnotations, refuseWhatIsDamaged) {
  const std::pair<std::string, const char*> cases[] = {
      {"[]", "it is no object"},
      {"{", "a.json"},
      {"{}", "no list 'categories'"},
      {R"({"categories": {}})", "no list 'categories'"},
      {cocoDocument("", cocoImagesJson, R"("categories": [])"), "'categories' is empty"},
      {cocoDocument("", cocoImagesJson, R"("categories": [3])"), "entry 0 of 'categories'"},
      {cocoDocument("", cocoImagesJson, R"("categories": [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}])"),
       "occurs twice"},
      {cocoDocument("", R"("images": [{"id": 1, "file_name": "a", "height": 0, "width": 3}])"), "0 x 3"},
      {cocoDocument("", R"("images": [{"id": 1, "file_name": 7, "height": 1, "width": 3}])"), "file_name"},
      {cocoDocument(R"({"image_id": 6, "category_id": 9, "bbox": [1, 2, 3, 4]})"), "is of image 6"},
      {cocoDocument(R"({"image_id": 5, "category_id": 1, "bbox": [1, 2, 3, 4]})"), "is of category 1"},
      {cocoDocument(R"({"image_id": 5, "category_id": 9})"), "is not four numbers"},
      {cocoDocument(R"({"image_id": 5, "category_id": 9, "bbox": [1, 2, 3]})"), "is not four numbers"},
      {cocoDocument(R"({"image_id": 5, "category_id": 9, "bbox": [1, 2, 3, "4"]})"), "is not four numbers"},
      {cocoDocument(R"({"image_id": 5, "category_id": 9, "bbox": [1, 2, -3, 4]})"), "negative size"},
      {cocoDocument(R"({"image_id": 5, "category_id": 9, "bbox": [1e300, 2, 3, 4]})"), "has 1e+300"},
      {cocoDocument(R"({"image_id": 5, "category_id": 9, "bbox": [1, 2, 3, 4], "iscrowd": 2})"), "'iscrowd'"}};
  for (const auto& [json, expected] : cases) try {
      cocoAnnotations(json, "a.json");
      ADD_FAILURE() << json;
    } catch (const InputError& problem) {
      EXPECT_NE(std::string(problem.what()).find(expected), std::string::npos) << problem.what();
    }
}

}  // namespace
}  // namespace bitprism
