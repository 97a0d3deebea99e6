#pragma once

#include <QStringList>
#include <QWidget>
#include <optional>
#include <vector>

namespace bitprism {

class WrapLayout;

// One option as a field: a check box, a number or a choice.
struct OptionField {
  enum class Kind { Flag, Whole, Number, Name };

  QString name;
  QString help;  // shown as tool tip
  Kind kind = Kind::Flag;
  double low = 0, high = 1;
  QStringList names = {};  // of a Name, by index
};

// The value of an option; one that has no effect as things are is disabled, but keeps its place.
struct OptionValue {
  double value = 0;
  bool enabled = true;
};

// Options in rows, as many per row as fit. Which of them are shown changes with the method, but the room that they take
// does not: what stands below keeps its place.
class OptionGrid : public QWidget {
  Q_OBJECT

 public:
  explicit OptionGrid(const std::vector<OptionField>& fields, QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<std::optional<OptionValue>>& values);  // one per field; absent: hidden
  void reserve(const std::vector<std::vector<std::size_t>>& sets);   // of fields that are shown together
  QWidget* editor(std::size_t field) const { return fields_[field].editor; }
  bool shown(std::size_t field) const { return fields_[field].shown; }

 signals:
  void changed(int field, double value);  // by hand

 private:
  struct Field {
    OptionField::Kind kind;
    QWidget* box;  // name and editor
    QWidget* editor;
    bool shown = false;
  };

  void add(const OptionField& field, int index);
  void layOut();

  std::vector<Field> fields_;
  WrapLayout* rows_;
};

}  // namespace bitprism
