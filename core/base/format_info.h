#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// What a file format is called and how its files are named. Lists of formats (readable_formats.h, image_format.h) hold
// one for each; help texts, dialogs and errors are printed from them.
struct FormatInfo {
  std::string name;                   // in JSON and on the command line: "onnx"
  std::string title;                  // for people, within a sentence: "ONNX", "packed"
  std::vector<std::string> suffixes;  // how names of its files end, in small letters: ".onnx", "-ubyte"
};

// Whether these bytes stand at the offset.
bool hasMagic(std::span<const std::uint8_t> start, std::string_view magic, std::size_t offset = 0);

// Whether the name ends as those of the format do, in letters of any case.
bool hasSuffix(const std::string& path, const std::vector<std::string>& suffixes);

// "ONNX (.onnx)", "IDX (-ubyte, .gz)".
std::string titleWithSuffixes(const std::string& title, const std::vector<std::string>& suffixes);

// What file dialogs filter by: "*.pt *.ts".
std::string filePatterns(const std::vector<std::string>& suffixes);

}  // namespace bitprism
