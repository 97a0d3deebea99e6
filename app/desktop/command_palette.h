#pragma once

#include <QDialog>
#include <functional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace bitprism {

// One entry of the palette.
struct PaletteItem {
  QString text;    // the text searched
  QString detail;  // menu and key, or a layer's description
  std::function<void()> run;
};

// A line for a few letters of a name, and below it the matches, the best first. Arrows choose, Enter runs.
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
