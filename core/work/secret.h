#pragma once

#include <string>

#include "core/base/file.h"

namespace bitprism {

// What coordinators and workers know in common and nobody else. It stands in a file that only its owner can read, or in
// an environment variable, never on a command line, where everybody on the machine sees it.
class Secret {
 public:
  static constexpr std::size_t leastBytes = 16, mostBytes = 4096;
  static constexpr const char* variable = "BITPRISM_SECRET";

  // The file's text without surrounding white space. Throws InputError when it cannot be read, others may read it (any
  // mode but 600 and 400), or it has fewer than 16 bytes or more than 4096.
  static Secret fromFile(const std::string& path);

  // The value of BITPRISM_SECRET. Throws UsageError when it is not set, or too short.
  static Secret fromEnvironment();

  // 256 random bits as hexadecimal digits.
  static Secret random();

  // Writes it into a new file of mode 600. Throws Error when that is not possible or the file exists.
  void write(const std::string& path) const;

  const Bytes& bytes() const { return bytes_; }

 private:
  explicit Secret(Bytes bytes) : bytes_(std::move(bytes)) {}

  Bytes bytes_;
};

// Random bytes of the system. Throws Error.
Bytes randomBytes(std::size_t count);

}  // namespace bitprism
