#include "widgets/guide_browser.h"

#include <QEvent>
#include <QFontDatabase>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QTextTable>
#include <QUrl>
#include <algorithm>

#include "widgets/guide_book.h"
#include "widgets/theme.h"

namespace bitprism {
namespace {

constexpr double pageMargin = 18;
constexpr double cellPadding = 5;
constexpr double lineHeight = 122;  // percent
constexpr double codeShare = 0.07;  // of the text's colour in the ground of code

// What stands in a row of its own: a heading, a line of code, a paragraph, a point of a list.
QTextBlockFormat blockLook(const QTextBlock& block, const Colours& colours, bool lastOfCode) {
  QTextBlockFormat look;
  const QTextBlockFormat now = block.blockFormat();
  if (now.headingLevel() > 0) {
    look.setTopMargin(block.blockNumber() == 0 ? 0 : now.headingLevel() <= 2 ? 22 : 14);
    look.setBottomMargin(6);
  } else if (now.hasProperty(QTextFormat::BlockCodeFence) || now.hasProperty(QTextFormat::BlockCodeLanguage)) {
    look.setBackground(mixed(colours.background, colours.text, codeShare));
    look.setNonBreakableLines(false);  // a long line is read without scrolling the page
    look.setTopMargin(0);
    look.setBottomMargin(lastOfCode ? 10 : 0);
  } else {
    const bool picture =
        block.text().startsWith(QChar::ObjectReplacementCharacter);  // its height is not that of letters
    look.setLineHeight(picture ? 100 : lineHeight, QTextBlockFormat::ProportionalHeight);
    look.setTopMargin(0);
    look.setBottomMargin(block.textList() ? 3 : 8);
  }
  return look;
}

bool isCode(const QTextBlock& block) {
  return block.isValid() && (block.blockFormat().hasProperty(QTextFormat::BlockCodeFence) ||
                             block.blockFormat().hasProperty(QTextFormat::BlockCodeLanguage));
}

void dressTables(QTextFrame* frame, const Colours& colours) {
  for (QTextFrame* child : frame->childFrames()) {
    dressTables(child, colours);
    auto* table = qobject_cast<QTextTable*>(child);
    if (!table) continue;
    QTextTableFormat format = table->format();
    format.setBorderCollapse(true);
    format.setBorder(0.5);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(colours.border);
    format.setCellPadding(cellPadding);
    format.setCellSpacing(0);
    format.setTopMargin(4);
    format.setBottomMargin(12);
    table->setFormat(format);
    for (int column = 0; column < table->columns(); ++column) {
      QTextTableCell cell = table->cellAt(0, column);
      QTextCharFormat ground = cell.format();
      ground.setBackground(mixed(colours.background, colours.text, codeShare));
      cell.setFormat(ground);
    }
  }
}

}  // namespace

GuideBrowser::GuideBrowser(QWidget* parent) : QTextBrowser(parent) {
  setOpenExternalLinks(true);
  setFrameShape(QFrame::NoFrame);
  connect(this, &QTextBrowser::sourceChanged, this, [this](const QUrl& source) {
    dress();
    mark(marked_);
    if (source.hasFragment()) goToHeading(source.fragment());
  });
}

void GuideBrowser::dress() {
  const Colours colours = coloursOf(palette());
  QTextCursor cursor(document());
  cursor.beginEditBlock();
  const QString fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
    cursor.setPosition(block.position());
    cursor.mergeBlockFormat(blockLook(block, colours, isCode(block) && !isCode(block.next())));
    for (auto part = block.begin(); !part.atEnd(); ++part) {
      const QTextFragment fragment = part.fragment();
      if (!fragment.charFormat().fontFixedPitch() && !isCode(block)) continue;
      QTextCharFormat code;
      code.setFontFamilies({fixed});
      if (!isCode(block)) code.setBackground(mixed(colours.background, colours.text, codeShare));
      cursor.setPosition(fragment.position());
      cursor.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
      cursor.mergeCharFormat(code);
    }
  }
  dressTables(document()->rootFrame(), colours);
  QTextFrameFormat page = document()->rootFrame()->frameFormat();
  page.setMargin(pageMargin);
  document()->rootFrame()->setFrameFormat(page);
  cursor.endEditBlock();
  document()->clearUndoRedoStacks();
  fitPictures();
}

void GuideBrowser::fitPictures() {
  const double most = std::max(1.0, viewport()->width() - 2 * pageMargin - verticalScrollBar()->width());
  QTextCursor cursor(document());
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
    for (auto part = block.begin(); !part.atEnd(); ++part) {
      const QTextFragment fragment = part.fragment();
      if (!fragment.charFormat().isImageFormat()) continue;
      QTextImageFormat format = fragment.charFormat().toImageFormat();
      const QUrl name = document()->baseUrl().resolved(QUrl(format.name()));
      const QImage picture = pictureOf(name);
      if (picture.isNull()) continue;
      const double width = std::min(picture.width() / picture.devicePixelRatio(), most);
      if (format.width() == width) continue;
      const double ratio = devicePixelRatioF();
      QImage fitted = picture.scaledToWidth(static_cast<int>(width * ratio), Qt::SmoothTransformation);
      fitted.setDevicePixelRatio(ratio);
      document()->addResource(QTextDocument::ImageResource, name, fitted);
      format.setWidth(width);
      cursor.setPosition(fragment.position());
      cursor.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
      cursor.setCharFormat(format);
    }
}

QImage GuideBrowser::pictureOf(const QUrl& name) {
  if (const auto known = pictures_.constFind(name); known != pictures_.constEnd()) return *known;
  const QVariant found = document()->resource(QTextDocument::ImageResource, name);
  QImage picture = found.value<QImage>();
  if (picture.isNull()) picture = found.value<QPixmap>().toImage();
  if (picture.isNull()) picture.loadFromData(found.toByteArray());
  return pictures_[name] = picture;
}

void GuideBrowser::goToHeading(const QString& anchor) {
  for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
    if (block.blockFormat().headingLevel() == 0 || headingAnchor(block.text()) != anchor) continue;
    QTextCursor cursor(block);
    setTextCursor(cursor);
    verticalScrollBar()->setValue(verticalScrollBar()->value() + cursorRect(cursor).top() -
                                  static_cast<int>(pageMargin));
    return;
  }
}

int GuideBrowser::mark(const QString& words) {
  marked_ = words;
  const Colours colours = coloursOf(palette());
  QList<QTextEdit::ExtraSelection> marks;
  for (const QString& word : words.split(QChar(' '), Qt::SkipEmptyParts))
    for (QTextCursor at = document()->find(word); !at.isNull(); at = document()->find(word, at)) {
      QTextEdit::ExtraSelection mark;
      mark.cursor = at;
      mark.format.setBackground(mixed(colours.background, colours.warm, 0.45));
      marks.append(mark);
    }
  setExtraSelections(marks);
  return static_cast<int>(marks.size());
}

void GuideBrowser::resizeEvent(QResizeEvent* event) {
  QTextBrowser::resizeEvent(event);
  fitPictures();
}

void GuideBrowser::changeEvent(QEvent* event) {
  QTextBrowser::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !source().isEmpty()) {
    reload();  // colours of links come from Markdown's reading
  }
}

}  // namespace bitprism
