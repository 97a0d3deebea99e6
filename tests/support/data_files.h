#pragma once

#include <zlib.h>

#include <string>

#include "core/base/file.h"
#include "core/network/tensor.h"

namespace bitprism::test {

// A .npy of any type; data as in the file.
inline Bytes npyFile(const std::string& type, const std::string& shape, const Bytes& data, bool fortran = false) {
  std::string header =
      "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': " + shape + ", }\n";
  Bytes bytes = {0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  bytes.push_back(static_cast<std::uint8_t>(header.size() & 255));
  bytes.push_back(static_cast<std::uint8_t>(header.size() >> 8));
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

// An IDX file; data as in the file.
inline Bytes idxFile(int type, const Shape& shape, const Bytes& data) {
  Bytes bytes = {0, 0, static_cast<std::uint8_t>(type), static_cast<std::uint8_t>(shape.size())};
  for (const std::int64_t extent : shape)
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(extent >> shift));
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

inline Bytes gzipped(const Bytes& content) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  Bytes bytes(deflateBound(&stream, content.size()) + 64);
  stream.next_in = const_cast<Bytef*>(content.data());
  stream.avail_in = static_cast<uInt>(content.size());
  stream.next_out = bytes.data();
  stream.avail_out = static_cast<uInt>(bytes.size());
  deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

struct ZipMember {
  std::string name;
  Bytes content;
  bool stored = true;
};

// A zip archive without extras.
inline Bytes zipFile(const std::vector<ZipMember>& members) {
  const auto put = [](Bytes& bytes, std::uint64_t value, int width) {
    for (int i = 0; i < width; ++i) bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
  };
  Bytes bytes, directory;
  for (const ZipMember& member : members) {
    Bytes packed = member.content;
    if (!member.stored) {
      const Bytes gzip = gzipped(member.content);
      packed.assign(gzip.begin() + 10, gzip.end() - 8);  // the raw deflate stream
    }
    const auto crc = crc32(crc32(0, nullptr, 0), member.content.data(), static_cast<uInt>(member.content.size()));
    const std::size_t start = bytes.size();
    const auto common = [&](Bytes& into) {
      put(into, 20, 2);
      put(into, 0, 2);
      put(into, member.stored ? 0 : 8, 2);
      put(into, 0, 4);
      put(into, crc, 4);
      put(into, packed.size(), 4);
      put(into, member.content.size(), 4);
      put(into, member.name.size(), 2);
      put(into, 0, 2);
    };
    put(bytes, 0x04034b50, 4);
    common(bytes);
    bytes.insert(bytes.end(), member.name.begin(), member.name.end());
    bytes.insert(bytes.end(), packed.begin(), packed.end());
    put(directory, 0x02014b50, 4);
    put(directory, 20, 2);
    common(directory);
    put(directory, 0, 2);
    put(directory, 0, 2);
    put(directory, 0, 2);
    put(directory, 0, 4);
    put(directory, start, 4);
    directory.insert(directory.end(), member.name.begin(), member.name.end());
  }
  const std::size_t at = bytes.size();
  bytes.insert(bytes.end(), directory.begin(), directory.end());
  put(bytes, 0x06054b50, 4);
  put(bytes, 0, 4);
  put(bytes, members.size(), 2);
  put(bytes, members.size(), 2);
  put(bytes, directory.size(), 4);
  put(bytes, at, 4);
  put(bytes, 0, 2);
  return bytes;
}

}  // namespace bitprism::test
