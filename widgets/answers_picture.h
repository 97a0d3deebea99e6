#pragma once

#include <QString>
#include <QStringList>
#include <memory>

#include "core/eval/answer_comparison.h"

namespace bitprism {

// What two plans, A and B, answer for the same images. A plain value.
struct AnswersPicture {
  std::shared_ptr<const AnswerComparison> answers;  // null: not measured
  QStringList classNames;                           // by class; may be empty or too short

  QString className(std::int32_t label) const;  // its name, else its number
};

// The counts of AnswerComparison as a sentence, and what McNemar's test says about them.
QString answersVerdict(const AnswersPicture& picture);
QString answerKindText(AnswerKind kind);  // "only A right"

}  // namespace bitprism
