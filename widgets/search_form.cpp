#include "widgets/search_form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSpinBox>
#include <QToolButton>
#include <algorithm>
#include <charconv>
#include <sstream>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/quant/scheme/bit_widths.h"
#include "core/quant/targets/target_rules.h"
#include "core/search/search_method.h"
#include "core/work/endpoint.h"
#include "widgets/core_text.h"
#include "widgets/cost_form.h"
#include "widgets/method_text.h"
#include "widgets/spacing.h"
#include "widgets/target_choice.h"
#include "widgets/where_form.h"
#include "widgets/wrap_layout.h"

namespace bitprism {
namespace {

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

std::vector<Task> tasksFromText(const std::string& text) {
  std::vector<Task> tasks;
  std::istringstream parts(text);
  const auto number = [](const std::string& word, auto& value) {
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
    return failure == std::errc() && end == word.data() + word.size() && value >= 1;
  };
  for (std::string part; std::getline(parts, part, ',');) {
    const std::string word = trimmed(part);
    if (word.empty()) continue;
    const std::size_t colon = word.find(':');
    const std::string images = trimmed(word.substr(0, colon));
    Task task;
    if (images != "all" && !number(images, task.images))
      throw UsageError(bitprism::text("cannot read the tasks: '", word, "' is neither a number of images nor 'all'"));
    if (colon != std::string::npos && !number(trimmed(word.substr(colon + 1)), task.epochs))
      throw UsageError(bitprism::text("cannot read the tasks: '", word, "' has no number of epochs after its colon"));
    if (!tasks.empty() && !risesTo(tasks.back(), task))
      throw UsageError(
          "cannot use the tasks: each must use more images than the one before, or train for more epochs, such as "
          "'256, "
          "all, 2000:1'");
    tasks.push_back(task);
  }
  if (tasks.empty()) throw UsageError("cannot use the tasks: expected numbers of images, such as '256, all'");
  return tasks;
}

std::string tasksToText(const std::vector<Task>& tasks) {
  std::string result;
  for (const Task& task : tasks) {
    if (!result.empty()) result += ", ";
    result += task.images == 0 ? "all" : std::to_string(task.images);
    if (task.epochs > 0) result += ":" + std::to_string(task.epochs);
  }
  return result;
}

SearchForm::SearchForm(QWidget* parent)
    : QWidget(parent),
      method_(new QComboBox),
      trials_(new QSpinBox),
      seed_(new QSpinBox),
      widths_(new QLineEdit),
      tasks_(new QLineEdit),
      cheap_(new QComboBox),
      activations_(new QCheckBox(tr("count the peak of activations"))),
      methods_(new QToolButton),
      methodMenu_(new QMenu(methods_)),
      target_(new TargetChoice),
      costs_(new CostForm),
      where_(new WhereForm) {
  for (const SearchMethodInfo* method : searchMethods())
    method_->addItem(coreText(QString::fromUtf8(method->title)), method->name);
  method_->setToolTip(tr("How the next plan is chosen"));
  trials_->setRange(1, 100000);
  trials_->setToolTip(tr("Total evaluations on all images, including those of earlier runs; cheap ones come on top"));
  seed_->setRange(0, 2147483647);
  seed_->setToolTip(tr("The same seed gives the same trials"));
  widths_->setToolTip(tr("Bit-widths that unlocked layers may have, such as 2-8, 2,4,8 or 2-8,16"));
  tasks_->setToolTip(
      tr("Numbers of images, cheap tasks first; the last one counts. 2000:1 trains for an epoch on 2000 of the images "
         "chosen in the Train panel"));
  method_->setAccessibleName(tr("Search method"));
  trials_->setAccessibleName(tr("Trials"));
  seed_->setAccessibleName(tr("Seed"));
  widths_->setAccessibleName(tr("Bit-widths"));
  tasks_->setAccessibleName(tr("Tasks"));
  for (const char* name : cheapObservationNames()) {
    const CheapObservation observation = cheapObservationFromName(name);
    cheap_->addItem(coreText(QString::fromUtf8(cheapObservationTitle(observation))), static_cast<int>(observation));
  }
  cheap_->setToolTip(tr("What the search learns from a cheap task: KL needs few images, accuracy is what counts"));
  cheap_->setAccessibleName(tr("What cheap tasks observe"));
  method_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
  for (const Method method : existingMethods) {
    QAction* action = methodMenu_->addAction(methodText(method));
    action->setCheckable(true);
    action->setData(static_cast<int>(method));
    connect(action, &QAction::toggled, this, &SearchForm::nameMethods);
  }
  methods_->setMenu(methodMenu_);
  methods_->setPopupMode(QToolButton::InstantPopup);
  methods_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  methods_->setAccessibleName(tr("Methods that compete"));
  methods_->setToolTip(
      tr("Methods that compete in every layer. None chosen: the plan's method, and for automatic layers the one with "
         "the least predicted damage at each width. Each method uses the plan's options, otherwise the defaults"));

  activations_->setToolTip(tr("Memory is the network plus the peak memory of activations for one image"));
  activations_->setAccessibleName(tr("Activations count as memory"));

  layOut();

  methodMenu_->setToolTipsVisible(true);
  connect(target_, &QComboBox::currentIndexChanged, this, &SearchForm::limitToTarget);
  for (QComboBox* choice : {method_, cheap_, static_cast<QComboBox*>(target_)})
    connect(choice, &QComboBox::currentIndexChanged, this, &SearchForm::changed);
  for (QSpinBox* number : {trials_, seed_}) connect(number, &QSpinBox::valueChanged, this, &SearchForm::changed);
  for (QLineEdit* words : {widths_, tasks_}) connect(words, &QLineEdit::textChanged, this, &SearchForm::changed);
  connect(methodMenu_, &QMenu::triggered, this, &SearchForm::changed);
  connect(where_, &WhereForm::changed, this, &SearchForm::changed);
  connect(costs_, &CostForm::changed, this, [this] {
    offerIntegers();
    emit changed();
  });

  show(SearchWish{});
}

void SearchForm::layOut() {
  const auto row = [](std::initializer_list<QWidget*> widgets) {
    auto* layout = new WrapLayout(spacing::gap);
    for (QWidget* widget : widgets) layout->addWidget(widget);
    return layout;
  };
  const auto label = [this](const QString& text) {
    auto* result = new QLabel(text, this);
    result->setForegroundRole(QPalette::PlaceholderText);
    return result;
  };
  auto* form = new QFormLayout(this);
  form->setContentsMargins(0, 0, 0, 0);
  form->setVerticalSpacing(spacing::tight);
  form->setHorizontalSpacing(spacing::inset);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  form->setRowWrapPolicy(QFormLayout::WrapLongRows);
  for (QSpinBox* number : {trials_, seed_}) number->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  form->addRow(label(tr("Search by")), method_);
  form->addRow(label(tr("Trials")), row({trials_, label(tr("seed")), seed_}));
  form->addRow(label(tr("Target")), target_);
  form->addRow(label(tr("Cost")), costs_);
  form->addRow(label(tr("Bits")), widths_);
  form->addRow(label(tr("Methods")), methods_);
  form->addRow(label(tr("Memory")), activations_);
  form->addRow(label(tr("Images")), tasks_);
  form->addRow(label(tr("Cheap tasks")), cheap_);
  form->addRow(label(tr("Where")), where_);
}

void SearchForm::show(const SearchWish& wish) {
  method_->setCurrentIndex(std::max(0, method_->findData(QString::fromStdString(wish.method))));
  trials_->setValue(wish.trials);
  seed_->setValue(static_cast<int>(std::min<std::uint64_t>(wish.seed, 2147483647)));
  costs_->show(wish.cost, wish.limits);
  target_->setTarget(wish.target);
  widths_->setText(QString::fromStdString(widthsToText(wish.widths)));
  tasks_->setText(QString::fromStdString(tasksToText(wish.tasks)));
  cheap_->setCurrentIndex(cheap_->findData(static_cast<int>(wish.cheap)));
  activations_->setChecked(wish.countActivations);
  for (QAction* action : methodMenu_->actions()) {
    const auto method = static_cast<Method>(action->data().toInt());
    action->setChecked(std::find(wish.methods.begin(), wish.methods.end(), method) != wish.methods.end());
  }
  where_->show(wish.where);
  nameMethods();
}

void SearchForm::setSolvers(bool possible) {
  solversPossible_ = possible;
  limitToTarget();
}

// Of the targets, ONNX Runtime is where latency was measured; chosen once, so that another choice stays.
void SearchForm::offerIntegers() {
  const bool needed = costs_->axis() == Cost::Latency || !costs_->field(Cost::Latency)->text().trimmed().isEmpty();
  if (needed && !needsLatency_ && target_->target() == Target::Any) target_->setTarget(Target::Ort);
  needsLatency_ = needed;
}

// Methods whose codes the target cannot hold are not offered, and widths that it does not have are left out.
void SearchForm::limitToTarget() {
  const TargetProfile& target = targetProfile(target_->target());
  for (QAction* action : methodMenu_->actions()) {
    const auto method = static_cast<Method>(action->data().toInt());
    const Quantization near = fitted(target, Quantization{.method = method}, LayerKind::Convolution, true);
    const bool held = near.method == method, possible = held && (solversPossible_ || !isSolver(method));
    action->setEnabled(possible);
    action->setToolTip(held ? QString()
                            : tr("%1 takes codes on one uniform grid; this method gives others")
                                  .arg(coreText(QString::fromUtf8(target.title))));
    if (!possible) action->setChecked(false);
  }
  if (!target.limits) return;
  try {
    std::vector<int> kept;
    for (const int bits : widthsFromText(widths_->text().toStdString()))
      if (target.hasWidth(bits, true)) kept.push_back(bits);
    if (kept.empty())
      for (const int bits : target.weightBits)
        if (bits <= maximumBits) kept.push_back(bits);
    widths_->setText(QString::fromStdString(widthsToText(kept)));
  } catch (const UsageError&) {  // what is being typed is said where the search would start
  }
}

std::vector<Method> SearchForm::chosenMethods() const {
  std::vector<Method> methods;
  for (const QAction* action : methodMenu_->actions())
    if (action->isChecked()) methods.push_back(static_cast<Method>(action->data().toInt()));
  return methods;
}

void SearchForm::nameMethods() {
  QStringList names;
  for (const Method method : chosenMethods()) names << methodText(method);
  methods_->setText(names.isEmpty()     ? tr("as in the plan")
                    : names.size() <= 3 ? names.join(QStringLiteral(", "))
                                        : tr("%1 methods").arg(names.size()));
  methods_->setAccessibleDescription(names.join(QStringLiteral(", ")));
}

Target SearchForm::target() const {
  return target_->target();
}

SearchWish SearchForm::wish() const {
  const WorkPlace where = where_->place();
  if (where.kind == WorkPlace::Kind::Connected) Endpoint::parse(where.at);  // throws
  return {.method = method_->currentData().toString().toStdString(),
          .trials = trials_->value(),
          .seed = static_cast<std::uint64_t>(seed_->value()),
          .widths = widthsFromText(widths_->text().toStdString()),
          .tasks = tasksFromText(tasks_->text().toStdString()),
          .cheap = static_cast<CheapObservation>(cheap_->currentData().toInt()),
          .countActivations = activations_->isChecked(),
          .methods = chosenMethods(),
          .target = target_->target(),
          .cost = costs_->axis(),
          .limits = costs_->limits(),
          .where = where};
}

}  // namespace bitprism
