#pragma once

#include <QWidget>
#include <vector>

#include "widgets/compare_row.h"

class QPushButton;
class QStandardItemModel;
class QTableView;

namespace bitprism {

// The plans that can be compared: the current one, float and those that were pinned, with their figures. Pins are
// renamed in place, loaded and removed here.
class ComparePlans : public QWidget {
  Q_OBJECT

 public:
  enum Column { Name, Size, Ratio, MeanBits, Quality, ColumnCount };

  explicit ComparePlans(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<PlanEntry>& plans);
  void setPossible(bool possible);  // a network is open

  QTableView* table() const { return table_; }
  QPushButton* loadButton() const { return load_; }
  QPushButton* removeButton() const { return remove_; }
  QPushButton* fileButton() const { return file_; }
  QPushButton* networkButton() const { return network_; }

 signals:
  void loadWished(const QString& key);
  void removeWished(const QString& key);
  void renameWished(const QString& key, const QString& name);
  void fileWished();     // a plan file shall be pinned
  void networkWished();  // another network shall be compared

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  const PlanEntry* selected() const;
  void refreshButtons();
  void load();
  void remove();
  void fit();

  QTableView* table_;
  QStandardItemModel* model_;
  QPushButton* load_;
  QPushButton* rename_;
  QPushButton* remove_;
  QPushButton* file_;
  QPushButton* network_;
  std::vector<PlanEntry> plans_;
  bool filling_ = false;
};

}  // namespace bitprism
