#pragma once

#include "tests/support/tflite_cases.h"

// More of them: products, reductions, and what only moves numbers.
namespace bitprism::test {

inline void addTfliteProducts(TfliteCases& cases) {
  const std::vector<std::pair<Shape, int>> inputs{{{2, 6}, 6},       {{1, 2, 3, 2}, 12}, {{2, 2, 3, 2}, 12},
                                                  {{3, 6}, 9},       {{2, 3, 4}, 4},     {{2, 3, 4}, 12},
                                                  {{1, 1, 1, 6}, 6}, {{1, 2, 2, 6}, 6}};
  for (const auto& [shape, read] : inputs)
    for (const bool kept : {false, true}) {
      if (kept && shape.back() != read) continue;
      const int activation = static_cast<int>(shape.size()) - 1;
      cases.add("FULLY_CONNECTED", text(shapeText(shape), " by ", read, kept ? " with axes kept" : ""), shape,
                [&, read = read](TfliteWriter& net, int x, int y) {
                  const int bias = kept ? -1 : floats(net, {5});
                  net.node(9, {x, floats(net, {5, read}), bias}, {y}, 8,
                           FlatFields()
                               .number(0, static_cast<std::int8_t>(activation))
                               .number(2, static_cast<std::uint8_t>(kept)));
                });
    }
  cases.add("FULLY_CONNECTED", "of two values", {2, 6}, [](TfliteWriter& net, int x, int y) {
    const int squares = net.tensor("squares", {2, 6});
    net.node(18, {x, x}, {squares}, 21);
    net.node(9, {x, squares, -1}, {y}, 8);
  });
  const std::vector<std::pair<Shape, Shape>> factors{
      {{3, 4}, {4, 5}},       {{2, 3, 4}, {2, 4, 5}}, {{1, 2, 3, 4}, {1, 2, 4, 5}},
      {{2, 3, 4}, {1, 4, 5}}, {{1, 3, 4}, {2, 4, 5}}, {{2, 1, 3, 4}, {3, 4, 5}}};
  for (const auto& [left, right] : factors)
    for (const int turned : {0, 1, 2, 3}) {
      Shape x = left, z = right;
      if (turned & 1) std::swap(x[x.size() - 1], x[x.size() - 2]);
      if (turned & 2) std::swap(z[z.size() - 1], z[z.size() - 2]);
      cases.add("BATCH_MATMUL", text(shapeText(x), " by ", shapeText(z), " turned ", turned), x,
                [&](TfliteWriter& net, int first, int y) {
                  net.node(126, {first, floats(net, z)}, {y}, 101,
                           FlatFields()
                               .number(0, static_cast<std::uint8_t>(turned & 1))
                               .number(1, static_cast<std::uint8_t>(turned >> 1)));
                });
    }
}

inline void addTfliteReductions(TfliteCases& cases) {
  const std::vector<std::pair<Shape, Wholes>> axes{
      {{1, 3, 4, 2}, {1, 2}}, {{1, 3, 4, 2}, {3}},    {{1, 3, 4, 2}, {-1}},    {{1, 3, 4, 2}, {2}},
      {{1, 3, 4, 2}, {2, 1}}, {{1, 3, 4, 2}, {1, 3}}, {{2, 3, 4, 2}, {1, -2}}, {{1, 3, 4, 2}, {1, 2, 3}},
      {{2, 3, 4}, {1}},       {{2, 3, 4}, {-1, 1}},   {{2, 5}, {1}},           {{2, 3, 4}, {2, 2}}};
  for (const auto& [shape, along] : axes)
    for (const bool kept : {false, true})
      for (const char* op : {"MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN"}) {
        std::string words = shapeText(shape) + " along";
        for (const std::int32_t axis : along) words += text(' ', axis);
        cases.add(op, words + (kept ? " kept" : ""), shape, [&, along = along](TfliteWriter& net, int x, int y) {
          net.node(tfliteCode(op), {x, wholes(net, along)}, {y}, 27,
                   FlatFields().number(0, static_cast<std::uint8_t>(kept)));
        });
      }
  cases.result = TfliteWriter::int32;
  for (const Shape& shape : {Shape{1, 3, 4, 2}, Shape{2, 3, 4}, Shape{2, 5}})
    for (int axis = -1; axis < static_cast<int>(shape.size()); ++axis)
      for (const auto& [op, kind] : {std::pair{"ARG_MAX", 40}, std::pair{"ARG_MIN", 57}}) {
        if (axis == 0) continue;  // along the batch
        cases.add(op, text(shapeText(shape), " along ", axis), shape,
                  [&, code = tfliteCode(op), kind = kind](TfliteWriter& net, int x, int y) {
                    net.node(code, {x, wholes(net, {axis})}, {y}, static_cast<std::uint8_t>(kind),
                             FlatFields().number(0, std::int8_t{2}));
                  });
      }
  cases.result = TfliteWriter::float32;
}

inline int pairs(TfliteWriter& net, const Wholes& values) {
  return net.constant(text("pairs", net.tensors.size()), {static_cast<std::int64_t>(values.size() / 2), 2}, values,
                      TfliteWriter::int32);
}

inline void addTfliteShapes(TfliteCases& cases) {
  for (const Wholes& to : {Wholes{1, 24}, Wholes{1, 4, 6}, Wholes{1, -1}, Wholes{1, 2, 3, 4}, Wholes{1, 2, 2, 3, 2}})
    for (const bool stated : {false, true})
      cases.add("RESHAPE", text("to ", to.size(), " axes ", to[1], stated ? " by options" : ""), {1, 3, 4, 2},
                [&](TfliteWriter& net, int x, int y) {
                  net.node(22, stated ? Wholes{x} : Wholes{x, wholes(net, to)}, {y}, 17, FlatFields().numbers(0, to));
                });
  for (const Wholes& axes : {Wholes{1, 2}, Wholes{1}, Wholes{-2}, Wholes{2, 1}})
    cases.add("SQUEEZE", text(axes.size(), " axes from ", axes[0]), {2, 1, 1, 3},
              [&](TfliteWriter& net, int x, int y) { net.node(43, {x}, {y}, 30, FlatFields().numbers(0, axes)); });
  for (const int axis : {1, 2, 3, -1, -2})
    cases.add("EXPAND_DIMS", text("at ", axis), {2, 3, 4}, [&](TfliteWriter& net, int x, int y) {
      net.node(70, {x, wholes(net, {axis})}, {y}, 52);
    });
  cases.add("EXPAND_DIMS", "of four axes", {2, 3, 4, 2}, [&](TfliteWriter& net, int x, int y) {
    net.node(70, {x, wholes(net, {1})}, {y}, 52);
  });
  for (const Wholes& order :
       {Wholes{0, 3, 1, 2}, Wholes{0, 2, 3, 1}, Wholes{0, 2, 1, 3}, Wholes{0, 3, 2, 1}, Wholes{0, 1, 2, 3}})
    cases.add("TRANSPOSE", text(order[1], order[2], order[3]), {1, 3, 4, 2}, [&](TfliteWriter& net, int x, int y) {
      net.node(39, {x, wholes(net, order)}, {y}, 26);
    });
  cases.add("TRANSPOSE", "of three axes", {2, 3, 4}, [&](TfliteWriter& net, int x, int y) {
    net.node(39, {x, wholes(net, {0, 2, 1})}, {y}, 26);
  });
  for (const Wholes& by :
       {Wholes{0, 0, 1, 2, 2, 1, 0, 0}, Wholes{0, 0, 0, 0, 1, 0, 1, 1}, Wholes{0, 0, 2, 0, 0, 3, 0, 1}}) {
    const std::string words = text("by ", by[2], by[3], by[4], by[5], by[6], by[7]);
    cases.add("PAD", words, {1, 3, 4, 2}, [&](TfliteWriter& net, int x, int y) {
      net.node(34, {x, pairs(net, by)}, {y}, 22);
    });
    cases.add("PADV2", words, {1, 3, 4, 2}, [&](TfliteWriter& net, int x, int y) {
      net.node(60, {x, pairs(net, by), net.constant("value", {}, std::vector<float>{-1.5F})}, {y}, 43);
    });
    for (const std::int8_t mode : {0, 1})
      cases.add("MIRROR_PAD", text(words, " mode ", int{mode}), {1, 4, 5, 3}, [&](TfliteWriter& net, int x, int y) {
        net.node(100, {x, pairs(net, by)}, {y}, 77, FlatFields().number(0, mode));
      });
  }
  for (const Wholes& times : {Wholes{1, 2, 1, 1}, Wholes{1, 1, 2, 3}, Wholes{1, 3, 1, 2}})
    cases.add("TILE", text(times[1], times[2], times[3]), {1, 3, 4, 2}, [&](TfliteWriter& net, int x, int y) {
      net.node(69, {x, wholes(net, times)}, {y});
    });
  for (const Wholes& to : {Wholes{1, 3, 4, 2}, Wholes{1, 5, 4, 2}, Wholes{1, 3, 3, 4, 2}})
    cases.add("BROADCAST_TO", text("to ", to.size(), " axes ", to[1]), {1, to[1] == 5 ? 1 : 3, to[1] == 5 ? 1 : 4, 2},
              [&](TfliteWriter& net, int x, int y) {
                net.node(130, {x, wholes(net, to)}, {y});
                net.codes.back().number(2, std::int32_t{2});
              });
  cases.result = TfliteWriter::int32;
  for (const Shape& shape : {Shape{1, 3, 4, 2}, Shape{2, 5}})
    cases.add("CAST", "to whole numbers " + shapeText(shape), shape, [&](TfliteWriter& net, int x, int y) {
      net.node(53, {x}, {y}, 37, FlatFields().number(0, std::int8_t{0}).number(1, std::int8_t{2}));
    });
  cases.result = TfliteWriter::float32;
  // The shape gives the one to return to.
  cases.add("SHAPE", "of four axes", {1, 3, 4, 2}, [&](TfliteWriter& net, int x, int y) {
    const int shape = net.tensor("shape", {4}, TfliteWriter::int32), flat = net.tensor("flat", {1, 24});
    net.node(77, {x}, {shape}, 55, FlatFields().number(0, std::int8_t{2}));
    net.node(22, {x, wholes(net, {1, 24})}, {flat}, 17);
    net.node(22, {flat, shape}, {y}, 17);
  });
}

struct StridedCase {
  Wholes begin, end, steps;
  std::int32_t beginMask = 0, endMask = 0, shrinkMask = 0, ellipsisMask = 0, newAxisMask = 0;
};

inline void addTfliteParts(TfliteCases& cases) {
  for (const int axis : {1, 2, 3, -1, -2})
    for (const bool constant : {false, true})
      cases.add("CONCATENATION", text("along ", axis, constant ? " with a constant" : ""), {1, 3, 4, 2},
                [&](TfliteWriter& net, int x, int y) {
                  const Wholes parts = constant ? Wholes{floats(net, {1, 3, 4, 2}), x} : Wholes{x, x, x};
                  net.node(2, parts, {y}, 10, FlatFields().number(0, std::int32_t{axis}));
                });
  for (const auto& [begin, count] : {std::pair<Wholes, Wholes>{{0, 1, 0, 0}, {1, 2, 4, 2}},
                                     {{0, 0, 1, 1}, {1, 3, -1, -1}},
                                     {{0, 2, 3, 0}, {-1, 1, 1, 1}}})
    cases.add("SLICE", text("from ", begin[1], begin[2], begin[3]), {1, 3, 4, 2},
              [&, begin = begin, count = count](TfliteWriter& net, int x, int y) {
                net.node(65, {x, wholes(net, begin), wholes(net, count)}, {y}, 48);
              });
  const std::vector<StridedCase> parts{
      {{0, 1, 0, 0}, {1, 4, 5, 2}, {1, 2, 1, 1}},
      {{0, 0, 0, 0}, {1, 4, 5, 2}, {1, 1, -1, 1}, 4, 4},
      {{0, 3, 4, 0}, {1, 0, 0, 2}, {1, -1, -2, 1}},
      {{0, -3, -2, 0}, {1, -1, 5, 2}, {1, 1, 1, 1}},
      {{0, -9, 1, 0}, {1, 9, 100, 2}, {1, 1, 3, 1}},
      {{0, 9, 0, 0}, {1, -9, 5, 2}, {1, -1, 1, 1}},
      {{0, 1, 1}, {0, 3, 4}, {1, 1, 1}, 1, 1},
      {{0, 2, 0, 0}, {0, 3, 0, 0}, {1, 1, 1, 1}, 0, 13, 2},
      {{0, -1, 0, 1}, {1, 0, 5, 2}, {1, 1, 1, 1}, 1, 1, 10},
      {{0, 0, 0, 1}, {0, 0, 0, 2}, {1, 1, 1, 1}, 7, 7, 8},
      {{0, 5, 0, 0}, {1, 1, 3, 2}, {1, -2, 2, 1}, 3, 1},
      {{0, 1}, {0, 2}, {1, 1}, 0, 0, 2, 1},              // x[..., 1]
      {{0, 1, 0}, {1, 3, 0}, {1, 1, 1}, 0, 0, 0, 4},     // x[0:1, 1:3, ...]
      {{0, 0, 1}, {1, 0, 2}, {1, 1, 1}, 0, 0, 0, 2},     // x[0:1, ..., 1:2]
      {{0, 0, 0}, {0, 0, 2}, {1, 1, 1}, 7, 3, 0, 0, 2},  // x[:, new, :2]
      {{0, 0, 0}, {0, 0, 0}, {1, 1, 1}, 1, 1, 0, 2, 4},  // x[:, ..., new]
  };
  for (const StridedCase& part : parts)
    cases.add(
        "STRIDED_SLICE", text("number ", &part - parts.data()), {1, 4, 5, 2}, [&](TfliteWriter& net, int x, int y) {
          FlatFields options;
          options.number(0, part.beginMask).number(1, part.endMask).number(2, part.ellipsisMask);
          options.number(3, part.newAxisMask).number(4, part.shrinkMask);
          net.node(45, {x, wholes(net, part.begin), wholes(net, part.end), wholes(net, part.steps)}, {y}, 32, options);
        });
  for (const int axis : {1, 2, 3, -1}) {
    cases.results = 2;
    cases.add("SPLIT", text("along ", axis), {1, 4, 6, 2}, [&](TfliteWriter& net, int x, int y) {
      net.node(49, {wholes(net, {axis}), x}, {y, y + 1}, 35, FlatFields().number(0, std::int32_t{2}));
    });
    if (axis == 3 || axis == -1) continue;
    for (const Wholes& extents : {Wholes{1, -1}, Wholes{axis == 1 ? 2 : 4, 2}})
      cases.add("SPLIT_V", text("along ", axis, " ", extents[0], " ", extents[1]), {1, 4, 6, 2},
                [&](TfliteWriter& net, int x, int y) {
                  net.node(102, {x, wholes(net, extents), wholes(net, {axis})}, {y, y + 1}, 79,
                           FlatFields().number(0, std::int32_t{2}));
                });
  }
  cases.results = 2;
  for (const Shape& shape : {Shape{1, 2, 4, 2}, Shape{3, 2, 4}})
    cases.add("UNPACK", "of " + shapeText(shape), shape, [&](TfliteWriter& net, int x, int y) {
      net.node(88, {x}, {y, y + 1}, 64, FlatFields().number(0, std::int32_t{2}).number(1, std::int32_t{1}));
    });
  cases.add("UNPACK", "of the last axis", {1, 3, 4, 2}, [&](TfliteWriter& net, int x, int y) {
    net.node(88, {x}, {y, y + 1}, 64, FlatFields().number(0, std::int32_t{2}).number(1, std::int32_t{-1}));
  });
  cases.results = 1;
  for (const int axis : {1, 2, -1})
    for (const Shape& shape : {Shape{2, 3}, Shape{2, 3, 4}, Shape{1, 3, 4, 2}})
      cases.add("PACK", text(shapeText(shape), " along ", axis), shape, [&](TfliteWriter& net, int x, int y) {
        net.node(83, {x, floats(net, shape), x}, {y}, 59,
                 FlatFields().number(0, std::int32_t{3}).number(1, std::int32_t{axis}));
      });
  for (const int axis : {1, 2, 3, -1})
    for (const Shape& places : {Shape{}, Shape{3}, Shape{2, 2}})
      cases.add(
          "GATHER", text("along ", axis, " ", shapeText(places)), {1, 3, 4, 2}, [&](TfliteWriter& net, int x, int y) {
            const Wholes which = places.empty() ? Wholes{1} : places.size() == 1 ? Wholes{1, 0, 1} : Wholes{0, 1, 1, 0};
            const int at = net.constant("at", places, which, TfliteWriter::int32);
            net.node(36, {x, at}, {y}, 23, FlatFields().number(0, std::int32_t{axis}));
          });
}

}  // namespace bitprism::test
