#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

namespace bitprism {

class MainWindow;

// What the command line asks of the window once all is loaded: a search, a picture. After the picture the program ends:
// 0, or 1 when the file cannot be written or the search failed, 3 when the network could not be opened (the picture
// then shows why).
class StartupErrand : public QObject {
  Q_OBJECT

 public:
  // picture empty: none. trials 0: no search; else one is started first; when half of it is done, a plan
  // from the middle of its front is loaded and the picture taken once that is measured.
  StartupErrand(MainWindow& window, const QString& picture, int trials, QObject* parent = nullptr);

  void setPlan(const QString& file) { plan_ = file; }    // to load
  void setLayer(const QString& name) { layer_ = name; }  // to select
  void setPanel(const QString& name) { panel_ = name; }  // to bring to the front

 private:
  enum class Stage { Loading, Planning, Searching, Choosing, Drawing, Done };

  void look();
  void selectLayer();
  void startSearch();
  void choosePlan();
  void draw();

  MainWindow& window_;
  QString picture_, plan_, layer_, panel_;
  int trials_;
  Stage stage_ = Stage::Loading;
  bool selected_ = false;
  int exitCode_ = 0;
  QTimer timer_;
};

}  // namespace bitprism
