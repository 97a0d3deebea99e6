#include "core/torch/read/torchscript_archive.h"

#include <caffe2/serialize/read_adapter_interface.h>

#include <algorithm>
#include <cstring>

namespace bitprism {
namespace {

class BytesReader : public caffe2::serialize::ReadAdapterInterface {
 public:
  explicit BytesReader(const Bytes& bytes) : bytes_(bytes) {}

  std::size_t size() const override { return bytes_.size(); }
  std::size_t read(std::uint64_t position, void* buffer, std::size_t count, const char* = "") const override {
    if (position >= bytes_.size()) return 0;
    const std::size_t part = std::min<std::size_t>(count, bytes_.size() - position);
    std::memcpy(buffer, bytes_.data() + position, part);
    return part;
  }

 private:
  const Bytes& bytes_;
};

}  // namespace

std::shared_ptr<caffe2::serialize::ReadAdapterInterface> archiveReader(const Bytes& archive) {
  return std::make_shared<BytesReader>(archive);
}

}  // namespace bitprism
