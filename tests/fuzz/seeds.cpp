#include <cstring>
#include <filesystem>
#include <iostream>

#include "core/base/text.h"
#include "core/codec/bit_writer.h"
#include "core/codec/block_code.h"
#include "core/codec/map_stream.h"
#include "core/quant/packed/packed_file.h"
#include "core/search/space_rules.h"
#include "core/session/session.h"
#include "core/work/evaluation_request.h"
#include "core/work/message.h"
#include "tests/fuzz/onnx_seeds.h"
#include "tests/fuzz/tflite_seeds.h"
#include "tests/support/data_files.h"
#include "tests/support/made_maps.h"
#include "tests/support/operator_cases.h"
#include "tests/support/pictures.h"
#include "tests/support/pt2_archive.h"
#include "tests/support/torchscript_archive.h"
#include "tests/support/varied_network.h"
#include "tests/support/weight_files.h"

// Writes small valid files for the fuzzers to begin with: fuzz_seeds FOLDER makes FOLDER/npy, FOLDER/idx, ...
int main(int count, char** arguments) {
  using namespace bitprism;
  if (count != 2) {
    std::cerr << "fuzz_seeds FOLDER\n";
    return 2;
  }
  const auto put = [&](const std::string& target, const std::string& name, const Bytes& bytes) {
    const std::filesystem::path folder = std::filesystem::path(arguments[1]) / target;
    std::filesystem::create_directories(folder);
    writeFile((folder / name).string(), bytes);
  };
  const Bytes images = test::npyFile("|u1", "(2, 3, 4, 5)", Bytes(120, 7));
  const Bytes labels = test::npyFile("<i8", "(2,)", Bytes(16, 0));
  for (const char* target : {"npy", "numpy_images"}) {
    put(target, "bytes.npy", images);
    put(target, "last.npy", test::npyFile("|u1", "(2, 4, 5, 3)", Bytes(120, 7)));
    put(target, "floats.npy", test::npyFile("<f4", "(2, 4, 5)", Bytes(160, 63)));
    put(target, "columns.npy", test::npyFile(">f8", "(2, 4)", Bytes(64, 63), true));
    put(target, "stored.npz", test::zipFile({{"images.npy", images}, {"labels.npy", labels}}));
    put(target, "packed.npz", test::zipFile({{"images.npy", images, false}, {"labels.npy", labels, false}}));
  }
  const std::vector<test::WrittenTensor> weights = {
      test::writtenFloats("conv.weight", {2, 3, 1, 1}, {1, 2, 3, 4, 5, 6}),
      test::writtenFloats("conv.bias", {2}, {7, 8})};
  put("safetensors", "two", test::safetensorsFile(weights, R"({"format":"pt"})"));
  put("state_dict", "zip", test::stateDictFile(weights));
  put("state_dict", "legacy", test::legacyStateDict(test::picklesDictionary(weights, true), weights));
  const Bytes array = test::npyFile("<f4", "(2, 3)", weights[0].bytes),
              columns = test::npyFile(">f2", "(2, 3)", Bytes(12, 60), true);
  put("npz_weights", "stored.npz", test::zipFile({{"a.npy", array}, {"b.npy", columns}}));
  put("npz_weights", "packed.npz", test::zipFile({{"a.npy", array, false}, {"b.npy", columns, false}}));
  put("gguf", "floats", test::ggufFile(weights));
  for (const auto& [type, bytes] : {std::pair{2, 18}, {3, 20}, {6, 22}, {7, 24}, {8, 34}})
    put("gguf", text("blocks", type),
        test::ggufFile({{.name = "a",
                         .shape = {1, 32},
                         .bytes = Bytes(static_cast<std::size_t>(bytes), 60),
                         .gguf = static_cast<std::uint32_t>(type)}}));
  for (const auto& [type, bytes] : {std::pair{10, 84}, {11, 110}, {12, 144}, {13, 176}, {14, 210}, {15, 292}})
    put("gguf", text("groups", type),
        test::ggufFile({{.name = "a",
                         .shape = {1, 256},
                         .bytes = Bytes(static_cast<std::size_t>(bytes), 60),
                         .gguf = static_cast<std::uint32_t>(type)}}));
  put("idx", "bytes", test::idxFile(8, {2, 4, 5}, Bytes(40, 9)));
  put("idx", "floats", test::idxFile(13, {2, 1, 2, 2}, Bytes(32, 63)));
  put("idx", "packed.gz", test::gzipped(test::idxFile(8, {2, 4, 5}, Bytes(40, 9))));
  put("cifar", "ten", Bytes(2 * 3073, 3));
  put("cifar", "hundred", Bytes(3074, 3));
  const std::string list = "path,label\n0,1\n\"1\",2\n2,\"a \"\"b\"\"\"\n", plain = "0,dog\n1,cat\n";
  put("picture_list", "named.csv", Bytes(list.begin(), list.end()));
  put("picture_list", "plain.csv", Bytes(plain.begin(), plain.end()));
  const test::RgbPicture picture = test::smoothPicture(9, 13);
  put("picture", "a.png", test::pngBytes(picture));
  put("picture", "a.jpg", test::jpegBytes(picture));
  put("picture", "turned.jpg", test::jpegBytes(picture, 6));
  put("picture", "a.webp", test::webpBytes(picture));
  put("picture", "a.bmp", test::bmpBytes(picture));
  const Network network = test::variedNetwork();
  put("packed", "float", packNetwork(network, floatPlan(3)));
  for (const int bits : {1, 3, 8, 16})
    put("packed", text("bits", bits), packNetwork(network, uniformPlan(3, {.bits = bits})));
  put("packed", "channels",
      packNetwork(
          network,
          uniformPlan(
              3, {.bits = 5, .symmetric = true, .granularity = Granularity::Channel, .correction = Correction::Mean})));
  QuantPlan inputs = withBits({}, {2, 8, 4});
  inputs.activations.assign(3, activationScheme(4, -1, 2, false, ActivationRange::Percentile));
  put("packed", "inputs", packNetwork(network, inputs));
  put("program_bytes", "varied", programToBytes(network.program));
  for (const test::OperatorCase& one : test::operatorCases())
    put("program_bytes", one.name, programToBytes(one.program));
  for (const int bits : {1, 4, 8, 12, 16})
    for (const auto& [name, codes] : test::manyCodes(bits, 150)) {
      const ActivationMap map = test::mapOf(codes, bits);
      put("map_stream", text(name, " in ", bits), encodeMap(map, {.block = 40}));
      // What tests/fuzz/map_blocks.cpp makes of it: two codes, bits, numbers of codes, one block's share of the bytes.
      for (int mode = 0; mode <= static_cast<int>(BlockMode::SparseRice); ++mode) {
        const BlockCode code{static_cast<BlockMode>(mode), hasK(static_cast<BlockMode>(mode)) ? bits / 2 : 0};
        if (code.mode == BlockMode::Zero) continue;
        Bytes payload(BitWriter::roomBytes(codes.size() * 33));
        payload.resize((encodeBlock(codes, bits, code, payload.data()) + 7) / 8);
        const auto first = static_cast<std::uint8_t>(mode << 4 | code.k),
                   count = static_cast<std::uint8_t>(codes.size());
        Bytes input{first, first, static_cast<std::uint8_t>(bits - 1), count, 0, count, 0, 128};
        for (int copy = 0; copy < 2; ++copy) input.insert(input.end(), payload.begin(), payload.end());
        put("map_blocks", text(name, " in ", bits, " ", blockModeName(code.mode)), input);
      }
    }
  const auto json = [&](const char* name, const Json& document) {
    const std::string written = document.dump();
    put("plan", name, Bytes(written.begin(), written.end()));
  };
  json("plan.json", planToJson(withBits({.range = RangeRule::Percentile}, {3, 16, 32}), network));
  json("rules.json", toJson(SpaceRules{{{"first", {.lock = 16}}, {"last", {.maximum = 6}}}, {{"first", "last"}}}));
  const auto written = [&](const char* name, const std::string& content) {
    put("study", name, Bytes(content.begin(), content.end()));
  };
  written(
      "preprocessing.json",
      R"({"scale": 0.01, "mean": [0.5, 0, 1], "std": [1, 2, 0.1], "channels": "bgr", "resize": 256, "crop": [224, 8]})");
  Json document = planToJson(inputs, network);
  document["preprocessing"] = {{"scale", 1}, {"mean", {0.5}}, {"std", {2}}, {"channels", "grey3"}, {"crop", 8}};
  const char* activations = R"({"bits": 8, "tied": false, "range": "mse", "percentile": 99.9, "symmetric": false})";
  document["calibration"] = {
      {"source", "a"}, {"images", 9}, {"seed", 1}, {"activations", parseJson(activations, "seeds")}};
  document["measured"] = {{"data", "a"}, {"metric", "accuracy"}, {"value", 0.5},     {"images", 9},
                          {"kl", 0.25},  {"agreement", 0.5},     {"float", nullptr}, {"report", 0.75}};
  written("plan.json", document.dump());
  written("session.json", std::string(R"({"preprocessing": {"channels": "rgb"}, "search": {"method": "mtgp", "seed": 1,
    "tasks": [{"images": 64, "epochs": 0}, {"images": 512, "epochs": 1}], "scheme": {"bits": 8}, "widths": [2, 3, 4],
    "rules": {"limits": {"first": {"lock": 16, "max": 6}}, "ties": [["first", "last"]]}, "cheap": "kl",
    "look_ahead": 2, "split_seed": 1, "images": 99, "calibration": "", "activation": )") +
                              activations + R"(}, "activations": [{"0": {"bits": 8, "scale": 0.5, "zero_point": 0}},
    {"2": {"bits": 2, "scale": 0.5, "zero_point": 1}}, {"0": {"bits": 32}}], "float": {"accuracy": 0.9,
    "report_accuracy": 0.8, "bytes": 4000, "chance": 0.1, "reference_bytes": 1000, "metric": "accuracy"}})");
  const std::string boxes = R"({"images": [{"id": 1, "file_name": "a.png", "height": 9, "width": 13}],
    "annotations": [{"image_id": 1, "category_id": 7, "bbox": [1, 2, 3.5, 4], "iscrowd": 0}],
    "categories": [{"id": 7, "name": "cat"}]})";
  put("box_annotations", "one.json", Bytes(boxes.begin(), boxes.end()));
  Message message{MessageType::Evaluate, toJson(EvaluationRequest{.part = "all", .plans = {Json::object()}}), {}};
  const std::string request = message.header.dump(), result = resultToJson({.plans = {Json(1)}}, {Score{}}, 1).dump(),
                    need = R"({"id": 1, "file": "network", "offset": 0})";
  put("work_message", "request", Bytes(request.begin(), request.end()));
  put("work_message", "result", Bytes(result.begin(), result.end()));
  put("work_message", "need", Bytes(need.begin(), need.end()));
  FrameSeal seal;
  message.blocks = {{1, 2, 3}};
  put("work_message", "frame", frameOf(message, seal));
  const std::pair<const char*, const char*> modules[] = {
      {"layers",
       "def forward(self, x):\n  y = torch.conv2d(x, self.w, self.b, [1, 1], [1, 1])\n"
       "  return torch.linear(torch.mean(torch.relu_(y), [2, 3]), self.v)\n"},
      {"lists",
       "def forward(self, x):\n  y = torch.conv2d(x, self.w)\n  parts = torch.chunk(y, 2, 1)\n  a, b = parts\n"
       "  all = [a, b]\n  all.append(a + b)\n  return torch.cat(all, 1)[:, 1:3], len(all), (a, all[-1])\n"},
      {"dictionary",
       "def forward(self, x):\n  out = {'a': x}\n  out['b'] = torch.conv2d(x, self.w, self.b)\n"
       "  if 'a' in out:\n    out['c'] = out['b'].half() * self.h.view(1, 4, 1, 1)\n  return out\n"},
      {"shapes",
       "def help(self, x, n: int):\n  assert n > 0, 'none'\n  return x.view(x.size(0), -1) * 0.5 + n\n"
       "def forward(self, x):\n  b, c, h, w = x.shape\n  y = torch.conv2d(x, self.w, None, [2, 2])\n"
       "  if x.dim() == 4 and c == 3:\n    y += 1\n  else:\n    y = x\n"
       "  z = self.help(y, int(y.numel() / b))\n  return z.reshape([b, -1]).unsqueeze(1).transpose(1, 2)\n"},
      {"loop",
       "def forward(self, x):\n  y = torch.conv2d(x, self.w, self.b, [1, 1], [1, 1])\n  for k in [1, 2]:\n"
       "    y = torch.conv2d(y[:, :3], self.w, self.b, [1, 1], [k, k], [k, k])\n"
       "  for p in [self.b, self.b]:\n    y = y + p.view(-1, 1, 1)\n  return y\n"},
      {"optional",
       "def forward(self, x, mask):\n  o: Optional[Tensor] = None\n  if o is None:\n    o = mask\n"
       "  y = torch.where(mask > 0, x, o)\n  y = torch.conv2d(y, self.w)\n"
       "  return torch.softmax(torch.max_pool2d(y, [2, 2]).flatten(1), -1)\n"}};
  for (const auto& [name, source] : modules) put("torchscript", name, Bytes(source, source + std::strlen(source)));
  put("torchscript", "archive", test::netArchive({}));
  put("torchscript", "state", test::netArchive(test::settingItself("")));
  for (const auto& [name, model] : fuzz::onnxModels()) put("onnx", name, model);
  const test::Pt2Writer exported = test::smallPt2();
  put("pt2", "stored", exported.package());
  put("pt2", "deflated", exported.package({.stored = false, .root = ""}));
  put("pt2", "older", exported.older({1, 2, 3}));
  const std::string graph = exported.document().dump();
  put("pt2", "graph", Bytes(graph.begin(), graph.end()));
  for (const auto& [name, file] : fuzz::tfliteFiles()) put("tflite", name, file);
  const std::string session = (std::filesystem::path(arguments[1]) / "seed.bitprism").string();
  std::filesystem::remove(session);
  {
    Session made =
        Session::create(session, {.networkName = "a", .preprocessing = Json::object(), .search = {{"k", 1}}});
    for (int trial = 0; trial < 3; ++trial) made.addEvaluation({.trial = trial, .bits = {2, 3}, .why = "why"});
    made.setSensitivity({{{0.5, 0.1}, {0.2, 0}}, 512, 1});
    made.setValue("float", 1);
  }
  put("session", "seed", readFile(session));
  std::filesystem::remove(session);
  return 0;
}
