#include "widgets/guide_book.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <algorithm>
#include <optional>

namespace bitprism {
namespace {

constexpr int listedLevel = 2;  // headings below it belong to the section that they stand in

std::optional<QString> markdownOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return std::nullopt;
  return QString::fromUtf8(file.readAll());
}

GuidePage pageOf(const QString& file, const QString& markdown) {
  GuidePage page{.file = file, .title = file, .sections = {}};
  page.sections.emplace_back();
  bool code = false;
  for (const QString& line : markdown.split(QChar('\n'))) {
    if (line.startsWith(QStringLiteral("```"))) code = !code;
    const auto level = static_cast<int>(
        std::find_if(line.begin(), line.end(), [](QChar c) { return c != QChar('#'); }) - line.begin());
    if (code || level == 0 || level > listedLevel) {
      page.sections.back().text += line + QChar('\n');
      continue;
    }
    const QString title = line.mid(level).trimmed();
    if (level == 1) {
      page.title = title;
      page.sections.front().title = title;
      page.sections.front().anchor = headingAnchor(title);
    } else {
      page.sections.push_back({.title = title, .anchor = headingAnchor(title), .text = {}});
    }
  }
  return page;
}

}  // namespace

QString headingAnchor(const QString& heading) {
  QString anchor;
  for (const QChar c : heading.trimmed().toLower())
    if (c.isLetterOrNumber() || c == QChar('-') || c == QChar('_'))
      anchor += c;
    else if (c.isSpace())
      anchor += QChar('-');
  return anchor;
}

GuideBook::GuideBook(const QString& folder) : folder_(folder) {
  const std::optional<QString> index = markdownOf(folder + QStringLiteral("/index.md"));
  if (!index) return;
  pages_.push_back(pageOf(QStringLiteral("index.md"), *index));
  static const QRegularExpression link(QStringLiteral(R"(\]\(([A-Za-z0-9_-]+\.md)[)#])"));
  for (auto links = link.globalMatch(*index); links.hasNext();) {
    const QString file = links.next().captured(1);
    const bool known =
        std::any_of(pages_.begin(), pages_.end(), [&](const GuidePage& page) { return page.file == file; });
    if (known) continue;
    if (const std::optional<QString> page = markdownOf(folder + QChar('/') + file))
      pages_.push_back(pageOf(file, *page));
  }
}

QString GuideBook::placeOfPicture(const QString& name) const {
  const QString shown = QStringLiteral("](pictures/%1)").arg(name);
  for (const GuidePage& page : pages_)
    for (const GuideSection& section : page.sections)
      if (section.text.contains(shown)) return page.file + QChar('#') + section.anchor;
  return {};
}

bool hasWords(const GuideSection& section, const QString& search) {
  const QStringList words = search.split(QChar(' '), Qt::SkipEmptyParts);
  return std::all_of(words.begin(), words.end(), [&](const QString& word) {
    return section.title.contains(word, Qt::CaseInsensitive) || section.text.contains(word, Qt::CaseInsensitive);
  });
}

}  // namespace bitprism
