#include "core/files/flat_buffer.h"

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// Of what is copied out of a file, in its sizes: writers share equal lists, but not without end.
constexpr std::uint64_t mostCopies = 8, smallestBudget = std::uint64_t{1} << 20;

}  // namespace

void FlatBuffer::refuse(const std::string& why) const {
  throw InputError(text("cannot read '", source_, "': ", why));
}

void FlatBuffer::need(std::uint64_t position, std::uint64_t count) const {
  if (position > bytes_.size() || count > bytes_.size() - position)
    refuse(text("it refers to ", count, " bytes from byte ", position, " on, which lie outside its ", bytes_.size(),
                " bytes (truncated or damaged)"));
}

void FlatBuffer::spend(std::uint64_t count) const {
  spent_ += count;
  if (spent_ > mostCopies * bytes_.size() + smallestBudget)
    refuse("its lists share the same bytes again and again, expected bytes of their own");
}

// An offset is never 0: nothing refers to itself.
std::uint64_t FlatBuffer::follow(std::uint64_t position) const {
  const auto offset = at<std::uint32_t>(position);
  if (offset == 0) refuse(text("the offset at byte ", position, " is 0, expected one that leads on"));
  need(position + offset, sizeof(std::uint32_t));
  return position + offset;
}

FlatTable FlatBuffer::root() const {
  return {this, follow(0)};
}

// A table begins with the distance back to the list of its fields: the sizes of both, then where each field lies.
FlatTable::FlatTable(const FlatBuffer* buffer, std::uint64_t position) : buffer_(buffer), position_(position) {
  const std::int64_t fields = static_cast<std::int64_t>(position) - buffer->at<std::int32_t>(position);
  if (fields < 0) buffer->refuse(text("the table at byte ", position, " has its fields before the file begins"));
  fields_ = static_cast<std::uint64_t>(fields);
  fieldsSize_ = buffer->at<std::uint16_t>(fields_);
  size_ = buffer->at<std::uint16_t>(fields_ + 2);
  if (fieldsSize_ < 4 || fieldsSize_ % 2 != 0 || size_ < 4)
    buffer->refuse(text("the table at byte ", position, " has impossible sizes"));
  buffer->need(fields_, fieldsSize_);
  buffer->need(position_, size_);
}

std::uint64_t FlatTable::place(int field, std::uint64_t width) const {
  const std::uint64_t entry = 4 + 2 * static_cast<std::uint64_t>(field);
  if (!buffer_ || entry + 2 > fieldsSize_) return 0;
  const auto offset = buffer_->at<std::uint16_t>(fields_ + entry);
  if (offset == 0) return 0;
  if (offset < 4 || offset + width > size_)
    buffer_->refuse(text("field ", field, " of the table at byte ", position_, " lies outside the table"));
  return position_ + offset;
}

std::span<const std::uint8_t> FlatTable::vector(int field, std::uint64_t width) const {
  const std::uint64_t position = place(field, sizeof(std::uint32_t));
  if (position == 0) return {};
  const std::uint64_t start = buffer_->follow(position);
  const std::uint64_t size = std::uint64_t{buffer_->at<std::uint32_t>(start)} * width;
  buffer_->need(start + sizeof(std::uint32_t), size);
  return buffer_->bytes_.subspan(start + sizeof(std::uint32_t), size);
}

std::string FlatTable::string(int field) const {
  const std::span<const std::uint8_t> found = vector(field, 1);
  if (buffer_) buffer_->spend(found.size());
  return {found.begin(), found.end()};
}

FlatTable FlatTable::table(int field) const {
  const std::uint64_t position = place(field, sizeof(std::uint32_t));
  return position == 0 ? FlatTable() : FlatTable(buffer_, buffer_->follow(position));
}

std::vector<FlatTable> FlatTable::tables(int field) const {
  const std::span<const std::uint8_t> found = vector(field, sizeof(std::uint32_t));
  std::vector<FlatTable> result;
  if (found.empty()) return result;
  buffer_->spend(found.size());
  const auto start = static_cast<std::uint64_t>(found.data() - buffer_->bytes_.data());
  for (std::uint64_t i = 0; i < found.size(); i += sizeof(std::uint32_t))
    result.push_back(FlatTable(buffer_, buffer_->follow(start + i)));
  return result;
}

}  // namespace bitprism
