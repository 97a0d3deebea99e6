#include "core/torch/write/writable_formats.h"

#include "core/base/alternatives.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/torch/write/onnx_writer.h"
#include "core/torch/write/packed_writer.h"
#include "core/torch/write/torchscript_writer.h"

namespace bitprism {
namespace {

constexpr const NetworkWriter* writerRows[] = {&onnxWriter, &torchScriptWriter, &packedWriter};

}  // namespace

std::span<const NetworkWriter* const> networkWriters() {
  return writerRows;
}

std::vector<std::string> networkWriterNames() {
  std::vector<std::string> names;
  for (const NetworkWriter* writer : writerRows) names.push_back(writer->format.name);
  return names;
}

const NetworkWriter& networkWriterNamed(const std::string& name, const std::vector<std::string>& others) {
  for (const NetworkWriter* writer : writerRows)
    if (name == writer->format.name) return *writer;
  std::vector<std::string> names = networkWriterNames();
  names.insert(names.end(), others.begin(), others.end());
  throw UsageError(text("'", name, "' is no format to export, expected ", alternatives(names)));
}

const NetworkWriter& networkWriterFor(const std::string& path) {
  for (const NetworkWriter* writer : writerRows)
    if (hasSuffix(path, writer->suffixes)) return *writer;
  throw UsageError(text("the suffix of '", path, "' names no format to write, expected ", writtenFormatsText()));
}

std::string writtenFormatsText() {
  std::vector<std::string> formats;
  for (const NetworkWriter* writer : writerRows)
    formats.push_back(titleWithSuffixes(writer->format.title, writer->suffixes));
  return alternatives(formats);
}

}  // namespace bitprism
