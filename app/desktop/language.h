#pragma once

#include <QString>
#include <QStringList>
#include <memory>
#include <span>

class QTranslator;

namespace bitprism {

enum class Language { System, English, German, Chinese };

// All of them, the system's first.
std::span<const Language> languages();

QString languageName(Language language);  // in preferences and on the command line: "system", "de"
bool languageFromName(const QString& name, Language& language);  // false: unknown, the language is left as it is
QString languageTitle(Language language);                        // in its own words; the system's translated

// Texts and numbers of the window are in one language while it exists. Numbers in files and on command lines have a
// decimal point in every language. Make it before any widget: what is shown keeps its words. One at a time.
class UsedLanguage {
 public:
  explicit UsedLanguage(Language language);
  ~UsedLanguage();
  UsedLanguage(const UsedLanguage&) = delete;
  UsedLanguage& operator=(const UsedLanguage&) = delete;

 private:
  std::unique_ptr<QTranslator> qt_, own_;
};

// What --language asks for, which must be known before the other options are described; otherwise the preferred one.
Language languageOf(const QStringList& arguments, Language preferred);

}  // namespace bitprism
