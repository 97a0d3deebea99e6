#include "core/eval/box_decoding.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.h"
#include "core/data/fitted_images.h"

namespace bitprism {
namespace {

// An image of 50 x 100 pixels, letterboxed to 64 x 64: scaled by .64 to 32 x 64, with 16 rows above.
Preprocessing letterboxed64() {
  Preprocessing how;
  how.crop = {64, 64};
  how.letterbox = true;
  return how;
}

BoxAnnotations wideAnnotations() {
  return {{{"a.png", 50, 100, {}}}, {"cat", "dog"}, {3, 7}};
}

constexpr Box inFile{25, 12.5, 50, 25};                                  // in the file
constexpr double left = 16, top = 16 + 8, right = 48, bottom = 16 + 24;  // in the input

void expectDecoded(BoxHead head, const std::vector<std::pair<std::vector<std::int64_t>, std::vector<float>>>& outputs,
                   std::int32_t label, double score) {
  std::vector<HeadOutput> given;
  for (const auto& [shape, values] : outputs) given.push_back({shape, values});
  const std::vector<Detection> found = decodedBoxes(head, given, 0, wideAnnotations(), letterboxed64(), {64, 64});
  ASSERT_EQ(found.size(), 1U) << boxHeadName(head);
  EXPECT_EQ(found[0].label, label);
  EXPECT_NEAR(found[0].score, score, 1e-6);
  EXPECT_NEAR(found[0].box.left, inFile.left, 1e-4);
  EXPECT_NEAR(found[0].box.top, inFile.top, 1e-4);
  EXPECT_NEAR(found[0].box.width, inFile.width, 1e-4);
  EXPECT_NEAR(found[0].box.height, inFile.height, 1e-4);
}

TEST(BoxDecoding, findsTheSameBoxInEveryHead) {
  const float x = 32, y = 32, width = 32, height = 16;
  expectDecoded(BoxHead::Yolo5, {{{2, 7}, {x, y, width, height, .5F, 0, .8F, /**/ 1, 1, 1, 1, 0, 1, 1}}}, 1, .4);
  // A second box of the same class that overlaps is suppressed.
  expectDecoded(BoxHead::Yolo8, {{{1, 6, 2}, {x, x + 1, y, y, width, width, height, height, .9F, .6F, 0, 0}}}, 0, .9F);
  expectDecoded(BoxHead::Ssd, {{{1, 4}, {left / 64, top / 64, right / 64, bottom / 64}}, {{1, 3}, {.2F, 0, .8F}}}, 1,
                .8F);
  const float logit = std::log(8.0F);
  expectDecoded(BoxHead::Detr, {{{1, 3}, {0, logit, 0}}, {{1, 4}, {x / 64, y / 64, width / 64, height / 64}}}, 1, .8);
  expectDecoded(BoxHead::Rows, {{{1, 6}, {left, top, right, bottom, .7F, 1}}}, 1, .7F);
}

TEST(BoxDecoding, readsBoxesAsNonMaximumSuppressionDoes) {
  const auto found = [](const std::vector<HeadOutput>& outputs, const NmsBoxes& how) {
    return decodedBoxes(BoxHead::Nms, outputs, 0, wideAnnotations(), letterboxed64(), {64, 64}, {}, how);
  };
  const auto l = static_cast<float>(left), t = static_cast<float>(top), r = static_cast<float>(right),
             b = static_cast<float>(bottom);
  // A second box that overlaps is suppressed.
  const std::vector<float> scores = {.1F, .05F, .9F, .8F}, withBackground = {1, 1, .1F, .05F, .9F, .8F};
  struct Form {
    NmsBoxes how;
    std::vector<float> boxes;
  };
  const std::vector<float> columns{l, t, r, b, l + 1, t, r, b}, turned{r, b, l, t, r, b, l + 1, t};
  std::vector<float> parts = columns;
  for (float& x : parts) x /= 64;
  const Form forms[] = {{{0, 1, false, false}, columns},
                        {{0, 1, false, false}, turned},
                        {{0, 1, false, false}, parts},
                        {{0, 1, false, true}, {t, l, b, r, t, l + 1, b, r}},
                        {{0, 1, true, false}, {32, 32, 32, 16, 33, 32, 32, 16}}};
  for (const Form& form : forms)
    for (const bool swapped : {false, true})
      for (const bool background : {false, true}) {
        const HeadOutput boxes{{1, 2, 4}, form.boxes};
        const HeadOutput classes{{1, background ? 3 : 2, 2}, background ? withBackground : scores};
        const auto boxesFound = found(swapped ? std::vector{classes, boxes} : std::vector{boxes, classes}, form.how);
        ASSERT_EQ(boxesFound.size(), 2U) << &form - forms;  // of two classes
        EXPECT_EQ(boxesFound[0].label, 1);
        EXPECT_NEAR(boxesFound[0].score, .9, 1e-6);
        EXPECT_NEAR(boxesFound[0].box.left, inFile.left, 1e-4);
        EXPECT_NEAR(boxesFound[0].box.top, inFile.top, 1e-4);
        EXPECT_NEAR(boxesFound[0].box.width, inFile.width, 1e-4);
        EXPECT_NEAR(boxesFound[0].box.height, inFile.height, 1e-4);
      }
  const std::vector<float> eight(8, .5F);
  EXPECT_THROW(found({{{2, 4}, eight}, {{2, 4}, eight}}, {}), InputError);
  EXPECT_THROW(found({{{2, 4}, eight}}, {}), InputError);
}

TEST(BoxDecoding, takesNumbersOfCategoriesWhereThereAreMoreClasses) {
  // Eight classes and two categories, 3 and 7: class 7 is the second, class 5 none.
  std::vector<float> logits(9, 0), others(9, 0);
  logits[7] = others[5] = 20;
  const std::vector<float> box = {.5F, .5F, .5F, .25F};
  expectDecoded(BoxHead::Detr, {{{1, 9}, logits}, {{1, 4}, box}}, 1, 1);
  const std::vector<HeadOutput> none = {{{1, 9}, others}, {{1, 4}, box}};
  EXPECT_TRUE(decodedBoxes(BoxHead::Detr, none, 0, wideAnnotations(), letterboxed64(), {64, 64}).empty());
}

TEST(BoxDecoding, leavesOutWhatIsNoBox) {
  const float nan = std::nanf("");
  const std::vector<float> values = {nan, 0, 1, 1, .9F, 0, /**/ 0, 0, 1, 1, .9F, nan, /**/ 0, 0, 1, 1, 0, 0};
  EXPECT_TRUE(decodedBoxes(BoxHead::Rows, {{{3, 6}, values}}, 0, wideAnnotations(), letterboxed64(), {64, 64}).empty());
}

TEST(BoxDecoding, tellsHeadsByTheirShapes) {
  EXPECT_EQ(likelyBoxHead({{8400, 85}}, 80), BoxHead::Yolo5);
  EXPECT_EQ(likelyBoxHead({{84, 8400}}, 80), BoxHead::Yolo8);
  EXPECT_EQ(likelyBoxHead({{300, 6}}, 80), BoxHead::Rows);
  EXPECT_EQ(likelyBoxHead({{300, 7}}, 80), std::nullopt);
  EXPECT_EQ(likelyBoxHead({{100, 92}, {100, 4}}, 80), std::nullopt);
}

TEST(BoxDecoding, refusesOtherShapes) {
  const std::vector<float> values(40, 0);
  for (const BoxHead head :
       {BoxHead::Yolo5, BoxHead::Yolo8, BoxHead::Ssd, BoxHead::Detr, BoxHead::Rows, BoxHead::Nms}) {
    EXPECT_THROW(decodedBoxes(head, {}, 0, wideAnnotations(), letterboxed64(), {64, 64}), InputError);
    EXPECT_THROW(decodedBoxes(head, {{{40}, values}}, 0, wideAnnotations(), letterboxed64(), {64, 64}), InputError);
    EXPECT_THROW(decodedBoxes(head, {{{2, 4, 5}, values}}, 0, wideAnnotations(), letterboxed64(), {64, 64}),
                 InputError);
    EXPECT_EQ(boxHeadFromName(boxHeadName(head)), head);
  }
  EXPECT_THROW(boxHeadFromName("yolo"), UsageError);
}

TEST(Letterbox, laysTheWholeImageOnGrey) {
  ImageSet images;
  images.name = "two";
  images.channels = 1;
  images.height = 2;
  images.width = 4;
  images.decoded = true;
  images.source = memoryPixels("two", {1, 2, 4}, std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6, 7, 8});
  Preprocessing how;
  how.crop = {4, 4};
  how.letterbox = true;
  const ImageSet boxed = fitted(images, how);
  EXPECT_EQ(pixelBytes(boxed, 0, 1),
            (std::vector<std::uint8_t>{114, 114, 114, 114, 1, 2, 3, 4, 5, 6, 7, 8, 114, 114, 114, 114}));
  const FittedMapping mapping = fittedMapping({2, 4}, how, {4, 4});
  EXPECT_EQ(mapping.top, 1);
  EXPECT_EQ(mapping.left, 0);
  EXPECT_EQ(mapping.down, 1);
}

TEST(Letterbox, mappingFollowsResizingAndCropping) {
  Preprocessing how;
  how.resize = {100, 0};
  how.crop = {80, 80};
  const FittedMapping mapping = fittedMapping({50, 100}, how, {80, 80});  // resized to 100 x 200
  EXPECT_EQ(mapping.across, 2);
  EXPECT_EQ(mapping.down, 2);
  EXPECT_EQ(mapping.left, -60);
  EXPECT_EQ(mapping.top, -10);
}

}  // namespace
}  // namespace bitprism
