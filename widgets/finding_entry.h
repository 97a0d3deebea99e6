#pragma once

#include <QString>

namespace bitprism {

// A finding as the list of findings shows it.
struct FindingEntry {
  enum class Severity { Hint, Warning, Fault };

  QString key;  // the same finding has the same key in later lists
  Severity severity = Severity::Hint;
  QString title, place;   // "Outlier channel"; the layer, or what else it is about
  QString cause, advice;  // a sentence each
  QString gain, basis;    // what the advice is expected to bring, and how that was estimated
  QString fix, fixTip;    // text and tip of the button; empty: nothing to click
  int layer = -1;         // that it is about; -1: none
  bool solved = false;    // it is no longer found

  bool operator==(const FindingEntry&) const = default;
};

}  // namespace bitprism
