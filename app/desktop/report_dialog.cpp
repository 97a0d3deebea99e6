#include "app/desktop/report_dialog.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/workflow/method_comparison.h"
#include "core/base/error.h"
#include "widgets/number_text.h"
#include "widgets/spacing.h"

namespace bitprism {
namespace {

constexpr int indent = 22;

std::vector<ComparedSetting> settingsFromText(const QString& text) {
  std::vector<ComparedSetting> settings;
  for (const QString& part : text.split(QChar(','))) settings.push_back(settingFromText(part.trimmed().toStdString()));
  return settings;
}

// Evaluations on all images. Throws UsageError.
std::size_t evaluationsOf(const QString& methods, const QString& settings) {
  return comparedMethods(methodsFromText(methods.toStdString())).size() * settingsFromText(settings).size();
}

}  // namespace

ReportDialog::ReportDialog(bool sensitivities, const ReportOptions& options, QWidget* parent)
    : QDialog(parent),
      sensitivities_(new QCheckBox(tr("Measure the effect of every &layer alone"))),
      compare_(new QCheckBox(tr("&Compare methods on the whole network"))),
      methods_(
          new QLineEdit(options.methods.empty() ? QStringLiteral("all") : QString::fromStdString(options.methods))),
      settings_(
          new QLineEdit(options.settings.empty() ? QStringLiteral("W4A32") : QString::fromStdString(options.settings))),
      note_(new QLabel) {
  setWindowTitle(tr("Report"));
  auto* what = new QLabel(
      tr("The report has the front, the layers, the plan and the commands that repeat it. What it measures in "
         "addition takes time:"));
  what->setWordWrap(true);
  sensitivities_->setToolTip(sensitivities ? tr("It is known already")
                                           : tr("One evaluation of each layer, all others stay float"));
  sensitivities_->setEnabled(!sensitivities);
  sensitivities_->setChecked(!sensitivities && options.sensitivities);
  compare_->setChecked(!options.methods.empty());
  methods_->setToolTip(tr("Names of methods with commas, or all; solvers such as adaround only by name"));
  settings_->setToolTip(tr("Bits of weights and of the layers' inputs, such as W4A32,W4A8; 32 is float"));
  note_->setWordWrap(true);
  note_->setForegroundRole(QPalette::PlaceholderText);
  auto* form = new QFormLayout;
  form->setContentsMargins(indent, 0, 0, 0);
  form->addRow(tr("&Methods"), methods_);
  form->addRow(tr("&Settings"), settings_);
  form->addRow(note_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
  choose_ = buttons->addButton(tr("Choose file..."), QDialogButtonBox::AcceptRole);
  choose_->setDefault(true);
  auto* layout = new QVBoxLayout(this);
  layout->setSpacing(spacing::inset);
  layout->addWidget(what);
  layout->addWidget(sensitivities_);
  layout->addWidget(compare_);
  layout->addLayout(form);
  layout->addStretch(1);
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(compare_, &QCheckBox::toggled, this, &ReportDialog::refresh);
  for (QLineEdit* words : {methods_, settings_}) connect(words, &QLineEdit::textChanged, this, &ReportDialog::refresh);
  note_->setMinimumHeight(2 * note_->fontMetrics().lineSpacing());
  setMinimumWidth(440);
  refresh();
}

ReportOptions ReportDialog::options() const {
  ReportOptions options{.sensitivities = sensitivities_->isChecked(), .methods = {}, .settings = {}};
  if (!compare_->isChecked()) return options;
  options.methods = methods_->text().toStdString();
  options.settings = settings_->text().remove(QChar(' ')).toStdString();
  return options;
}

QString ReportDialog::problem() const {
  if (!compare_->isChecked()) return {};
  try {
    evaluationsOf(methods_->text(), settings_->text());
    return {};
  } catch (const Error& problem) {
    return QString::fromStdString(problem.what());
  }
}

void ReportDialog::refresh() {
  const bool compare = compare_->isChecked();
  for (QLineEdit* words : {methods_, settings_}) words->setEnabled(compare);
  const QString why = problem();
  choose_->setEnabled(why.isEmpty());
  if (!compare)
    note_->clear();
  else if (!why.isEmpty())
    note_->setText(why);
  else
    note_->setText(tr("Evaluations on all images: %1")
                       .arg(countText(static_cast<qint64>(evaluationsOf(methods_->text(), settings_->text())))));
}

}  // namespace bitprism
