#pragma once

#include "core/torch/read/batch_opening.h"

namespace bitprism {

// Whether a network does the same on inputs of other extents than those for which the program was recorded.
// record: records it for other extents; declared: as in programForAnyBatch.
bool isIndependentOfExtents(const Program& program, const RecordAtBatch& record, std::int64_t declared);

}  // namespace bitprism
