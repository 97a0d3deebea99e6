#pragma once

#include <QWidget>

#include "widgets/guide_book.h"

class QAction;
class QLineEdit;
class QTreeWidget;
class QTreeWidgetItem;

namespace bitprism {

class GuideBrowser;

// The users' guide: contents and a search on the left, a page on the right.
class GuideView : public QWidget {
  Q_OBJECT

 public:
  explicit GuideView(GuideBook book, QWidget* parent = nullptr);

  // Shows a page, or a section of it: "panels.md#front". One that is not there shows the first page.
  void open(const QString& place);

  const GuideBook& book() const { return book_; }
  GuideBrowser* browser() const { return browser_; }
  QLineEdit* search() const { return search_; }
  QTreeWidget* contents() const { return contents_; }

 signals:
  void pageShown(const QString& title);

 private:
  void fillContents();
  void filter(const QString& words);
  void follow(const QUrl& source);  // the contents to the page that is shown

  GuideBook book_;
  GuideBrowser* browser_;
  QLineEdit* search_;
  QTreeWidget* contents_;
};

}  // namespace bitprism
