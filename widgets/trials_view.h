#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "widgets/trials_model.h"

class QLabel;
class QLineEdit;
class QStackedWidget;
class QTableView;
class QTimer;
class QToolButton;

namespace bitprism {

class BitLinesView;
class EmptyHint;
class TrialsFilter;

// The evaluations of a search as a table with a filter, or as lines of their bits over the layers. Those selected on
// the front can be listed alone.
class TrialsView : public QWidget {
  Q_OBJECT

 public:
  explicit TrialsView(QWidget* parent = nullptr);
  ~TrialsView() override;

  using QWidget::show;
  void show(std::shared_ptr<const SearchSnapshot> snapshot, std::vector<TrialLayer> layers,
            const std::vector<FrontPoint>& front, const std::optional<Knee>& knee);
  void setPlan(std::vector<int> bits);  // the current one, in the view of lines
  // Both emit nothing. listed: empty: all.
  void setListed(const std::vector<int>& trials);
  void setSelected(const std::vector<int>& trials);

  QString summary() const;            // "37 of 10,000"
  std::vector<int> shown() const;     // trials, as filtered and sorted
  std::vector<int> selected() const;  // trials, ascending
  void copy() const;                  // the selected rows, or all that are shown
  TrialsModel* model() const { return model_; }
  TrialsFilter* filter() const { return filter_; }
  QTableView* table() const { return table_; }
  QLineEdit* filterLine() const { return line_; }
  QToolButton* allButton() const { return all_; }
  QToolButton* linesButton() const { return linesButton_; }
  BitLinesView* lines() const { return lines_; }
  QSize minimumSizeHint() const override;

 signals:
  void selectionChanged(const std::vector<int>& trials);
  void planWished(int trial);
  void allWished();  // no longer only those listed
  void shownChanged();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void makeTable();
  void layOut();
  void applyFilter();
  void noteShown();
  void fitColumns();
  int neededWidth(int column) const;
  void showLines();
  std::vector<TrialRow> rowsToShow() const;

  TrialsModel* model_;
  TrialsFilter* filter_;
  QLineEdit* line_;
  QToolButton* all_;
  QToolButton* linesButton_;
  QLabel* problem_;
  QTableView* table_;
  EmptyHint* nothing_;  // over the table
  BitLinesView* lines_;
  QStackedWidget* stack_;
  QTimer* linesDue_;  // several changes are drawn once
  bool telling_ = true;
};

}  // namespace bitprism
