#pragma once

#include <QHash>
#include <QImage>
#include <QTextBrowser>
#include <QUrl>

namespace bitprism {

// Shows a page of the users' guide in the colours of the window. Headings are anchors, pictures are never wider than
// the view, links to other places open outside.
class GuideBrowser : public QTextBrowser {
  Q_OBJECT

 public:
  explicit GuideBrowser(QWidget* parent = nullptr);

  // Marks every place of these words, and says how many.
  int mark(const QString& words);

 protected:
  void resizeEvent(QResizeEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void dress();  // the page as Qt has made it of Markdown
  void fitPictures();
  QImage pictureOf(const QUrl& name);  // as its file has it; null where there is none
  void goToHeading(const QString& anchor);

  QString marked_;
  QHash<QUrl, QImage> pictures_;  // by their resolved names, of all pages seen
};

}  // namespace bitprism
