#pragma once

#include <QString>
#include <span>

namespace bitprism {

// Words of core that the window shows, in the user's language: names of methods' options, ranges and searches, steps of
// running work. The command line shows the same words in English. Sentences about errors and notices stay English.
// A text without a translation is returned as it is; a number at its end ("evaluating trial 7") may be any.
QString coreText(const QString& english);

// All that can be translated, for tests: whatever core adds belongs here.
std::span<const char* const> coreTexts();

}  // namespace bitprism
