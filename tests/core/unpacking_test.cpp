#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>

#include "core/base/error.h"
#include "core/data/image_reader.h"
#include "tests/support/data_files.h"
#include "tests/support/pictures.h"
#include "tests/support/test_paths.h"

// Small files that unpack to gigabytes: what is said of them, and how much memory that takes.
namespace bitprism {
namespace {

constexpr std::uint64_t gigabyte = std::uint64_t{1} << 30;

struct Opened {
  std::string said;            // "accepted", or the sentence of refusal
  std::int64_t megabytes = 0;  // at most, beyond what the process had
};

// In a process of its own, whose largest memory the system knows.
Opened open(const std::string& path) {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto peak = [] {
      rusage usage{};
      getrusage(RUSAGE_SELF, &usage);
      return usage.ru_maxrss;
    };
    const long before = peak();
    std::string said = "accepted";
    try {
      const ImageSet images = readImages(path);
      PixelBuffer buffer;
      images.read(0, buffer);
    } catch (const Error& error) {
      said = error.what();
    }
    said = std::to_string((peak() - before) >> 10) + " " + said;
    _exit(write(ends[1], said.data(), said.size()) == static_cast<ssize_t>(said.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string told;
  char piece[4096];
  for (ssize_t got; (got = read(ends[0], piece, sizeof piece)) > 0;) told.append(piece, static_cast<std::size_t>(got));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0) << path;
  const std::size_t space = told.find(' ');
  return {told.substr(space + 1), std::atol(told.c_str())};
}

// A deflate stream of `start` and then zeros: a megabyte of them, ended at a whole byte, stands there again and again.
Bytes deflatedZeros(const Bytes& start, std::uint64_t zeros, bool ended = true) {
  const auto block = [](const Bytes& content, int flush) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    Bytes bytes(content.size() + 1024);
    stream.next_in = const_cast<Bytef*>(content.data());
    stream.avail_in = static_cast<uInt>(content.size());
    stream.next_out = bytes.data();
    stream.avail_out = static_cast<uInt>(bytes.size());
    deflate(&stream, flush);
    bytes.resize(stream.total_out);
    deflateEnd(&stream);
    return bytes;
  };
  Bytes bytes = block(start, Z_FULL_FLUSH);
  const Bytes megabyte = block(Bytes(1 << 20), Z_FULL_FLUSH);
  for (std::uint64_t k = 0; k < zeros >> 20; ++k) bytes.insert(bytes.end(), megabyte.begin(), megabyte.end());
  const Bytes last = block({}, Z_FINISH);
  if (ended) bytes.insert(bytes.end(), last.begin(), last.end());
  return bytes;
}

Bytes gzipFile(const Bytes& stream) {
  Bytes bytes = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3};
  bytes.insert(bytes.end(), stream.begin(), stream.end());
  bytes.resize(bytes.size() + 8);  // of checksum and length, which nobody gets to
  return bytes;
}

// An archive of one deflated array that claims a number of bytes.
Bytes archive(const Bytes& stream, std::uint64_t claimed) {
  Bytes bytes, directory;
  const std::string name = "images.npy";
  const auto common = [&](Bytes& into) {
    for (const auto& [value, width] : {std::pair<std::uint64_t, int>{20, 2},
                                       {0, 2},
                                       {8, 2},
                                       {0, 4},
                                       {0, 4},
                                       {stream.size(), 4},
                                       {claimed, 4},
                                       {name.size(), 2},
                                       {0, 2}})
      test::putNumber(into, static_cast<std::uint32_t>(value), width);
  };
  test::putNumber(bytes, 0x04034b50, 4);
  common(bytes);
  bytes.insert(bytes.end(), name.begin(), name.end());
  bytes.insert(bytes.end(), stream.begin(), stream.end());
  const std::size_t start = bytes.size();
  test::putNumber(bytes, 0x02014b50, 4);
  test::putNumber(bytes, 20, 2);
  common(bytes);
  for (const int width : {2, 2, 2, 4, 4}) test::putNumber(bytes, 0, width);
  bytes.insert(bytes.end(), name.begin(), name.end());
  const std::size_t size = bytes.size() - start;
  test::putNumber(bytes, 0x06054b50, 4);
  for (const auto& [value, width] :
       {std::pair<std::uint64_t, int>{0, 2}, {0, 2}, {1, 2}, {1, 2}, {size, 4}, {start, 4}, {0, 2}})
    test::putNumber(bytes, static_cast<std::uint32_t>(value), width);
  return bytes;
}

class Unpacking : public testing::Test {
 protected:
  // Far from the gigabytes that each of them would take, with room for what sanitizers add.
  void expectRefusal(const std::string& name, const Bytes& bytes, const std::string& part) {
    writeFile(folder_ / name, bytes);
    const Opened opened = open(folder_ / name);
    EXPECT_NE(opened.said.find(part), std::string::npos) << name << ": " << opened.said;
    EXPECT_LT(opened.megabytes, 200) << name;
    RecordProperty("megabytes", std::to_string(opened.megabytes));
  }
  test::TemporaryFolder folder_;
};

const Bytes& smallArray() {
  static const Bytes bytes = test::npyFile("|u1", "(10, 3, 8, 8)", Bytes(1920));
  return bytes;
}

TEST_F(Unpacking, anArchiveIsReadNoFurtherThanItsHeader) {
  expectRefusal("true_size.npz", archive(deflatedZeros(smallArray(), 2 * gigabyte), smallArray().size() + 2 * gigabyte),
                "expected 1920 of 1 bytes");
  expectRefusal("false_size.npz", archive(deflatedZeros(smallArray(), 2 * gigabyte), smallArray().size()),
                "its stream does not hold");
}

TEST_F(Unpacking, memoryIsNotTakenForWhatIsOnlyClaimed) {
  const Bytes large = test::npyFile("|u1", "(2147483648, 1, 1, 1)", {});
  Bytes stream = deflatedZeros(large, 1 << 20);
  stream.resize(3 << 20);  // as much as two gigabytes would take
  expectRefusal("claim.npz", archive(stream, large.size() + 2 * gigabyte), "claim.npz");
}

TEST_F(Unpacking, idxWithinGzipIsReadNoFurtherThanItsHeader) {
  expectRefusal("t-images-idx3.gz", gzipFile(deflatedZeros(test::idxFile(8, {10, 8, 8}, Bytes(640)), 2 * gigabyte)),
                "its header states 656 bytes, but it holds more");
  expectRefusal("cifar.bin.gz", gzipFile(deflatedZeros(Bytes(3073, 1), 2 * gigabyte)),
                "does not begin like an IDX file");
}

TEST_F(Unpacking, textsOfPicturesArePassedOver) {
  Bytes picture = test::pngBytes(test::smoothPicture(4, 4));
  const auto bigEndian = [](Bytes& bytes, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
  };
  Bytes zeros(7 << 20), packed(compressBound(7 << 20)), chunks;
  uLongf size = packed.size();
  compress2(packed.data(), &size, zeros.data(), zeros.size(), 9);
  for (int k = 0; k < 300; ++k) {  // two gigabytes of text
    Bytes chunk = {'z', 'T', 'X', 't', 'k', 0, 0};
    chunk.insert(chunk.end(), packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(size));
    bigEndian(chunks, static_cast<std::uint32_t>(chunk.size() - 4));
    chunks.insert(chunks.end(), chunk.begin(), chunk.end());
    bigEndian(chunks,
              static_cast<std::uint32_t>(crc32(crc32(0, nullptr, 0), chunk.data(), static_cast<uInt>(chunk.size()))));
  }
  constexpr std::ptrdiff_t afterHeader = 8 + 12 + 13;
  picture.insert(picture.begin() + afterHeader, chunks.begin(), chunks.end());
  expectRefusal("texts.png", picture, "accepted");
}

}  // namespace
}  // namespace bitprism
