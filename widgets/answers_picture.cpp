#include "widgets/answers_picture.h"

#include <QCoreApplication>

#include "widgets/change_text.h"
#include "widgets/number_text.h"

namespace bitprism {
namespace {

struct AnswersPictureWords {
  Q_DECLARE_TR_FUNCTIONS(AnswersPictureWords)
};

}  // namespace

QString AnswersPicture::className(std::int32_t label) const {
  if (label < 0) return AnswersPictureWords::tr("no label");
  return label < classNames.size() && !classNames[label].isEmpty() ? classNames[label] : QString::number(label);
}

QString answerKindText(AnswerKind kind) {
  switch (kind) {
    case AnswerKind::BothRight:
      return AnswersPictureWords::tr("both right");
    case AnswerKind::OnlyFirst:
      return AnswersPictureWords::tr("only A right");
    case AnswerKind::OnlySecond:
      return AnswersPictureWords::tr("only B right");
    case AnswerKind::WrongAlike:
      return AnswersPictureWords::tr("both wrong, alike");
    case AnswerKind::WrongDifferently:
      return AnswersPictureWords::tr("both wrong, differently");
    case AnswerKind::UnlabelledAlike:
      return AnswersPictureWords::tr("same answer");
    case AnswerKind::UnlabelledDifferently:
      break;
  }
  return AnswersPictureWords::tr("other answer");
}

QString answersVerdict(const AnswersPicture& picture) {
  if (!picture.answers) return {};
  const AnswerCounts& counts = picture.answers->counts;
  const QString changed = AnswersPictureWords::tr("%1 of %2 images change their answer.")
                              .arg(countText(counts.changed()), countText(counts.images()));
  if (counts.labelled() == 0) return changed + AnswersPictureWords::tr(" Without labels, no answer is right or wrong.");
  const std::int64_t more = counts.onlySecond - counts.onlyFirst;
  if (counts.onlyFirst + counts.onlySecond == 0)
    return changed +
           AnswersPictureWords::tr(" No image is answered rightly by one plan alone: they are equally good here.");
  const QString verdict = more == 0  ? AnswersPictureWords::tr(" A and B answer equally many rightly.")
                          : more > 0 ? AnswersPictureWords::tr(" B answers %1 more rightly than A; the difference %2.")
                                           .arg(countText(more), chanceText(picture.answers->p))
                                     : AnswersPictureWords::tr(" B answers %1 fewer rightly than A; the difference %2.")
                                           .arg(countText(-more), chanceText(picture.answers->p));
  return changed + verdict;
}

}  // namespace bitprism
