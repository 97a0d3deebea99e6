#pragma once

#include <QWidget>

class QLabel;

namespace bitprism {

// The head of a panel or dock: its name, and at the right one line that tells what is in it.
class PanelTitle : public QWidget {
  Q_OBJECT

 public:
  explicit PanelTitle(const QString& title, QWidget* parent = nullptr);

  void setSummary(const QString& summary);
  QString summary() const { return summary_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString title_, summary_;
};

// The framed ground below a title; holds one widget.
class PanelBody : public QWidget {
  Q_OBJECT

 public:
  explicit PanelBody(QWidget* content, QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};

// Title and body as one widget, for places that are no dock.
class PanelFrame : public QWidget {
  Q_OBJECT

 public:
  PanelFrame(const QString& title, QWidget* content, QWidget* parent = nullptr);

  PanelTitle* title() const { return title_; }

 private:
  PanelTitle* title_;
};

}  // namespace bitprism
