#pragma once

#include "tests/judge/onnx_runtime.h"

// TensorFlow Lite's runtime, by way of run_tflite.mjs.
namespace bitprism::test {

inline bool haveTflite() {
  const char* folder = std::getenv("BITPRISM_JUDGE");
  return folder && std::filesystem::is_directory(std::string(folder) + "/node_modules/@tensorflow/tfjs-tflite");
}

// First in a test that needs it.
#define NEED_TFLITE()                \
  if (!bitprism::test::haveTflite()) \
  GTEST_SKIP() << "no TensorFlow Lite (BITPRISM_JUDGE names the folder of its node_modules)"

// A job that fails says why on standard error and leaves no outputs.
inline void runTflite(const TemporaryFolder& folder, const Json& jobs) {
  writeFile(folder / "tflite_jobs.json", jobs.dump());
  const std::string command = std::string("node '") + BITPRISM_SOURCE_DIR + "/tests/judge/run_tflite.mjs' '" +
                              (folder / "tflite_jobs.json") + "'";
  static_cast<void>(std::system(command.c_str()));
}

}  // namespace bitprism::test
