#pragma once

#include <QWidget>

class QLabel;

namespace bitprism {

// The title bar of a panel or dock: its name, and on the right a one-line summary of its content.
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

// The framed area below a title; holds one widget, which scrolls where the area is too small for it or not.
class PanelBody : public QWidget {
  Q_OBJECT

 public:
  PanelBody(QWidget* content, bool scrolls, QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};

// Title and body as one widget, for places that are not docks.
class PanelFrame : public QWidget {
  Q_OBJECT

 public:
  PanelFrame(const QString& title, QWidget* content, bool scrolls, QWidget* parent = nullptr);

  PanelTitle* title() const { return title_; }

 private:
  PanelTitle* title_;
};

}  // namespace bitprism
