#pragma once

#include <QDialog>
#include <vector>

namespace bitprism {

// Shows where the program keeps its own files, opens the folders and copies the paths.
class FilesDialog : public QDialog {
  Q_OBJECT

 public:
  struct Place {
    QString name, path, purpose;
  };

  FilesDialog(const std::vector<Place>& places, QWidget* parent);
};

// Log, sessions, recovery files, trainings, and the preferences in this file.
std::vector<FilesDialog::Place> ownPlaces(const QString& preferences);

}  // namespace bitprism
