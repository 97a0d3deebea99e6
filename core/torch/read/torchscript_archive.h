#pragma once

#include <memory>

#include "core/base/file.h"

namespace caffe2::serialize {
class ReadAdapterInterface;
}

namespace bitprism {

// An archive's bytes, which must outlive it, as LibTorch reads them: so what was looked at is what is loaded, whatever
// becomes of the file meanwhile.
std::shared_ptr<caffe2::serialize::ReadAdapterInterface> archiveReader(const Bytes& archive);

}  // namespace bitprism
