#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/progress.h"
#include "core/codec/coded_sizes.h"
#include "core/data/image_set.h"
#include "core/quant/plan/planned_network.h"

namespace bitprism {

// An activation map of a network: the output of a ReLU, or, in a network without ReLUs, the input of a layer.
struct MapSite {
  std::string name;             // "relu after conv1", "relu downstream of conv2" (a sum), "input of fc"
  std::size_t instruction = 0;  // in Program::instructions
  bool input = false;           // the instruction's input instead of its output
  Shape shape;                  // of one image
  bool operator==(const MapSite&) const = default;
};

std::vector<MapSite> mapSites(const Network& network);  // shapes are left empty

// Codes of one batch of images of one map, [images, channels, rows, columns].
struct MapBatch {
  std::size_t site = 0;
  std::int64_t firstImage = 0;
  ActivationMap map;
};

struct MapSettings {
  int bits = 16;            // of a code
  std::int64_t images = 0;  // of the set; 0: all
  unsigned threads = 0;
  std::function<void(const MapBatch&)> visit = {};  // if any, called for every batch, from many threads at once
};

// The results for one map over all images.
struct MapReport {
  MapSite site;
  std::int64_t images = 0;
  double largest = 0;  // limit of the codes: the largest magnitude seen
  bool hasSign = false;
  CodedSizes sizes;
};

// Two passes over the images under the plan: the first finds the largest value of every map, the second encodes them
// (Georgiadis 2019, sec. 3). Throws Cancelled, Error naming the map with values that are not finite.
std::vector<MapReport> measureMaps(const PlannedNetwork& planned, const ImageSet& images,
                                   const Preprocessing& preprocessing, const MapSettings& settings,
                                   std::stop_token stop = {}, const Progress& progress = {});

}  // namespace bitprism
