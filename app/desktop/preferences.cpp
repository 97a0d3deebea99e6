#include "app/desktop/preferences.h"

#include <QDir>
#include <QVariant>
#include <algorithm>
#include <iterator>

namespace bitprism {
namespace {

constexpr int recentCount = 10;
constexpr const char* placeNames[] = {"here", "confined", "connected", "slurm"};  // by the enum's numbers

}  // namespace

Preferences::Preferences() : settings_("BitPrism", "BitPrism") {}

Preferences::Preferences(const QString& file) : settings_(file, QSettings::IniFormat) {}

QByteArray Preferences::geometry() const {
  return settings_.value("window/geometry").toByteArray();
}

QByteArray Preferences::layout() const {
  return settings_.value("window/layout").toByteArray();
}

void Preferences::setLayout(const QByteArray& geometry, const QByteArray& layout) {
  settings_.setValue("window/geometry", geometry);
  settings_.setValue("window/layout", layout);
}

Theme Preferences::theme() const {
  Theme theme = Theme::System;
  themeFromName(settings_.value("window/theme").toString(), theme);
  return theme;
}

void Preferences::setTheme(Theme theme) {
  settings_.setValue("window/theme", QString::fromLatin1(themeName(theme)));
}

Language Preferences::language() const {
  Language language = Language::System;
  languageFromName(settings_.value("window/language").toString(), language);
  return language;
}

void Preferences::setLanguage(Language language) {
  settings_.setValue("window/language", languageName(language));
}

QStringList Preferences::recentFiles() const {
  return settings_.value("files/recent").toStringList();
}

void Preferences::addRecentFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  files.prepend(path);
  settings_.setValue("files/recent", files.mid(0, recentCount));
}

void Preferences::removeRecentFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  settings_.setValue("files/recent", files);
}

void Preferences::clearRecentFiles() {
  settings_.remove("files/recent");
}

QStringList Preferences::hiddenSessions() const {
  return settings_.value("files/hidden").toStringList();
}

void Preferences::hideSession(const QString& path) {
  QStringList hidden = hiddenSessions();
  hidden.removeAll(path);
  settings_.setValue("files/hidden", hidden << path);
}

QString Preferences::folder() const {
  return settings_.value("files/folder", QDir::homePath()).toString();
}

void Preferences::setFolder(const QString& folder) {
  settings_.setValue("files/folder", folder);
}

WorkPlace Preferences::workPlace() const {
  WorkPlace place;
  const QString kind = settings_.value("search/where").toString();
  for (std::size_t i = 0; i < std::size(placeNames); ++i)
    if (kind == QLatin1String(placeNames[i])) place.kind = static_cast<WorkPlace::Kind>(i);
  place.workers = std::max(1, settings_.value("search/workers", place.workers).toInt());
  place.at = settings_.value("search/address").toString().toStdString();
  place.sbatch = settings_.value("search/sbatch").toString().toStdString();
  return place;
}

void Preferences::setWorkPlace(const WorkPlace& place) {
  settings_.setValue("search/where", QLatin1String(placeNames[static_cast<std::size_t>(place.kind)]));
  if (place.kind != WorkPlace::Kind::Here) settings_.setValue("search/workers", place.workers);
  if (place.kind == WorkPlace::Kind::Connected) settings_.setValue("search/address", QString::fromStdString(place.at));
  if (place.kind == WorkPlace::Kind::Slurm) settings_.setValue("search/sbatch", QString::fromStdString(place.sbatch));
}

QString Preferences::exportFolder() const {
  const QString folder = settings_.value("files/exports").toString();
  return !folder.isEmpty() && QDir(folder).exists() ? folder : QString();
}

void Preferences::setExportFolder(const QString& folder) {
  settings_.setValue("files/exports", folder);
}

}  // namespace bitprism
