#include "core/torch/write/export_changes.h"

#include <sstream>

#include "core/base/text.h"
#include "core/torch/graph/torchscript_names.h"

namespace bitprism {
namespace {

// Attributes that the code of an archive must call otherwise.
std::string respelledNotice(const Network& network) {
  std::size_t count = 0;
  std::string example;
  for (const Tensor& tensor : network.program.tensors) {
    std::stringstream parts(tensor.name);
    bool changed = false;
    for (std::string part; std::getline(parts, part, '.');)
      if (attributeName(part) != part) {
        changed = true;
        if (example.empty()) example = text("'", part, "' as '", attributeName(part), "'");
      }
    count += changed;
  }
  if (count == 0) return {};
  return text(count, count == 1 ? " tensor is" : " tensors are", " renamed in TorchScript's code, such as ", example,
              "; the network's own names are stored in the archive");
}

bool otherFloats(const std::string& type) {
  return type == "float16" || type == "bfloat16" || type == "float64";
}

}  // namespace

std::vector<std::string> torchScriptChanges(const Network& network) {
  std::vector<std::string> notices;
  if (std::string notice = respelledNotice(network); !notice.empty()) notices.push_back(std::move(notice));
  const Program& program = network.program;
  if (program.tail)
    notices.push_back(text("the file ends before ", program.tail->operators,
                           " of the network's file, which only ONNX files keep in a form that runs"));
  for (const ProgramInput& input : program.inputs)
    if (otherFloats(input.fileType))
      notices.push_back(text("input '", input.name, "' takes 32-bit floats instead of ", input.fileType));
  for (std::size_t i = 0; i < program.outputTypes.size() && i < program.outputNames.size(); ++i)
    if (!program.outputTypes[i].empty())
      notices.push_back(text("output '", program.outputNames[i], "' is no longer ", program.outputTypes[i]));
  return notices;
}

std::vector<std::string> packedChanges(const Network& network) {
  std::vector<std::string> notices;
  if (const auto& tail = network.program.tail)
    notices.push_back(text("the network ends before ", tail->operators,
                           " of its file; they are kept in this file and run again once it is written as ONNX"));
  for (const ProgramInput& input : network.program.inputs) {
    if (!input.openAxes.empty())
      notices.push_back(text("input '", input.name, "' is kept as ",
                             shapeText(Shape(input.shape.begin() + 1, input.shape.end())),
                             ", although the network leaves some of its extents open"));
    if (!input.fileType.empty())
      notices.push_back(text("the type ", input.fileType, " of input '", input.name, "' is not kept"));
  }
  return notices;
}

}  // namespace bitprism
