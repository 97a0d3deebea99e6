#include "core/work/lease_book.h"

#include <algorithm>

#include "core/base/infinity.h"

namespace bitprism {
WorkerId LeaseBook::join(WorkerOffer offer) {
  offer.capacity = std::max(offer.capacity, 1);
  const WorkerId id{nextWorker_++};
  ++counts.joined;
  PresentWorker& worker = workers[id];
  worker.offer = std::move(offer);
  worker.joined = worker.heard = now_;
  worker.inHeard = silent.insert(silent.end(), id);
  if (worker.offer.endsAt < infinity) ending.emplace(worker.offer.endsAt, id);
  offerSlots(worker, id);
  return id;
}

void LeaseBook::heard(WorkerId id) {
  PresentWorker& worker = workers.at(id);
  worker.heard = now_;
  silent.splice(silent.end(), silent, worker.inHeard);
}

void LeaseBook::forget(WorkerId id) {
  const PresentWorker& worker = workers.at(id);
  free.erase(placeOf(worker, id));
  silent.erase(worker.inHeard);
  ending.erase({worker.offer.endsAt, id});
  workers.erase(id);
}

void LeaseBook::release(WorkerId id) {
  PresentWorker& worker = workers.at(id);
  free.erase(placeOf(worker, id));
  ending.erase({worker.offer.endsAt, id});
  worker.released = true;
}

WorkId LeaseBook::add(const std::string& kind, std::int64_t order) {
  const WorkId id{nextWork_++};
  PieceOfWork& work = works[id];
  work.kind = &kinds[kind];
  work.order = order;
  wait(id);
  return id;
}

LeaseId LeaseBook::give(WorkId id, WorkerId to) {
  PieceOfWork& work = works.at(id);
  PresentWorker& worker = workers.at(to);
  const LeaseId lease{nextLease_++};
  work.kind->waiting.erase({work.order, id});
  if (work.leases.empty()) {
    work.kind->alone.emplace(now_, lease);
    counts.givenAgain += work.given;
  } else {
    for (const LeaseId other : work.leases) work.kind->alone.erase({leases.at(other).since, other});
    ++counts.seconds;
  }
  work.given = true;
  work.leases.push_back(lease);
  free.erase(placeOf(worker, to));
  worker.leases.insert(lease);
  leases.emplace(lease, HeldLease{id, to, now_, false});
  offerSlots(worker, to);
  return lease;
}

HeldLease LeaseBook::takeBack(LeaseId id) {
  const HeldLease held = leases.at(id);
  PresentWorker& worker = workers.at(held.worker);
  free.erase(placeOf(worker, held.worker));
  worker.leases.erase(id);
  leases.erase(id);
  offerSlots(worker, held.worker);
  if (held.over) return held;
  PieceOfWork& work = works.at(held.work);
  work.kind->alone.erase({held.since, id});
  std::erase(work.leases, id);
  if (work.leases.size() == 1) work.kind->alone.emplace(leases.at(work.leases[0]).since, work.leases[0]);
  return held;
}

void LeaseBook::wait(WorkId id) {
  PieceOfWork& work = works.at(id);
  if (work.leases.empty()) work.kind->waiting.emplace(work.order, id);
}

std::vector<LeaseId> LeaseBook::end(WorkId id) {
  PieceOfWork& work = works.at(id);
  std::vector<LeaseId> over = std::move(work.leases);
  for (const LeaseId lease : over) {
    HeldLease& held = leases.at(lease);
    work.kind->alone.erase({held.since, lease});
    held.over = true;
  }
  work.kind->waiting.erase({work.order, id});
  refused.erase(id);
  works.erase(id);
  return over;
}

void LeaseBook::learn(const HeldLease& finished) {
  PresentWorker& worker = workers.at(finished.worker);
  DurationEstimate& duration = works.at(finished.work).kind->duration;
  const double seconds = now_ - finished.since;
  ++worker.finished;
  const std::optional<double> usual = duration.expected();
  free.erase(placeOf(worker, finished.worker));
  if (usual && *usual > 0) worker.pace.add(seconds / *usual);
  offerSlots(worker, finished.worker);
  duration.add(seconds);
}

bool LeaseBook::hasTime(const PresentWorker& worker, const KindOfWork& kind, double margin) const {
  if (worker.offer.endsAt == infinity) return true;
  const double pace = std::max(worker.pace.expected().value_or(1), 1.0);
  return worker.offer.endsAt - now_ > margin * pace * kind.duration.expected().value_or(0);
}

bool LeaseBook::anythingWaits() const {
  return std::any_of(kinds.begin(), kinds.end(), [](const auto& one) { return !one.second.waiting.empty(); });
}

LeaseBook::Place LeaseBook::placeOf(const PresentWorker& worker, WorkerId id) const {
  return {static_cast<int>(worker.leases.size()), worker.pace.expected().value_or(1), id};
}

void LeaseBook::offerSlots(const PresentWorker& worker, WorkerId id) {
  if (!worker.released && static_cast<int>(worker.leases.size()) < worker.offer.capacity)
    free.insert(placeOf(worker, id));
}

}  // namespace bitprism
