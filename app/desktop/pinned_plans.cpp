#include "app/desktop/pinned_plans.h"

#include <algorithm>
#include <utility>

namespace bitprism {

QString PinnedPlans::pin(ComparedPlan plan) {
  for (ComparedPlan& pin : pins_)
    if (pin.planned.network == plan.planned.network && pin.planned.plan == plan.planned.plan) {
      if (plan.score) pin.score = plan.score;
      if (!plan.name.isEmpty()) pin.name = unused(plan.name, pin.key);
      emit changed();
      return pin.key;
    }
  plan.key = QStringLiteral("pin %1").arg(next_++);
  plan.name = unused(plan.name.isEmpty() ? planName(plan) : plan.name, plan.key);
  const QString key = plan.key;
  pins_.push_back(std::move(plan));
  emit changed();
  return key;
}

// With a number where another pin has this name.
QString PinnedPlans::unused(const QString& name, const QString& key) const {
  const auto taken = [&](const QString& text) {
    return std::any_of(pins_.begin(), pins_.end(),
                       [&](const ComparedPlan& pin) { return pin.key != key && pin.name == text; });
  };
  QString free = name;
  for (int number = 2; taken(free); ++number) free = QStringLiteral("%1 (%2)").arg(name, QString::number(number));
  return free;
}

ComparedPlan* PinnedPlans::found(const QString& key) {
  const auto pin = std::find_if(pins_.begin(), pins_.end(), [&](const ComparedPlan& one) { return one.key == key; });
  return pin == pins_.end() ? nullptr : &*pin;
}

const ComparedPlan* PinnedPlans::find(const QString& key) const {
  const auto pin = std::find_if(pins_.begin(), pins_.end(), [&](const ComparedPlan& one) { return one.key == key; });
  return pin == pins_.end() ? nullptr : &*pin;
}

void PinnedPlans::rename(const QString& key, const QString& name) {
  ComparedPlan* pin = found(key);
  if (!pin || name.simplified().isEmpty()) return;
  pin->name = unused(name.simplified(), key);
  emit changed();
}

void PinnedPlans::remove(const QString& key) {
  if (std::erase_if(pins_, [&](const ComparedPlan& pin) { return pin.key == key; }) > 0) emit changed();
}

void PinnedPlans::clear() {
  if (pins_.empty()) return;
  pins_.clear();
  emit changed();
}

void PinnedPlans::setScore(const QString& key, const std::optional<Score>& score) {
  if (ComparedPlan* pin = found(key); pin && pin->score != score) {
    pin->score = score;
    emit changed();
  }
}

void PinnedPlans::forgetScores() {
  for (ComparedPlan& pin : pins_) pin.score.reset();
  emit changed();
}

}  // namespace bitprism
