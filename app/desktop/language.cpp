#include "app/desktop/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QStringList>
#include <QTranslator>
#include <algorithm>
#include <array>
#include <clocale>

// At file scope, as Qt asks for: the library is linked statically.
static void initTranslations() {
  Q_INIT_RESOURCE(translations);
}

namespace bitprism {
namespace {

constexpr std::array allLanguages = {Language::System, Language::English, Language::German, Language::Chinese};

QLocale localeOf(Language language) {
  switch (language) {
    case Language::System:
      break;
    case Language::English:
      return QLocale(QLocale::English);
    case Language::German:
      return QLocale(QLocale::German);
    case Language::Chinese:
      return QLocale(QLocale::Chinese, QLocale::China);
  }
  return QLocale::system();
}

// The first of the system's languages that the window knows; English is one of them, without a catalogue.
Language languageOfSystem() {
  for (const QString& name : QLocale::system().uiLanguages()) {
    const QLocale locale(name);
    if (locale.language() == QLocale::German) return Language::German;
    if (locale.language() == QLocale::Chinese && locale.script() == QLocale::SimplifiedHanScript)
      return Language::Chinese;
    if (locale.language() == QLocale::English) return Language::English;
  }
  return Language::English;
}

// Null if it is not installed.
std::unique_ptr<QTranslator> installed(Language language, const QString& catalogue, const QString& folder) {
  auto translator = std::make_unique<QTranslator>();
  if (!translator->load(catalogue + QChar('_') + languageName(language), folder)) return nullptr;
  QCoreApplication::installTranslator(translator.get());
  return translator;
}

}  // namespace

std::span<const Language> languages() {
  return allLanguages;
}

QString languageName(Language language) {
  switch (language) {
    case Language::System:
      break;
    case Language::English:
      return QStringLiteral("en");
    case Language::German:
      return QStringLiteral("de");
    case Language::Chinese:
      return QStringLiteral("zh_CN");
  }
  return QStringLiteral("system");
}

bool languageFromName(const QString& name, Language& language) {
  const auto found =
      std::find_if(allLanguages.begin(), allLanguages.end(), [&](Language one) { return languageName(one) == name; });
  if (found == allLanguages.end()) return false;
  language = *found;
  return true;
}

QString languageTitle(Language language) {
  switch (language) {
    case Language::System:
      break;
    case Language::English:
      return QStringLiteral("English");
    case Language::German:
      return QStringLiteral("Deutsch");
    case Language::Chinese:
      return QStringLiteral("简体中文");
  }
  return QCoreApplication::translate("language", "As the &system");
}

UsedLanguage::UsedLanguage(Language language) {
  initTranslations();
  QLocale::setDefault(localeOf(language));
  // QApplication gave the C library the system's comma, with which it would write and read files.
  std::setlocale(LC_NUMERIC, "C");
  const Language spoken = language == Language::System ? languageOfSystem() : language;
  if (spoken == Language::English) return;
  qt_ = installed(spoken, QStringLiteral("qtbase"), QLibraryInfo::path(QLibraryInfo::TranslationsPath));
  own_ = installed(spoken, QStringLiteral("bitprism"), QStringLiteral(":/translations"));
}

UsedLanguage::~UsedLanguage() {
  for (const auto& translator : {qt_.get(), own_.get()})
    if (translator) QCoreApplication::removeTranslator(translator);
  QLocale::setDefault(QLocale::system());
}

Language languageOf(const QStringList& arguments, Language preferred) {
  for (qsizetype i = 1; i < arguments.size(); ++i) {
    const QString& word = arguments[i];
    const QString value = word == QLatin1String("--language")             ? arguments.value(i + 1)
                          : word.startsWith(QLatin1String("--language=")) ? word.section(QChar('='), 1)
                                                                          : QString();
    if (!value.isEmpty()) languageFromName(value, preferred);
  }
  return preferred;
}

}  // namespace bitprism
