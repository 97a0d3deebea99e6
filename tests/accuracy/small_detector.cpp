// Trains a small detector on drawn pictures, for where there is no public one: discs, squares and triangles on noise.
//
// small_detector FOLDER [STEPS] writes FOLDER/detector.onnx (YOLOv8's form of outputs), FOLDER/detector_nms.onnx (the
// same, ending in NonMaxSuppression), FOLDER/train and FOLDER/test, each with annotations.json and pictures, and the
// labels of the classes in the annotations. The same steps give the same network on the same machine. What comes next
// is the command line's: evaluate, search and export with --data FOLDER/test/annotations.json.

#include <torch/torch.h>

#include <cstdio>
#include <filesystem>
#include <iostream>

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "tests/support/onnx_models.h"
#include "tests/support/pictures.h"

using namespace bitprism;

namespace {

constexpr int side = 96, stride = 8, cells = side / stride, classes = 3;
constexpr double usualBox = 24;  // pixels of a box of size 1
const char* const classNames[classes] = {"disc", "square", "triangle"};

struct Object {
  int label = 0;
  double x = 0, y = 0, size = 0;  // centre and width, which is the height too
};

struct Scene {
  test::RgbPicture picture;
  std::vector<Object> objects;
};

double unionOverlap(const Object& a, const Object& b) {
  const auto along = [&](double p, double q) {
    return std::max(0.0, std::min(p + a.size / 2, q + b.size / 2) - std::max(p - a.size / 2, q - b.size / 2));
  };
  const double common = along(a.x, b.x) * along(a.y, b.y);
  return common / (a.size * a.size + b.size * b.size - common);
}

bool covers(const Object& object, int row, int column) {
  const double dx = column + 0.5 - object.x, dy = row + 0.5 - object.y, half = object.size / 2;
  if (std::abs(dx) > half || std::abs(dy) > half) return false;
  if (object.label == 0) return dx * dx + dy * dy <= half * half;
  return object.label == 1 || std::abs(dx) <= (dy + half) / 2;
}

// One to four objects that hardly overlap, of any colour that stands out from the ground, with noise over all.
Scene drawnScene(std::uint64_t seed, std::uint64_t index) {
  Random random(seed, index);
  Scene scene{{side, side, Bytes(std::size_t{3} * side * side)}, {}};
  const std::uint64_t wanted = 1 + random.below(4);
  for (int attempt = 0; attempt < 40 && scene.objects.size() < wanted; ++attempt) {
    Object object{static_cast<int>(random.below(classes)), 0, 0, random.uniform(14, 40)};
    object.x = random.uniform(object.size / 2, side - object.size / 2);
    object.y = random.uniform(object.size / 2, side - object.size / 2);
    const auto apart = [&](const Object& other) { return unionOverlap(object, other) < 0.1; };
    if (std::all_of(scene.objects.begin(), scene.objects.end(), apart)) scene.objects.push_back(object);
  }
  double ground[3], slope[3];
  for (int c = 0; c < 3; ++c) {
    ground[c] = random.uniform(60, 190);
    slope[c] = random.uniform(-0.4, 0.4);
  }
  std::vector<std::array<double, 3>> colours;
  for (std::size_t i = 0; i < scene.objects.size(); ++i) {
    std::array<double, 3> colour{};
    do
      for (double& value : colour) value = random.uniform(0, 255);
    while (std::abs(colour[0] - ground[0]) + std::abs(colour[1] - ground[1]) + std::abs(colour[2] - ground[2]) < 120);
    colours.push_back(colour);
  }
  for (int row = 0; row < side; ++row)
    for (int column = 0; column < side; ++column)
      for (int c = 0; c < 3; ++c) {
        double value = ground[c] + slope[c] * (row - column);
        for (std::size_t i = 0; i < scene.objects.size(); ++i)
          if (covers(scene.objects[i], row, column)) value = colours[i][static_cast<std::size_t>(c)];
        value = std::clamp(value + 14 * random.normal(), 0.0, 255.0);
        scene.picture.bytes[static_cast<std::size_t>(3 * (row * side + column) + c)] =
            static_cast<std::uint8_t>(std::lround(value));
      }
  return scene;
}

void writeSet(const std::string& folder, std::uint64_t seed, int count) {
  std::filesystem::create_directories(folder);
  Json images = Json::array(), annotations = Json::array(), categories = Json::array();
  for (int k = 0; k < classes; ++k) categories.push_back({{"id", k + 1}, {"name", classNames[k]}});
  for (int i = 0; i < count; ++i) {
    const Scene scene = drawnScene(seed, static_cast<std::uint64_t>(i));
    const std::string name = text("picture_", i, ".bmp");
    writeFile(folder + "/" + name, test::bmpBytes(scene.picture));
    images.push_back({{"id", i}, {"file_name", name}, {"height", side}, {"width", side}});
    for (const Object& object : scene.objects)
      annotations.push_back(
          {{"id", annotations.size()},
           {"image_id", i},
           {"category_id", object.label + 1},
           {"iscrowd", 0},
           {"area", object.size * object.size},
           {"bbox", {object.x - object.size / 2, object.y - object.size / 2, object.size, object.size}}});
  }
  writeFile(folder + "/annotations.json",
            Json{{"images", images}, {"annotations", annotations}, {"categories", categories}}.dump());
}

// Convolution, batch norm and SiLU.
struct Block : torch::nn::Module {
  torch::nn::Conv2d conv{nullptr};
  torch::nn::BatchNorm2d norm{nullptr};
  int step;

