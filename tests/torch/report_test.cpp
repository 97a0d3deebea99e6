#include "app/workflow/report.h"

#include <gtest/gtest.h>

#include <clocale>
#include <set>

#include "app/workflow/report_html.h"
#include "app/workflow/report_layers.h"
#include "app/workflow/report_pictures.h"
#include "app/workflow/report_tables.h"
#include "core/base/random.h"
#include "tests/support/small_network.h"
#include "tests/support/xml_reader.h"

namespace bitprism {
namespace {

using test::XmlElement;
using test::XmlReader;

constexpr const char* hostileName = "<script>alert('x')</script>&amp;\"\x01\xff\xef\xbf\xbe]]>";

std::shared_ptr<const Network> hostileNetwork() {
  Network network = makeNetwork(test::smallProgram(), "a<b>&'\".onnx", "onnx");
  network.layers[0].name = hostileName;
  return std::make_shared<const Network>(std::move(network));
}

// A subject as the window would make it, with a front of so many evaluations.
ReportSubject subjectOf(const std::shared_ptr<const Network>& network, int evaluations) {
  ReportSubject subject;
  subject.planned = {network, uniformPlan(network->layers.size(), {.bits = 3}), {}};
  subject.planned.plan.layers[0] = {.method = Method::Kmeans, .bits = 5};
  subject.planName = "plan & <b>";
  subject.source = std::string();
  subject.settings.networkPath = "/tmp/a b/it's <net>.onnx";
  subject.settings.dataPath = "/tmp/images";
  subject.settings.preprocessing = Preprocessing();
  subject.origin.when = std::chrono::system_clock::time_point{};
  subject.unchanged = Score{.accuracy = 0.9, .images = 1234};
  subject.measured = Score{.accuracy = 0.87654, .kl = 0.0123, .agreement = 0.95, .images = 1234};
  if (evaluations == 0) return subject;
  subject.session = "/tmp/<s>.bitprism";
  subject.request.search.tasks = {Task{64, 0}, Task{}};
  FrontReport& front = subject.front.emplace();
  front.topTask = 1;
  front.floatAccuracy = 0.9;
  front.floatReportAccuracy = 0.88;
  front.floatBytes = 400000;
  Random random(3);
  std::vector<FrontPoint> points;
  for (int i = 0; i < evaluations; ++i) {
    Evaluation evaluation{
        .trial = i, .bits = PlanChoice(network->layers.size(), LayerChoice(2 + i % 7)), .taskIndex = 1};
    evaluation.bytes = 40000 + static_cast<std::int64_t>(random.uniform() * 200000);
    evaluation.score.accuracy =
        0.3 + 0.55 * (1 - 1 / (1 + static_cast<double>(evaluation.bytes) / 40000)) * random.uniform();
    evaluation.why = "because <of> this";
    points.push_back({evaluation.score.accuracy, evaluation.bytes, front.evaluations.size()});
    front.evaluations.push_back(evaluation);
  }
  for (const FrontPoint& point : paretoFront(points)) front.points.push_back(front.evaluations[point.index]);
  return subject;
}

std::size_t countOf(const std::string& words, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = words.find(part, at)) != std::string::npos; at += part.size()) ++count;
  return count;
}

TEST(ReportDocument, isWellFormedAndEscapesEveryText) {
  const std::string document = reportDocument(subjectOf(hostileNetwork(), 40));
  std::unique_ptr<XmlElement> root;
  ASSERT_NO_THROW(root = XmlReader::read(document));
  EXPECT_EQ(root->attribute("lang"), "en");
  EXPECT_TRUE(root->all("script").empty());
  EXPECT_EQ(document.find("<script"), std::string::npos);
  // The name is still there, as text.
  EXPECT_NE(root->text.find("<script>alert('x')</script>"), std::string::npos);
  // Only the plan's link refers to anything, and it holds what it refers to.
  for (const char* element : {"img", "link", "iframe", "object", "base", "form"})
    EXPECT_TRUE(root->all(element).empty()) << element;
  for (const char* word : {"src=", "@import", "url("}) EXPECT_EQ(document.find(word), std::string::npos) << word;
  ASSERT_EQ(root->all("a").size(), 1u);
  EXPECT_TRUE(root->all("a")[0]->attribute("href").starts_with("data:application/json;base64,"));
}

