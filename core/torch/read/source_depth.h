#pragma once

#include <string>
#include <vector>

namespace bitprism {

// Looks through a piece of TorchScript's code before LibTorch parses it, which goes as deep as the code does and ends
// the process where that is too deep. Gives the names of the classes that it defines. Throws InputError naming the
// record.
std::vector<std::string> classesOfSource(const std::string& code, const std::string& record);

}  // namespace bitprism