  Block(int from, int to, int step) : step(step) {
    conv = register_module(
        "conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(from, to, 3).stride(step).padding(1).bias(false)));
    norm = register_module("norm", torch::nn::BatchNorm2d(to));
  }
  torch::Tensor forward(const torch::Tensor& x) { return torch::silu(norm->forward(conv->forward(x))); }
};

struct Detector : torch::nn::Module {
  std::shared_ptr<Block> a, b, c, d, e, box, kind;
  torch::nn::Conv2d boxes{nullptr}, kinds{nullptr};

  Detector() {
    const auto block = [&](const char* name, int from, int to, int step) {
      return register_module(name, std::make_shared<Block>(from, to, step));
    };
    a = block("a", 3, 16, 2);
    b = block("b", 16, 32, 2);
    c = block("c", 32, 32, 1);
    d = block("d", 32, 64, 2);
    e = block("e", 64, 64, 1);
    box = block("box", 64, 32, 1);
    kind = block("kind", 64, 32, 1);
    boxes = register_module("boxes", torch::nn::Conv2d(32, 4, 1));
    kinds = register_module("kinds", torch::nn::Conv2d(32, classes, 1));
    torch::NoGradGuard none;
    kinds->bias.fill_(-3);  // most cells hold nothing
  }

  // [images, 4, cells, cells] of raw boxes and [images, classes, cells, cells] of logits.
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    torch::Tensor y = b->forward(a->forward(x));
    y = d->forward(y + c->forward(y));
    y = y + e->forward(y);
    return {boxes->forward(box->forward(y)), kinds->forward(kind->forward(y))};
  }
};

// The first column of every cell, [1, 1, 1, cells], or the first row.
torch::Tensor cellNumbers(bool columns) {
  const torch::Tensor numbers = torch::arange(cells, torch::kFloat);
  return numbers.reshape(columns ? std::vector<std::int64_t>{1, 1, 1, cells}
                                 : std::vector<std::int64_t>{1, 1, cells, 1});
}

// Centre and size in pixels: a centre moves up to half a cell out of its own, a size is up to four usual ones.
torch::Tensor decoded(const torch::Tensor& raw) {
  const torch::Tensor part = torch::sigmoid(raw) * 2;
  const torch::Tensor x = (part.narrow(1, 0, 1) - 0.5 + cellNumbers(true)) * stride;
  const torch::Tensor y = (part.narrow(1, 1, 1) - 0.5 + cellNumbers(false)) * stride;
  return torch::cat({x, y, part.narrow(1, 2, 2).square() * usualBox}, 1);
}

struct Batch {
  torch::Tensor images, boxes, kinds, taken;  // taken: [images, 1, cells, cells], 1 where a cell holds an object
};

// The cell of an object's centre and its nearest neighbours are to find it, as in YOLOv5.
Batch drawnBatch(std::uint64_t seed, std::int64_t first, std::int64_t count) {
  Batch batch{torch::zeros({count, 3, side, side}), torch::zeros({count, 4, cells, cells}),
              torch::zeros({count, classes, cells, cells}), torch::zeros({count, 1, cells, cells})};
  for (std::int64_t i = 0; i < count; ++i) {
    Scene scene = drawnScene(seed, static_cast<std::uint64_t>(first + i));
    const torch::Tensor pixels = torch::from_blob(scene.picture.bytes.data(), {side, side, 3}, torch::kByte);
    batch.images[i] = pixels.permute({2, 0, 1}).to(torch::kFloat) / 255;
    for (const Object& object : scene.objects) {
      const double cx = object.x / stride, cy = object.y / stride;
      const int column = static_cast<int>(cx), row = static_cast<int>(cy);
      const int aside = cx - column < 0.5 ? -1 : 1, above = cy - row < 0.5 ? -1 : 1;
      for (const auto& [r, c] : {std::pair{row, column}, {row, column + aside}, {row + above, column}}) {
        if (r < 0 || c < 0 || r >= cells || c >= cells) continue;
        batch.taken[i][0][r][c] = 1;
        batch.kinds[i][object.label][r][c] = 1;
        const double values[4] = {object.x, object.y, object.size, object.size};
        for (int k = 0; k < 4; ++k) batch.boxes[i][k][r][c] = values[k];
      }
    }
  }
  return batch;
}

// One minus the generalized intersection over union (Rezatofighi et al. 2019).
torch::Tensor boxLoss(const torch::Tensor& a, const torch::Tensor& b) {
  const auto low = [](const torch::Tensor& box, int axis) { return box.select(1, axis) - box.select(1, axis + 2) / 2; };
  const auto high = [](const torch::Tensor& box, int axis) {
    return box.select(1, axis) + box.select(1, axis + 2) / 2;
  };
  const auto area = [](const torch::Tensor& box) { return box.select(1, 2) * box.select(1, 3); };
  torch::Tensor common = torch::ones({}), hull = torch::ones({});
  for (const int axis : {0, 1}) {
    common = common *
             (torch::minimum(high(a, axis), high(b, axis)) - torch::maximum(low(a, axis), low(b, axis))).clamp_min(0);
    hull = hull * (torch::maximum(high(a, axis), high(b, axis)) - torch::minimum(low(a, axis), low(b, axis)));
  }
  const torch::Tensor joint = area(a) + area(b) - common;
  return 1 - common / (joint + 1e-6) + (hull - joint) / (hull + 1e-6);
}

void train(Detector& detector, int steps) {
  constexpr std::int64_t together = 16;
  torch::optim::AdamW optimizer(detector.parameters(), torch::optim::AdamWOptions(2e-3).weight_decay(1e-3));
  detector.train();
  for (int step = 0; step < steps; ++step) {
    const double rate = 2e-3 * std::min(1.0, (step + 1) / 50.0) * 0.5 * (1 + std::cos(M_PI * step / steps));
    static_cast<torch::optim::AdamWOptions&>(optimizer.param_groups()[0].options()).lr(rate);
    const Batch batch = drawnBatch(1, step * together, together);
    const auto [raw, logits] = detector.forward(batch.images);
    const torch::Tensor apart = boxLoss(decoded(raw), batch.boxes).unsqueeze(1) * batch.taken;
    const torch::Tensor count = batch.taken.sum().clamp_min(1);
    const torch::Tensor wrong =
        torch::binary_cross_entropy_with_logits(logits, batch.kinds, {}, {}, at::Reduction::Sum);
    const torch::Tensor loss = 2 * apart.sum() / count + wrong / count;
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 50 == 0 || step + 1 == steps) {
      std::printf("step %d of %d: loss %.3f, of boxes %.3f\n", step + 1, steps, loss.item<double>(),
                  (apart.sum() / count).item<double>());
      std::fflush(stdout);
    }
  }
  detector.eval();
}

