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

// What panels are made with; all of it outlives them.
struct PanelContext {
  Workspace& workspace;
  PlanEditor& editor;
  Actions& actions;
  Preferences& preferences;
  Banner& banner;
};

// Where a panel stands at first.
struct PanelPlace {
  enum class Area { Left, Right, Bottom, Centre };

  Area area = Area::Bottom;
  QString behind = {};  // shares the place of this panel, as a tab behind it; empty: a place of its own
  double width = 0;     // of its area, as a share of the window's; 0: what is left
  int height = 0;       // in pixels, or beside others of the left and right areas as a share; 0: what is left
};

// A view with its title, its place and its work, and what it does when something changes. A new one takes its two files
// and a line in panels.cpp. Belongs to the window's thread.
class Panel : public QObject {
  Q_OBJECT

 public:
  explicit Panel(const PanelContext& context) : context_(context) {}

  virtual QString name() const = 0;   // in layouts and on the command line; never translated
  virtual QString title() const = 0;  // above the view
  virtual PanelPlace place() const = 0;
  virtual QWidget* widget() const = 0;           // whoever lays it out becomes its owner
  virtual bool scrolls() const { return true; }  // where its place is too small; false: it draws itself smaller

  // The line that tells what is in it, once there is one.
  void setHead(PanelTitle* head);
  void setSummary(const QString& summary);

  virtual void studyChanged() {}      // another network, or other images
  virtual void planChanged() {}       // the plan, or what is known of its layers; selectionChanged follows
  virtual void selectionChanged() {}  // the selected layer, or what is known of it
  virtual void figuresChanged() {}    // scores and predictions; workChanged follows
  virtual void workChanged() {}       // other things can be done
  virtual void cameToFront() {}       // of the tabs that it is one of

 signals:
  void showRequested();  // the panel is to be seen

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
