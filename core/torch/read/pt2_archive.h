#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/random_access.h"
#include "core/files/zip.h"
#include "core/torch/read/exported_graph.h"

namespace bitprism {

// The numbers of a tensor of the module: a view of bytes that several tensors may share. All of it lies inside them.
struct Pt2Tensor {
  std::shared_ptr<const Bytes> bytes;  // little-endian numbers
  std::string type;                    // as ExportedType
  Shape shape, strides;                // in numbers, none negative
  std::int64_t offset = 0;             // in numbers
};

// An archive of torch.export: a zip with a graph and the tensors of its module. There are two layouts:
//   since 2.8: ROOT/archive_format "pt2", archive_version, models/NAME.json, data/weights, data/constants
//   before:    serialized_exported_program.json, serialized_state_dict.pt, serialized_constants.pt, version
// One thread at a time; the bytes must outlive it.
class Pt2Archive {
 public:
  // Throws InputError naming the source: for other zips, and for what is compiled or holds several networks.
  Pt2Archive(std::span<const std::uint8_t> zip, std::string source);

  const ExportedGraph& graph() const { return graph_; }

  // A parameter, buffer or constant of the module by its name. Throws InputError if it is missing, pickled, of a type
  // or layout that is not supported, or not inside its bytes.
  Pt2Tensor tensor(const ExportedInput& input);

 private:
  const ZipEntry* find(const std::string& name) const;
  Bytes read(const std::string& name) const;
  std::string readText(const std::string& name) const;
  void openPackage();
  void openOlder();
  void addPayloads(const std::string& folder, const std::string& model, const char* what);
  const std::map<std::string, Pt2Tensor>& unpickled(const std::string& file);
  Pt2Tensor payloadTensor(const std::string& name, const std::string& folder, const ExportedPayload& payload);

  std::shared_ptr<const RandomAccess> zip_;
  mutable std::uint64_t unpacked_ = 0;  // bytes
  std::string source_, root_;
  std::map<std::string, ZipEntry> entries_;  // by their names without the root
  ExportedGraph graph_;
  std::map<std::string, std::pair<std::string, ExportedPayload>> payloads_;  // with their folders
  std::vector<std::string> pickles_;  // the files that hold the tensors where no configuration does
  std::map<std::string, std::shared_ptr<const Bytes>> read_;
  std::map<std::string, std::map<std::string, Pt2Tensor>> unpickled_;  // by their files
};

// Whether a zip is such an archive, by its directory.
bool isPt2Archive(const RandomAccess& zip);
// Whether it holds code instead.
bool holdsTorchScript(const RandomAccess& zip);

}  // namespace bitprism
