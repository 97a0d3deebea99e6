#include "core/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/base/error.h"
#include "core/base/large_pages.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }
  int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

}  // namespace

Bytes readFile(const std::string& path, std::uint64_t limit) {
  // Opening a pipe would wait for its writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) throw InputError(text("cannot read '", path, "': ", std::strerror(errno)));
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw InputError(text("cannot read '", path, "': ", std::strerror(errno)));
  if (S_ISDIR(status.st_mode)) throw InputError(text("cannot read '", path, "': it is a folder, expected a file"));
  if (!S_ISREG(status.st_mode)) throw InputError(text("cannot read '", path, "': it is not a regular file"));
  if (static_cast<std::uint64_t>(status.st_size) > limit)
    throw InputError(text("cannot read '", path, "': it has ", status.st_size, " bytes, expected at most ", limit));
  Bytes bytes;
  bytes.reserve(static_cast<std::size_t>(status.st_size));
  preferLargePages(bytes.data(), bytes.capacity());
  bytes.resize(static_cast<std::size_t>(status.st_size));
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw InputError(text("cannot read '", path, "': ", std::strerror(errno)));
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

void writeFile(const std::string& path, std::span<const std::span<const std::uint8_t>> parts) {
  // A link is kept and its target replaced. A device or a pipe is written directly, because it cannot be replaced.
  std::string target = path;
  char resolved[PATH_MAX];
  if (::realpath(path.c_str(), resolved)) target = resolved;
  struct stat status {};
  const bool direct = ::stat(target.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
  const std::string temporary = direct ? target : text(target, ".part", ::getpid());
  const auto fail = [&](int reason) {
    if (!direct) ::unlink(temporary.c_str());
    throw Error(text("cannot write '", path, "': ", std::strerror(reason)));
  };
  const int create = direct ? 0 : O_CREAT | O_TRUNC;
  Descriptor file(::open(temporary.c_str(), O_WRONLY | create | O_CLOEXEC, 0666));
  if (file.get() < 0) throw Error(text("cannot write '", path, "': ", std::strerror(errno)));
  for (const auto& bytes : parts) {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t put = ::write(file.get(), bytes.data() + done, bytes.size() - done);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) fail(errno);
      done += static_cast<std::size_t>(put);
    }
  }
  if (::fsync(file.get()) != 0 && errno != EINVAL && errno != EROFS) fail(errno);
  if (::close(file.release()) != 0) fail(errno);
  if (!direct && ::rename(temporary.c_str(), target.c_str()) != 0) fail(errno);
}

void writeFile(const std::string& path, std::span<const std::uint8_t> bytes) {
  writeFile(path, std::span(&bytes, 1));
}

void writeFile(const std::string& path, std::string_view content) {
  writeFile(path, std::span(reinterpret_cast<const std::uint8_t*>(content.data()), content.size()));
}

std::uint64_t contentHash(std::span<const std::uint8_t> bytes, std::uint64_t seed) {
  std::uint64_t hash = seed ^ (bytes.size() * 0x9e3779b97f4a7c15ULL);
  std::size_t i = 0;
  for (; i + 8 <= bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, 8);
    hash = (hash ^ word) * 0x100000001b3ULL;
    hash ^= hash >> 29;
  }
  for (; i < bytes.size(); ++i) hash = (hash ^ bytes[i]) * 0x100000001b3ULL;
  return hash ^ (hash >> 32);
}

}  // namespace bitprism
