#include <filesystem>
#include <iostream>

#include "core/search/space_rules.h"
#include "core/session/session.h"
#include "tests/support/data_files.h"
#include "tests/support/pictures.h"
#include "tests/support/varied_network.h"

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
  const auto json = [&](const char* name, const Json& document) {
    const std::string written = document.dump();
    put("plan", name, Bytes(written.begin(), written.end()));
  };
  json("plan.json", planToJson(withBits({.range = RangeRule::Percentile}, {3, 16, 32}), network));
  json("rules.json", toJson(SpaceRules{{{"first", {.lock = 16}}, {"last", {.maximum = 6}}}, {{"first", "last"}}}));
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
