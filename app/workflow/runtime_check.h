#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/base/progress.h"
#include "core/eval/evaluation.h"
#include "core/quant/plan/planned_network.h"
#include "core/torch/measure/accuracy_evaluator.h"

namespace bitprism {

// What is measured of a written ONNX file in its runtime.
struct RuntimeCheckRequest {
  std::string library;                     // of ONNX Runtime (findOnnxRuntime)
  std::string file;                        // that was written
  std::shared_ptr<const Network> network;  // that it was written from, float

  AccuracyEvaluator* evaluator = nullptr;     // its images and metric; null: no accuracy
  Preprocessing preprocessing = {};           // of these images
  std::optional<MetricCommand> command = {};  // of the evaluator
  std::optional<BoxHead> head = {};           // likewise
  bool speed = true;                          // beside the float network
  int threads = 1;
  std::int64_t batch = 1;  // of the timing; networks that fix theirs have it
  double seconds = 1;      // of the timing, about
};

// An ONNX file in its runtime.
struct RuntimeCheck {
  std::string runtime;         // "ONNX Runtime 1.30.0"
  std::optional<Score> score;  // of the file on the images, against the float network

  struct Speed {
    int threads = 1;
    std::int64_t batch = 1;
    double nanoseconds = 0, floatNanoseconds = 0;  // of a run of the file, and of the float network's

    double ratio() const { return floatNanoseconds / nanoseconds; }  // above 1: faster than float
    bool isSlower() const;  // than float, by more than two measurements of the same file differ
  };
  std::optional<Speed> speed;
  std::string unscored;  // why it has no score, although one was asked for; empty: it has
};

// Runs the file in ONNX Runtime, which is a process of its own. Throws Error with what ONNX Runtime says, Cancelled.
RuntimeCheck checkInRuntime(const RuntimeCheckRequest& request, std::stop_token stop = {},
                            const Progress& progress = {});

// The files of a network's plans, which need no calibration, and the float network's, all timed in turn. One for each
// plan.
std::vector<RuntimeCheck::Speed> runtimeSpeeds(const std::string& library,
                                               const std::shared_ptr<const Network>& network,
                                               const std::vector<QuantPlan>& plans, int threads, std::int64_t batch,
                                               double seconds, std::stop_token stop = {},
                                               const Progress& progress = {});

// "ONNX Runtime 1.30.0, batch 1, 1 thread: 0.610 ms a run, float 0.880 ms, 1.44 times as fast" and "accuracy 96.50 % in
// ONNX Runtime 1.30.0 on 200 images": a line for each that was measured.
std::vector<std::string> sentences(const RuntimeCheck& check);

// A warning when the file is slower than the float network; empty: it is not.
std::string slownessWarning(const RuntimeCheck& check);

// {"name","accuracy","images","speed":{"threads","batch","ns","float_ns","ratio"}}, as far as measured.
Json toJson(const RuntimeCheck& check);

}  // namespace bitprism
