#include "widgets/guide_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QSplitter>
#include <QToolButton>
#include <QTreeWidget>
#include <QUrl>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/guide_browser.h"

namespace bitprism {
namespace {

constexpr int placeRole = Qt::UserRole;      // "files.md#images"
constexpr int aboveRole = Qt::UserRole + 1;  // true: it only stands above what a search has found
constexpr int contentsWidth = 240;

QToolButton* historyButton(const QString& sign, const QString& name, const QKeySequence& key) {
  auto* button = new QToolButton;
  button->setText(sign);
  button->setAutoRaise(true);
  button->setAccessibleName(name);
  button->setToolTip(QStringLiteral("%1 (%2)").arg(name, key.toString(QKeySequence::NativeText)));
  button->setShortcut(key);
  button->setEnabled(false);
  return button;
}

}  // namespace

GuideView::GuideView(GuideBook book, QWidget* parent)
    : QWidget(parent),
      book_(std::move(book)),
      browser_(new GuideBrowser),
      search_(new QLineEdit),
      contents_(new QTreeWidget) {
  browser_->setAccessibleName(tr("Page"));
  browser_->setSearchPaths({book_.folder()});
  search_->setPlaceholderText(tr("Search the guide"));
  search_->setAccessibleName(tr("Search the guide"));
  search_->setClearButtonEnabled(true);
  contents_->setHeaderHidden(true);
  contents_->setFrameShape(QFrame::NoFrame);
  contents_->setAccessibleName(tr("Contents"));
  auto* back = historyButton(QStringLiteral("←"), tr("Back"), QKeySequence(Qt::ALT | Qt::Key_Left));
  auto* forward = historyButton(QStringLiteral("→"), tr("Forward"), QKeySequence(Qt::ALT | Qt::Key_Right));
  auto* row = new QHBoxLayout;
  row->addWidget(back);
  row->addWidget(forward);
  row->addWidget(search_);
  auto* left = new QWidget;
  auto* rows = new QVBoxLayout(left);
  rows->setContentsMargins(6, 6, 0, 6);
  rows->addLayout(row);
  rows->addWidget(contents_);
  auto* halves = new QSplitter;
  halves->addWidget(left);
  halves->addWidget(browser_);
  halves->setStretchFactor(1, 1);
  halves->setCollapsible(1, false);
  halves->setSizes({contentsWidth, 3 * contentsWidth});
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(halves);
  fillContents();

  connect(back, &QToolButton::clicked, browser_, &QTextBrowser::backward);
  connect(forward, &QToolButton::clicked, browser_, &QTextBrowser::forward);
  connect(browser_, &QTextBrowser::backwardAvailable, back, &QWidget::setEnabled);
  connect(browser_, &QTextBrowser::forwardAvailable, forward, &QWidget::setEnabled);
  connect(browser_, &QTextBrowser::sourceChanged, this, &GuideView::follow);
  connect(search_, &QLineEdit::textChanged, this, &GuideView::filter);
  connect(search_, &QLineEdit::returnPressed, this, [this] {
    for (QTreeWidgetItemIterator item(contents_, QTreeWidgetItemIterator::NotHidden); *item; ++item)
      if (!(*item)->data(0, aboveRole).toBool()) return open((*item)->data(0, placeRole).toString());
  });
  const auto openItem = [this](QTreeWidgetItem* item) {
    if (item) open(item->data(0, placeRole).toString());
  };
  connect(contents_, &QTreeWidget::currentItemChanged, this, openItem);
  connect(contents_, &QTreeWidget::itemClicked, this, openItem);  // again, after scrolling away
  const auto key = [this](const QKeySequence& keys, auto&& act) {
    connect(new QShortcut(keys, this), &QShortcut::activated, this, act);
  };
  key(QKeySequence::Find, [this] {
    search_->setFocus();
    search_->selectAll();
  });
  key(QKeySequence::ZoomIn, [this] { browser_->zoomIn(1); });
  key(QKeySequence::ZoomOut, [this] { browser_->zoomOut(1); });
}

void GuideView::fillContents() {
  for (const GuidePage& page : book_.pages()) {
    auto* top = new QTreeWidgetItem(contents_, {page.title});
    top->setData(0, placeRole, page.file);
    for (auto section = page.sections.begin() + 1; section != page.sections.end(); ++section) {
      auto* item = new QTreeWidgetItem(top, {section->title});
      item->setData(0, placeRole, QStringLiteral("%1#%2").arg(page.file, section->anchor));
    }
  }
}

void GuideView::filter(const QString& words) {
  const bool any = !words.trimmed().isEmpty();
  for (int p = 0; p < contents_->topLevelItemCount(); ++p) {
    const GuidePage& page = book_.pages()[static_cast<std::size_t>(p)];
    QTreeWidgetItem* top = contents_->topLevelItem(p);
    const bool own = hasWords(page.sections.front(), words);
    bool below = false;
    for (int s = 0; s < top->childCount(); ++s) {
      const bool found = hasWords(page.sections[static_cast<std::size_t>(s) + 1], words);
      top->child(s)->setHidden(!found);
      below = below || found;
    }
    top->setHidden(!own && !below);
    top->setData(0, aboveRole, any && !own);
    top->setExpanded(any && below);
  }
  browser_->mark(words);
  if (!any) follow(browser_->source());
}

void GuideView::open(const QString& place) {
  const QString file = place.section(QChar('#'), 0, 0);
  const bool known =
      std::any_of(book_.pages().begin(), book_.pages().end(), [&](const GuidePage& page) { return page.file == file; });
  QUrl url = QUrl::fromLocalFile(book_.folder() + QChar('/') + (known ? file : QStringLiteral("index.md")));
  if (known && place.contains(QChar('#'))) url.setFragment(place.section(QChar('#'), 1));
  browser_->setSource(url);
}

void GuideView::follow(const QUrl& source) {
  const QString file = source.fileName(), place = file + QChar('#') + source.fragment();
  for (int p = 0; p < contents_->topLevelItemCount(); ++p) {
    QTreeWidgetItem* top = contents_->topLevelItem(p);
    if (top->data(0, placeRole).toString() != file) continue;
    QTreeWidgetItem* current = top;
    for (int s = 0; s < top->childCount(); ++s)
      if (top->child(s)->data(0, placeRole).toString() == place) current = top->child(s);
    const QSignalBlocker quiet(contents_);
    contents_->setCurrentItem(current);
    top->setExpanded(true);
    emit pageShown(top->text(0));
  }
}

}  // namespace bitprism
