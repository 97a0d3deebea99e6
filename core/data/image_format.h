#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/format_info.h"
#include "core/data/image_set.h"

namespace bitprism {

// A file that may hold images.
struct ImageFile {
  const std::string& path;
  std::span<const std::uint8_t> start;  // up to 16 bytes
  std::uint64_t bytes;                  // of the whole file
};

enum class Likeness {
  None,
  Possible,  // not excluded: used for files that no other format recognizes
  Likely,    // by its name, or because it is text: used for files that no format is sure of
  Sure       // by its first bytes
};

// A format of sets of images. Each is defined in the file of its reader and listed in imageFormats().
struct ImageFormat {
  FormatInfo format;
  Likeness (*likeness)(const ImageFile& file);

  // The path to pass to `read` for a folder; empty if there is nothing of this format in it.
  std::string (*foundIn)(const std::string& folder);

  // unpackedBytes limits the memory of a packed file. Throws InputError.
  ImageSet (*read)(const std::string& path, std::uint64_t unpackedBytes);
};

// All formats. A folder is read by the first that finds something in it, a file by the first that is sure of it.
std::span<const ImageFormat* const> imageFormats();

// "list of pictures (.csv), NumPy (.npy, .npz) ...".
std::string imageFormatsText();

// The suffixes of image files.
std::vector<std::string> imageSuffixes();

// Whether a file has the suffix of a format of images or of pictures that are not supported.
bool namedAsImages(const std::string& path);

}  // namespace bitprism