TEST(ReportDocument, namesItsTablesAndPictures) {
  const auto root = XmlReader::read(reportDocument(subjectOf(hostileNetwork(), 40)));
  const auto tables = root->all("table");
  ASSERT_EQ(tables.size(), 2u);  // front and layers
  for (const XmlElement* table : tables) {
    EXPECT_EQ(table->all("caption").size(), 1u);
    const std::size_t columns = table->all("thead")[0]->all("th").size();
    for (const XmlElement* header : table->all("th")) EXPECT_FALSE(header->attribute("scope").empty());
    for (const XmlElement* row : table->all("tr")) EXPECT_EQ(row->all("th").size() + row->all("td").size(), columns);
  }
  for (const XmlElement* figure : root->all("figure")) {
    EXPECT_EQ(figure->all("figcaption").size(), 1u);
    ASSERT_EQ(figure->all("svg").size(), 1u);
    EXPECT_EQ(figure->all("svg")[0]->attribute("role"), "img");
    EXPECT_FALSE(figure->all("svg")[0]->attribute("aria-label").empty());
  }
  EXPECT_EQ(root->all("figure").size(), 2u + 3u);  // front, bits, and a histogram for each layer
  std::set<std::string> ids;
  for (const XmlElement* one : root->all("section")) EXPECT_TRUE(ids.insert(one->attribute("id")).second);
  for (const char* id : {"network", "measuring", "front", "bits", "layers", "weights", "search", "plan", "commands"})
    EXPECT_TRUE(ids.contains(id)) << id;
}

TEST(ReportDocument, holdsThePlanAsTheProgramReadsIt) {
  const auto network = hostileNetwork();
  // JSON holds text only, so that names which are none come back in another form: a plan of a plain network.
  const auto plain = std::make_shared<const Network>(test::smallNetwork());
  const ReportSubject subject = subjectOf(plain, 0);
  const auto root = XmlReader::read(reportDocument(subject));
  EXPECT_EQ(planFromJson(parseJson(root->all("details")[0]->all("pre")[0]->text, "report"), *plain, "report"),
            subject.planned.plan);
  EXPECT_NO_THROW(XmlReader::read(reportDocument(subjectOf(network, 0))));
}

TEST(ReportDocument, staysSmallForLargeSearchesAndNetworks) {
  const auto network = std::make_shared<const Network>(test::smallNetwork());
  const std::string few = reportDocument(subjectOf(network, 20)), many = reportDocument(subjectOf(network, 20000));
  EXPECT_LT(many.size(), 300000u);
  EXPECT_GT(many.size(), few.size());
  // Hundreds of layers, of which the largest are drawn.
  Network wide = *network;
  while (wide.layers.size() < 600) {
    wide.layers.push_back(wide.layers[wide.layers.size() % 3]);
    wide.layers.back().name = "layer" + std::to_string(wide.layers.size());
  }
  const std::string document = reportDocument(subjectOf(std::make_shared<const Network>(wide), 500));
  EXPECT_LT(document.size(), 3000000u);
  const auto root = XmlReader::read(document);
  EXPECT_EQ(root->all("figure").size(), 2 + mostHistograms);
  EXPECT_EQ(root->all("table")[1]->all("tbody")[0]->all("tr").size(), 600u);
  EXPECT_NE(root->text.find("The 240 largest of 600 layers are drawn."), std::string::npos);
}

TEST(ReportDocument, writesNumbersWithAPointInEveryLocale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  const std::string usual = reportDocument(subjectOf(hostileNetwork(), 40));
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"}) {
    if (!std::setlocale(LC_ALL, name)) continue;
    const std::string there = reportDocument(subjectOf(hostileNetwork(), 40));
    std::setlocale(LC_ALL, before.c_str());
    EXPECT_EQ(there, usual) << name;
  }
  std::setlocale(LC_ALL, before.c_str());
  EXPECT_NE(usual.find("87.65 %"), std::string::npos);
}

TEST(ReportNumbers, haveTheirForms) {
  EXPECT_EQ(numberText(-0.0001, 2), "0.00");
  EXPECT_EQ(numberText(1234.5, 1), "1234.5");
  EXPECT_EQ(numberText(INFINITY, 1), "-");
  EXPECT_EQ(groupedText(11689512), "11,689,512");
  EXPECT_EQ(groupedText(-1000), "-1,000");
  EXPECT_EQ(groupedText(999), "999");
  EXPECT_EQ(memoryText(1023), "1023 bytes");
  EXPECT_EQ(memoryText(1536), "1.50 KiB");
  EXPECT_EQ(memoryText(std::int64_t{45} << 20), "45.0 MiB");
  EXPECT_EQ(base64("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");  // RFC 4648 has the alphabet
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("abc"), "YWJj");
  EXPECT_EQ(base64("ab"), "YWI=");
}

