#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// A number as a table writes it: "7", "7.0", "7." or "7e0", as spreadsheets and pandas do. Nothing for other words, and
// for numbers that are not finite.
std::optional<double> writtenNumber(std::string_view word);

// Which class is which number, told from the classes' names alone.
struct ClassOrder {
  std::vector<std::string> names;     // by class; every name once
  std::vector<std::int64_t> numbers;  // names that are whole numbers ("0", "07") with 0 among them are the classes
                                      // that they say, by name; else empty: a class is its place in `names`
  std::string notice;                 // which order was taken, where another is possible; else empty
};

// Names that are numbers, or a number within words that all share ("class_1", "7-cats"), are ordered by number, all
// others by their bytes. what: "folders" or "names of classes", for the notice.
ClassOrder classOrder(std::vector<std::string> names, const std::string& what);

// The names of the classes from a file, one a line; lines that count themselves ("0 cat", "1: dog") may do so. Throws
// InputError: no text, no name. A name may be there
// twice: ImageNet has two cranes.
std::vector<std::string> readClassNames(const std::string& path);

}  // namespace bitprism
