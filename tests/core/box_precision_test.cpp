#include "core/eval/box_precision.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/base/random.h"

namespace bitprism {
namespace {

using ObjectsOfImages = std::vector<std::vector<AnnotatedObject>>;  // of each image

BoxAnnotations annotatedImages(ObjectsOfImages objects, int classes) {
  BoxAnnotations annotations;
  for (auto& some : objects) annotations.images.push_back({"", 100, 100, std::move(some)});
  for (int k = 0; k < classes; ++k) {
    annotations.classNames.push_back(std::to_string(k));
    annotations.categoryNumbers.push_back(k);
  }
  return annotations;
}

std::vector<std::int64_t> everyImage(const BoxAnnotations& annotations) {
  std::vector<std::int64_t> images;
  for (std::size_t i = 0; i < annotations.images.size(); ++i) images.push_back(static_cast<std::int64_t>(i));
  return images;
}

double commonPixels(const Box& a, const Box& b) {
  const double width = std::min(a.left + a.width, b.left + b.width) - std::max(a.left, b.left);
  const double height = std::min(a.top + a.height, b.top + b.height) - std::max(a.top, b.top);
  return std::max(width, 0.0) * std::max(height, 0.0);
}

// The average precision of a class at one threshold, from scratch for every cut of the list: those above the cut are
// matched image by image, and the precision at a recall is the best of all cuts that reach it.
double precisionByCuts(const BoxAnnotations& annotations, std::vector<Detection> found, std::int32_t label,
                       double threshold) {
  std::erase_if(found, [&](const Detection& one) { return one.label != label; });
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  double objects = 0;
  for (const auto& image : annotations.images)
    for (const AnnotatedObject& object : image.objects) objects += object.label == label && !object.crowd;
  std::vector<std::pair<double, double>> reached;  // recall, precision
  for (std::size_t cut = 1; cut <= found.size(); ++cut) {
    double right = 0, wrong = 0;
    for (std::size_t i = 0; i < annotations.images.size(); ++i) {
      const auto& here = annotations.images[i].objects;
      std::vector<bool> used(here.size(), false);
      for (std::size_t d = 0; d < cut; ++d) {
        if (found[d].image != static_cast<std::int64_t>(i)) continue;
        int best = -1;
        double most = threshold;
        bool crowded = false;
        for (std::size_t g = 0; g < here.size(); ++g) {
          if (here[g].label != label) continue;
          const double both = commonPixels(found[d].box, here[g].box);
          if (here[g].crowd) {
            crowded |= both / found[d].box.area() >= threshold;
          } else if (!used[g] && both / (found[d].box.area() + here[g].box.area() - both) >= most) {
            most = both / (found[d].box.area() + here[g].box.area() - both);
            best = static_cast<int>(g);
          }
        }
        if (best >= 0) {
          used[static_cast<std::size_t>(best)] = true;
          ++right;
        } else if (!crowded) {
          ++wrong;
        }
      }
    }
    if (right + wrong > 0) reached.emplace_back(right / objects, right / (right + wrong));
  }
  double sum = 0;
  for (int r = 0; r <= 100; ++r) {
    double best = 0;
    for (const auto& [recall, precision] : reached)
      if (recall >= r / 100.0) best = std::max(best, precision);
    sum += best;
  }
  return sum / 101;
}

TEST(BoxPrecision, isThatOfACountOverEveryCut) {
  Random random(11);
  for (int trial = 0; trial < 4; ++trial) {
    constexpr int classes = 3, images = 12;
    ObjectsOfImages objects(images);
    std::vector<Detection> found;
    for (int i = 0; i < images; ++i)
      for (std::uint64_t n = random.below(6); n-- > 0;) {
        const Box box{random.uniform(0, 60), random.uniform(0, 60), random.uniform(5, 40), random.uniform(5, 40)};
        const auto label = static_cast<std::int32_t>(random.below(classes));
        objects[static_cast<std::size_t>(i)].push_back({box, label, random.below(6) == 0});
        for (std::uint64_t d = random.below(3); d-- > 0;) {
          const auto off = [&] { return random.normal() * 2; };
          found.push_back({i,
                           random.below(8) ? label : static_cast<std::int32_t>(random.below(classes)),
                           random.uniform(),
                           {box.left + off(), box.top + off(), std::max(1.0, box.width + off()),
                            std::max(1.0, box.height + off())}});
        }
      }
    const BoxAnnotations annotations = annotatedImages(objects, classes);
    const BoxPrecision precision = boxPrecision(annotations, everyImage(annotations), found);
    double mean = 0, half = 0;
    for (int k = 0; k < classes; ++k) {
      double ofClass = 0;
      for (int t = 0; t < 10; ++t) {
        const double one = precisionByCuts(annotations, found, k, 0.5 + 0.05 * t);
        ofClass += one / 10;
        half += t == 0 ? one / classes : 0;
      }
      EXPECT_NEAR(precision.perClass[static_cast<std::size_t>(k)], ofClass, 1e-3);
      mean += ofClass / classes;
    }
    EXPECT_NEAR(precision.mean, mean, 1e-3);
    EXPECT_NEAR(precision.atHalf, half, 1e-3);
    EXPECT_GT(precision.mean, 0.05);
    EXPECT_LT(precision.mean, 0.95);
  }
}

TEST(BoxPrecision, isKnownForSimpleCases) {
  const Box box{10, 10, 20, 20};
  const BoxAnnotations one = annotatedImages({{{box, 0, false}}}, 2);
  const std::vector<std::int64_t> first = {0};
  const std::vector<Detection> exact = {{0, 0, 0.9, box}};
  EXPECT_NEAR(boxPrecision(one, first, exact).mean, 1, 1e-12);
  EXPECT_EQ(boxPrecision(one, first, exact).perClass, (std::vector<double>{1, -1}));
  EXPECT_EQ(boxPrecision(one, first, {}).mean, 0);
  // An intersection of 320 over a union of 480 reaches .5 to .65.
  const std::vector<Detection> off = {{0, 0, 0.9, {14, 10, 20, 20}}};
  EXPECT_NEAR(boxPrecision(one, first, off).mean, 0.4, 1e-12);
  EXPECT_NEAR(boxPrecision(one, first, off).atHalf, 1, 1e-12);
  // A second detection of the same object is wrong, and comes first.
  const std::vector<Detection> twice = {{0, 0, 0.9, {60, 60, 5, 5}}, {0, 0, 0.8, box}};
  EXPECT_NEAR(boxPrecision(one, first, twice).mean, 0.5, 1e-12);
  // Images that were not looked at count for nothing.
  EXPECT_EQ(boxPrecision(one, {}, exact).mean, 0);
}

TEST(BoxPrecision, leavesDetectionsInCrowdsOut) {
  const Box person{0, 0, 10, 10}, crowd{40, 40, 50, 50};
  const BoxAnnotations both = annotatedImages({{{person, 0, false}, {crowd, 0, true}}}, 1);
  const std::vector<Detection> found = {{0, 0, 0.9, {45, 45, 5, 5}}, {0, 0, 0.8, {60, 60, 9, 9}}, {0, 0, 0.7, person}};
  EXPECT_NEAR(boxPrecision(both, std::vector<std::int64_t>{0}, found).mean, 1, 1e-12);
}

TEST(BoxPrecision, suppressesLesserBoxesOfTheSameClass) {
  const Box a{0, 0, 10, 10}, nearby{1, 0, 10, 10}, apart{50, 50, 10, 10};
  const std::vector<Detection> found = {{0, 0, .5, nearby}, {0, 0, .9, a}, {0, 1, .4, a}, {0, 0, .3, apart}};
  const std::vector<Detection> kept = suppressed(found, 0.5, 10);
  EXPECT_EQ(kept, (std::vector<Detection>{{0, 0, .9, a}, {0, 1, .4, a}, {0, 0, .3, apart}}));
  EXPECT_EQ(suppressed(found, 0.9, 10).size(), 4U);  // 9 / 11 overlap
  EXPECT_EQ(suppressed(found, 0.5, 1).size(), 1U);
}

}  // namespace
}  // namespace bitprism
