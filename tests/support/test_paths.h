#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

// Where the optional test material is. Tests skip, saying so, when a folder is absent.
namespace bitprism::test {

inline std::string folder(const char* variable, const char* beside) {
  const char* value = std::getenv(variable);
  const std::string path = value && *value ? value : std::string(BITPRISM_SOURCE_DIR) + "/../shared/" + beside;
  return std::filesystem::is_directory(path) ? path : std::string();
}

inline std::string goldenFolder() {
  return folder("BITPRISM_GOLDEN", "golden");
}
inline std::string dataFolder() {
  return folder("BITPRISM_DATA", "data");
}

// A fresh folder that is removed at the end of the scope.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "bitprism-test-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace bitprism::test
