#include "app/desktop/comparison_keeper.h"

#include <QScopedValueRollback>
#include <utility>

#include "app/desktop/compare_panel.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/stored_search.h"
#include "app/desktop/workspace.h"
#include "core/session/session.h"
#include "widgets/banner.h"

namespace bitprism {
namespace {

constexpr int noteMilliseconds = 500;

}  // namespace

ComparisonKeeper::ComparisonKeeper(const PanelContext& context, ComparePanel& compare, FrontPanel& front)
    : context_(context), compare_(compare), front_(front) {
  soon_.setSingleShot(true);
  soon_.setInterval(noteMilliseconds);
  connect(&soon_, &QTimer::timeout, this, &ComparisonKeeper::write);
  connect(&compare.pins(), &PinnedPlans::changed, this, &ComparisonKeeper::changed);
  connect(&front, &FrontPanel::comparisonChanged, this, &ComparisonKeeper::changed);
  // A search holds its session, so that what changed meanwhile is written after it.
  connect(&context.workspace.search(), &SearchController::ended, this, &ComparisonKeeper::changed);
  JobBoard& jobs = context.workspace.jobs();
  jobs.add(
      {.name = "keeping a comparison", .running = [this] { return job_.running(); }, .shown = false, .awaited = false});
  jobs.add(reading_, {.name = "restoring a comparison", .lifetime = Lifetime::Study, .shown = false});
  connect(&job_, &BackgroundJob::failed, this, [this](const QString& sentence) {
    context_.banner.showNotice(tr("Pins are not kept with the session: %1").arg(sentence));
  });
}

ComparisonKeeper::~ComparisonKeeper() {
  if (soon_.isActive()) write();  // the job's destructor waits for it
}

KeptComparison ComparisonKeeper::now() const {
  return {compare_.pins().all(), front_.comparedPaths()};
}

void ComparisonKeeper::changed() {
  const auto& network = context_.workspace.document().network();
  const SearchController& search = context_.workspace.search();
  const std::string& session = search.request().sessionPath;
  if (showing_ || !network || !search.snapshot() || search.active() || session.empty()) return;
  due_ = Due{now(), network, session};
  soon_.start();
}

void ComparisonKeeper::write() {
  soon_.stop();
  if (!due_) return;
  job_.start([due = *std::exchange(due_, std::nullopt)](std::stop_token, const Progress&, Mailbox&) {
    const Json json = toJson(due.kept, due.network);
    {
      const Session session = Session::openForReading(due.session);
      const std::optional<Json> before = session.value(note);
      if (before ? *before == json : json["pins"].empty() && json["sessions"].empty()) return;
    }
    Session::leaveNote(due.session, note, json);
  });
}

void ComparisonKeeper::opened(const QString& path) {
  const auto& network = context_.workspace.document().network();
  if (!network || !isSession(path.toStdString())) return;
  reading_.start([this, path = path.toStdString(), network](std::stop_token stop, const Progress&, Mailbox& mailbox) {
    const std::optional<Json> json = Session::openForReading(path, stop).value(note);
    if (!json) return;
    const KeptComparison kept = keptComparisonFromJson(*json, network, path);
    mailbox.post([this, kept, network] {
      if (context_.workspace.document().network() == network) show(kept);
    });
  });
}

void ComparisonKeeper::restore(const Json& json, const std::string& source) {
  const auto& network = context_.workspace.document().network();
  if (!network || json.is_null()) return;
  reading_.start([this, json, source, network](std::stop_token, const Progress&, Mailbox& mailbox) {
    const KeptComparison kept = keptComparisonFromJson(json, network, source);
    mailbox.post([this, kept, network] {
      if (context_.workspace.document().network() == network) show(kept);
    });
  });
}

void ComparisonKeeper::show(const KeptComparison& kept) {
  const QScopedValueRollback guard(showing_, true);
  for (const ComparedPlan& pin : kept.pins) compare_.restorePin(pin);
  front_.compareWithAll(kept.sessions);
}

}  // namespace bitprism
