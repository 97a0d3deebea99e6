#include "widgets/fuzzy_match.h"

#include <algorithm>

namespace bitprism {
namespace {

constexpr int ofBeginning = 12, ofRun = 6, ofCharacter = 2, largestPenalty = 8;

bool beginsWord(const QString& text, qsizetype at) {
  return at == 0 || (!text[at - 1].isLetterOrNumber() && text[at].isLetterOrNumber());
}

// From one occurrence of the first character on, always the next occurrence of the following.
std::optional<int> matchFrom(const QString& typed, const QString& text, qsizetype start) {
  int score = 0;
  qsizetype at = start, last = -2;
  for (const QChar character : typed) {
    at = text.indexOf(character, at);
    if (at < 0) return {};
    score += ofCharacter + (beginsWord(text, at) ? ofBeginning : 0) + (at == last + 1 ? ofRun : 0);
    last = at++;
  }
  return score;
}

}  // namespace

std::optional<int> fuzzyMatch(const QString& typed, const QString& text) {
  QString wanted = typed.toLower();
  wanted.remove(QChar(' '));
  if (wanted.isEmpty()) return 0;
  const QString lower = text.toLower();
  std::optional<int> best;
  for (qsizetype start = lower.indexOf(wanted[0]); start >= 0; start = lower.indexOf(wanted[0], start + 1))
    if (const auto score = matchFrom(wanted, lower, start)) best = std::max(best.value_or(*score), *score);
  if (best) *best -= std::min(largestPenalty, static_cast<int>(text.size() / 8));
  return best;
}

}  // namespace bitprism
