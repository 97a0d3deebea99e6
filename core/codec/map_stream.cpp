#include "core/codec/map_stream.h"

#include <algorithm>

#include "core/base/byte_stream.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/codec/bit_writer.h"
#include "core/codec/block_code.h"
#include "core/codec/block_threads.h"
#include "core/codec/code_costs.h"

namespace bitprism {
namespace {

constexpr std::uint8_t version = 1;
constexpr std::uint8_t signedFlag = 1, nhwcFlag = 2;

// Blocks that a thread takes at a time, and the number of such portions that justify a thread.
constexpr std::size_t blocksPerChunk = 64;
constexpr std::size_t worthAThread = 4;

std::string mapShapeText(const ActivationMap& map) {
  return text(map.shape[0], " x ", map.shape[1], " x ", map.shape[2], " x ", map.shape[3]);
}

// The product of the extents, or more than `most` where it is larger than that.
std::uint64_t codeCount(const ActivationMap& map, std::uint64_t most) {
  if (std::ranges::count(map.shape, 0U) > 0) return 0;
  std::uint64_t count = 1;
  for (const std::uint32_t extent : map.shape) {
    if (count > most / extent) return most + 1;
    count *= extent;
  }
  return count;
}

// The range of block `index` among `count` codes.
struct Blocks {
  std::size_t count;
  std::size_t length;

