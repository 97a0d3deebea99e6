#include "app/desktop/guide_window.h"

#include <QKeyEvent>
#include <QVBoxLayout>
#include <utility>

#include "widgets/guide_browser.h"
#include "widgets/guide_view.h"

namespace bitprism {

GuideWindow::GuideWindow(GuideBook book, QWidget* parent)
    : QWidget(parent, Qt::Window), view_(new GuideView(std::move(book))) {
  setObjectName(QStringLiteral("guide"));
  setAttribute(Qt::WA_DeleteOnClose);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(view_);
  connect(view_, &GuideView::pageShown, this, [this](const QString& title) {
    const bool first = title == view_->book().pages().front().title;
    setWindowTitle(first ? tr("BitPrism users' guide") : tr("%1 — BitPrism users' guide").arg(title));
  });
  resize(1040, 780);
}

void GuideWindow::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape) {
    close();
    return;
  }
  QWidget::keyPressEvent(event);
}

void GuideWindow::open(const QString& panel) {
  const QString place = panel.isEmpty() ? QString() : view_->book().placeOfPicture(panel + QStringLiteral(".png"));
  if (!place.isEmpty() || view_->browser()->source().isEmpty()) view_->open(place);
  setWindowState(windowState() & ~Qt::WindowMinimized);
  show();
  raise();
  activateWindow();
}

}  // namespace bitprism
