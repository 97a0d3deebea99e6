#include "core/search/space_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/search/search_space.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

using test::normals;
using test::variedNetwork;

TEST(Pattern, matchesStarsAndQuestionMarks) {
  EXPECT_TRUE(matches("layer1.*", "layer1.0.conv"));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*conv?", "layer.conv2"));
  EXPECT_TRUE(matches("a*b*c", "a--b--b--c"));
  EXPECT_TRUE(matches("a**c", "abc"));
  EXPECT_FALSE(matches("a*b*c", "a--b--b--"));
  EXPECT_FALSE(matches("conv", "conv1"));
  EXPECT_FALSE(matches("?", ""));
  EXPECT_FALSE(matches("", "a"));
  EXPECT_FALSE(matches(std::string(40, '*') + "b", std::string(2000, 'a')));
}

TEST(SpaceRules, surviveJson) {
  SpaceRules rules;
  rules.limits["first"] = {.lock = 16};
  rules.limits["last"] = {.minimum = 3, .maximum = 6};
  rules.ties = {{"first", "second"}};
  const Json json = parseJson(toJson(rules).dump(), "rules");
  EXPECT_EQ(spaceRulesFromJson(json, "rules"), rules);
  for (const char* bad : {R"({"limits": [], "ties": []})", R"({"limits": {"a": {"lock": 9}}, "ties": []})",
                          R"({"limits": {"a": 3}, "ties": []})", R"({"limits": {}, "ties": [1]})",
                          R"({"limits": {}, "ties": [[1]]})", R"({"limits": {"a": {"min": 1e99}}, "ties": []})", "{}"})
    EXPECT_THROW(spaceRulesFromJson(parseJson(bad, "text"), "text"), InputError) << bad;
}

TEST(SpaceRules, decideWhatASpaceHolds) {
  const Network network = variedNetwork();
  SpaceRules rules;
  rules.limits["first"] = {.lock = floatBits};
  rules.limits["second"] = {.minimum = 4};
  rules.limits["last"] = {.maximum = 6};
  const SearchSpace space = searchSpace(network, {}, widthsBetween(2, 8), rules);
  EXPECT_EQ(space.layers[0].widths, std::vector<LayerChoice>{floatBits});
  EXPECT_EQ(bitsOf(space.layers[1].widths), widthsBetween(4, 8));
  EXPECT_EQ(bitsOf(space.layers[2].widths), widthsBetween(2, 6));
  EXPECT_EQ(space.bytes({32, 4, 2}), modelSize(network, space.plan({32, 4, 2})).total());
  EXPECT_TRUE(space.contains({32, 8, 6}));
  EXPECT_FALSE(space.contains({8, 8, 6}));
  EXPECT_FALSE(space.contains({32, 3, 6}));
  EXPECT_EQ(searchSpace(network, {}, {8, 4, 16, 4}).layers[0].widths, (std::vector<LayerChoice>{4, 8, 16}));
}

TEST(SpaceRules, tiedLayersHaveWhatAllMayHave) {
  const Network network = variedNetwork();
  SpaceRules rules;
  rules.limits["first"] = {.maximum = 5};
  rules.limits["last"] = {.minimum = 3};
  rules.ties = {{"first", "last"}};
  SearchSpace space = searchSpace(network, {}, widthsBetween(2, 8), rules);
  EXPECT_EQ(space.ties, (std::vector<std::vector<std::size_t>>{{0, 2}}));
  EXPECT_EQ(bitsOf(space.layers[0].widths), widthsBetween(3, 5));
  EXPECT_EQ(bitsOf(space.layers[2].widths), widthsBetween(3, 5));
  EXPECT_FALSE(space.contains({3, 8, 4}));
  EXPECT_TRUE(space.contains({4, 8, 4}));
  rules.limits["first"] = {.lock = 16};
  rules.limits["last"] = {};
  space = searchSpace(network, {}, widthsBetween(2, 8), rules);
  EXPECT_EQ(space.layers[2].widths, std::vector<LayerChoice>{16});
  rules.ties = {{"first", "second"}, {"second", "last"}};
  EXPECT_EQ(tiedLayers(network, rules), (std::vector<std::vector<std::size_t>>{{0, 1, 2}}));
}

TEST(SpaceRules, someChoicesMayBeAllowedAlone) {
  const Network network = variedNetwork();
  const QuantScheme book{.method = Method::Kmeans, .correction = Correction::Gain};
  const AllowedChoices allowed = {{LayerChoice(2, 1), 3}, {2, LayerChoice(3, 1)}, {LayerChoice(2, 1), 2}};
  SearchSpace space = searchSpace(network, {}, {2, 3, 4, floatBits}, {}, {book}, allowed);
  const auto sorted = [](std::vector<LayerChoice> values) {
    std::sort(values.begin(), values.end());
    return values;
  };
  EXPECT_EQ(sorted(space.layers[0].widths), (std::vector<LayerChoice>{3, 4, floatBits, LayerChoice(2, 1)}));
  EXPECT_EQ(sorted(space.layers[1].widths), (std::vector<LayerChoice>{2, 4, floatBits, LayerChoice(3, 1)}));
  EXPECT_EQ(sorted(space.layers[2].widths), (std::vector<LayerChoice>{2, 3, 4, floatBits, LayerChoice(2, 1)}));
  EXPECT_TRUE(std::is_sorted(space.layers[0].bytes.begin(), space.layers[0].bytes.end()));
  EXPECT_EQ(space.plan({LayerChoice(2, 1), 2, 4}).layers[0].method, Method::Kmeans);

  SpaceRules rules;
  rules.limits["first"] = {.lock = 2};
  EXPECT_EQ(searchSpace(network, {}, {2, 3}, rules, {book}, allowed).layers[0].widths,
            std::vector<LayerChoice>{LayerChoice(2, 1)});
  rules.limits.clear();
  rules.ties = {{"first", "second"}};  // of tied layers, what any of them may have
  space = searchSpace(network, {}, {2, 3}, rules, {book}, allowed);
  EXPECT_EQ(sorted(space.layers[0].widths), (std::vector<LayerChoice>{2, 3, LayerChoice(2, 1), LayerChoice(3, 1)}));
  EXPECT_EQ(space.layers[0].widths, space.layers[1].widths);
  EXPECT_THROW(searchSpace(network, {}, {2, 3}, {}, {book}, {{2}}), UsageError);
}

