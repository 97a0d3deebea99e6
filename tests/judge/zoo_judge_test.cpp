// Other people's networks in ONNX Runtime: the files as they are, and as we write them, must give what our executor
// gives.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <iostream>

#include "core/base/error.h"
#include "core/network/graphless.h"
#include "core/torch/graph/executor.h"
#include "core/torch/read/network_reader.h"
#include "core/torch/write/network_writer.h"
#include "core/torch/write/onnx_writer.h"
#include "tests/judge/onnx_runtime.h"
#include "tests/support/seeded_inputs.h"
#include "tests/support/steep_softmax.h"
#include "tests/support/zoo.h"

namespace bitprism {
namespace {

struct ZooJudged {
  std::string file;
  std::vector<at::Tensor> outputs;
  std::string original, written;  // stems of ONNX Runtime's outputs; empty: not asked
};

TEST(ZooJudge, runsEveryLoadedFileLikeOnnxRuntime) {
  NEED_JUDGE();
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  std::vector<ZooJudged> all;
  Json jobs = Json::array();
  for (const test::ZooFile& item : test::zooFiles(data)) {
    const std::string path = data + "/zoo/" + item.file;
    ZooJudged judged{item.file, {}, "", ""};
    const std::string stem = folder / std::to_string(all.size());
    try {
      Network network = readNetwork(path);
      if (!hasGraph(network) || network.program.tail) continue;  // nothing to run, or other outputs than the file's
      // Fragments take up to five images, and are small.
      const bool fragment = readFile(path).size() < 2000 && !item.file.starts_with("onnx/light");
      const std::int64_t fixed = fixedBatch(network.program), batch = fixed > 0 ? fixed : fragment ? 5 : 1;
      const std::vector<at::Tensor> inputs = test::seededInputs(network.program, batch, 5);
      const std::size_t before = network.program.instructions.size();
      network.program = test::withoutSteepSoftmax(network.program, inputs);
      const bool whole = network.program.instructions.size() == before;
      const Executor executor(network.program);
      judged.outputs = executor.run(inputs, executor.weights());
      Json list = Json::array();
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::string file = stem + ".in" + std::to_string(i);
        test::writeFloats(file, inputs[i]);
        list.push_back({{"file", file}, {"shape", inputs[i].sizes().vec()}});
      }
      const bool quantized =
          !network.notices.empty() && network.notices[0].find("already quantized") != std::string::npos;
      if (item.file.ends_with(".onnx") && !quantized && whole) {
        judged.original = stem + ".original";
        jobs.push_back({{"model", path}, {"inputs", list}, {"outputs", judged.original}});
      }
      writeFile(stem + ".onnx", onnxBytes(network, floatPlan(network.layers.size())));
      judged.written = stem + ".written";
      jobs.push_back({{"model", stem + ".onnx"}, {"inputs", list}, {"outputs", judged.written}});
    } catch (const InputError&) {
      continue;  // refused: the table of the other test says why
    } catch (const Error& problem) {
      ADD_FAILURE() << item.file << " loads but cannot be written: " << problem.what();
    }
    all.push_back(std::move(judged));
  }
  test::runOnnxRuntime(folder, jobs);  // a file that ONNX Runtime refuses is not our failure
  std::size_t equal = 0;
  for (const ZooJudged& judged : all)
    for (const std::string& stem : {judged.original, judged.written}) {
      if (stem.empty()) continue;
      const bool ours = stem == judged.written;
      for (std::size_t i = 0; i < judged.outputs.size(); ++i) {
        const std::string path = stem + "." + std::to_string(i);
        if (!std::filesystem::exists(path)) {
          EXPECT_FALSE(ours) << judged.file << ": ONNX Runtime does not run what we wrote";
          std::cout << judged.file << (ours ? " written" : " original") << " | not run" << std::endl;
          continue;
        }
        const double difference = test::relativeDifference(judged.outputs[i], test::floatsIn(path));
        std::cout << judged.file << (ours ? " written" : " original") << " | output " << i << " | " << difference
                  << std::endl;
        EXPECT_LT(difference, 1e-4) << judged.file << (ours ? " as written" : " as it came") << ", output " << i;
        equal += difference < 1e-4;
      }
    }
  EXPECT_GT(equal, 40u);
}

}  // namespace
}  // namespace bitprism
