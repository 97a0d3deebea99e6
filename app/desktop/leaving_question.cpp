#include "app/desktop/leaving_question.h"

#include <QMessageBox>
#include <QPushButton>
#include <QWidget>

#include "app/desktop/plan_files.h"
#include "app/desktop/recovery.h"
#include "app/desktop/workspace.h"

namespace bitprism {
namespace {

constexpr int endingMilliseconds = 33;

}  // namespace

LeavingQuestion::LeavingQuestion(QWidget& window, Workspace& workspace, const UnsavedWork& unsaved)
    : window_(window), workspace_(workspace), unsaved_(unsaved) {
  ending_.setInterval(endingMilliseconds);
  connect(&ending_, &QTimer::timeout, this, [this] {
    if (workspace_.search().active()) return;
    ending_.stop();
    window_.close();
  });
}

void LeavingQuestion::connectFiles(PlanFiles& files, Recovery& recovery) {
  files_ = &files;
  recovery_ = &recovery;
}

void LeavingQuestion::before(Leaving leaving, std::function<void()> then) {
  if (question_) {
    question_->raise();
    question_->activateWindow();
    return;
  }
  const QStringList losses = unsaved_.sentences(leaving);
  if (losses.isEmpty())
    then();
  else
    ask(losses, leaving, then);
}

void LeavingQuestion::ask(const QStringList& losses, Leaving leaving, const std::function<void()>& then) {
  const bool savable = leaving != Leaving::Images && (unsaved_.planEdited() || unsaved_.weightsUnsaved());
  const QString title = leaving == Leaving::Window ? tr("Close BitPrism?")
                        : savable                  ? tr("Save before opening another?")
                                                   : tr("Open another?");
  question_ = new QMessageBox(savable ? QMessageBox::Warning : QMessageBox::Question, title,
                              losses.join(QStringLiteral("\n\n")), QMessageBox::NoButton, &window_);
  question_->setObjectName(QStringLiteral("leavingQuestion"));
  question_->setAttribute(Qt::WA_DeleteOnClose);
  question_->setTextFormat(Qt::PlainText);
  QPushButton* save = savable ? question_->addButton(QMessageBox::Save) : nullptr;
  QPushButton* leave =
      savable ? question_->addButton(tr("&Discard"), QMessageBox::DestructiveRole)
              : question_->addButton(leaving == Leaving::Window ? tr("C&lose") : tr("&Open"), QMessageBox::AcceptRole);
  question_->addButton(QMessageBox::Cancel);
  question_->setDefaultButton(save ? save : leave);
  question_->setEscapeButton(QMessageBox::Cancel);
  connect(question_, &QMessageBox::finished, this, [this, question = question_.data(), save, leave, then, savable] {
    const QAbstractButton* answer = question->clickedButton();
    question_.clear();  // the next step may ask for a file
    if (save && answer == save) {
      this->save(then);
    } else if (answer == leave) {
      if (savable && recovery_) recovery_->forget();
      then();
    }
  });
  question_->open();
}

void LeavingQuestion::save(const std::function<void()>& then) {
  if (unsaved_.planEdited())
    files_->save([this, then] { save(then); });
  else if (unsaved_.weightsUnsaved())
    files_->exportWeights(then);
  else
    then();
}

bool LeavingQuestion::mayClose() {
  if (closing_) return true;
  if (!question_ && unsaved_.sentences(Leaving::Window).isEmpty()) return true;
  before(Leaving::Window, [this] {
    closing_ = true;
    closeSoon();
  });
  return false;
}

void LeavingQuestion::closeSoon() {
  workspace_.search().stop();
  ending_.start();
}

}  // namespace bitprism
