#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/tflite_writer.h"

// Small TensorFlow Lite files of one operator each, for the fuzzers to begin with.
namespace bitprism::fuzz {

// An operator of "x" (1 x 4 x 6 x 2) and constants, which gives "y" of this shape.
struct TfliteSeed {
  std::string name;
  std::int32_t code;
  Shape result;
  std::uint8_t optionsKind = 0;
  test::FlatFields options;
  std::vector<std::vector<std::int32_t>> numbers;  // constants of one axis after x
};

inline Bytes tfliteFile(const TfliteSeed& seed) {
  test::TfliteWriter net;
  std::vector<std::int32_t> inputs{net.tensor("x", {1, 4, 6, 2})};
  for (const std::vector<std::int32_t>& values : seed.numbers) inputs.push_back(net.constant("c", values));
  const int y = net.tensor("y", seed.result);
  net.node(seed.code, inputs, {y}, seed.optionsKind, seed.options);
  return net.bytes({0}, {y});
}

// A linear layer of codes with a scale for each row, behind an input of codes.
inline Bytes tfliteCodes() {
  test::TfliteWriter net;
  net.tensor("x", {1, 3}, test::TfliteWriter::int8);
  net.quantize(0, {0.5F}, {-3});
  net.constant("w", {2, 3}, std::vector<std::int8_t>{1, -2, 3, 100, 0, -128}, test::TfliteWriter::int8);
  net.quantize(1, {0.1F, 0.01F}, {0, 5}, 0);
  net.constant("b", {2}, std::vector<std::int32_t>{10, -20}, test::TfliteWriter::int32);
  net.quantize(2, {0.05F, 0.005F}, {0, 0}, 0);
  net.tensor("y", {1, 2}, test::TfliteWriter::int8);
  net.quantize(3, {0.25F}, {7});
  net.node(9, {0, 1, 2}, {3}, 8, test::FlatFields());
  return net.bytes({0}, {3});
}

inline std::vector<std::pair<std::string, Bytes>> tfliteFiles() {
  using test::FlatFields;
  FlatFields window;
  window.number(0, std::int8_t{0});
  for (const int field : {1, 2, 3, 4}) window.number(field, std::int32_t{2});
  const TfliteSeed seeds[] = {
      {"average", 1, {1, 2, 3, 2}, 5, window, {}},
      {"largest", 17, {1, 2, 3, 2}, 5, window, {}},
      {"reshape", 22, {1, 48}, 0, {}, {{1, 48}}},
      {"bilinear", 23, {1, 5, 9, 2}, 15, FlatFields().number(2, true), {{5, 9}}},
      {"nearest", 97, {1, 8, 9, 2}, 74, {}, {{8, 9}}},
      {"softmax", 25, {1, 4, 6, 2}, 9, FlatFields().number(0, 1.0F), {}},
      {"mean", 40, {1, 2}, 27, {}, {{1, 2}}},
      {"transpose", 39, {1, 6, 4, 2}, 0, {}, {{0, 2, 1, 3}}},
      {"slice", 45, {1, 3, 2, 2}, 32, {}, {{0, 1, 0, 0}, {1, 4, 6, 2}, {1, 1, 3, 1}}},
      {"tiled", 69, {1, 4, 12, 2}, 0, {}, {{1, 1, 2, 1}}},
      {"logistic", 14, {1, 4, 6, 2}, 0, {}, {}},
  };
  std::vector<std::pair<std::string, Bytes>> files{{"small", test::smallTfliteBytes()}, {"codes", tfliteCodes()}};
  for (const TfliteSeed& seed : seeds) files.emplace_back(seed.name, tfliteFile(seed));
  return files;
}

}  // namespace bitprism::fuzz
