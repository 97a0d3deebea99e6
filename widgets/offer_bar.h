#pragma once

#include <QFrame>
#include <QString>
#include <QStringList>

class QBoxLayout;
class QLabel;

namespace bitprism {

// A strip with a question that can wait: a sentence and a button for each answer, the first one recommended. Never
// blocks the window.
class OfferBar : public QFrame {
  Q_OBJECT

 public:
  explicit OfferBar(QWidget* parent = nullptr);

  void offer(const QString& sentence, const QStringList& answers);  // answers: texts of the buttons, with their keys
  void withdraw();
  QString text() const;

 signals:
  void answered(int answer);  // its number; the bar is already hidden

 protected:
  void changeEvent(QEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  void recolour();
  void arrange();

  QBoxLayout* layout_;
  QLabel* label_;
  QBoxLayout* buttons_;
};

}  // namespace bitprism
