#include "app/workflow/front_report.h"

#include <gtest/gtest.h>

#include "app/workflow/plot_data.h"
#include "app/workflow/study.h"
#include "core/base/error.h"
#include "tests/support/test_paths.h"

namespace bitprism {
namespace {

Json someSearch() {
  return parseJson(R"({"method": "mtgp", "seed": 1, "tasks": [{"images": 64, "epochs": 0}], "scheme": {"bits": 8},
                       "widths": [2, 4], "rules": {"limits": {}, "ties": []}, "cheap": "kl", "look_ahead": 2,
                       "activation": {"bits": 8, "tied": false, "range": "minmax", "percentile": 99.9,
                                      "symmetric": false}})",
                   "test");
}

Json someFloat() {
  return {{"accuracy", 0.9}, {"report_accuracy", 0.88}, {"bytes", 4000}, {"chance", 0.1}, {"reference_bytes", 1000}};
}

// A session with these documents, as somebody else may have made it.
class ForeignSession {
 public:
  ForeignSession(const Json& search, const Json& ofFloat) {
    Session made = Session::create(path_, {.networkName = "a", .preprocessing = Json::object(), .search = search});
    made.addEvaluation({.trial = 0, .bits = {2, 4}, .bytes = 500, .score = {.accuracy = 0.6}});
    made.setValue("float", ofFloat);
    made.setValue("activations", parseJson(R"([{"0": {"bits": 8, "scale": 0.5, "zero_point": 0}}])", "test"));
  }
  Session open() const { return Session::openForReading(path_); }

 private:
  test::TemporaryFolder folder_;
  std::string path_ = folder_ / "a.bitprism";
};

TEST(FrontReport, readsWhatASessionFound) {
  const ForeignSession session(someSearch(), someFloat());
  const FrontReport report = frontReport(session.open());
  ASSERT_EQ(report.points.size(), 1u);
  EXPECT_DOUBLE_EQ(report.hypervolume, 500 * 0.5 / (1000 * 0.9));
  EXPECT_EQ(hypervolumes(session.open()), std::vector<double>{report.hypervolume});
}

TEST(FrontReport, refusesDamagedDocumentsInASentence) {
  for (const char* key : {"accuracy", "report_accuracy", "bytes", "chance", "reference_bytes"})
    for (const Json& wrong : {Json(), Json("many"), Json::array()}) {
      Json ofFloat = someFloat();
      ofFloat[key] = wrong;
      const ForeignSession session(someSearch(), ofFloat);
      EXPECT_THROW(frontReport(session.open()), InputError) << key << ' ' << wrong;
    }
  Json ofFloat = someFloat();
  ofFloat["metric"] = "beauty";
  EXPECT_THROW(frontReport(ForeignSession(someSearch(), ofFloat).open()), InputError);
  for (const Json& wrong : {Json(), Json("all"), Json::array(), Json::array({1})}) {
    Json search = someSearch();
    search["tasks"] = wrong;
    const ForeignSession session(search, someFloat());
    EXPECT_THROW(frontReport(session.open()), InputError) << wrong;
    EXPECT_THROW(hypervolumes(session.open()), InputError) << wrong;
  }
  Json search = someSearch();
  search.erase("tasks");
  EXPECT_THROW(frontReport(ForeignSession(search, someFloat()).open()), InputError);
}

// Two layers, but the inputs of one.
TEST(PlanOf, refusesActivationsOfAnotherNetwork) {
  const ForeignSession foreign(someSearch(), someFloat());
  const Session session = foreign.open();
  EXPECT_THROW(planOf(session, session.evaluations().at(0)), Error);
}

}  // namespace
}  // namespace bitprism
