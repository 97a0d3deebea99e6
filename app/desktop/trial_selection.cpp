#include "app/desktop/trial_selection.h"

#include <utility>

namespace bitprism {

void TrialSelection::list(std::vector<int> trials) {
  if (trials == listed_ && trials == selected_) return;
  listed_ = trials;
  selected_ = std::move(trials);
  emit changed();
}

void TrialSelection::select(std::vector<int> trials) {
  if (trials == selected_) return;
  selected_ = std::move(trials);
  emit changed();
}

}  // namespace bitprism
