#pragma once

#include <string>

namespace bitprism {

// The file with the secret that this user's workers know, in the user's data; made when it is first needed. Throws
// Error when that is not possible.
std::string workerSecretFile();

}  // namespace bitprism
