#pragma once

namespace bitprism {

class OnnxLowering;

// Writes the lowering's current instruction as ONNX nodes. Throws Error naming operator and node when there is no rule
// for it or ONNX has no equivalent.
void writeOnnxInstruction(OnnxLowering& lowering);

}  // namespace bitprism
