#include "app/desktop/pinned_plans.h"

#include <QUndoStack>
#include <algorithm>
#include <utility>

#include "app/desktop/pin_edit.h"

namespace bitprism {

QString PinnedPlans::pin(ComparedPlan plan) {
  const auto same = [&](const ComparedPlan& pin) {
    if (plan.ofFile() || pin.ofFile())
      return plan.file == pin.file && plan.planned.network->hash == pin.planned.network->hash;
    return pin.planned.network == plan.planned.network && pin.planned.plan == plan.planned.plan;
  };
  for (ComparedPlan& pin : pins_)
    if (same(pin)) {
      if (plan.score) pin.score = plan.score;
      if (!plan.name.isEmpty()) pin.name = unused(plan.name, pin.key);
      emit changed();
      return pin.key;
    }
  plan.key = QStringLiteral("pin %1").arg(next_++);
  plan.name = unused(plan.name.isEmpty() ? planName(plan) : plan.name, plan.key);
  const QString key = plan.key, text = tr("pin %1").arg(plan.name);
  std::vector<ComparedPlan> after = pins_;
  after.push_back(std::move(plan));
  push(std::move(after), text);
  return key;
}

void PinnedPlans::add(ComparedPlan plan) {
  plan.key = QStringLiteral("pin %1").arg(next_++);
  plan.name = unused(plan.name.isEmpty() ? planName(plan) : plan.name, plan.key);
  pins_.push_back(std::move(plan));
  emit changed();
}

void PinnedPlans::push(std::vector<ComparedPlan> after, const QString& text) {
  undo_.push(new PinEdit(*this, pins_, std::move(after), text));
}

void PinnedPlans::restore(std::vector<ComparedPlan> pins) {
  for (ComparedPlan& pin : pins)
    if (const ComparedPlan* now = find(pin.key)) pin.score = now->score;
  pins_ = std::move(pins);
  emit changed();
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
  const ComparedPlan* pin = found(key);
  if (!pin || name.simplified().isEmpty() || name.simplified() == pin->name) return;
  const QString text = tr("rename pin %1 to %2").arg(pin->name, unused(name.simplified(), key));
  std::vector<ComparedPlan> after = pins_;
  for (ComparedPlan& one : after)
    if (one.key == key) one.name = unused(name.simplified(), key);
  push(std::move(after), text);
}

void PinnedPlans::remove(const QString& key) {
  const ComparedPlan* pin = found(key);
  if (!pin) return;
  const QString text = tr("remove pin %1").arg(pin->name);
  std::vector<ComparedPlan> after = pins_;
  std::erase_if(after, [&](const ComparedPlan& one) { return one.key == key; });
  push(std::move(after), text);
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
