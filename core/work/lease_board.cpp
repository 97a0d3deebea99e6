#include "core/work/lease_board.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/infinity.h"
#include "core/base/text.h"
#include "core/work/lease_book.h"

namespace bitprism {
namespace {

// "the last was 'worker 3' on 'node7': killed by signal 11"
std::string lastOf(const WorkerOffer& offer, const std::string& reason) {
  return text("the last was '", offer.name, "' on '", offer.machine, reason.empty() ? "'" : "': ", reason);
}

// The seconds below which the rest of a worker's time is of no use; empty unless all kinds have a known duration.
std::optional<double> leastNeeded(const LeaseBook& book, double margin) {
  std::optional<double> least;
  for (const auto& [name, kind] : book.kinds) {
    const std::optional<double> expected = kind.duration.expected();
    if (!expected) return {};
    least = std::min(least.value_or(infinity), margin * *expected);
  }
  return least;
}

// The first waiting work that the worker may get.
std::optional<WorkId> nextFor(const LeaseBook& book, WorkerId id, double margin) {
  const PresentWorker& worker = book.workers.at(id);
  std::optional<std::pair<std::int64_t, WorkId>> best;
  for (const auto& [name, kind] : book.kinds) {
    if (kind.waiting.empty() || !book.hasTime(worker, kind, margin)) continue;
    for (const auto& waiting : kind.waiting) {
      if (best && waiting > *best) break;
      if (book.works.at(waiting.second).refusers.contains(id)) continue;
      best = waiting;
      break;
    }
  }
  return best ? std::optional(best->second) : std::nullopt;
}

// A free worker for work that is late elsewhere, on another machine if there is one.
std::optional<WorkerId> secondFor(const LeaseBook& book, const HeldLease& late, double margin) {
  const PieceOfWork& work = book.works.at(late.work);
  const std::string& machine = book.workers.at(late.worker).offer.machine;
  std::optional<WorkerId> nearby;
  for (const auto& [busy, pace, id] : book.free) {
    const PresentWorker& worker = book.workers.at(id);
    if (id == late.worker || work.refusers.contains(id) || !book.hasTime(worker, *work.kind, margin)) continue;
    if (worker.offer.machine != machine) return id;
    if (!nearby) nearby = id;
  }
  return nearby;
}

}  // namespace

LeaseBoard::LeaseBoard(LeaseRules rules) : rules_(rules), book_(std::make_unique<LeaseBook>()) {}
LeaseBoard::~LeaseBoard() = default;
LeaseBoard::LeaseBoard(LeaseBoard&&) noexcept = default;
LeaseBoard& LeaseBoard::operator=(LeaseBoard&&) noexcept = default;

WorkerId LeaseBoard::join(WorkerOffer offer, double now) {
  book_->passed(now);
  return book_->join(std::move(offer));
}

void LeaseBoard::heard(WorkerId worker, double now) {
  book_->passed(now);
  if (book_->workers.contains(worker)) book_->heard(worker);
}

void LeaseBoard::depart(WorkerId id, Departure how, const std::string& reason, double now) {
  now = book_->passed(now);
  const auto found = book_->workers.find(id);
  if (found == book_->workers.end()) return;
  const WorkerOffer offer = found->second.offer;
  const std::set<LeaseId> leases = found->second.leases;
  if (how == Departure::Crashed && leases.size() > 1) how = Departure::Lost;
  if (how == Departure::Lost && now >= offer.endsAt) how = Departure::Left;
  std::vector<HeldLease> interrupted;
  for (const LeaseId lease : leases)
    if (const HeldLease held = book_->takeBack(lease); !held.over) interrupted.push_back(held);
  book_->forget(id);
  std::erase_if(pending_, [&](const LeaseOrder& order) { return order.worker == id; });
  for (const HeldLease& held : interrupted) {
    PieceOfWork& work = book_->works.at(held.work);
    // What the end of its time has interrupted takes longer than it ran.
    if (now >= offer.endsAt) work.kind->duration.addUnfinished(now - held.since);
    work.crashes += how == Departure::Crashed;
    work.losses += how == Departure::Lost;
    if (work.crashes >= rules_.crashes)
      fail(held.work, text("it has crashed ", work.crashes, " workers, ", lastOf(offer, reason)));
    else if (work.losses >= rules_.losses)
      fail(held.work, text(work.losses, " workers were lost while they did it, ", lastOf(offer, reason)));
    else
      book_->wait(held.work);
  }
}

WorkId LeaseBoard::add(const std::string& kind, std::int64_t order, double now) {
  book_->passed(now);
  return book_->add(kind, order);
}

void LeaseBoard::cancel(WorkId work) {
  if (!book_->works.contains(work)) return;
  ++book_->counts.cancelled;
  stopAll(book_->end(work), work);
}

void LeaseBoard::expect(const std::string& kind, double seconds) {
  book_->kinds[kind].duration.expect(seconds);
}

std::optional<double> LeaseBoard::expected(const std::string& kind) const {
  const auto found = book_->kinds.find(kind);
  return found == book_->kinds.end() ? std::nullopt : found->second.duration.expected();
}

std::optional<WorkId> LeaseBoard::finished(LeaseId lease, double now) {
  const std::optional<WorkId> work = answered(lease, now);
  if (!work) return {};
  book_->learn(book_->takeBack(lease));
  ++book_->counts.finished;
  stopAll(book_->end(*work), *work);
  return work;
}

std::optional<WorkId> LeaseBoard::failed(LeaseId lease, double now) {
  const std::optional<WorkId> work = answered(lease, now);
  if (!work) return {};
  book_->takeBack(lease);
  ++book_->counts.failed;
  stopAll(book_->end(*work), *work);
  return work;
}

void LeaseBoard::refused(LeaseId lease, const std::string& reason, double now) {
  const std::optional<WorkId> id = answered(lease, now);
  if (!id) return;
  const HeldLease held = book_->takeBack(lease);
  PieceOfWork& work = book_->works.at(*id);
  work.refusers.insert(held.worker);
  work.refusal = lastOf(book_->workers.at(held.worker).offer, reason);
  book_->refused.insert(*id);
  book_->wait(*id);
}

void LeaseBoard::stopped(LeaseId lease, double now) {
  book_->passed(now);
  const auto found = book_->leases.find(lease);
  if (found == book_->leases.end()) return;
  book_->heard(found->second.worker);
  // Without an order it is as if the worker had left.
  if (const HeldLease held = book_->takeBack(lease); !held.over) book_->wait(held.work);
}

// The work of a lease on which a worker reports. Empty if nobody waits for the result; the slot is free then.
std::optional<WorkId> LeaseBoard::answered(LeaseId lease, double now) {
  book_->passed(now);
  const auto found = book_->leases.find(lease);
  if (found != book_->leases.end()) {
    const HeldLease held = found->second;
    book_->heard(held.worker);
    if (!held.over) return held.work;
    book_->takeBack(lease);
    std::erase_if(pending_, [&](const LeaseOrder& order) { return order.lease == lease; });
  }
  ++book_->counts.ignored;
  return {};
}

void LeaseBoard::stopAll(const std::vector<LeaseId>& leases, WorkId work) {
  for (const LeaseId lease : leases)
    pending_.push_back({LeaseOrder::Kind::Stop, lease, work, book_->leases.at(lease).worker, {}});
}

void LeaseBoard::fail(WorkId work, std::string reason) {
  ++book_->counts.failed;
  const std::vector<LeaseId> leases = book_->end(work);
  pending_.push_back({LeaseOrder::Kind::Fail, {}, work, {}, std::move(reason)});
  stopAll(leases, work);
}

std::vector<LeaseOrder> LeaseBoard::orders(double now) {
  lastOrders_ = book_->passed(now);
  dropSilent();
  failRefused();
  giveLate(rules_.overdue);
  giveWaiting();
  if (!book_->anythingWaits()) giveLate(rules_.lateness);
  releaseSpent();
  return std::exchange(pending_, {});
}

void LeaseBoard::dropSilent() {
  while (!book_->silent.empty()) {
    const WorkerId id = book_->silent.front();
    if (book_->workers.at(id).heard + rules_.silence > lastOrders_) return;
    depart(id, Departure::Lost, text("it was silent for ", rules_.silence, " seconds"), lastOrders_);
    pending_.push_back({LeaseOrder::Kind::Drop, {}, {}, id, {}});
  }
}

void LeaseBoard::failRefused() {
  std::vector<WorkId> over;
  for (const WorkId id : book_->refused) {
    const PieceOfWork& work = book_->works.at(id);
    if (!work.leases.empty()) continue;
    const bool byAll = !book_->workers.empty() &&
                       std::all_of(book_->workers.begin(), book_->workers.end(),
                                   [&](const auto& worker) { return work.refusers.contains(worker.first); });
    if (byAll || static_cast<int>(work.refusers.size()) >= rules_.refusals) over.push_back(id);
  }
  for (const WorkId id : over) {
    const PieceOfWork& work = book_->works.at(id);
    fail(id, text("it was refused by ", work.refusers.size(), work.refusers.size() == 1 ? " worker, " : " workers, ",
                  work.refusal));
  }
}

void LeaseBoard::giveWaiting() {
  for (auto place = book_->free.begin(); place != book_->free.end() && book_->anythingWaits();) {
    const LeaseBook::Place here = *place;
    const WorkerId id = std::get<WorkerId>(here);
    if (const std::optional<WorkId> work = nextFor(*book_, id, rules_.margin))
      pending_.push_back({LeaseOrder::Kind::Give, book_->give(*work, id), *work, id, {}});
    place = book_->free.upper_bound(here);  // a worker with a free slot left stands further back now
  }
}

// The latest first. lateness: after how many times the expected duration.
void LeaseBoard::giveLate(double lateness) {
  if (book_->free.empty()) return;
  std::vector<std::pair<double, LeaseId>> late;
  for (const auto& [name, kind] : book_->kinds) {
    const std::optional<double> expected = kind.duration.expected();
    if (!expected) continue;
    for (const auto& [since, lease] : kind.alone) {
      const double due = since + lateness * *expected;
      if (due > lastOrders_) break;
      late.emplace_back(due, lease);
    }
  }
  std::sort(late.begin(), late.end());
  for (const auto& [due, lease] : late) {
    if (book_->free.empty()) return;
    const HeldLease held = book_->leases.at(lease);
    if (const std::optional<WorkerId> id = secondFor(*book_, held, rules_.margin))
      pending_.push_back({LeaseOrder::Kind::Give, book_->give(held.work, *id), held.work, *id, {}});
  }
}

void LeaseBoard::releaseSpent() {
  const std::optional<double> least = leastNeeded(*book_, rules_.margin);
  if (!least) return;
  for (auto place = book_->ending.begin(); place != book_->ending.end() && place->first - *least <= lastOrders_;) {
    const WorkerId id = place->second;
    ++place;
    if (!book_->workers.at(id).leases.empty()) continue;
    book_->release(id);
    pending_.push_back({LeaseOrder::Kind::Release, {}, {}, id, {}});
  }
}

// Times after the last call of orders: what was due before waits for a message.
double LeaseBoard::wakeAt() const {
  double next = book_->silent.empty() ? infinity : book_->workers.at(book_->silent.front()).heard + rules_.silence;
  if (!book_->free.empty())
    for (const auto& [name, kind] : book_->kinds) {
      const std::optional<double> expected = kind.duration.expected();
      if (!expected) continue;
      const double late = (book_->anythingWaits() ? rules_.overdue : rules_.lateness) * *expected;
      const auto first = std::find_if(kind.alone.begin(), kind.alone.end(),
                                      [&](const auto& one) { return one.first + late > lastOrders_; });
      if (first != kind.alone.end()) next = std::min(next, first->first + late);
    }
  if (const std::optional<double> least = leastNeeded(*book_, rules_.margin)) {
    const auto first = std::find_if(book_->ending.begin(), book_->ending.end(),
                                    [&](const auto& one) { return one.first - *least > lastOrders_; });
    if (first != book_->ending.end()) next = std::min(next, first->first - *least);
  }
  return next;
}

std::string LeaseBoard::obstacle(double now) const {
  for (const auto& [name, kind] : book_->kinds) {
    if (kind.waiting.empty()) continue;
    if (book_->workers.empty()) return "there are no workers";
    const double needed = rules_.margin * kind.duration.expected().value_or(0);
    if (std::none_of(book_->workers.begin(), book_->workers.end(),
                     [&](const auto& one) { return !one.second.released && one.second.offer.endsAt - now > needed; }))
      return text("no worker has ", std::ceil(needed), " seconds of its time left, which '", name, "' may take");
  }
  return {};
}

std::vector<WorkerView> LeaseBoard::workers() const {
  std::vector<WorkerView> views;
  for (const auto& [id, worker] : book_->workers) {
    WorkerView view{id, worker.offer, worker.joined, worker.heard, {}, worker.finished};
    for (const LeaseId lease : worker.leases)
      if (const HeldLease& held = book_->leases.at(lease); !held.over) view.running.push_back({held.work, held.since});
    views.push_back(std::move(view));
  }
  return views;
}

LeaseCounts LeaseBoard::counts() const {
  LeaseCounts counts = book_->counts;
  for (const auto& [name, kind] : book_->kinds) counts.waiting += static_cast<std::int64_t>(kind.waiting.size());
  counts.running = static_cast<std::int64_t>(book_->works.size()) - counts.waiting;
  return counts;
}

}  // namespace bitprism
