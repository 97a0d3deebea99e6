#pragma once

#include "core/base/file.h"

namespace bitprism {

// Inspects a TorchScript archive before any of it runs, which loading already does (__setstate__): the nesting of its
// code and values, and every operator of every method, hook and function that it defines. Refuses everything except
// computation (computation.h). The code is only compiled for that, not run. Throws InputError, c10::Error.
void inspectTorchScript(const Bytes& archive);

}  // namespace bitprism
