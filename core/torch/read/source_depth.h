#pragma once

#include <string>
#include <vector>

namespace bitprism {

// Checks the nesting of TorchScript code before LibTorch parses it, whose recursive parser crashes on code that is
// nested too deep, or gives a field of a class a value without a type. Returns the names of the classes that it
// defines. Throws InputError naming the record.
std::vector<std::string> classesOfSource(const std::string& code, const std::string& record);

}  // namespace bitprism
