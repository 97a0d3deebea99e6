#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/workflow/study.h"
#include "core/base/error.h"

namespace bitprism::test {

// One of the networks of ../shared/data with the images it is measured on, prepared as its makers say.
struct RealNetwork {
  std::string name;    // "resnet20_cifar10"
  std::string images;  // below the data folder: what is measured
  std::string calibration;
  std::int64_t count = 0;  // of images, at most
  Preprocessing preprocessing;
};

inline std::vector<RealNetwork> realNetworks() {
  const Preprocessing torchvision{1.0 / 255, {.485, .456, .406}, {.229, .224, .225}};
  const Preprocessing simpnet{1, {125.3, 123.0, 113.9}, {63.0, 62.1, 66.7}};
  Preprocessing caffe{1, {104, 117, 123}, {1, 1, 1}};
  caffe.channels = ChannelOrder::Bgr;
  caffe.crop = PixelExtent{227, 227};
  const std::string cifar = "datasets/cifar10/test_batch.bin", train = "datasets/cifar10/lossless_train_4000.bin";
  const std::string photos = "datasets/imagenet-samples/labels.csv";
  return {{"resnet20_cifar10", cifar, train, 5000, torchvision}, {"resnet32_cifar10", cifar, train, 5000, torchvision},
          {"resnet56_cifar10", cifar, train, 5000, torchvision}, {"simpnet300k_cifar10", cifar, train, 5000, simpnet},
          {"simpnet600k_cifar10", cifar, train, 5000, simpnet},  {"squeezenet11_imagenet", photos, photos, 500, caffe}};
}

inline const RealNetwork& realNetwork(const std::string& name) {
  static const std::vector<RealNetwork> all = realNetworks();
  for (const RealNetwork& network : all)
    if (network.name == name) return network;
  throw UsageError("no network is called '" + name + "'");
}

// The first `count` images (0: as many as the network is measured on), split by the seed. The file is ONNX unless there
// is none.
inline std::unique_ptr<Study> openStudy(const std::string& data, const RealNetwork& network, std::int64_t count = 0,
                                        std::uint64_t seed = 1) {
  StudySettings settings;
  settings.seed = seed;
  settings.networkPath = data + "/networks/" + network.name + ".onnx";
  if (!std::filesystem::exists(settings.networkPath))
    settings.networkPath = data + "/networks/" + network.name + ".torchscript.pt";
  settings.dataPath = data + "/" + network.images;
  settings.calibrationPath = data + "/" + network.calibration;
  settings.preprocessing = network.preprocessing;
  settings.images = count > 0 ? count : network.count;
  settings.imageCacheBytes = std::int64_t{2} << 30;
  return Study::open(settings);
}

}  // namespace bitprism::test
