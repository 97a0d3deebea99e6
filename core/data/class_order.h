#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// A number as written in tables by spreadsheets and pandas: "7", "7.0", "7." or "7e0". Empty for other words, and for
// numbers that are not finite.
std::optional<double> writtenNumber(std::string_view word);

// The numbering of classes, derived from their names.
struct ClassOrder {
  std::vector<std::string> names;     // by class; every name once
  std::vector<std::int64_t> numbers;  // of each name, if all are whole numbers ("0", "07") and 0 is among them; else
                                      // empty: a class is an index into `names`
  std::string notice;                 // the order used, if another is possible; else empty
};

// Names that are numbers, or share all but a number ("class_1", "7-cats"), are ordered by number, all others by their
// bytes. what: "folders" or "names of classes", for the notice.
ClassOrder classOrder(std::vector<std::string> names, const std::string& what);

// The class names of a file, one per line, possibly numbered ("0 cat", "1: dog"). Throws InputError if it is not text
// or has no name. A name may occur twice: ImageNet has two cranes.
std::vector<std::string> readClassNames(const std::string& path);

}  // namespace bitprism
