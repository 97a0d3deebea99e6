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
  std::uint64_t bytes;                  // of all of it
};

enum class Likeness {
  None,
  Possible,  // nothing speaks against it: for files that no other format recognizes
  Likely,    // by its name, or because it is text: for files that no format is sure of
  Sure       // by how it begins
};

// A format of sets of images. Each is defined in the file of its reader and listed in imageFormats().
struct ImageFormat {
  FormatInfo format;
  Likeness (*likeness)(const ImageFile& file);

  // What lies in a folder, as a path for `read`; empty: nothing.
  std::string (*foundIn)(const std::string& folder);

  // unpackedBytes bounds what a packed file may take in memory. Throws InputError.
  ImageSet (*read)(const std::string& path, std::uint64_t unpackedBytes);
};

// All formats. The first that finds something in a folder reads it, as the first that is sure of a file does.
std::span<const ImageFormat* const> imageFormats();

// "list of pictures (.csv), NumPy (.npy, .npz) ...".
std::string imageFormatsText();

// How names of files of images end.
std::vector<std::string> imageSuffixes();

// Whether a file is called as images are, of a format that is read or of pictures that are not.
bool namedAsImages(const std::string& path);

}  // namespace bitprism
