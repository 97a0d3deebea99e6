#include "app/desktop/refused_search.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>
#include <filesystem>

#include "core/base/echoed.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

struct RefusedSearch {
  Q_DECLARE_TR_FUNCTIONS(bitprism::RefusedSearch)
};

QString shownText(const std::string& text) {
  return QString::fromStdString(shownMessage(text));
}

QString listOf(const std::vector<SettingDifference>& differences) {
  QStringList lines;
  for (const SettingDifference& one : differences)
    lines << RefusedSearch::tr("%1: %2 in the session, %3 now")
                 .arg(shownText(one.name), shownText(one.session), shownText(one.asked));
  return lines.join(QChar('\n'));
}

}  // namespace

void askAboutRefusal(QWidget* window, const SettingsDiffer& difference,
                     const std::function<void(RefusalAnswer)>& answered) {
  const QString file = QFileInfo(QString::fromStdString(difference.stored.sessionPath)).fileName();
  auto* question =
      new QMessageBox(QMessageBox::Question, RefusedSearch::tr("Other settings"),
                      RefusedSearch::tr("The session %1 of this search was made with other settings.").arg(file),
                      QMessageBox::NoButton, window);
  question->setObjectName(QStringLiteral("refusedSearch"));
  question->setAttribute(Qt::WA_DeleteOnClose);
  question->setTextFormat(Qt::PlainText);
  question->setInformativeText(listOf(difference.differences));
  const auto add = [&](const QString& text, const QString& tip, RefusalAnswer answer) {
    QPushButton* button = question->addButton(text, QMessageBox::AcceptRole);
    button->setToolTip(tip);
    QObject::connect(button, &QPushButton::clicked, question, [answered, answer] { answered(answer); });
    return button;
  };
  QPushButton* fresh =
      add(RefusedSearch::tr("&New session"), RefusedSearch::tr("Search with the current settings in a new session"),
          RefusalAnswer::NewSession);
  QPushButton* fork =
      add(RefusedSearch::tr("&Fork"), RefusedSearch::tr("Start a new session with the measurements of this one"),
          RefusalAnswer::Fork);
  add(RefusedSearch::tr("&Use the session's settings"),
      RefusedSearch::tr("Continue the session with the settings it was made with"), RefusalAnswer::SessionSettings);
  fork->setEnabled(difference.forkProblem.empty());
  if (!difference.forkProblem.empty()) fork->setToolTip(shownText(difference.forkProblem));
  question->setDefaultButton(difference.forkProblem.empty() ? fork : fresh);
  question->setEscapeButton(question->addButton(QMessageBox::Cancel));
  question->open();
}

SearchRequest answered(const SettingsDiffer& difference, RefusalAnswer answer) {
  SearchRequest request = difference.asked;
  if (answer == RefusalAnswer::SessionSettings) {
    request = difference.stored;
    request.search.trials = difference.asked.search.trials;
    request.newRules = true;
    request.rules = difference.asked.rules;
    return request;
  }
  request.sessionPath = freePath(difference.asked.sessionPath);
  if (answer == RefusalAnswer::Fork) {
    request.forkOf = difference.asked.sessionPath;
  } else if (request.automatic) {  // chosen again
    request.scheme = QuantScheme{};
    request.others.clear();
    request.choices.clear();
  }
  return request;
}

std::string freePath(const std::string& path) {
  const std::filesystem::path whole(path);
  const std::string stem = (whole.parent_path() / whole.stem()).string(), suffix = whole.extension().string();
  std::string free = path;
  for (int number = 2; std::filesystem::exists(free); ++number) free = text(stem, '-', number, suffix);
  return free;
}

}  // namespace bitprism
