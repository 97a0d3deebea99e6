// Other people's networks in ONNX Runtime: the files as they are, and as we write them, must give what our executor
// gives.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <cstdlib>
#include <cstring>
#include <iostream>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/torch/executor.h"
#include "core/torch/network_reader.h"
#include "core/torch/network_writer.h"
#include "tests/support/seeded_inputs.h"
#include "tests/support/test_paths.h"
#include "tests/support/zoo.h"

namespace bitprism {
namespace {

bool haveJudge() {
  const char* folder = std::getenv("BITPRISM_JUDGE");
  return folder && std::filesystem::is_directory(std::string(folder) + "/node_modules/onnxruntime-node");
}

std::vector<float> floatsIn(const std::string& path) {
  const Bytes bytes = readFile(path);
  std::vector<float> values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(float));
  return values;
}

void writeFloats(const std::string& path, const at::Tensor& tensor) {
  const at::Tensor floats = tensor.to(at::kFloat).contiguous();
  const auto* first = static_cast<const std::uint8_t*>(floats.data_ptr());
  writeFile(path, Bytes(first, first + floats.numel() * sizeof(float)));
}

// A file that takes fewer images than we ran gave the first results.
double relativeDifference(const at::Tensor& ours, const std::vector<float>& theirs) {
  const auto count = static_cast<std::int64_t>(theirs.size());
  if (count == 0 || ours.numel() < count) return std::numeric_limits<double>::infinity();
  const at::Tensor expected = at::tensor(theirs), got = ours.to(at::kFloat).flatten().narrow(0, 0, count);
  const at::Tensor finite = expected.isfinite();
  const double scale = at::where(finite, expected.abs(), at::zeros({})).max().item<double>() + 1e-12;
  const at::Tensor difference = at::where(finite, (expected - got).abs(), at::zeros({}));
  if (!at::where(finite, at::ones({}),
                 (expected == got).logical_or(expected.isnan().logical_and(got.isnan())).to(at::kFloat))
           .all()
           .item<bool>())
    return std::numeric_limits<double>::infinity();
  return difference.max().item<double>() / scale;
}

// A softmax over logits of millions turns their last bits into zeros and ones (light_squeezenet: 1000 logits of about
// 1e9 that are equal but for rounding, so that any order of summing gives another winner). What goes into it is
// compared.
Program withoutSteepSoftmax(const Program& program, const std::vector<at::Tensor>& inputs) {
  Program open = program;
  const Instruction& last = program.instructions.back();
  if (last.op != "aten::softmax" || program.outputs != last.outputs) return program;
  open.outputs = {std::get<Slot>(last.inputs[0]).index};
  const Executor executor(open);
  const double largest = executor.run(inputs, executor.weights())[0].abs().max().item<double>();
  return largest > 1e6 ? pruned(open) : program;
}

struct Judged {
  std::string file;
  std::vector<at::Tensor> outputs;
  std::string original, written;  // stems of ONNX Runtime's outputs; empty: not asked
};

TEST(ZooJudge, runsEveryLoadedFileLikeOnnxRuntime) {
  if (!haveJudge()) GTEST_SKIP() << "no ONNX Runtime (BITPRISM_JUDGE names the folder of its node_modules)";
  const std::string data = test::dataFolder();
  if (data.empty()) GTEST_SKIP() << "no folder of real networks (BITPRISM_DATA)";
  const c10::InferenceMode inference;
  const test::TemporaryFolder folder;
  std::vector<Judged> all;
  Json jobs = Json::array();
  for (const test::ZooFile& item : test::zooFiles(data)) {
    const std::string path = data + "/zoo/" + item.file;
    Judged judged{item.file, {}, "", ""};
    const std::string stem = folder / std::to_string(all.size());
    try {
      Network network = readNetwork(path);
      // Fragments take up to five images, and are small.
      const bool fragment = readFile(path).size() < 2000 && !item.file.starts_with("onnx/light");
      const std::int64_t fixed = fixedBatch(network.program), batch = fixed > 0 ? fixed : fragment ? 5 : 1;
      const std::vector<at::Tensor> inputs = test::seededInputs(network.program, batch, 5);
      const std::size_t before = network.program.instructions.size();
      network.program = withoutSteepSoftmax(network.program, inputs);
      const bool whole = network.program.instructions.size() == before;
      const Executor executor(network.program);
      judged.outputs = executor.run(inputs, executor.weights());
      Json list = Json::array();
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        const std::string file = stem + ".in" + std::to_string(i);
        writeFloats(file, inputs[i]);
        list.push_back({{"file", file}, {"shape", inputs[i].sizes().vec()}});
      }
      const bool quantized =
          !network.notices.empty() && network.notices[0].find("quantized already") != std::string::npos;
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
  writeFile(folder / "jobs.json", jobs.dump());
  const std::string command =
      std::string("node '") + BITPRISM_SOURCE_DIR + "/tests/judge/run_onnx.mjs' '" + (folder / "jobs.json") + "'";
  std::system(command.c_str());  // a file that ONNX Runtime refuses is no failure of ours
  std::size_t equal = 0;
  for (const Judged& judged : all)
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
        const double difference = relativeDifference(judged.outputs[i], floatsIn(path));
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
