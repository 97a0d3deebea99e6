#include "core/eval/box_decoding.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/alternatives.h"
#include "core/base/enum_names.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/fitted_images.h"

namespace bitprism {
namespace {

constexpr std::array<EnumName<BoxHead>, 6> boxHeads = {{{BoxHead::Yolo5, "yolo5"},
                                                        {BoxHead::Yolo8, "yolo8"},
                                                        {BoxHead::Ssd, "ssd"},
                                                        {BoxHead::Detr, "detr"},
                                                        {BoxHead::Rows, "rows"},
                                                        {BoxHead::Nms, "nms"}}};
static_assert(namesEveryValue<boxHeads>());

std::string extentsOf(const std::vector<std::int64_t>& shape) {
  std::string result;
  for (const std::int64_t extent : shape) result += text(result.empty() ? "" : " x ", extent);
  return result;
}

// A matrix without leading extents of one; empty if it is none.
std::vector<std::int64_t> matrixOf(std::vector<std::int64_t> shape) {
  while (shape.size() > 2 && shape.front() == 1) shape.erase(shape.begin());
  return shape.size() == 2 ? shape : std::vector<std::int64_t>();
}

// Boxes of the network's input, and what becomes of them.
class Finder {
 public:
  Finder(std::int64_t image, const BoxAnnotations& annotations, const Preprocessing& preprocessing, PixelExtent input,
         const DecodingLimits& limits, std::int64_t classes)
      : image_(image),
        annotations_(annotations),
        input_(input),
        limits_(limits),
        numbered_(classes > static_cast<std::int64_t>(annotations.classNames.size())) {
    const BoxAnnotations::Image& from = annotations.images.at(static_cast<std::size_t>(image));
    mapping_ = fittedMapping({from.height, from.width}, preprocessing, input);
  }

  // Corners in pixels of the input.
  void add(double left, double top, double right, double bottom, double score, std::int64_t label) {
    if (!(score >= limits_.leastScore) || !std::isfinite(left + top + right + bottom)) return;
    if (numbered_) {
      const auto& numbers = annotations_.categoryNumbers;
      const auto at = std::lower_bound(numbers.begin(), numbers.end(), label);
      if (at == numbers.end() || *at != label) return;
      label = at - numbers.begin();
    }
    if (label < 0 || label >= static_cast<std::int64_t>(annotations_.classNames.size())) return;
    const double x = (left - mapping_.left) / mapping_.across, y = (top - mapping_.top) / mapping_.down;
    found_.push_back({image_,
                      static_cast<std::int32_t>(label),
                      score,
                      {x, y, (right - left) / mapping_.across, (bottom - top) / mapping_.down}});
  }
  void addCentred(double x, double y, double width, double height, double score, std::int64_t label) {
    add(x - width / 2, y - height / 2, x + width / 2, y + height / 2, score, label);
  }
  double height() const { return static_cast<double>(input_.height); }
  double width() const { return static_cast<double>(input_.width); }

  std::vector<Detection> found(bool suppress) {
    // The best of very many, for suppression compares pairs.
    constexpr std::size_t mostCompared = 30'000;
    std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    if (found_.size() > mostCompared) found_.resize(mostCompared);
    if (suppress) return suppressed(std::move(found_), limits_.overlap, limits_.kept);
    if (found_.size() > limits_.kept) found_.resize(limits_.kept);
    return std::move(found_);
  }

