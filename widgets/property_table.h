#pragma once

#include <QString>
#include <QTableWidget>
#include <vector>

namespace bitprism {

struct Property {
  QString name, value;
  bool operator==(const Property&) const = default;
};

// Names and values in two columns, to read and copy; long values are cut, their tips have all of them.
class PropertyTable : public QTableWidget {
  Q_OBJECT

 public:
  explicit PropertyTable(QWidget* parent = nullptr);

  using QWidget::show;
  void show(const std::vector<Property>& properties);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void fitRows();

  std::vector<Property> properties_;
};

// Properties as a tip: rich text in which nothing of them is markup.
QString propertiesTip(const QString& title, const std::vector<Property>& properties);

}  // namespace bitprism
