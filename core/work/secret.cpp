#include "core/work/secret.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/base/error.h"
#include "core/base/file_descriptor.h"
#include "core/base/hex.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

Bytes trimmed(const std::string& text) {
  constexpr const char* blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string::npos) return {};
  const std::size_t last = text.find_last_not_of(blanks);
  return {text.begin() + static_cast<std::ptrdiff_t>(first), text.begin() + static_cast<std::ptrdiff_t>(last) + 1};
}

}  // namespace

Secret Secret::fromFile(const std::string& path) {
  const auto fail = [&](const std::string& fact) {
    throw InputError(text("cannot read the secret '", path, "': ", fact));
  };
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  struct stat facts {};
  if (!file || fstat(file.get(), &facts) != 0) fail(std::strerror(errno));
  if (!S_ISREG(facts.st_mode)) fail("it is not a file");
  if ((facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    fail(text("others may read or change it; say chmod 600 '", path, "'"));
  std::string content(mostBytes + 1, '\0');
  const ssize_t got = read(file.get(), content.data(), content.size());
  if (got < 0) fail(std::strerror(errno));
  content.resize(static_cast<std::size_t>(got));
  Bytes bytes = trimmed(content);
  if (content.size() > mostBytes || bytes.size() < leastBytes)
    fail(text("it has ", content.size() > mostBytes ? "more than " : "",
              content.size() > mostBytes ? mostBytes : bytes.size(), " bytes, expected ", leastBytes, " to ",
              mostBytes));
  return Secret(std::move(bytes));
}

Secret Secret::fromEnvironment() {
  const char* value = std::getenv(variable);
  if (!value)
    throw UsageError(text("no secret given, expected --secret-file FILE or ", variable, " in the environment"));
  Bytes bytes = trimmed(value);
  if (bytes.size() < leastBytes || bytes.size() > mostBytes)
    throw UsageError(text(variable, " has ", bytes.size(), " bytes, expected ", leastBytes, " to ", mostBytes));
  return Secret(std::move(bytes));
}

Secret Secret::random() {
  constexpr std::size_t bits = 256;
  const std::string digits = hexText(randomBytes(bits / 8));
  return Secret({digits.begin(), digits.end()});
}

void Secret::write(const std::string& path) const {
  const auto fail = [&](int reason) {
    throw Error(text("cannot write the secret '", path, "': ", std::strerror(reason)));
  };
  // It gets its name when it is whole, and a killed process leaves nothing.
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  constexpr mode_t ownerOnly = S_IRUSR | S_IWUSR;
  FileDescriptor file(open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, ownerOnly));
  const bool named = !file;  // not every file system has files without a name
  const std::string beside = named ? text(path, ".part", getpid()) : text("/proc/self/fd/", file.get());
  if (named) {
    unlink(beside.c_str());  // of a process of this number that was killed
    file = FileDescriptor(open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, ownerOnly));
  }
  if (!file) fail(errno);
  Bytes line = bytes_;
  line.push_back('\n');
  int reason = 0;
  const ssize_t put = ::write(file.get(), line.data(), line.size());
  if (put != static_cast<ssize_t>(line.size())) reason = put < 0 ? errno : ENOSPC;
  if (reason == 0 && fsync(file.get()) != 0) reason = errno;
  // A link replaces nothing; where there are none, the file is renamed.
  if (reason == 0 && linkat(AT_FDCWD, beside.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) != 0) reason = errno;
  if (named && (reason == EPERM || reason == EOPNOTSUPP) && rename(beside.c_str(), path.c_str()) == 0) return;
  if (named) unlink(beside.c_str());
  if (reason != 0) fail(reason);
}

Bytes randomBytes(std::size_t count) {
  Bytes bytes(count);
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(count))
    throw Error(text("cannot get random numbers: ", std::strerror(errno)));
  return bytes;
}

}  // namespace bitprism
