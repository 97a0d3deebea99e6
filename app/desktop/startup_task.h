#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

namespace bitprism {

class MainWindow;

// The tasks from the command line once everything is loaded: a search, a picture. After the picture the program ends:
// 0, or 1 when the file cannot be written or the search failed, 3 when the network could not be opened (the picture
// then shows why).
class StartupTask : public QObject {
  Q_OBJECT

 public:
  struct Wishes {
    QString picture;     // empty: none
    int trials = 0;      // of a search; when half of it is done, a plan from the middle of its front is loaded
    QString plan;        // a file to load once the network is open; empty: none
    QString layer;       // to select, by name; empty: unchanged
    QString panel;       // to bring to the front; empty: unchanged
    bool alone = false;  // the picture shows the panel alone
    QString tasks;       // of a search; empty: the default
    int epochs = 0;      // of a training; the picture is taken at its end
  };

  // Takes the picture once everything is done and measured.
  StartupTask(MainWindow& window, Wishes wishes, QObject* parent = nullptr);

 private:
  enum class Stage { Loading, Planning, Training, Searching, Choosing, Drawing, Done };

  void look();
  void chooseLayer();
  void startSearch();
  void startTraining();
  void choosePlan();
  void draw();

  MainWindow& window_;
  Wishes wishes_;
  Stage stage_ = Stage::Loading;
  int exitCode_ = 0;
  QTimer timer_;
};

}  // namespace bitprism
