#pragma once

#include <QString>
#include <span>

#include "app/workflow/doctor/finding.h"

namespace bitprism {

// The doctor's sentence in the user's language, with numbers of the locale. The command line and JSON have it in
// English.
QString doctorText(const Wording& wording);
QString doctorTitle(FindingKind kind);

// All patterns of app/workflow/doctor, in a list that lupdate reads; tests/translations/check_doctor_words.cmake
// compares it with the sources. Whatever a check newly says belongs here. Names of methods and layers within stay as
// they are.
std::span<const char* const> doctorTexts();

}  // namespace bitprism
