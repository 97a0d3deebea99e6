#pragma once

#include <QWidget>
#include <vector>

#include "widgets/start_entry.h"

class QBoxLayout;
class QLabel;
class QScrollArea;

namespace bitprism {

class StartRow;

// What stands in the window while no network is open: what can go on, what was open lately, the example, and a place to
// drop files on. Files that are dropped are the window's to take.
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
  QBoxLayout* list_ = nullptr;
  std::vector<StartRow*> rows_;
};

}  // namespace bitprism