TEST(SpaceRules, refuseWhatCannotBeInASentence) {
  const Network network = variedNetwork();
  const auto message = [&](const SpaceRules& rules, std::vector<int> widths = {2, 3, 4}) -> std::string {
    try {
      searchSpace(network, {}, std::move(widths), rules);
    } catch (const UsageError& problem) {
      return problem.what();
    }
    return "accepted";
  };
  SpaceRules rules;
  rules.limits["nobody"] = {.lock = 8};
  EXPECT_EQ(message(rules), "cannot limit layer 'nobody': 'varied.onnx' has no such layer");
  rules = {};
  rules.limits["first"] = {.minimum = 5};
  EXPECT_EQ(message(rules),
            "layer 'first' has no allowed bit-width: the search has 2 to 4, the layer may have 5 to 32");
  rules.limits["first"] = {.lock = 9};
  EXPECT_EQ(message(rules), "layer 'first' cannot have 9 bits, expected 1 to 8, 16 or 32");
  rules.limits = {{"first", {.lock = 8}}, {"last", {.lock = 4}}};
  rules.ties = {{"first", "last"}};
  EXPECT_EQ(message(rules), "the tied layers 'first' and 'last' are locked at 8 and at 4 bits, expected the same");
  rules.limits = {{"first", {.maximum = 2}}, {"last", {.minimum = 4}}};
  EXPECT_EQ(message(rules), "the tied layers 'first' to 'last' have no bit-width in common");
  rules.ties = {{"first", "nobody"}};
  EXPECT_EQ(message(rules), "cannot tie layer 'nobody': 'varied.onnx' has no such layer");
  EXPECT_EQ(message({}, {}), "cannot search without a bit-width, expected some of 1 to 8, 16 and 32");
  EXPECT_EQ(message({}, {4, 9}), "cannot search 9 bits, expected some of 1 to 8, 16 and 32");
}

TEST(LayersMatching, findsNamesOrSaysThatThereAreNone) {
  const Network network = variedNetwork();
  EXPECT_EQ(layersMatching(network, "*st"), (std::vector<std::string>{"first", "last"}));
  EXPECT_THROW(layersMatching(network, "conv*"), UsageError);
}

// stem -> (a -> b) + stem -> relu -> (c -> d) + shortcut, then a classifier.
Network residualNetwork() {
  using Extents = std::vector<std::int64_t>;
  Program program;
  program.inputs = {{"image", {-1, 4, 8, 8}}};
  int slots = 1;
  const auto layer = [&](const std::string& name, int from) {
    program.tensors.push_back(floatTensor(name + ".weight", {4, 4, 1, 1}, normals(16, 1, 0.2)));
    program.instructions.push_back(
        {"aten::convolution",
         "",
         {Slot{from}, TensorIndex{static_cast<int>(program.tensors.size()) - 1}, None{}, Extents{1, 1}, Extents{0, 0},
          Extents{1, 1}, false, Extents{0, 0}, std::int64_t{1}},
         {slots},
         name});
    return slots++;
  };
  const auto op = [&](const std::string& name, std::vector<Operand> inputs) {
    program.instructions.push_back({name, name == "aten::add" ? "Tensor" : "", std::move(inputs), {slots}, name});
    return slots++;
  };
  const int stem = op("aten::relu", {Slot{layer("stem", 0)}});
  const int b = layer("b", op("aten::relu", {Slot{layer("a", stem)}}));
  const int first = op("aten::relu", {Slot{op("aten::add", {Slot{b}, Slot{stem}, std::int64_t{1}})}});
  const int d = layer("d", layer("c", first));
  const int sum = op("aten::add", {Slot{layer("shortcut", first)}, Slot{d}, std::int64_t{1}});
  layer("classifier", sum);
  program.outputs = {slots - 1};
  program.outputNames = {"out"};
  program.slotCount = slots;
  return makeNetwork(std::move(program), "residual.onnx", "onnx");
}

TEST(ResidualTies, uniteLayersWhoseOutputsAreAdded) {
  const std::vector<std::vector<std::string>> ties = residualTies(residualNetwork());
  ASSERT_EQ(ties.size(), 2u);
  EXPECT_EQ(ties[0], (std::vector<std::string>{"stem", "b"}));
  EXPECT_EQ(ties[1], (std::vector<std::string>{"d", "shortcut"}));
  EXPECT_TRUE(residualTies(variedNetwork()).empty());
}

}  // namespace
}  // namespace bitprism