TEST(RoundTicks, areRoundAndInside) {
  for (const auto& [low, high] : std::initializer_list<std::pair<double, double>>{{0, 1}, {37.2, 91.7}, {1e-5, 3e-5}}) {
    const std::vector<double> ticks = roundTicks(low, high, 6);
    EXPECT_GE(ticks.size(), 3u);
    EXPECT_LE(ticks.size(), 13u);
    for (const double tick : ticks) {
      EXPECT_GE(tick, low - 1e-9 * (high - low));
      EXPECT_LE(tick, high + 1e-9 * (high - low));
    }
  }
  EXPECT_TRUE(roundTicks(1, 1, 6).empty());
}

TEST(FrontSvg, drawsEveryPointOfTheFront) {
  FrontPicture picture;
  for (int i = 0; i < 9; ++i) {
    picture.front.push_back({0.1 * i, 1000 * (i + 1)});
    picture.hints.push_back("trial " + std::to_string(i));
  }
  picture.cloud = picture.front;
  picture.chosen = picture.front[4];
  picture.floatQuality = 0.95;
  const auto root = XmlReader::read("<!DOCTYPE html>" + frontSvg(picture));
  std::size_t titled = 0;
  for (const XmlElement* circle : root->all("circle")) titled += circle->all("title").empty() ? 0 : 1;
  EXPECT_EQ(titled, 9u);
  EXPECT_NE(root->text.find("memory of the network, KiB"), std::string::npos);
  EXPECT_NE(root->text.find("accuracy, %"), std::string::npos);
  // A single point, and none, are drawn as well.
  picture.front.resize(1);
  picture.cloud.clear();
  picture.chosen.reset();
  picture.floatQuality.reset();
  EXPECT_NO_THROW(XmlReader::read("<!DOCTYPE html>" + frontSvg(picture)));
  EXPECT_EQ(frontSvg({}).find("nan"), std::string::npos);
}

TEST(MethodLetters, differ) {
  std::set<char> letters;
  for (const Method method : existingMethods)
    EXPECT_TRUE(letters.insert(methodLetter(method)).second) << methodName(method);
}

TEST(ReportLayers, sayWhatEveryLayerLoses) {
  const auto network = std::make_shared<const Network>(test::smallNetwork());
  QuantPlan plan = uniformPlan(3, {.bits = 4});
  plan.layers[1] = {};
  plan.layers[2] = {.method = Method::Gptq, .bits = 4};
  const std::vector<ReportLayer> layers = reportLayers({network, plan, {}});
  ASSERT_EQ(layers.size(), 3u);
  EXPECT_GT(layers[0].sqnrDb.value(), 10);
  EXPECT_GE(layers[0].levels.size(), 15u);
  EXPECT_LE(layers[0].levels.size(), 16u);
  EXPECT_FALSE(layers[1].sqnrDb);
  EXPECT_TRUE(layers[1].known);
  EXPECT_FALSE(layers[2].known) << "GPTQ needs the layer's inputs";
  std::int64_t count = 0;
  for (const std::int64_t bin : layers[0].histogram.counts) count += bin;
  EXPECT_EQ(count, layers[0].weights);
  const std::size_t marks = countOf(histogramSvg(layers[0]), "v8");
  EXPECT_LE(marks, layers[0].levels.size());  // those beyond the weights are not drawn
  EXPECT_GE(marks, layers[0].levels.size() / 2);
}

TEST(BendOfAFront, isFarthestFromTheLineBetweenItsEnds) {
  const auto point = [](double accuracy, std::int64_t bytes) {
    Evaluation evaluation;
    evaluation.bytes = bytes;
    evaluation.score.accuracy = accuracy;
    return evaluation;
  };
  std::vector<Evaluation> front = {point(0.1, 100), point(0.8, 200), point(0.85, 400), point(0.9, 1000)};
  EXPECT_EQ(bendOf(front).bytes, 200);
  const std::vector<Evaluation> one = {front[0]}, two = {front[0], front[3]};
  EXPECT_EQ(bendOf(one).bytes, 100);
  EXPECT_EQ(bendOf(two).bytes, 1000);
}

}  // namespace
}  // namespace bitprism
