#pragma once

#include <string>

namespace bitprism {

// How the pictures of a report look, light and dark: the method's own colours among others.
std::string pictureStyles();

}  // namespace bitprism
