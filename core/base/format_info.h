#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bitprism {

// The name of a file format and the suffixes of its files. Lists of formats (readable_formats.h, image_format.h) hold
// one for each; help texts, dialogs and errors are printed from them.
struct FormatInfo {
  std::string name;                   // in JSON and on the command line: "onnx"
  std::string title;                  // for display within a sentence: "ONNX", "packed"
  std::vector<std::string> suffixes;  // in lower case: ".onnx", "-ubyte"
};

// Whether the bytes at the offset are these.
bool hasMagic(std::span<const std::uint8_t> start, std::string_view magic, std::size_t offset = 0);

// Whether the name ends with one of the suffixes, in any case.
bool hasSuffix(const std::string& path, const std::vector<std::string>& suffixes);

// "ONNX (.onnx)", "IDX (-ubyte, .gz)".
std::string titleWithSuffixes(const std::string& title, const std::vector<std::string>& suffixes);

// The pattern for file dialogs: "*.pt *.ts".
std::string filePatterns(const std::vector<std::string>& suffixes);

}  // namespace bitprism
