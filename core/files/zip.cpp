#include "core/files/zip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <string_view>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/files/inflate_stream.h"

namespace bitprism {
namespace {

constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::uint32_t end64LocatorSignature = 0x07064b50;
constexpr std::uint32_t end64Signature = 0x06064b50;
constexpr std::uint32_t centralSignature = 0x02014b50;
constexpr std::uint32_t localSignature = 0x04034b50;
constexpr std::uint16_t zip64Extra = 1;
constexpr std::uint64_t deflateLimit = 1040;  // deflate expands at most 1032 times; some room for short streams

std::uint64_t littleEndian(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

// Little-endian numbers of an archive at checked positions.
class View {
 public:
  explicit View(const RandomAccess& bytes) : bytes_(bytes) {}

  std::uint64_t number(std::uint64_t offset, int width) const {
    std::uint8_t room[8];
    const std::span<std::uint8_t> digits(room, static_cast<std::size_t>(width));
    bytes_.read(offset, digits);
    return littleEndian(digits);
  }
  Bytes part(std::uint64_t offset, std::uint64_t size) const { return bytes_.part(offset, size); }
  std::uint64_t size() const { return bytes_.size(); }
  const std::string& source() const { return bytes_.source(); }

 private:
  const RandomAccess& bytes_;
};

// The end record stands before a comment of up to 65535 bytes.
std::uint64_t findEnd(const View& view) {
  constexpr std::uint64_t endBytes = 22;
  if (view.size() >= endBytes) {
    const std::uint64_t last = view.size() - endBytes;
    const std::uint64_t first = last > 65535 ? last - 65535 : 0;
    const Bytes tail = view.part(first, last - first + 4);
    for (std::uint64_t at = last + 1; at-- > first;)
      if (littleEndian(std::span(tail).subspan(static_cast<std::size_t>(at - first), 4)) == endSignature) return at;
  }
  throw InputError(text("cannot read '", view.source(), "': it has no zip directory, expected an .npz or zip archive"));
}

// Sizes and offsets that do not fit into 32 bits are in an extra field, in this order, only those that are needed.
void readZip64(std::span<const std::uint8_t> extra, ZipEntry& entry, const std::string& source) {
  constexpr std::uint64_t absent = 0xffffffff;
  const SpanAccess field(extra, source);
  const View view(field);
  for (std::uint64_t at = 0; at + 4 <= view.size();) {
    const std::uint64_t kind = view.number(at, 2);
    const std::uint64_t size = view.number(at + 2, 2);
    if (kind == zip64Extra) {
      std::uint64_t next = 0;
      for (std::uint64_t* value : {&entry.bytes, &entry.compressedBytes, &entry.headerOffset}) {
        if (*value != absent) continue;
        if (next + 8 > size)
          throw InputError(text("cannot read '", source, "': a zip64 field of its directory is cut off"));
        *value = view.number(at + 4 + next, 8);
        next += 8;
      }
      return;
    }
    at += 4 + size;
  }
}

// Entries that lie on each other unpack the same bytes again and again.
void checkApart(const std::vector<ZipEntry>& entries, const std::string& source) {
  constexpr std::uint64_t localBytes = 30;
  std::vector<const ZipEntry*> order;
  for (const ZipEntry& entry : entries) order.push_back(&entry);
  std::sort(order.begin(), order.end(),
            [](const ZipEntry* a, const ZipEntry* b) { return a->headerOffset < b->headerOffset; });
  for (std::size_t i = 0; i + 1 < order.size(); ++i) {
    const std::uint64_t room = order[i + 1]->headerOffset - order[i]->headerOffset;
    if (room < localBytes || room - localBytes < order[i]->compressedBytes)
      throw InputError(text("cannot read '", source, "': its entries '", echoed(order[i]->name), "' and '",
                            echoed(order[i + 1]->name), "' lie on each other, expected bytes of their own"));
  }
}

}  // namespace

std::vector<ZipEntry> zipEntries(std::span<const std::uint8_t> archive, const std::string& source) {
  return zipEntries(SpanAccess(archive, source));
}

std::vector<ZipEntry> zipEntries(const RandomAccess& archive) {
  const View view(archive);
  const std::string& source = archive.source();
  const std::uint64_t end = findEnd(view);
  std::uint64_t count = view.number(end + 10, 2);
  std::uint64_t at = view.number(end + 16, 4);
  if (end >= 20 && view.number(end - 20, 4) == end64LocatorSignature) {
    const std::uint64_t end64 = view.number(end - 12, 8);
    if (view.number(end64, 4) != end64Signature)
      throw InputError(text("cannot read '", source, "': its zip64 directory is damaged"));
    count = view.part(end64, 56).empty() ? 0 : view.number(end64 + 32, 8);
    at = view.number(end64 + 48, 8);
  }
  constexpr std::uint64_t centralBytes = 46;
  std::vector<ZipEntry> entries;
  for (std::uint64_t i = 0; i < count; ++i) {  // each entry takes bytes of the archive, so a false count soon ends
    if (view.number(at, 4) != centralSignature)
      throw InputError(text("cannot read '", source, "': entry ", i, " of its zip directory is damaged"));
    ZipEntry entry;
    entry.method = static_cast<std::uint16_t>(view.number(at + 10, 2));
    entry.crc = static_cast<std::uint32_t>(view.number(at + 16, 4));
    entry.compressedBytes = view.number(at + 20, 4);
    entry.bytes = view.number(at + 24, 4);
    entry.headerOffset = view.number(at + 42, 4);
    const std::uint64_t nameBytes = view.number(at + 28, 2);
    const std::uint64_t extraBytes = view.number(at + 30, 2);
    const std::uint64_t commentBytes = view.number(at + 32, 2);
    const auto name = view.part(at + centralBytes, nameBytes);
    entry.name.assign(name.begin(), name.end());
    readZip64(view.part(at + centralBytes + nameBytes, extraBytes), entry, source);
    entries.push_back(std::move(entry));
    at += centralBytes + nameBytes + extraBytes + commentBytes;
  }
  checkApart(entries, source);
  return entries;
}

Bytes readZipEntry(std::span<const std::uint8_t> archive, const ZipEntry& entry, const std::string& source) {
  return readZipEntry(std::make_shared<const SpanAccess>(archive, source), entry);
}

std::uint64_t zipEntryStart(const RandomAccess& archive, const ZipEntry& entry) {
  const View view(archive);
  if (view.number(entry.headerOffset, 4) != localSignature)
    throw InputError(
        text("cannot read '", echoed(entry.name), "' of '", archive.source(), "': its zip header is damaged"));
  // The local header repeats the names with its own lengths; the sizes come from the directory.
  constexpr std::uint64_t localBytes = 30;
  return entry.headerOffset + localBytes + view.number(entry.headerOffset + 26, 2) +
         view.number(entry.headerOffset + 28, 2);
}

namespace {

[[noreturn]] void refuseEntry(const RandomAccess& archive, const ZipEntry& entry, const std::string& what) {
  throw InputError(text("cannot read '", echoed(entry.name), "' of '", archive.source(), "': ", what));
}

// Refuses impossible sizes before anything is unpacked.
void checkClaim(const RandomAccess& archive, const ZipEntry& entry) {
  if (entry.method == 0) {
    if (entry.bytes != entry.compressedBytes) refuseEntry(archive, entry, "its stored size differs from its size");
  } else if (entry.method == 8) {
    if (entry.bytes / deflateLimit > entry.compressedBytes)
      refuseEntry(archive, entry, "it claims more bytes than its stream can hold");
  } else {
    refuseEntry(archive, entry, text("compression method ", entry.method, ", expected 0 (stored) or 8 (deflate)"));
  }
}

Bytes inflated(const std::shared_ptr<const RandomAccess>& archive, const ZipEntry& entry, std::uint64_t count,
               bool whole) {
  checkClaim(*archive, entry);
  const std::uint64_t start = zipEntryStart(*archive, entry);
  if (entry.method == 0) return archive->part(start, std::min(count, entry.bytes));
  try {
    InflateStream stream(archive, start, entry.compressedBytes, InflateStream::Form::Raw);
    Bytes result = stream.take(std::min(count, entry.bytes));
    std::uint8_t beyond = 0;
    if (whole && (result.size() != entry.bytes || stream.read(std::span(&beyond, 1)) > 0))
      refuseEntry(*archive, entry,
                  text("its stream does not hold the ", entry.bytes, " bytes stated in its directory"));
    return result;
  } catch (const InputError& problem) {
    if (std::string_view(problem.what()).starts_with("cannot read")) throw;
    refuseEntry(*archive, entry, "its deflate stream is damaged or cut off");
  }
}

}  // namespace

Bytes readZipEntry(const std::shared_ptr<const RandomAccess>& archive, const ZipEntry& entry) {
  Bytes result = inflated(archive, entry, entry.bytes, true);
  uLong crc = crc32(0, nullptr, 0);
  for (std::size_t at = 0; at < result.size();) {
    const std::size_t size = std::min<std::size_t>(result.size() - at, std::numeric_limits<uInt>::max());
    crc = crc32(crc, result.data() + at, static_cast<uInt>(size));
    at += size;
  }
  if (crc != entry.crc) refuseEntry(*archive, entry, "its checksum is wrong");
  return result;
}

void checkZipEntry(const RandomAccess& archive, const ZipEntry& entry) {
  constexpr std::uint64_t pieceBytes = 1 << 20;
  if (entry.method != 0) refuseEntry(archive, entry, "it is compressed, expected stored bytes");
  checkClaim(archive, entry);
  const std::uint64_t start = zipEntryStart(archive, entry);
  uLong crc = crc32(0, nullptr, 0);
  Bytes piece;
  for (std::uint64_t at = 0; at < entry.bytes; at += piece.size()) {
    piece.resize(static_cast<std::size_t>(std::min(entry.bytes - at, pieceBytes)));
    archive.read(start + at, piece);
    crc = crc32(crc, piece.data(), static_cast<uInt>(piece.size()));
  }
  if (crc != entry.crc) refuseEntry(archive, entry, "its checksum is wrong");
}

Bytes zipEntryHead(const std::shared_ptr<const RandomAccess>& archive, const ZipEntry& entry, std::uint64_t count) {
  return inflated(archive, entry, count, false);
}

}  // namespace bitprism
