#pragma once

#include <string>

#include "core/run/search_snapshot.h"

namespace bitprism {

// The evaluations of the front as CSV, by rising bytes: trial, accuracy, report_accuracy, bytes, images, bits (a word
// with spaces). Numbers with a point in every locale.
std::string frontTable(const SearchSnapshot& snapshot);

}  // namespace bitprism
