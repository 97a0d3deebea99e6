#include "core/base/random_access.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

class FileAccess : public RandomAccess {
 public:
  explicit FileAccess(const std::string& path) : path_(path) {
    // Opening a pipe would wait for its writer.
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor_ < 0) throw InputError(text("cannot read '", path, "': ", std::strerror(errno)));
    struct stat status {};
    std::string problem;
    if (::fstat(descriptor_, &status) != 0)
      problem = std::strerror(errno);
    else if (!S_ISREG(status.st_mode))
      problem = S_ISDIR(status.st_mode) ? "it is a folder, expected a file" : "it is not a regular file";
    if (!problem.empty()) {
      ::close(descriptor_);
      throw InputError(text("cannot read '", path, "': ", problem));
    }
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
  ~FileAccess() override { ::close(descriptor_); }
  FileAccess(const FileAccess&) = delete;

  std::uint64_t size() const override { return size_; }
  const std::string& source() const override { return path_; }

  void read(std::uint64_t offset, std::span<std::uint8_t> into) const override {
    check(offset, into.size());
    while (!into.empty()) {
      const ssize_t got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(offset));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw InputError(text("cannot read '", path_, "': ", std::strerror(errno)));
      if (got == 0) throw InputError(text("cannot read '", path_, "': it became shorter while it was in use"));
      offset += static_cast<std::uint64_t>(got);
      into = into.subspan(static_cast<std::size_t>(got));
    }
  }

 private:
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

class MemoryAccess : public RandomAccess {
 public:
  MemoryAccess(Bytes bytes, std::string source) : bytes_(std::move(bytes)), view_(bytes_, std::move(source)) {}
  std::uint64_t size() const override { return view_.size(); }
  void read(std::uint64_t offset, std::span<std::uint8_t> into) const override { view_.read(offset, into); }
  const std::string& source() const override { return view_.source(); }

 private:
  Bytes bytes_;
  SpanAccess view_;
};

}  // namespace

void RandomAccess::check(std::uint64_t offset, std::uint64_t bytes) const {
  if (offset > size() || bytes > size() - offset)
    throw InputError(text("cannot read '", source(), "': it ends at byte ", size(), ", expected ", bytes,
                          " bytes from byte ", offset));
}

Bytes RandomAccess::part(std::uint64_t offset, std::uint64_t bytes) const {
  check(offset, bytes);
  Bytes result(static_cast<std::size_t>(bytes));
  read(offset, result);
  return result;
}

void SpanAccess::read(std::uint64_t offset, std::span<std::uint8_t> into) const {
  check(offset, into.size());
  std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
}

std::shared_ptr<const RandomAccess> openFile(const std::string& path) {
  return std::make_shared<FileAccess>(path);
}

std::shared_ptr<const RandomAccess> accessTo(Bytes bytes, std::string source) {
  return std::make_shared<MemoryAccess>(std::move(bytes), std::move(source));
}

}  // namespace bitprism
