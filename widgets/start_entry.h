#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "core/search/pareto.h"

namespace bitprism {

// One thing that can be opened from the start page. A plain value.
struct StartEntry {
  enum class Group { GoOn, Recent };

  QString id;  // its owner's: a path, or a recovery file
  Group group = Group::Recent;
  QString title, detail;     // two lines
  QString tip;               // the whole path
  QString openText;          // of its button; empty: a click on the entry opens it
  QStringList others;        // texts of further buttons
  bool gone = false;         // no longer exists: it can only be removed
  double floatAccuracy = 0;  // of the thumbnail; 0: unknown
  std::vector<FrontPoint> points, front;
};

}  // namespace bitprism
