// Untrusted archives of torch.export: each is refused in one sentence that names the file.

#include <gtest/gtest.h>

#include <functional>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/network/network.h"
#include "core/torch/read/pt2_reader.h"
#include "tests/support/pt2_archive.h"
#include "tests/support/weight_files.h"

namespace bitprism {
namespace {

using test::exportedBool;
using test::exportedInt;
using test::exportedRef;
using test::Pt2Writer;
using test::smallPt2;

// The sentence, or "" when it loads.
std::string sentenceOf(const Bytes& bytes) {
  try {
    makeNetwork(readPt2(bytes, "bad.pt2", {}).program, "bad", "pt2");
    return "";
  } catch (const Error& problem) {
    return problem.what();
  }
}

struct BadArchive {
  const char* words;  // of the sentence
  std::function<Bytes()> bytes;
};

// The small network with another document.
Bytes changed(const std::function<void(Json&)>& change) {
  const Pt2Writer net = smallPt2();
  Json document = net.document();
  change(document);
  return net.package(document.dump());
}

Bytes written(const std::function<void(Pt2Writer&)>& change) {
  Pt2Writer net = smallPt2();
  change(net);
  return net.package();
}

Json& graphOf(Json& document) {
  return document["graph_module"]["graph"];
}
Json& signatureOf(Json& document) {
  return document["graph_module"]["signature"];
}
Json& nodeOf(Json& document, std::size_t index) {
  return graphOf(document)["nodes"][index];
}

Bytes wordBytes(const std::string& words) {
  return {words.begin(), words.end()};
}

std::vector<BadArchive> badArchives() {
  const auto document = [](const std::function<void(Json&)>& change) { return [change] { return changed(change); }; };
  const auto writer = [](const std::function<void(Pt2Writer&)>& change) {
    return [change] { return written(change); };
  };
  const auto meta = [&](const std::function<void(Json&)>& change) {
    return writer([change](Pt2Writer& net) { change(net.weights["conv.weight"]["tensor_meta"]); });
  };
  const auto output = [&](const char* kind, const Json& value) {
    return document([kind, value](Json& d) { signatureOf(d)["output_specs"].push_back({{kind, value}}); });
  };
  const auto target = [&](const char* name) { return document([name](Json& d) { nodeOf(d, 1)["target"] = name; }); };
  const Json tensor{{"name", "v0"}};
  return {
      // the zip
      {"no zip", [] { return wordBytes("PK\3\4 and no more"); }},
      {"without an exported program",
       [] {
         return test::zipFile({{"net/data.pkl", {1, 2}}});
       }},
      {"two files called",
       [] {
         return smallPt2().package({.more = {{"archive_version", {'0'}}}});
       }},
      {"checksum",
       [] {
         Bytes b = smallPt2().package();
         b[60] ^= 1;
         return b;
       }},
      {"format is 'ptx'",
       [] {
         return test::zipFile({{"a/archive_format", wordBytes("ptx")}});
       }},
      {"version 1, expected 0",
       [] {
         return test::zipFile({{"a/archive_format", wordBytes("pt2")}, {"a/archive_version", wordBytes("1")}});
       }},
      {"byte order 'big'",
       [] {
         return test::zipFile({{"a/archive_format", wordBytes("pt2")}, {"a/byteorder", wordBytes("big")}});
       }},
      {"holds no graph",
       [] {
         return test::zipFile({{"a/archive_format", wordBytes("pt2")}});
       }},
      {"compiled network",
       [] {
         return test::zipFile({{"a/archive_format", wordBytes("pt2")}, {"a/data/aotinductor/model/m.so", {1}}});
       }},
      {"compiled network",
       [] {
         return test::zipFile({{"a/archive_format", wordBytes("pt2")}, {"a/data/executorch/m.pte", {1}}});
       }},
      {"holds 2 networks",
       [] {
         return smallPt2().package({.model = "one", .more = {{"models/two.json", wordBytes("{}")}}});
       }},
      // the document
      {"not valid JSON", [] { return smallPt2().package(std::string("{\"graph_module\": ")); }},
      {"nested deeper", [] { return smallPt2().package(std::string(300, '[') + std::string(300, ']')); }},
      {"'graph_module' is missing", [] { return smallPt2().package(std::string("{}")); }},
      {"version 9.0, expected at most 8.20", document([](Json& d) {
         d["schema_version"] = {{"major", 9}, {"minor", 0}};
       })},
      {"'schema_version' is not a whole number", document([](Json& d) { d["schema_version"] = "new"; })},
      {"'nodes' is not a list", document([](Json& d) { graphOf(d)["nodes"] = 3; })},
      {"'target' is not a string", document([](Json& d) { nodeOf(d, 0)["target"] = 3; })},
      {"'arg' is missing", document([](Json& d) { nodeOf(d, 0)["inputs"][0].erase("arg"); })},
      {"'as_int' is not a whole number", document([](Json& d) {
         nodeOf(d, 0)["inputs"][0]["arg"] = {{"as_int", 1.5}};
       })},
      {"'as_ints'", document([](Json& d) {
         nodeOf(d, 0)["inputs"][3]["arg"] = {{"as_ints", 4}};
       })},
      {"'as_future'", document([](Json& d) {
         nodeOf(d, 0)["inputs"][0]["arg"] = {{"as_future", 4}};
       })},
      // training, objects, control flow
      {"'bn.running_mean'", output("buffer_mutation", {{"arg", tensor}, {"buffer_name", "bn.running_mean"}})},
      {"'conv.weight'", output("parameter_mutation", {{"arg", tensor}, {"parameter_name", "conv.weight"}})},
      {"overwrites its input 'x'", output("user_input_mutation", {{"arg", tensor}, {"user_input_name", "x"}})},
      {"loss or gradients", output("loss_output", {{"arg", tensor}})},
      {"loss or gradients", output("gradient_to_parameter", {{"arg", tensor}, {"parameter_name", "w"}})},
      {"'token'", output("token", {{"arg", tensor}})},
      {"needs the object 'queue'", document([](Json& d) {
         signatureOf(d)["input_specs"].push_back(
             {{"custom_obj", {{"arg", {{"name", "q"}, {"class_fqn", "a"}}}, {"custom_obj_name", "queue"}}}});
       })},
      {"runs graphs of its own", target("torch.ops.higher_order.cond")},
      {"runs graphs of its own", target("torch.ops.higher_order.while_loop")},
      {"training mode", writer([](Pt2Writer& net) {
         net.call("aten.dropout.default",
                  {{"input", exportedRef("v1")}, {"p", test::exportedFloat(0.5)}, {"train", exportedBool(true)}});
       })},
      // the graph
      {"operator aten::no_such_thing at 'v1' is not known", target("torch.ops.aten.no_such_thing.default")},
      {"operator mine::relu at 'v1' is not known", target("torch.ops.mine.relu.default")},
      {"is not known", target("os.system")},
      {"is refused", document([](Json& d) {
         nodeOf(d, 1)["target"] = "torch.ops.aten.from_file.default";
         nodeOf(d, 1)["inputs"] = {{{"name", "filename"}, {"arg", {{"as_string", "/etc/passwd"}}}}};
       })},
      {"reads 'gone' before", document([](Json& d) { nodeOf(d, 1)["inputs"][0]["arg"] = exportedRef("gone"); })},
      {"given a second time", document([](Json& d) { nodeOf(d, 1)["outputs"][0] = exportedRef("v0"); })},
      {"before anything gives it", document([](Json& d) {
         signatureOf(d)["output_specs"][0] = {{"user_output", {{"arg", exportedRef("gone")}}}};
       })},
      {"gives no tensor", document([](Json& d) { signatureOf(d)["output_specs"] = Json::array(); })},
      {"has no input", document([](Json& d) { signatureOf(d)["input_specs"].erase(0); })},
      {"lacks its argument 'self'", document([](Json& d) { nodeOf(d, 1)["inputs"] = Json::array(); })},
      {"the argument 'mode', which is not known", document([](Json& d) {
         nodeOf(d, 1)["inputs"].push_back({{"name", "mode"}, {"arg", exportedInt(3)}});
       })},
      {"fails", document([](Json& d) {
         nodeOf(d, 0)["inputs"][4]["arg"] = test::exportedInts({-9, -9});
       })},
      {"takes a number or a shape from the data", target("torch.ops.aten.nonzero.default")},
      {"is no tensor", document([](Json& d) {
         signatureOf(d)["input_specs"].push_back({{"user_input", {{"arg", {{"as_sym_int", {{"as_name", "n"}}}}}}}});
       })},
      {"impossible size", document([](Json& d) {
         graphOf(d)["tensor_values"]["x"]["sizes"][2] = {{"as_int", 4000000000000LL}};
       })},
      {"is no expression", document([](Json& d) {
         graphOf(d)["tensor_values"]["x"]["sizes"][2] = test::WrittenExtent("eval(s1)", 8).json();
       })},
      {"axes, expected at most 64", document([](Json& d) {
         for (int i = 0; i < 70; ++i) graphOf(d)["tensor_values"]["x"]["sizes"].push_back({{"as_int", 1}});
       })},
      // payloads
      {"leave its 432 bytes", meta([](Json& m) {
         m["sizes"][0] = {{"as_int", 5}};
       })},
      {"leave its 432 bytes", meta([](Json& m) {
         m["storage_offset"] = {{"as_int", 1}};
       })},
      {"leave its 432 bytes", meta([](Json& m) {
         m["strides"][0] = {{"as_int", 4611686018427387904}};
       })},
      {"offset are negative", meta([](Json& m) {
         m["storage_offset"] = {{"as_int", -1}};
       })},
      {"strides are negative", meta([](Json& m) {
         m["strides"][3] = {{"as_int", -1}};
       })},
      {"strides", meta([](Json& m) { m["strides"].erase(0); })},
      {"sizes are open", meta([](Json& m) { m["sizes"][0] = test::WrittenExtent("s0", 4).json(); })},
      {"type complex64", meta([](Json& m) { m["dtype"] = 10; })},
      {"type float8_e4m3", meta([](Json& m) { m["dtype"] = 29; })},
      {"type unknown", meta([](Json& m) { m["dtype"] = 77; })},
      {"is sparse", meta([](Json& m) { m["layout"] = 2; })},
      {"in 'data/weights/weight_0'", writer([](Pt2Writer& net) { net.weights["conv.weight"]["use_pickle"] = true; })},
      {"in 'data/weights/weight_0'",
       writer([](Pt2Writer& net) { net.weights["conv.weight"]["tensor_meta"] = nullptr; })},
      {"in 'serialized_state_dict.pt'",
       [] {
         return smallPt2().older({1, 2, 3});
       }},
      {"system",
       [] {
         return smallPt2().older(
             test::stateDictZip("cposix\nsystem\n(X\x02\x00\x00\x00"
                                "lstR",
                                {}));
       }},
      {"which it does not hold",
       [] { return smallPt2().older(test::stateDictFile({test::writtenFloats("other", {1}, {1})})); }},
      {"which it does not hold", writer([](Pt2Writer& net) { net.weights.erase("conv.weight"); })},
      {"'data/weights/../../x' is missing",
       writer([](Pt2Writer& net) { net.weights["conv.weight"]["path_name"] = "../../x"; })},
      {"leave its 0 bytes", writer([](Pt2Writer& net) { net.payloads[0].second.clear(); })},
      {"not finite", writer([](Pt2Writer& net) { net.payloads[0].second.assign(432, 0xff); })}};
}

TEST(BadPt2, isRefusedInASentenceThatNamesTheFile) {
  for (const BadArchive& bad : badArchives()) {
    const std::string sentence = sentenceOf(bad.bytes());
    const std::string words = bad.words;
    EXPECT_FALSE(sentence.empty()) << words;
    EXPECT_EQ(sentence.find('\n'), std::string::npos) << sentence;
    if (words != "not finite" && words != "no zip") EXPECT_NE(sentence.find("bad.pt2"), std::string::npos) << sentence;
    if (words == "no zip") continue;
    EXPECT_NE(sentence.find(words), std::string::npos) << words << "\n" << sentence;
  }
}

// What is cut off or changed in any place is read or refused, and never worse.
TEST(BadPt2, anywhereDamagedIsReadOrRefused) {
  for (const bool stored : {true, false}) {
    const Bytes whole = smallPt2().package({.stored = stored});
    ASSERT_EQ(sentenceOf(whole), "");
    for (std::size_t size = 0; size < whole.size(); size += 97)
      EXPECT_NE(sentenceOf(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))), "");
    Random random(5);
    for (int i = 0; i < 60; ++i) {
      Bytes damaged = whole;
      damaged[random.below(damaged.size())] ^= static_cast<std::uint8_t>(1 + random.below(255));
      sentenceOf(damaged);
    }
  }
  // Without checksums in the way: the document itself.
  const std::string document = smallPt2().document().dump();
  Random random(6);
  for (int i = 0; i < 200; ++i) {
    std::string damaged = document;
    damaged[random.below(damaged.size())] = static_cast<char>(' ' + random.below(95));
    sentenceOf(smallPt2().package(damaged));
  }
}

}  // namespace
}  // namespace bitprism
