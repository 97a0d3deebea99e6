#pragma once

#include <QByteArray>
#include <QSettings>
#include <QString>
#include <QStringList>

#include "app/desktop/language.h"
#include "core/work/work_place.h"
#include "widgets/theme.h"

namespace bitprism {

// Settings kept across restarts: layout, theme, recent files, folders. One thread at a time.
class Preferences {
 public:
  Preferences();                              // the user's own
  explicit Preferences(const QString& file);  // for tests, an INI file

  QString file() const { return settings_.fileName(); }  // their file

  QByteArray geometry() const;
  QByteArray layout() const;
  void setLayout(const QByteArray& geometry, const QByteArray& layout);

  Theme theme() const;
  void setTheme(Theme theme);

  Language language() const;
  void setLanguage(Language language);

  QStringList recentFiles() const;  // newest first
  void addRecentFile(const QString& path);
  void removeRecentFile(const QString& path);
  void clearRecentFiles();

  QStringList hiddenSessions() const;  // in the program's own folder, removed from the start page
  void hideSession(const QString& path);

  QString folder() const;  // initial folder of dialogs
  void setFolder(const QString& folder);

  WorkPlace workPlace()
      const;  // where searches were last evaluated, and what was last written for each kind; no secret
  void setWorkPlace(const WorkPlace& place);

  QString exportFolder() const;  // last used for exports and plans; empty: none, or deleted
  void setExportFolder(const QString& folder);

 private:
  QSettings settings_;
};

}  // namespace bitprism
