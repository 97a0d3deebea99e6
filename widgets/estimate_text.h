#pragma once

#include <QString>

#include "core/search/search_estimate.h"

namespace bitprism {

// SearchEstimate::sentence in the language of the window.
QString estimateText(const SearchEstimate& estimate);

}  // namespace bitprism
