#pragma once

#include <QWidget>

#include "widgets/guide_book.h"

namespace bitprism {

class GuideView;

// The users' guide in a window of its own, beside the main one. Deletes itself when it is closed.
class GuideWindow : public QWidget {
  Q_OBJECT

 public:
  GuideWindow(GuideBook book, QWidget* parent);

  // Comes to the front, with what the guide says of a panel; without one, with its first page or what was shown last.
  void open(const QString& panel);

  GuideView* view() const { return view_; }

 protected:
  void keyPressEvent(QKeyEvent* event) override;

 private:
  GuideView* view_;
};

}  // namespace bitprism
