#pragma once

#include <QWidget>
#include <vector>

#include "widgets/start_entry.h"

class QBoxLayout;
class QLabel;
class QScrollArea;

namespace bitprism {

class StartRow;

// The content of the window while no network is open: work to continue, recent files, the example, and a place to drop
// files. The window handles dropped files.
class StartView : public QWidget {
  Q_OBJECT

 public:
  explicit StartView(QWidget* parent = nullptr);

  void show(const std::vector<StartEntry>& entries);
  using QWidget::show;
  std::vector<StartRow*> rows() const { return rows_; }

 signals:
  void openRequested(const StartEntry& entry);
  void otherRequested(const StartEntry& entry, int which);
  void removeRequested(const StartEntry& entry);
  void chooseRequested();  // of a file
  void exampleRequested();

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QWidget* buildSide();
  void addGroup(const QString& title, const std::vector<StartEntry>& entries, StartEntry::Group group);

  QScrollArea* scroll_;
  QLabel* later_ = nullptr;  // instead of a list that is empty
  QBoxLayout* list_ = nullptr;
  std::vector<StartRow*> rows_;
};

}  // namespace bitprism
