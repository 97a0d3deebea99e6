#pragma once

#include "core/base/byte_stream.h"
#include "core/network/program.h"

namespace bitprism {

// What programToBytes leaves out, since a plan's size does not count it: names of instructions, open axes of inputs,
// element types of inputs and outputs in the file.
void writeProgramDetails(const Program& program, ByteWriter& out);

// Into the program that programFromBytes made. Throws InputError naming the reader's source.
void readProgramDetails(ByteReader& in, Program& program);

}  // namespace bitprism
