#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bitprism {

// What a tail's non-maximum suppression does with outputs of the program: boxes [images, boxes, 4] and scores [images,
// classes, boxes].
struct Suppression {
  int boxes = 0, scores = 0;  // into Program::outputs
  bool centred = false;       // boxes are x and y of the centre, width and height; otherwise two corners
  bool rowsFirst = false;     // corners are y before x
  double overlap = 0;         // boxes that overlap by more are suppressed
  double leastScore = 0;      // of what is kept
  bool operator==(const Suppression&) const = default;
};

// The end of a file, from the first operator on whose result's extents depend on the data: it is neither run nor
// quantized, and written again to ONNX. It reads outputs and inputs of the program by their names. Immutable; shared as
// shared_ptr<const ProgramTail>.
struct ProgramTail {
  std::string operators;            // those that it consists of, for messages: "NonMaxSuppression, Gather"
  std::string obstacle;             // why it cannot be written again; empty: it can
  std::vector<std::uint8_t> model;  // as an ONNX model: what it reads, its nodes and constants, the file's outputs
  std::optional<Suppression> suppression;
  bool operator==(const ProgramTail&) const = default;
};

inline bool sameTail(const std::shared_ptr<const ProgramTail>& a, const std::shared_ptr<const ProgramTail>& b) {
  return a == b || (a && b && *a == *b);
}

}  // namespace bitprism
