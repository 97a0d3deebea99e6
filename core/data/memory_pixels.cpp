#include "core/base/text.h"
#include "core/data/pixel_source.h"

namespace bitprism {
namespace {

template <class Value>
class MemoryPixels : public PixelSource {
 public:
  MemoryPixels(std::string name, ImageSize size, std::vector<Value> values)
      : name_(std::move(name)), size_(size), values_(std::move(values)) {
    count_ = size_.values() > 0 ? static_cast<std::int64_t>(values_.size()) / size_.values() : 0;
  }

  std::int64_t count() const override { return count_; }
  ImageSize size(std::int64_t) const override { return size_; }
  std::string place(std::int64_t index) const override { return text("image ", index, " of '", name_, "'"); }
  bool floats() const override { return std::is_same_v<Value, float>; }

  PixelView read(std::int64_t index, PixelBuffer&) const override {
    PixelView view{.size = size_};
    const Value* first = values_.data() + index * size_.values();
    if constexpr (std::is_same_v<Value, float>)
      view.floats = first;
    else
      view.bytes = first;
    return view;
  }

 private:
  std::string name_;
  ImageSize size_;
  std::vector<Value> values_;
  std::int64_t count_ = 0;
};

}  // namespace

std::shared_ptr<const PixelSource> memoryPixels(std::string name, ImageSize size, std::vector<std::uint8_t> bytes) {
  return std::make_shared<MemoryPixels<std::uint8_t>>(std::move(name), size, std::move(bytes));
}

std::shared_ptr<const PixelSource> memoryPixels(std::string name, ImageSize size, std::vector<float> values) {
  return std::make_shared<MemoryPixels<float>>(std::move(name), size, std::move(values));
}

}  // namespace bitprism
