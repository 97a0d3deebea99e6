#include "core/base/memory_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

constexpr int wholeSeal = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
constexpr unsigned neverProgram = 8;  // MFD_NOEXEC_SEAL, which not every system's headers have

FileDescriptor emptyMemory() {
  constexpr const char* name = "bitprism";  // as /proc shows it
  constexpr unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  FileDescriptor file(memfd_create(name, flags | neverProgram));
  if (!file && errno == EINVAL) file = FileDescriptor(memfd_create(name, flags));  // before Linux 6.3
  return file;
}

bool appendTo(int file, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

FileDescriptor sealedMemory(const std::vector<std::span<const std::uint8_t>>& parts) {
  FileDescriptor file = emptyMemory();
  if (!file) return {};
  for (const auto& part : parts)
    if (!appendTo(file.get(), part)) return {};
  if (fcntl(file.get(), F_ADD_SEALS, wholeSeal) != 0) return {};
  return file;
}

bool isSealedMemory(int file) {
  const int seals = fcntl(file, F_GET_SEALS);
  return seals >= 0 && (seals & wholeSeal) == wholeSeal;
}

MappedMemory::MappedMemory(int file) {
  if (!isSealedMemory(file)) throw InputError("cannot map memory: it is not sealed, expected some that never changes");
  struct stat facts {};
  if (fstat(file, &facts) != 0) throw InputError(text("cannot map memory: ", std::strerror(errno)));
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (size == 0) return;
  void* const memory = mmap(nullptr, size, PROT_READ, MAP_SHARED | MAP_POPULATE, file, 0);
  if (memory == MAP_FAILED) throw InputError(text("cannot map ", size, " bytes of memory: ", std::strerror(errno)));
  bytes_ = {static_cast<const std::uint8_t*>(memory), size};
}

MappedMemory::~MappedMemory() {
  if (!bytes_.empty()) munmap(const_cast<std::uint8_t*>(bytes_.data()), bytes_.size());
}

}  // namespace bitprism
