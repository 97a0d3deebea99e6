#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/base/file.h"

namespace bitprism {

// Bytes that are read piece by piece, so that a large file is never in memory as a whole. Immutable; safe from many
// threads.
class RandomAccess {
 public:
  virtual ~RandomAccess() = default;
  virtual std::uint64_t size() const = 0;

  // Fills `into` starting at the offset. Throws InputError naming the source when that exceeds the end.
  virtual void read(std::uint64_t offset, std::span<std::uint8_t> into) const = 0;

  // The same as a new byte array, allocated only after the check.
  Bytes part(std::uint64_t offset, std::uint64_t size) const;

  virtual const std::string& source() const = 0;  // its name in messages

 protected:
  // Throws InputError unless [offset, offset + size) lies inside.
  void check(std::uint64_t offset, std::uint64_t size) const;
};

// Opens a regular file. Throws InputError.
std::shared_ptr<const RandomAccess> openFile(const std::string& path);

// Bytes in memory, named `source` in messages.
std::shared_ptr<const RandomAccess> accessTo(Bytes bytes, std::string source);

// Bytes owned by the caller, who keeps them alive.
class SpanAccess : public RandomAccess {
 public:
  SpanAccess(std::span<const std::uint8_t> bytes, std::string source) : bytes_(bytes), source_(std::move(source)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  void read(std::uint64_t offset, std::span<std::uint8_t> into) const override;
  const std::string& source() const override { return source_; }

 private:
  std::span<const std::uint8_t> bytes_;
  std::string source_;
};

}  // namespace bitprism
