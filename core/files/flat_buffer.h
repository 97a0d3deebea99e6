#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace bitprism {

class FlatTable;

// A FlatBuffer of a stranger, read without a schema: fields are asked for by their numbers. Every offset is checked
// against the bytes before it is followed. Values that many offsets share are counted each time, and a file may ask for
// no more than a few times its own size. The bytes must outlive it; one thread at a time.
class FlatBuffer {
 public:
  FlatBuffer(std::span<const std::uint8_t> bytes, std::string source) : bytes_(bytes), source_(std::move(source)) {}
  FlatBuffer(const FlatBuffer&) = delete;
  FlatBuffer& operator=(const FlatBuffer&) = delete;

  // Throws InputError naming the source, as all functions of its tables do.
  FlatTable root() const;

  std::span<const std::uint8_t> bytes() const { return bytes_; }

 private:
  friend class FlatTable;

  template <class T>
  T at(std::uint64_t position) const {
    static_assert(std::endian::native == std::endian::little, "numbers are little-endian in these files");
    need(position, sizeof(T));
    T value;
    std::memcpy(&value, bytes_.data() + position, sizeof(T));
    return value;
  }
  void need(std::uint64_t position, std::uint64_t count) const;
  void spend(std::uint64_t count) const;
  std::uint64_t follow(std::uint64_t position) const;
  [[noreturn]] void refuse(const std::string& why) const;

  std::span<const std::uint8_t> bytes_;
  std::string source_;
  mutable std::uint64_t spent_ = 0;
};

// A table of a FlatBuffer, which must outlive it. One that is absent has the default of every field.
class FlatTable {
 public:
  FlatTable() = default;
  explicit operator bool() const { return buffer_ != nullptr; }

  bool has(int field) const { return place(field, 1) != 0; }

  template <class T>
  T number(int field, T otherwise) const {
    const std::uint64_t position = place(field, sizeof(T));
    return position == 0 ? otherwise : buffer_->at<T>(position);
  }
  bool truth(int field) const { return number<std::uint8_t>(field, 0) != 0; }
  std::string string(int field) const;
  FlatTable table(int field) const;

  template <class T>
  std::vector<T> numbers(int field) const {
    const std::span<const std::uint8_t> found = vector(field, sizeof(T));
    if (buffer_) buffer_->spend(found.size());
    std::vector<T> values(found.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), found.data(), found.size());
    return values;
  }
  std::vector<FlatTable> tables(int field) const;
  std::span<const std::uint8_t> bytes(int field) const { return vector(field, 1); }

 private:
  friend class FlatBuffer;
  FlatTable(const FlatBuffer* buffer, std::uint64_t position);

  // Where the field lies; 0 if it is absent.
  std::uint64_t place(int field, std::uint64_t width) const;
  std::span<const std::uint8_t> vector(int field, std::uint64_t width) const;

  const FlatBuffer* buffer_ = nullptr;
  std::uint64_t position_ = 0, fields_ = 0;
  std::uint16_t fieldsSize_ = 0, size_ = 0;
};

}  // namespace bitprism
