#pragma once

#include "core/base/file.h"

namespace bitprism {

// Looks at a TorchScript archive before any of it runs, which loading it already does (__setstate__): at how deep its
// code and values nest, and at every operator of every method, hook and function that its code defines. Refuses what is
// no computation (computation.h). Its code is compiled for that and left. Throws InputError, c10::Error.
void inspectTorchScript(const Bytes& archive);

}  // namespace bitprism
