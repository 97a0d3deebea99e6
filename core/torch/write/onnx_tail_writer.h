#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "core/network/program.h"
#include "core/torch/write/onnx_graph.h"

namespace bitprism {

// Why a tail cannot stand in a file of this opset; empty: it can. Throws InputError if the tail is damaged.
std::string tailObstacle(const ProgramTail& tail, std::int64_t opset);

// The opset from `least` on in which the tail can stand, of those that files are written in; `least` if there is none.
std::int64_t opsetOfTail(const ProgramTail& tail, std::int64_t least);

// Appends a program's tail to its graph: once the lowering has its names, but before it writes, then after that.
class OnnxTailWriter {
 public:
  // Reserves the names of the file's outputs. Throws InputError if the tail is damaged. The program must have one;
  // program and graph must outlive it.
  OnnxTailWriter(const Program& program, OnnxGraph& graph);
  ~OnnxTailWriter();

  // Adds the nodes and declares the outputs of the file in place of the program's.
  void write();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace bitprism
