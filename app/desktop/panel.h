#pragma once

#include <QObject>
#include <QString>

class QWidget;

namespace bitprism {

class Actions;
class Banner;
class PanelTitle;
class PlanEditor;
class Preferences;
class Workspace;

// The constructor arguments of panels; all outlive them.
struct PanelContext {
  Workspace& workspace;
  PlanEditor& editor;
  Actions& actions;
  Preferences& preferences;
  Banner& banner;
};

// The initial place of a panel.
struct PanelPlace {
  enum class Area { Left, Right, Bottom, Centre };

  Area area = Area::Bottom;
  QString behind = {};  // a tab behind this panel; empty: its own place
  double width = 0;     // of its area, as a share of the window's; 0: the rest
  int height = 0;       // in pixels, or as a share in the left and right areas; 0: the rest
};

// A view with its title, place, work and reactions to changes. A new panel takes two files and a line in panels.cpp.
// Belongs to the window's thread.
class Panel : public QObject {
  Q_OBJECT

 public:
  explicit Panel(const PanelContext& context) : context_(context) {}

  virtual QString name() const = 0;   // in layouts and on the command line; never translated
  virtual QString title() const = 0;  // above the view
  virtual PanelPlace place() const = 0;
  virtual QWidget* widget() const = 0;           // the layout becomes its owner
  virtual bool scrolls() const { return true; }  // if its place is too small; false: it draws itself smaller

  // The summary line of its content, if any.
  void setHead(PanelTitle* head);
  void setSummary(const QString& summary);

  virtual void studyChanged() {}      // another network, or other images
  virtual void planChanged() {}       // the plan or figures of its layers; selectionChanged follows
  virtual void selectionChanged() {}  // the selected layer or its figures
  virtual void figuresChanged() {}    // scores and predictions; workChanged follows
  virtual void workChanged() {}       // other actions are possible
  virtual void cameToFront() {}       // among its tabs

 signals:
  void showRequested();  // asks to bring the panel to the front

 protected:
  Workspace& workspace() const { return context_.workspace; }
  PlanEditor& editor() const { return context_.editor; }
  Actions& actions() const { return context_.actions; }
  Preferences& preferences() const { return context_.preferences; }
  Banner& banner() const { return context_.banner; }

 private:
  PanelContext context_;
  PanelTitle* head_ = nullptr;
  QString summary_;
};

}  // namespace bitprism
