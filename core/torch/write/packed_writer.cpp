#include "core/torch/write/packed_writer.h"

#include "core/quant/packed/packed_file.h"
#include "core/torch/read/packed_reader.h"
#include "core/torch/write/export_changes.h"

namespace bitprism {
namespace {

WrittenNetwork writePacked(const Network& network, const QuantPlan& plan, const Calibration& calibration,
                           const WrittenStorage& /*storage*/) {
  return {.file = packNetwork(network, plan, calibration), .data = {}, .notices = packedChanges(network)};
}

}  // namespace

const NetworkWriter packedWriter = {.format = packedReader.format,
                                    .suffixes = {".bprm"},
                                    .purpose = "BitPrism's own format, codes packed to the bit.",
                                    .hasExactSize = true,
                                    .write = writePacked};

}  // namespace bitprism
