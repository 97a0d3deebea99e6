#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/torch/read/recorder.h"

namespace bitprism {

// Records a network on an example batch of a given size; throws InputError if it does not run with it, NoForm if it can
// only be recorded on numbers.
using RecordAtBatch = std::function<Recording(std::int64_t batch, Example example)>;

struct OpenedProgram {
  Program program;
  std::vector<std::string> notices;
};

// A program for any batch from recordings at two of them: values that differ between these must grow with the batch,
// and are computed from it. declared: the batch fixed by the file, 0 if it leaves it open; a fixed one is only opened
// if the images prove to be independent of each other: by the graph (image_independence.h), or else by the numbers. If
// there is no program for any batch, returns one for the declared batch (for one image if none is declared), with its
// inputs' first extent fixed. Throws InputError if the network does not run at all.
OpenedProgram programForAnyBatch(const RecordAtBatch& record, std::int64_t declared);

// The two recordings as one program for any batch; empty if they differ in anything else.
std::optional<Recording> merged(const Recording& small, std::int64_t smallBatch, const Recording& large,
                                std::int64_t largeBatch);

}  // namespace bitprism
