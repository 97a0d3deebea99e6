#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "widgets/graph_view.h"
#include "widgets/property_table.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace bitprism {

// A graph with its search, its colours, its zoom, and the properties of the current box.
class GraphExplorer : public QWidget {
  Q_OBJECT

 public:
  using Properties = std::function<std::vector<Property>(int box)>;

  explicit GraphExplorer(QWidget* parent = nullptr);

  void setProperties(Properties properties);
  void refreshProperties();

  GraphView* view() const { return view_; }
  QLineEdit* search() const { return search_; }
  QComboBox* figures() const { return figures_; }
  PropertyTable* properties() const { return table_; }
  QString foundText() const;  // "3 of 17"

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void addControls(QWidget& bar);
  void find();
  void showFound();

  GraphView* view_;
  QLineEdit* search_;
  QLabel* found_;
  QComboBox* figures_;
  QToolButton* zoom_;
  PropertyTable* table_;
  Properties properties_;
};

}  // namespace bitprism