  std::size_t number() const { return (count + length - 1) / length; }
  std::size_t chunks() const { return (number() + blocksPerChunk - 1) / blocksPerChunk; }
  std::size_t size(std::size_t index) const { return std::min(length, count - index * length); }
  template <class Code>
  std::span<Code> of(std::span<Code> codes, std::size_t index) const {
    return codes.subspan(index * length, size(index));
  }
};

struct BlockRecord {
  BlockCode code;
  std::size_t bytes = 0;
};

struct CodedBlocks {
  std::vector<BlockRecord> records;
  Bytes payload;
};

CodedBlocks encodeChunk(std::span<const std::uint16_t> codes, const Blocks& blocks, std::size_t number, int bits) {
  CodedBlocks coded;
  const std::size_t end = std::min(blocks.number(), (number + 1) * blocksPerChunk);
  for (std::size_t b = number * blocksPerChunk; b < end; ++b) {
    const auto block = blocks.of(codes, b);
    const CodeChoice choice = chooseCode(block, bits);
    const std::size_t at = coded.payload.size(), bytes = (choice.bits + 7) / 8;
    coded.payload.resize(at + BitWriter::roomBytes(choice.bits));
    if (encodeBlock(block, bits, choice.code, coded.payload.data() + at) != choice.bits)
      throw Error(text("a block of a map does not have the computed size (", blockModeName(choice.code.mode), ")"));
    coded.payload.resize(at + bytes);
    coded.records.push_back({choice.code, bytes});
  }
  return coded;
}

// The header and table of a stream, checked against its length.
struct Layout {
  ActivationMap map;  // without codes
  Blocks blocks{0, 1};
  std::vector<BlockRecord> records;
  std::vector<std::size_t> starts;  // of the payloads in the stream
};

BlockRecord readRecord(ByteReader& reader, std::size_t codes, int bits) {
  const auto code = static_cast<unsigned>(reader.number(1));
  BlockRecord record{{static_cast<BlockMode>(code >> 4), static_cast<int>(code & 15)},
                     static_cast<std::size_t>(reader.number(2))};
  const BlockMode mode = record.code.mode;
  if (mode > BlockMode::SparseRice || (!hasK(mode) && record.code.k != 0))
    reader.fail(text("unknown code ", code, " of a block"));
  // No code takes less than one bit per number, and none is used that takes more than raw numbers.
  const std::size_t least = mode == BlockMode::Zero ? 0 : (codes + 7) / 8;
  const std::size_t most = mode == BlockMode::Zero ? 0 : (codes * static_cast<unsigned>(bits) + 7) / 8;
  if (record.bytes < least || record.bytes > most)
    reader.fail(
        text(record.bytes, " bytes cannot hold a block of ", codes, " numbers in ", blockModeName(mode), " code"));
  return record;
}

Layout readLayout(std::span<const std::uint8_t> bytes, const std::string& source, std::uint64_t mostCodes) {
  constexpr std::uint8_t magic[] = {'B', 'P', 'A', 'M'};
  if (bytes.size() < 4 || !std::equal(magic, magic + 4, bytes.begin()))
    throw InputError(
        text("cannot read '", source, "': it is not a coded activation map (it does not begin with BPAM)"));
  if (bytes.size() < mapHeaderBytes + mapHashBytes)
    throw InputError(text("cannot read '", source, "': it ends within the header of a coded activation map"));
  if (bytes[4] != version)
    throw InputError(text("cannot read '", source, "': a coded activation map of version ", int{bytes[4]},
                          ", expected ", int{version}));
  const auto content = bytes.first(bytes.size() - mapHashBytes);
  if (ByteReader(bytes.last(mapHashBytes), source).number(8) != contentHash(content))
    throw InputError(text("cannot read '", source, "': the coded activation map is damaged or incomplete"));

  ByteReader reader(content, source);
  reader.take(5);
  Layout layout;
  ActivationMap& map = layout.map;
  map.grid.bits = static_cast<int>(reader.number(1));
  const std::uint64_t flags = reader.number(1);
  if ((flags & ~std::uint64_t{signedFlag | nhwcFlag}) != 0 || reader.number(1) != 0)
    reader.fail("unknown flags of a coded activation map");
  map.grid.hasSign = (flags & signedFlag) != 0;
  map.order = (flags & nhwcFlag) != 0 ? MapOrder::Nhwc : MapOrder::Nchw;
  for (std::uint32_t& extent : map.shape) extent = static_cast<std::uint32_t>(reader.number(4));
  map.grid.limit = reader.real32();
  const std::uint64_t block = reader.number(4);
  try {
    checkMapGrid(map.grid);
  } catch (const UsageError& error) {
    reader.fail(error.what());
  }
  if (block < 1 || block > mapBlockLimit)
    reader.fail(text("blocks of ", block, " codes, expected 1 to ", mapBlockLimit));
  const std::uint64_t count = codeCount(map, mostCodes);
  if (count > mostCodes)
    reader.fail(text("a map of ", mapShapeText(map), " is larger than the limit of ", mostCodes, " codes"));
  layout.blocks = {static_cast<std::size_t>(count), static_cast<std::size_t>(block)};
  const std::size_t number = layout.blocks.number();
  if (number > reader.remaining() / mapBlockRecordBytes)
    reader.fail(text("a map of ", mapShapeText(map), " has ", number, " blocks, more than the bytes can hold"));

  layout.records.reserve(number);
  layout.starts.reserve(number);
  std::size_t start = mapHeaderBytes + number * mapBlockRecordBytes;
  for (std::size_t b = 0; b < number; ++b) {
    layout.records.push_back(readRecord(reader, layout.blocks.size(b), map.grid.bits));
    layout.starts.push_back(start);
    start += layout.records.back().bytes;
  }
  if (start != content.size()) reader.fail(text("blocks of ", start, " bytes in all, expected ", content.size()));
  return layout;
}

}  // namespace

void checkMap(const ActivationMap& map, const MapCoding& coding) {
  checkMapGrid(map.grid);
  if (coding.block < 1 || coding.block > mapBlockLimit)
    throw UsageError(text("a block of a map has 1 to ", mapBlockLimit, " codes, not ", coding.block));
  if (codeCount(map, map.codes.size()) != map.codes.size())
    throw Error(text("cannot code a map: ", map.codes.size(), " codes, expected a map of ", mapShapeText(map)));
  if (map.grid.hasSign && !map.codes.empty() && std::ranges::max(map.codes) > map.grid.largestCode())
    throw Error(text("cannot code a map: a code represents more than the map's limit"));
}

Bytes encodeMap(const ActivationMap& map, const MapCoding& coding) {
  checkMap(map, coding);
  const Blocks blocks{map.codes.size(), coding.block};
  std::vector<CodedBlocks> parts(blocks.chunks());
  forEachInThreads(parts.size(), coding.threads, worthAThread,
                   [&](std::size_t i) { parts[i] = encodeChunk(map.codes, blocks, i, map.grid.bits); });
  ByteWriter writer;
  const std::uint8_t magic[] = {'B', 'P', 'A', 'M', version};
  writer.append(magic);
  writer.number(static_cast<std::uint64_t>(map.grid.bits), 1);
  writer.number((map.grid.hasSign ? signedFlag : 0U) | (map.order == MapOrder::Nhwc ? nhwcFlag : 0U), 1);
  writer.number(0, 1);
  for (const std::uint32_t extent : map.shape) writer.number(extent, 4);
  writer.real(map.grid.limit);
  writer.number(coding.block, 4);
  std::size_t size = mapHeaderBytes + blocks.number() * mapBlockRecordBytes + mapHashBytes;
  for (const CodedBlocks& part : parts) {
    size += part.payload.size();
    for (const BlockRecord& record : part.records) {
      writer.number(static_cast<unsigned>(record.code.mode) << 4 | static_cast<unsigned>(record.code.k), 1);
      writer.number(record.bytes, 2);
    }
  }
  Bytes bytes = writer.take();
  bytes.reserve(size);
  for (const CodedBlocks& part : parts) bytes.insert(bytes.end(), part.payload.begin(), part.payload.end());
  const std::uint64_t hash = contentHash(bytes);
  ByteWriter last;
  last.number(hash, mapHashBytes);
  bytes.insert(bytes.end(), last.bytes().begin(), last.bytes().end());
  return bytes;
}

ActivationMap decodeMap(std::span<const std::uint8_t> bytes, const std::string& source, const MapReading& reading) {
  Layout layout = readLayout(bytes, source, reading.mostCodes);
  ActivationMap& map = layout.map;
  const Blocks& blocks = layout.blocks;
  map.codes.resize(blocks.count);
  const std::span<std::uint16_t> codes(map.codes);
  const auto blockAt = [&](std::size_t b) {
    return CodedBlock{layout.records[b].code, bytes.subspan(layout.starts[b], layout.records[b].bytes),
                      blocks.of(codes, b)};
  };
  const auto decodeOne = [&](std::size_t b) {
    try {
      decodeBlock(blockAt(b), map.grid.bits);
    } catch (const InputError& error) {
      throw InputError(text("cannot read '", source, "': block ", b, " of ", blocks.number(), ": ", error.what()));
    }
  };
  forEachInThreads(blocks.chunks(), reading.threads, worthAThread, [&](std::size_t number) {
    std::size_t b = number * blocksPerChunk;
    const std::size_t end = std::min(blocks.number(), b + blocksPerChunk);
    for (; b + 1 < end; b += 2) {
      try {
        decodeBlocks(blockAt(b), blockAt(b + 1), map.grid.bits);
      } catch (const InputError&) {
        decodeOne(b);  // finds out which of the two failed
        decodeOne(b + 1);
      }
    }
    if (b < end) decodeOne(b);
  });
  if (map.grid.hasSign && !map.codes.empty() && std::ranges::max(map.codes) > map.grid.largestCode())
    throw InputError(text("cannot read '", source, "': a code represents more than the map's limit"));
  return std::move(map);
}

}  // namespace bitprism
