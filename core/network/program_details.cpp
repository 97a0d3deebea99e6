#include "core/network/program_details.h"

namespace bitprism {

void writeProgramDetails(const Program& program, ByteWriter& out) {
  for (const Instruction& instruction : program.instructions) out.text(instruction.name);
  for (const ProgramInput& input : program.inputs) {
    out.text(input.fileType);
    out.varint(input.openAxes.size());
    for (const std::int64_t axis : input.openAxes) out.varint(static_cast<std::uint64_t>(axis));
  }
  out.varint(program.outputTypes.size());
  for (const std::string& type : program.outputTypes) out.text(type);
}

void readProgramDetails(ByteReader& in, Program& program) {
  for (Instruction& instruction : program.instructions) instruction.name = in.text();
  for (ProgramInput& input : program.inputs) {
    input.fileType = in.text();
    input.openAxes.resize(in.count());
    if (input.openAxes.size() > input.shape.size()) in.fail("an input has more open axes than extents");
    for (std::int64_t& axis : input.openAxes) axis = in.index(input.shape.size());
  }
  program.outputTypes.resize(in.count());
  if (program.outputTypes.size() > program.outputs.size()) in.fail("it has more types of outputs than outputs");
  for (std::string& type : program.outputTypes) type = in.text();
}

}  // namespace bitprism
