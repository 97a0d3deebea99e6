#include "widgets/front_steps.h"

#include <Qt>
#include <algorithm>

namespace bitprism {

std::optional<std::size_t> stepOnFront(int key, const std::vector<FrontPoint>& front, const std::optional<Knee>& knee,
                                       std::optional<std::size_t> now, std::int64_t planBytes) {
  if (front.empty()) return {};
  const std::size_t last = front.size() - 1;
  switch (key) {
    case Qt::Key_K:
      return knee ? std::optional(knee->position) : std::nullopt;
    case Qt::Key_Home:
      return 0;
    case Qt::Key_End:
      return last;
    case Qt::Key_Right: {
      if (now) return std::min(*now + 1, last);
      std::size_t next = 0;
      while (next < last && front[next].cost <= planBytes) ++next;
      return next;
    }
    case Qt::Key_Left: {
      if (now) return *now > 0 ? *now - 1 : 0;
      std::size_t next = last;
      while (next > 0 && front[next].cost >= planBytes) --next;
      return next;
    }
    default:
      return {};
  }
}

}  // namespace bitprism
