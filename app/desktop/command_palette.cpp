#include "app/desktop/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/fuzzy_match.h"

namespace bitprism {
namespace {

constexpr std::size_t mostShown = 200;

}  // namespace

CommandPalette::CommandPalette(std::vector<PaletteItem> items, QWidget* parent)
    : QDialog(parent), items_(std::move(items)), line_(new QLineEdit), list_(new QListWidget) {
  setObjectName(QStringLiteral("palette"));
  setWindowTitle(tr("Find a command"));
  line_->setPlaceholderText(tr("An action, a layer or a setting"));
  line_->setAccessibleName(windowTitle());
  line_->installEventFilter(this);
  list_->setAccessibleName(tr("Matching commands"));
  list_->setUniformItemSizes(true);
  list_->setFocusPolicy(Qt::NoFocus);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(line_);
  layout->addWidget(list_);
  connect(line_, &QLineEdit::textChanged, this, &CommandPalette::filter);
  connect(line_, &QLineEdit::returnPressed, this, &CommandPalette::run);
  connect(list_, &QListWidget::itemClicked, this, &CommandPalette::run);
  filter({});
  resize(560, 420);
}

void CommandPalette::filter(const QString& typed) {
  std::vector<std::pair<int, std::size_t>> fitting;
  for (std::size_t i = 0; i < items_.size(); ++i)
    if (const auto score = fuzzyMatch(typed, items_[i].text)) fitting.emplace_back(-*score, i);
  std::sort(fitting.begin(), fitting.end());
  fitting.resize(std::min(fitting.size(), mostShown));
  list_->clear();
  for (const auto& [score, index] : fitting) {
    const PaletteItem& item = items_[index];
    auto* row =
        new QListWidgetItem(item.detail.isEmpty() ? item.text : item.text + QStringLiteral("   ") + item.detail);
    row->setData(Qt::UserRole, static_cast<qulonglong>(index));
    list_->addItem(row);
  }
  list_->setCurrentRow(0);
}

void CommandPalette::run() {
  const QListWidgetItem* row = list_->currentItem();
  if (!row) return;
  const std::function<void()> chosen = items_[row->data(Qt::UserRole).toULongLong()].run;
  accept();
  QTimer::singleShot(0, parent(), chosen);  // it may open a dialog, or end this one's window
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
  const int key = static_cast<QKeyEvent*>(event)->key();
  const int step = key == Qt::Key_Down       ? 1
                   : key == Qt::Key_Up       ? -1
                   : key == Qt::Key_PageDown ? 10
                   : key == Qt::Key_PageUp   ? -10
                                             : 0;
  if (step == 0) return QDialog::eventFilter(watched, event);
  list_->setCurrentRow(std::clamp(list_->currentRow() + step, 0, std::max(0, list_->count() - 1)));
  return true;
}

}  // namespace bitprism
