#pragma once

#include <QDialog>
#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace bitprism {

// One thing that the palette can do.
struct PaletteItem {
  QString text;    // what is searched
  QString detail;  // its menu and key, or what a layer is
  std::function<void()> run;
};

// A line to type a few letters of what is wanted, and below it what fits, the best first. Enter does it, arrows choose.
class CommandPalette : public QDialog {
  Q_OBJECT

 public:
  CommandPalette(std::vector<PaletteItem> items, QWidget* parent);

  QLineEdit* line() const { return line_; }
  QListWidget* list() const { return list_; }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void filter(const QString& typed);
  void run();

  std::vector<PaletteItem> items_;
  QLineEdit* line_;
  QListWidget* list_;
};

}  // namespace bitprism
