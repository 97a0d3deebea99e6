#pragma once

#include <QStringList>
#include <QWidget>
#include <vector>

#include "widgets/finding_entry.h"

class QBoxLayout;
class QLabel;
class QPushButton;

namespace bitprism {

class FindingCard;

// A list of findings, the most worthwhile first, with a button to mend all. While the mouse is over it, nothing moves:
// findings that are gone stay as solved ones, and new ones come last.
class FindingsView : public QWidget {
  Q_OBJECT

 public:
  explicit FindingsView(QWidget* parent = nullptr);

  // `checked`: what was looked at, for the case that nothing was found; a phrase each.
  void show(const std::vector<FindingEntry>& entries, const QStringList& checked);
  using QWidget::show;
  void clear(const QString& why);         // nothing is known: why
  void setStatus(const QString& status);  // one line that is always there
  void setIgnored(int count);             // how many are left out
  std::vector<FindingCard*> cards() const { return cards_; }
  QString status() const;
  QString emptyText() const;

  QPushButton* fixAllButton() const { return fixAll_; }
  QPushButton* ignoredButton() const { return ignored_; }

 signals:
  void fixRequested(const QString& key);
  void fixAllRequested();
  void showRequested(int layer);
  void ignoreRequested(const QString& key);
  void restoreRequested();  // of all that are ignored

 protected:
  void leaveEvent(QEvent* event) override;

 private:
  FindingCard* cardOf(const QString& key) const;
  void arrange(const std::vector<FindingEntry>& entries);
  void showState();

  QLabel *status_, *empty_;
  QPushButton *fixAll_, *ignored_;
  QBoxLayout* list_;
  std::vector<FindingCard*> cards_;
  std::vector<FindingEntry> entries_;
};

}  // namespace bitprism
