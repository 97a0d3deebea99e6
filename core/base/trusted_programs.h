#pragma once

#include <string>

namespace bitprism {

// The programs (TorchScript archives) that the user has been notified of, by SHA-256 of their content. A text file with
// one line each: the hash and a readable name. Lines are appended atomically, so several processes may share it;
// one thread at a time.
class TrustedPrograms {
 public:
  explicit TrustedPrograms(std::string file) : file_(std::move(file)) {}

  // The file in the user's configuration ($XDG_CONFIG_HOME, ~/.config); empty if there is none: then nothing is
  // remembered.
  static std::string usersFile();

  bool contains(const std::string& hash) const;
  // False when it cannot be saved, which is harmless: the user is notified again.
  bool remember(const std::string& hash, const std::string& name);

 private:
  std::string file_;
};

}  // namespace bitprism
