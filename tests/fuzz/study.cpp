#include <filesystem>

#include "app/workflow/front_report.h"
#include "app/workflow/plan_file.h"
#include "app/workflow/plot_data.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "tests/fuzz/memory_file.h"
#include "tests/support/varied_network.h"

namespace bitprism {
namespace {

void check(bool claim) {
  if (!claim) __builtin_trap();
}

template <class Read>
void reading(const Read& read) {
  try {
    read();
  } catch (const Error&) {
    // Refused in a sentence.
  }
}

// The documents of a session, whose hashes keep a fuzzer from altering them in the file itself.
void readSession(const std::string& path, const Json& json) {
  static const auto part = [](const Json& whole, const char* key) { return whole.contains(key) ? whole[key] : Json(); };
  std::filesystem::remove(path);
  Session session = Session::create(
      path, {.networkName = "a", .preprocessing = part(json, "preprocessing"), .search = part(json, "search")});
  session.setValue("activations", part(json, "activations"));
  session.setValue("float", part(json, "float"));
  const Evaluation evaluation{.trial = 1, .bits = {2, 3, 4}, .bytes = 500, .score = {.accuracy = 0.5}};
  session.addEvaluation(evaluation);
  reading([&] { requestOf(session); });
  reading([&] { frontReport(session); });
  reading([&] { hypervolumes(session); });
  reading([&] { factsOf(session, evaluation); });
  reading([&] { planDocument(planOf(session, evaluation), test::variedNetwork(), {}); });
}

}  // namespace
}  // namespace bitprism

// What app/workflow reads: a plan file with its other keys, preprocessing, and what a session says of its
// search.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace bitprism;
  static const Network network = test::variedNetwork();
  static const std::string sessionPath =
      (std::filesystem::temp_directory_path() / text("fuzz", ::getpid(), ".bitprism")).string();
  const fuzz::MemoryFile file({data, size});
  reading([&] {
    const PlanFile plan(file.path());
    const PlanFacts& facts = plan.facts();
    if (facts.preprocessing) plan.preprocessingNotice();
    const std::string again = planDocument(plan.plan(network), network, facts).dump();
    const fuzz::MemoryFile written({reinterpret_cast<const std::uint8_t*>(again.data()), again.size()});
    const PlanFile second(written.path());
    check(second.plan(network) == plan.plan(network) && second.facts().preprocessing == facts.preprocessing);
    check(second.facts().measured == facts.measured);
  });
  reading([&] { readPreprocessing(file.path()); });
  reading([&] {
    const Json json = parseJson(std::string(reinterpret_cast<const char*>(data), size), "fuzz");
    if (json.is_object() && json.contains("search")) readSession(sessionPath, json);
  });
  std::filesystem::remove(sessionPath);
  return 0;
}