 private:
  std::int64_t image_;
  const BoxAnnotations& annotations_;
  PixelExtent input_;
  DecodingLimits limits_;
  bool numbered_;  // classes of the network are numbers of categories
  FittedMapping mapping_;
  std::vector<Detection> found_;
};

[[noreturn]] void refuseHead(BoxHead head, const std::vector<HeadOutput>& outputs, const char* expected) {
  std::string got;
  for (const HeadOutput& output : outputs) got += text(got.empty() ? "" : ", ", extentsOf(output.shape));
  throw InputError(text("cannot decode boxes of head '", boxHeadName(head), "': an image has outputs of ",
                        got.empty() ? "nothing" : got, ", expected ", expected));
}

// Which of two outputs holds boxes: the one with four columns.
struct TwoOutputs {
  const HeadOutput *boxes = nullptr, *scores = nullptr;
  std::int64_t rows = 0, classes = 0;
};
std::optional<TwoOutputs> twoOutputs(const std::vector<HeadOutput>& outputs) {
  if (outputs.size() != 2) return {};
  for (const std::size_t boxes : {std::size_t{1}, std::size_t{0}}) {
    const auto shape = matrixOf(outputs[boxes].shape), other = matrixOf(outputs[1 - boxes].shape);
    if (shape.empty() || other.empty() || shape[1] != 4 || other[0] != shape[0] || other[1] < 2) continue;
    return TwoOutputs{&outputs[boxes], &outputs[1 - boxes], shape[0], other[1]};
  }
  return {};
}

// Boxes and scores by class; which is which as the file says, unless only the other way round fits.
std::optional<TwoOutputs> nmsOutputs(const std::vector<HeadOutput>& outputs, const NmsBoxes& nms) {
  const std::pair<std::size_t, std::size_t> said{nms.boxes, nms.scores}, other{nms.scores, nms.boxes};
  for (const auto& [b, s] : {said, other}) {
    if (b >= outputs.size() || s >= outputs.size() || b == s) continue;
    const auto boxes = matrixOf(outputs[b].shape), scores = matrixOf(outputs[s].shape);
    if (boxes.empty() || scores.empty() || boxes[1] != 4 || scores[1] != boxes[0] || scores[0] < 1) continue;
    return TwoOutputs{&outputs[b], &outputs[s], boxes[0], scores[0]};
  }
  return {};
}

// Nothing that is in pixels of a picture stays within two of them.
constexpr float largestPart = 2;

bool inParts(std::span<const float> boxes) {
  return std::all_of(boxes.begin(), boxes.end(),
                     [](float x) { return !std::isfinite(x) || std::fabs(x) <= largestPart; });
}

}  // namespace

const char* boxHeadName(BoxHead head) {
  return rowOf(boxHeads, head).name;
}

std::vector<std::string> boxHeadNames() {
  const auto names = namesIn(boxHeads);
  return {names.begin(), names.end()};
}

BoxHead boxHeadFromName(std::string_view name) {
  if (const auto known = valueNamed(boxHeads, name)) return *known;
  throw UsageError(text("'", name, "' is no head of a detector, expected ", alternatives(boxHeadNames())));
}

std::optional<BoxHead> likelyBoxHead(const std::vector<std::vector<std::int64_t>>& shapes, std::size_t classes) {
  const auto count = static_cast<std::int64_t>(classes);
  if (shapes.size() == 1) {
    const auto shape = matrixOf(shapes[0]);
    if (shape.empty()) return {};
    const bool yolo5 = shape[1] == 5 + count, yolo8 = shape[0] == 4 + count, rows = shape[1] == 6;
    if (yolo5 + yolo8 + rows != 1) return {};
    return yolo5 ? BoxHead::Yolo5 : yolo8 ? BoxHead::Yolo8 : BoxHead::Rows;
  }
  return {};  // boxes and scores: of SSD, whose scores are probabilities, or of DETR, whose are not
}

std::vector<Detection> decodedBoxes(BoxHead head, const std::vector<HeadOutput>& outputs, std::int64_t image,
                                    const BoxAnnotations& annotations, const Preprocessing& preprocessing,
                                    PixelExtent input, const DecodingLimits& limits, const NmsBoxes& nms) {
  const auto finder = [&](std::int64_t classes) {
    return Finder(image, annotations, preprocessing, input, limits, classes);
  };
  switch (head) {
    case BoxHead::Yolo5: {
      const auto shape = outputs.size() == 1 ? matrixOf(outputs[0].shape) : std::vector<std::int64_t>();
      if (shape.empty() || shape[1] < 6) refuseHead(head, outputs, "one of boxes x (5 + classes)");
      Finder found = finder(shape[1] - 5);
      for (std::int64_t b = 0; b < shape[0]; ++b) {
        const float* row = outputs[0].values.data() + b * shape[1];
        if (row[4] < limits.leastScore) continue;
        for (std::int64_t k = 0; k < shape[1] - 5; ++k)
          found.addCentred(row[0], row[1], row[2], row[3], static_cast<double>(row[4]) * row[5 + k], k);
      }
      return found.found(true);
    }
    case BoxHead::Yolo8: {
      const auto shape = outputs.size() == 1 ? matrixOf(outputs[0].shape) : std::vector<std::int64_t>();
      if (shape.empty() || shape[0] < 5) refuseHead(head, outputs, "one of (4 + classes) x boxes");
      Finder found = finder(shape[0] - 4);
      const float* values = outputs[0].values.data();
      const auto at = [&](std::int64_t row, std::int64_t b) { return values[row * shape[1] + b]; };
      for (std::int64_t k = 0; k < shape[0] - 4; ++k)
        for (std::int64_t b = 0; b < shape[1]; ++b)
          if (at(4 + k, b) >= limits.leastScore)
            found.addCentred(at(0, b), at(1, b), at(2, b), at(3, b), at(4 + k, b), k);
      return found.found(true);
    }
    case BoxHead::Ssd: {
      const auto two = twoOutputs(outputs);
      if (!two) refuseHead(head, outputs, "boxes x 4 and boxes x (1 + classes)");
      Finder found = finder(two->classes - 1);
      // Numbers of categories count from 1, and so do classes after the background.
      const std::int64_t first = two->classes - 1 > static_cast<std::int64_t>(annotations.classNames.size()) ? 0 : 1;
      for (std::int64_t b = 0; b < two->rows; ++b) {
        const float* box = two->boxes->values.data() + b * 4;
        for (std::int64_t k = 1; k < two->classes; ++k)
          found.add(box[0] * found.width(), box[1] * found.height(), box[2] * found.width(), box[3] * found.height(),
                    two->scores->values[static_cast<std::size_t>(b * two->classes + k)], k - first);
      }
      return found.found(true);
    }
    case BoxHead::Detr: {
      const auto two = twoOutputs(outputs);
      if (!two) refuseHead(head, outputs, "boxes x (classes + 1) and boxes x 4");
      Finder found = finder(two->classes - 1);
      for (std::int64_t b = 0; b < two->rows; ++b) {
        const float* box = two->boxes->values.data() + b * 4;
        const float* logits = two->scores->values.data() + b * two->classes;
        const double largest = *std::max_element(logits, logits + two->classes);
        double sum = 0;
        for (std::int64_t k = 0; k < two->classes; ++k) sum += std::exp(logits[k] - largest);
        const std::int64_t best = std::max_element(logits, logits + two->classes - 1) - logits;
        found.addCentred(box[0] * found.width(), box[1] * found.height(), box[2] * found.width(),
                         box[3] * found.height(), std::exp(logits[best] - largest) / sum, best);
      }
      return found.found(false);
    }
    case BoxHead::Rows: {
      const auto shape = outputs.size() == 1 ? matrixOf(outputs[0].shape) : std::vector<std::int64_t>();
      if (shape.empty() || shape[1] != 6) refuseHead(head, outputs, "one of boxes x 6");
      Finder found = finder(0);
      for (std::int64_t b = 0; b < shape[0]; ++b) {
        const float* row = outputs[0].values.data() + b * 6;
        if (!std::isfinite(row[5]) || std::fabs(row[5]) > 1e6F) continue;
        found.add(row[0], row[1], row[2], row[3], row[4], std::llround(row[5]));
      }
      return found.found(false);
    }
    case BoxHead::Nms: {
      const auto two = nmsOutputs(outputs, nms);
      if (!two) refuseHead(head, outputs, "boxes x 4 and classes x boxes");
      // One class more than the annotations have is the background, which stands first.
      const bool background = two->classes == static_cast<std::int64_t>(annotations.classNames.size()) + 1;
      const std::int64_t first = background ? 1 : 0;
      Finder found = finder(two->classes - first);
      const bool parts = inParts(two->boxes->values);
      const double across = parts ? found.width() : 1, down = parts ? found.height() : 1;
      for (std::int64_t k = first; k < two->classes; ++k)
        for (std::int64_t b = 0; b < two->rows; ++b) {
          const float score = two->scores->values[static_cast<std::size_t>(k * two->rows + b)];
          if (!(score >= limits.leastScore)) continue;
          const float* box = two->boxes->values.data() + b * 4;
          if (nms.centred) {
            found.addCentred(box[0] * across, box[1] * down, box[2] * across, box[3] * down, score, k - first);
            continue;
          }
          const int x = nms.rowsFirst ? 1 : 0, y = 1 - x;  // any two corners that lie opposite
          const auto [left, right] = std::minmax(box[x], box[x + 2]);
          const auto [top, bottom] = std::minmax(box[y], box[y + 2]);
          found.add(left * across, top * down, right * across, bottom * down, score, k - first);
        }
      return found.found(true);
    }
  }
  throw UsageError("unknown head of a detector");
}

}  // namespace bitprism
