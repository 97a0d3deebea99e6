#include "app/desktop/compared_networks.h"

#include <utility>

namespace bitprism {

ComparedNetworks::ComparedNetworks(QObject* parent) : QObject(parent) {}

std::shared_ptr<const ComparedNetworks::Pairs> ComparedNetworks::want(const ComparedPlan& a, const ComparedPlan& b) {
  Key key{a.planned.network->hash, a.planned.plan, b.planned.network->hash, b.planned.plan};
  if (key_ == key) return pairs_;
  key_ = key;
  pairs_.reset();
  job_.start([this, key = std::move(key), a = a.planned, b = b.planned](std::stop_token stop, const Progress& progress,
                                                                        Mailbox& mailbox) {
    const auto pairs = std::make_shared<const Pairs>(compareLayers(a, b, stop, progress));
    mailbox.post([this, key, pairs] {
      if (key_ != key) return;
      pairs_ = pairs;
      emit changed();
    });
  });
  return nullptr;
}

void ComparedNetworks::clear() {
  job_.cancel();
  key_.reset();
  pairs_.reset();
}

}  // namespace bitprism
