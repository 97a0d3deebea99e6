#pragma once

#include <string>

namespace bitprism {

// The files that are programs and that the user was told of, by what they hold (SHA-256), so that a name cannot be
// given to another content. A text file, a line each: the hash and, for people, a name. Lines are appended whole, so
// several programs may share it; one thread at a time.
class TrustedPrograms {
 public:
  explicit TrustedPrograms(std::string file) : file_(std::move(file)) {}

  // Of the user's configuration ($XDG_CONFIG_HOME, ~/.config); empty where there is none: then nothing is remembered.
  static std::string usersFile();

  bool knows(const std::string& hash) const;
  // False when it cannot be written down, which harms nothing: the user is told again.
  bool remember(const std::string& hash, const std::string& name);

 private:
  std::string file_;
};

}  // namespace bitprism
