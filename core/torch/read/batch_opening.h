#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/torch/read/recorder.h"

namespace bitprism {

// Records a network on an example batch of a given size; throws InputError when it does not run on it.
using RecordAtBatch = std::function<Recording(std::int64_t batch)>;

struct OpenedProgram {
  Program program;
  std::vector<std::string> notices;
};

// A program for any batch from recordings at two of them: what differs between these must grow with the batch, and is
// written as computed from it. declared: the batch that the file fixes, 0 when it leaves it open; then the images must
// also prove to be independent of each other. Where no program for any batch exists, gives one for the declared batch
// (for one image where none is declared), its inputs' first extent fixed. Throws InputError when the network does not
// run at all.
OpenedProgram programForAnyBatch(const RecordAtBatch& record, std::int64_t declared);

// The two recordings as one program for any batch; none where they differ otherwise than by it.
std::optional<Recording> merged(const Recording& small, std::int64_t smallBatch, const Recording& large,
                                std::int64_t largeBatch);

}  // namespace bitprism