// The trained network as an exporter of YOLOv8 writes it; nms: with the suppression in the file.
Bytes onnxOf(const Detector& detector, bool nms) {
  using L = std::vector<std::int64_t>;
  test::ModelBuilder model({nms ? 1 : -1, 3, side, side}, 13);
  const auto named = [&](const std::string& name, const torch::Tensor& values) {
    return model.tensor(name, values.detach().contiguous());
  };
  const auto convolution = [&](const std::string& name, const std::string& x, std::vector<std::string> parameters,
                               int step, int pad) {
    parameters.insert(parameters.begin(), x);
    auto& node = model.node("Conv", parameters, name + "_out");
    test::ModelBuilder::set(node, "strides", L{step, step});
    test::ModelBuilder::set(node, "pads", L{pad, pad, pad, pad});
    return name + "_out";
  };
  const auto block = [&](const std::string& name, const Block& given, const std::string& x) {
    const std::string y = convolution(name, x, {named(name + ".conv.weight", given.conv->weight)}, given.step, 1);
    model.node("BatchNormalization",
               {y, named(name + ".norm.weight", given.norm->weight), named(name + ".norm.bias", given.norm->bias),
                named(name + ".norm.running_mean", given.norm->running_mean),
                named(name + ".norm.running_var", given.norm->running_var)},
               name + "_normed");
    model.node("Sigmoid", {name + "_normed"}, name + "_gate");
    model.node("Mul", {name + "_normed", name + "_gate"}, name + "_active");
    return name + "_active";
  };
  const auto sum = [&](const std::string& a, const std::string& b, const std::string& name) {
    model.node("Add", {a, b}, name);
    return name;
  };
  std::string y = block("b", *detector.b, block("a", *detector.a, "x"));
  y = block("d", *detector.d, sum(y, block("c", *detector.c, y), "first_sum"));
  y = sum(y, block("e", *detector.e, y), "second_sum");
  const auto head = [&](const std::string& name, const Block& before, const torch::nn::Conv2d& last) {
    return convolution(name, block(name + "_before", before, y),
                       {named(name + ".weight", last->weight), named(name + ".bias", last->bias)}, 1, 0);
  };
  const std::string boxes = head("boxes", *detector.box, detector.boxes),
                    kinds = head("kinds", *detector.kind, detector.kinds);
  const auto number = [&](double value) { return model.constant(at::scalar_tensor(value, at::kFloat)); };
  const auto made = [&](const std::string& op, const std::vector<std::string>& inputs, const std::string& name) {
    model.node(op, inputs, name);
    return name;
  };
  const std::string part = made("Mul", {made("Sigmoid", {boxes}, "box_parts"), number(2)}, "box_doubles");
  auto& split =
      test::ModelBuilder::nodeIn(model.graph(), "Split", {part, model.constant(L{2, 2})}, {"places", "sizes"});
  test::ModelBuilder::set(split, "axis", std::int64_t{1});
  const torch::Tensor grid =
      torch::cat({cellNumbers(true).expand({1, 1, cells, cells}), cellNumbers(false).expand({1, 1, cells, cells})}, 1) -
      0.5;
  const std::string centres =
      made("Mul", {made("Add", {"places", named("grid", grid)}, "moved"), number(stride)}, "xy");
  const std::string sizes = made("Mul", {made("Mul", {"sizes", "sizes"}, "squares"), number(usualBox)}, "wh");
  test::ModelBuilder::set(model.node("Concat", {centres, sizes}, "box_map"), "axis", std::int64_t{1});
  made("Sigmoid", {kinds}, "score_map");
  if (!nms) {
    test::ModelBuilder::set(model.node("Concat", {"box_map", "score_map"}, "all"), "axis", std::int64_t{1});
    return model.bytes(made("Reshape", {"all", model.constant(L{0, 4 + classes, -1})}, "output0"));
  }
  made("Reshape", {"box_map", model.constant(L{0, 4, -1})}, "box_rows");
  test::ModelBuilder::set(model.node("Transpose", {"box_rows"}, "boxes_of_all"), "perm", L{0, 2, 1});
  made("Reshape", {"score_map", model.constant(L{0, classes, -1})}, "scores_of_all");
  auto& node = model.node("NonMaxSuppression",
                          {"boxes_of_all", "scores_of_all", model.constant(at::tensor(L{100}, at::kLong)),
                           model.constant(at::tensor({0.65F})), model.constant(at::tensor({0.001F}))},
                          "selected");
  test::ModelBuilder::set(node, "center_point_box", std::int64_t{1});
  test::ModelBuilder::set(model.node("Gather", {"selected", model.constant(at::scalar_tensor(2, at::kLong))}, "rows"),
                          "axis", std::int64_t{1});
  test::ModelBuilder::set(model.node("Gather", {"boxes_of_all", "rows"}, "kept_boxes"), "axis", std::int64_t{1});
  made("GatherND", {"scores_of_all", "selected"}, "kept_scores");
  return model.bytes(std::vector<std::string>{"kept_boxes", "kept_scores", "selected"});
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::cerr << "small_detector FOLDER [STEPS]\n";
    return 2;
  }
  const std::string folder = argv[1];
  const int steps = argc > 2 ? std::atoi(argv[2]) : 800;
  at::set_num_threads(1);
  torch::manual_seed(1);
  writeSet(folder + "/train", 1, 256);
  writeSet(folder + "/test", 2, 200);
  Detector detector;
  train(detector, steps);
  const c10::InferenceMode inference;
  writeFile(folder + "/detector.onnx", onnxOf(detector, false));
  writeFile(folder + "/detector_nms.onnx", onnxOf(detector, true));
  return 0;
} catch (const std::exception& problem) {
  std::cerr << problem.what() << '\n';
  return 1;
}
