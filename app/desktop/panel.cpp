#include "app/desktop/panel.h"

#include "widgets/panel.h"

namespace bitprism {

void Panel::setHead(PanelTitle* head) {
  head_ = head;
  head_->setSummary(summary_);
}

void Panel::setSummary(const QString& summary) {
  summary_ = summary;
  if (head_) head_->setSummary(summary);
}

}  // namespace bitprism
