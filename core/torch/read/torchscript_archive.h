#pragma once

#include <memory>

#include "core/base/file.h"

namespace caffe2::serialize {
class ReadAdapterInterface;
}

namespace bitprism {

// Lets LibTorch read an archive from bytes, which must outlive it: the loaded content is exactly what was inspected,
// even if the file changes meanwhile.
std::shared_ptr<caffe2::serialize::ReadAdapterInterface> archiveReader(const Bytes& archive);

}  // namespace bitprism
