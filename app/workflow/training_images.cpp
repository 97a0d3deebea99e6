#include "app/workflow/training_images.h"

#include <algorithm>
#include <numeric>

#include "app/example/example_images.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr std::uint64_t heldOutStream = 0x68656c64;

ImageSet open(const Study& study, const std::string& source, ExamplePart part, std::int64_t count) {
  if (source == "example") return drawExampleImages(part, count);
  if (const auto made = madeImagesName(source))
    return study.madeImages(made->count > 0 ? made->count : count, part == ExamplePart::Train ? 2 : 3).images;
  return fitted(openImages(source, count > 0 ? count : -1), study.preprocessing(), study.settings().imageCacheBytes);
}

}  // namespace

ImageSet trainingImages(const Study& study, const std::string& source, std::int64_t limit) {
  const bool example = source == "example";
  const ImageSet images = open(study, source, ExamplePart::Train,
                               limit > 0 ? limit
                               : example ? exampleTrainingCount
                                         : 0);
  if (images.count() == 0)
    throw InputError(text("'", images.name, "' contains no image to train with, expected at least one"));
  return images;
}

TrainingImages trainingImages(const Study& study, const std::string& learning, const std::string& heldOut,
                              std::int64_t limit, std::uint64_t seed) {
  const ImageSet all = trainingImages(study, learning, limit);
  if (!heldOut.empty())
    return {all, open(study, heldOut, ExamplePart::Evaluation, heldOut == "example" ? exampleEvaluationCount : 0)};
  const std::int64_t kept = std::min(all.count() / 10, largestHeldOut);
  std::vector<std::int64_t> indices(static_cast<std::size_t>(all.count()));
  std::iota(indices.begin(), indices.end(), std::int64_t{0});
  Random random(seed, heldOutStream);
  random.shuffle(std::span(indices));
  std::vector<std::int64_t> held(indices.begin(), indices.begin() + kept), rest(indices.begin() + kept, indices.end());
  std::sort(held.begin(), held.end());
  std::sort(rest.begin(), rest.end());
  return {subset(all, rest), subset(all, held)};
}

}  // namespace bitprism
