#include "core/torch/measure/activation_maps.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <mutex>

#include "core/base/error.h"
#include "core/quant/plan/peak_activations.h"
#include "core/torch/graph/slot_shapes.h"
#include "core/torch/train/trainer.h"
#include "tests/support/random_images.h"
#include "tests/support/small_network.h"

namespace bitprism {
namespace {

const Preprocessing mapsPreprocessing = {.scale = 1 / 255.0, .mean = {0.5, 0.5, 0.5}, .deviation = {0.25, 0.25, 0.25}};

std::shared_ptr<const Network> mapsNetwork() {
  return std::make_shared<const Network>(test::smallNetwork());
}

// The first ReLU's values by LibTorch: [images, 6, 8, 8].
at::Tensor firstMap(const Network& network, const ImageSet& images) {
  const auto tensor = [&](const char* name, at::IntArrayRef shape) {
    for (const Tensor& one : network.program.tensors)
      if (one.name == name) return at::tensor(one.floats().copy()).reshape(shape);
    throw Error("no such tensor");
  };
  const at::Tensor x =
      at::tensor(test::inputsOf(images, mapsPreprocessing, images.count())).reshape({images.count(), 3, 8, 8});
  return at::conv2d(x, tensor("first.weight", {6, 3, 3, 3}), tensor("first.bias", {6}), 1, 1).relu();
}

TEST(ActivationMaps, namesWhatReLusGive) {
  const std::vector<MapSite> sites = mapSites(*mapsNetwork());
  ASSERT_EQ(sites.size(), 2u);
  EXPECT_EQ(sites[0].name, "relu after first");
  EXPECT_EQ(sites[1].name, "relu after second");
  EXPECT_FALSE(sites[0].input);
}

TEST(ActivationMaps, hasTheInputsOfLayersWhereThereIsNoReLu) {
  Program program;
  program.inputs.push_back({"input", {-1, 12}});
  program.slotCount = 2;
  const int weight = test::addTensor(program, "head.weight", {4, 12}, test::normals(48, 1));
  program.instructions.push_back({"aten::linear", "", {Slot{0}, TensorIndex{weight}, None{}}, {1}, ""});
  program.outputs = {1};
  program.outputNames = {"output"};
  const auto network = std::make_shared<const Network>(makeNetwork(program, "linear", "onnx"));
  const std::vector<MapReport> reports =
      measureMaps({network, floatPlan(1)}, test::randomImages(10, {3, 2, 2}, 4, 1), mapsPreprocessing, {.bits = 8});
  ASSERT_EQ(reports.size(), 1u);
  EXPECT_EQ(reports[0].site.name, "input of head");
  EXPECT_TRUE(reports[0].hasSign);
  EXPECT_EQ(reports[0].site.shape, (Shape{12}));
}

TEST(ActivationMaps, codesWhatTheNetworkComputes) {
  const auto network = mapsNetwork();
  const ImageSet images = test::randomImages(70, {3, 8, 8}, 4, 1);
  const at::Tensor expected = firstMap(*network, images).contiguous();
  const double largest = expected.max().item<double>();
  std::mutex mutex;
  std::int64_t seen = 0, zeros = 0;
  const auto visit = [&](const MapBatch& batch) {
    if (batch.site != 0) return;
    const std::lock_guard lock(mutex);
    const ActivationMap back = decodeMap(encodeMap(batch.map), "map");
    EXPECT_EQ(back, batch.map);
    const std::vector<float> values = mapValues(back.codes, back.grid);
    const float* from = expected.data_ptr<float>() + batch.firstImage * 6 * 64;
    for (std::size_t i = 0; i < values.size(); ++i) {
      ASSERT_NEAR(values[i], from[i], largest / 4095);
      zeros += back.codes[i] == 0;
    }
    seen += static_cast<std::int64_t>(values.size());
  };
  const std::vector<MapReport> reports =
      measureMaps({network, floatPlan(3)}, images, mapsPreprocessing, {.bits = 12, .threads = 3, .visit = visit});
  EXPECT_EQ(seen, expected.numel());
  ASSERT_EQ(reports.size(), 2u);
  EXPECT_NEAR(reports[0].largest, largest, 1e-5);
  EXPECT_EQ(reports[0].images, 70);
  EXPECT_EQ(reports[0].site.shape, (Shape{6, 8, 8}));
  EXPECT_NEAR(1 - reports[0].sizes.nonZeroShare(), static_cast<double>(zeros) / static_cast<double>(seen), 1e-12);
  EXPECT_EQ(reports[0].sizes.raw(), static_cast<std::uint64_t>(12 * seen));
}

TEST(ActivationMaps, isCancelled) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(measureMaps({mapsNetwork(), floatPlan(3)}, test::randomImages(70, {3, 8, 8}, 4, 1), mapsPreprocessing,
                           {}, stop.get_token()),
               Cancelled);
}

TEST(AliveActivations, fallWhereWaitingValuesAreCoded) {
  const auto network = mapsNetwork();
  const std::vector<Shape> shapes = slotShapes(network->program);
  const std::vector<std::int64_t> alive = aliveActivationBytes(*network, shapes, floatPlan(3));
  ASSERT_EQ(alive.size(), network->program.instructions.size());
  EXPECT_EQ(*std::max_element(alive.begin(), alive.end()), peakActivationBytes(*network, shapes, floatPlan(3)));
  std::vector<double> coded(static_cast<std::size_t>(network->program.slotCount), -1);
  coded[static_cast<std::size_t>(network->program.instructions[1].outputs[0])] = 4;  // the first ReLU
  const std::vector<std::int64_t> smaller = aliveActivationBytes(*network, shapes, floatPlan(3), coded);
  EXPECT_EQ(alive[2] - smaller[2], 6 * 64 * (32 - 4) / 8);
  EXPECT_EQ(alive.back(), smaller.back());
}

}  // namespace
}  // namespace bitprism
