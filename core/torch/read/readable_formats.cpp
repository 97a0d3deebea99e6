#include "core/torch/read/readable_formats.h"

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/read/onnx_reader.h"
#include "core/torch/read/packed_reader.h"
#include "core/torch/read/pt2_reader.h"
#include "core/torch/read/tflite_reader.h"
#include "core/torch/read/torchscript_reader.h"
#include "core/torch/read/weights_reader.h"

namespace bitprism {
namespace {

constexpr const NetworkReader* readerRows[] = {&onnxReader,      &pt2Reader,    &torchScriptReader,
                                               &tfliteReader,    &packedReader, &safetensorsReader,
                                               &stateDictReader, &npzReader,    &ggufReader};

// Formats that are recognized but not read: by a magic at an offset, or by a suffix.
struct UnreadFormat {
  const char* what;
  std::string_view magic;
  std::size_t offset = 0;
  const char* suffix = "";
};

constexpr UnreadFormat unreadFormats[] = {
    {.what = "an HDF5 file (Keras?)", .magic = "\x89HDF"},
    {.what = "an ONNX Runtime (.ort) file", .magic = "ORTM", .offset = 4},
    {.what = "a pickle that PyTorch did not save", .magic = "\x80\x02"},
    {.what = "a pickle that PyTorch did not save", .magic = "\x80\x04"},
    {.what = "a picture", .magic = "\x89PNG"},
    {.what = "a text file of ncnn", .suffix = ".param"},
};

bool isOf(const UnreadFormat& format, std::span<const std::uint8_t> start, const std::string& path) {
  if (format.magic.empty()) return hasSuffix(path, {format.suffix});
  return hasMagic(start, format.magic, format.offset);
}

}  // namespace

std::span<const NetworkReader* const> networkReaders() {
  return readerRows;
}

const NetworkReader& networkReaderFor(std::span<const std::uint8_t> start, const std::string& path) {
  if (start.empty()) throw InputError(text("cannot read '", path, "': the file is empty"));
  const NetworkReader* otherwise = nullptr;
  for (const NetworkReader* reader : readerRows) {
    if (!reader->recognises)
      otherwise = reader;
    else if (reader->recognises(start, path))
      return *reader;
  }
  for (const UnreadFormat& format : unreadFormats)
    if (isOf(format, start, path))
      throw InputError(text("cannot read '", path, "': it is ", format.what, ", expected ", networkFormatsText()));
  return *otherwise;
}

std::string networkFormatsText() {
  std::vector<std::string> formats;
  for (const NetworkReader* reader : readerRows)
    formats.push_back(titleWithSuffixes(reader->format.title, reader->format.suffixes));
  return alternatives(formats);
}

std::vector<std::string> networkSuffixes() {
  std::vector<std::string> suffixes;
  for (const NetworkReader* reader : readerRows)
    suffixes.insert(suffixes.end(), reader->format.suffixes.begin(), reader->format.suffixes.end());
  return suffixes;
}

}  // namespace bitprism
