#pragma once

#include <memory>

#include "app/workflow/plan_workers.h"
#include "app/workflow/worker_opening.h"

// The bundled example with few images, and plans of it.
namespace bitprism::test {

inline std::unique_ptr<Study> exampleStudy(std::int64_t images = 300) {
  StudySettings settings;
  settings.networkPath = settings.dataPath = "example";
  settings.images = images;
  settings.threads = 1;
  return Study::open(settings);
}

// Every layer at these bits, by a method that needs calibration in the last case.
inline std::vector<QuantPlan> examplePlans(const Study& study) {
  const std::size_t layers = study.network()->layers.size();
  std::vector<QuantPlan> plans = {floatPlan(layers)};
  for (const int bits : {2, 3, 4, 8})
    plans.push_back(uniformPlan(layers, Quantization{.method = Method::Uniform}.at(bits)));
  plans.push_back(uniformPlan(layers, Quantization{.method = Method::Gptq}.at(3)));
  return plans;
}

}  // namespace bitprism::test
