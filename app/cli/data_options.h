#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/workflow/plan_file.h"
#include "app/workflow/study.h"

namespace bitprism {

// --data, --scale, --mean, --std, --resize, --crop, --channels, --preprocess, --image-cache, --device.
class DataOptions {
 public:
  void add(CLI::App& command, bool required);
  std::optional<Preprocessing> preprocessing() const;  // absent when nothing was given
  const std::string& path() const { return data_; }
  std::int64_t cacheBytes() const { return cacheMebibytes_ << 20; }
  Device device() const;
  std::optional<BoxHead> head() const;         // absent when not given
  std::optional<MetricCommand> judge() const;  // likewise: only this command line names the program

  // A study of the network on these images, with these options.
  StudySettings study(const std::string& network) const;

 private:
  std::string data_, channels_ = "rgb", resize_, crop_, letterbox_, head_, file_, device_ = "auto";
  std::vector<double> mean_, deviation_;
  double scale_ = 0;
  MetricCommand judge_;
  std::int64_t cacheMebibytes_ = defaultImageCacheBytes >> 20;
  CLI::Option* channelsOption_ = nullptr;
};

// Uses the plan's preprocessing where the command line gives none, and says so.
void adoptPreprocessing(const PlanFile& plan, StudySettings& settings);

}  // namespace bitprism
