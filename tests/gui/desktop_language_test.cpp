#include <QActionGroup>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QXmlStreamReader>
#include <QtTest>
#include <algorithm>
#include <clocale>

#include "app/desktop/bits_panel.h"
#include "app/desktop/doctor_words.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/language.h"
#include "app/desktop/main_window.h"
#include "app/desktop/menu_commands.h"
#include "app/desktop/weights_panel.h"
#include "core/base/file.h"
#include "core/quant/packed/packed_file.h"
#include "core/torch/write/packed_writer.h"
#include "tests/gui/desktop_tests.h"
#include "tests/support/small_network.h"
#include "tests/support/test_paths.h"
#include "widgets/banner.h"
#include "widgets/bits_view.h"
#include "widgets/front_view.h"
#include "widgets/plot_export.h"
#include "widgets/weights_view.h"

namespace bitprism::test {
namespace {

// The texts of a catalogue that are the same in its language, without keys.
QStringList unchangedTexts(const QString& language) {
  QFile file(QStringLiteral(BITPRISM_SOURCE_DIR "/resources/translations/bitprism_%1.ts").arg(language));
  QStringList texts;
  if (!file.open(QIODevice::ReadOnly)) return texts;
  QXmlStreamReader reader(&file);
  QString source;
  while (!reader.atEnd()) {
    reader.readNext();
    if (!reader.isStartElement()) continue;
    if (reader.name() == QLatin1String("source")) source = reader.readElementText().remove(QChar('&'));
    if (reader.name() == QLatin1String("translation") &&
        reader.readElementText(QXmlStreamReader::IncludeChildElements).remove(QChar('&')) == source)
      texts << source;
  }
  return texts;
}

bool hasWords(const QString& text) {
  static const QRegularExpression word(QStringLiteral("[A-Za-z]{2,}"));
  return text.contains(word);
}

// Pairs of actions in one menu with one key.
void findSharedKeys(const QList<QAction*>& actions, const QString& menu, QStringList& shared) {
  static const QRegularExpression mark(QStringLiteral("&([^&\\s])"));
  QMap<QString, QString> taken;
  for (const QAction* action : actions) {
    if (action->isSeparator()) continue;
    if (const QRegularExpressionMatch found = mark.match(action->text()); found.hasMatch()) {
      const QString key = found.captured(1).toUpper();
      if (taken.contains(key)) shared << QStringLiteral("%1: '%2' and '%3'").arg(menu, taken[key], action->text());
      taken[key] = action->text();
    }
    if (action->menu()) findSharedKeys(action->menu()->actions(), action->text(), shared);
  }
}

void nameLanguages() {
  QTest::addColumn<Language>("language");
  for (const Language language : {Language::English, Language::German, Language::Chinese})
    QTest::addRow("%s", qPrintable(languageName(language))) << language;
}

}  // namespace

class LanguageTest : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder = std::make_unique<TemporaryFolder>();
    preferences = std::make_unique<Preferences>(QString::fromStdString(*folder / "preferences.ini"));
  }

  void everyActionIsTranslated_data() { nameLanguages(); }
  void everyActionIsTranslated() {
    QFETCH(Language, language);
    use(Language::English);
    const QStringList before = actionTexts();
    use(language);
    const QStringList after = actionTexts();
    QCOMPARE(after.size(), before.size());
    if (language == Language::English) QCOMPARE(after, before);  // also after another language
    if (language == Language::English) return;
    const QStringList unchanged = unchangedTexts(languageName(language));
    QStringList english;
    for (qsizetype i = 0; i < after.size(); ++i) {
      if (after[i] != before[i] || !hasWords(after[i]) || after[i] == "English" || after[i] == "Deutsch") continue;
      const QStringList menus = after[i].split(QStringLiteral(" › "));  // such as "Plan", which both languages have
      if (!std::all_of(menus.begin(), menus.end(), [&](const QString& one) { return unchanged.contains(one); }))
        english << after[i];
    }
    QVERIFY2(english.isEmpty(), qPrintable(english.join(QChar('\n'))));
  }

  // The doctor's sentences come from patterns of app/workflow/doctor, in the list of doctor_words.
  void theDoctorSpeaksTheLanguage() {
    const Gain gain{.of = Gain::Of::Output, .decibels = 5.2, .accuracy = 0.013, .bytes = 2150};
    const Wording named{"%1: %2 filters share one scale, though the largest range is %3 times the median one.",
                        {"net.1.5", "32", "12.5"}};
    use(Language::English);
    for (const Wording& part : gainWordings(gain)) QCOMPARE(doctorText(part), QString::fromStdString(part.str()));
    QCOMPARE(doctorText(named), QString::fromStdString(named.str()));
    QStringList english;
    for (int kind = 0; kind < findingKinds; ++kind) english << doctorTitle(static_cast<FindingKind>(kind));
    use(Language::German);
    for (int kind = 0; kind < findingKinds; ++kind)
      QVERIFY2(doctorTitle(static_cast<FindingKind>(kind)) != english[kind], qPrintable(english[kind]));
    QVERIFY2(doctorText(gainWordings(gain)[0]).contains("+1,3"), qPrintable(doctorText(gainWordings(gain)[0])));
    QVERIFY2(doctorText(gainWordings(gain)[2]).startsWith("2,1 KiB"), qPrintable(doctorText(gainWordings(gain)[2])));
    // Figures follow the language, names do not.
    const QString text = doctorText(named);
    QVERIFY2(text.startsWith("net.1.5: 32 ") && text.contains("12,5") && !text.contains("share"), qPrintable(text));
  }

  void theMenuBarIsTranslated() {
    const auto titles = [&] {
      QStringList all;
      for (const QAction* action : window->menuBar()->actions()) all << action->text().remove(QChar('&'));
      return all;
    };
    use(Language::German);
    QCOMPARE(titles(), QStringList({"Datei", "Bearbeiten", "Ansicht", "Plan", "Suche", "Training", "Hilfe"}));
    use(Language::Chinese);
    for (const QString& title : titles()) QVERIFY2(title.at(0).unicode() >= 0x4e00, qPrintable(title));
  }

  void noTwoActionsOfAMenuShareAKey_data() { nameLanguages(); }
  void noTwoActionsOfAMenuShareAKey() {
    QFETCH(Language, language);
    use(language);
    QStringList shared;
    findSharedKeys(window->menuBar()->actions(), QStringLiteral("menu bar"), shared);
    QVERIFY2(shared.isEmpty(), qPrintable(shared.join(QChar('\n'))));
  }

  void shortcutsAreTheSameInEveryLanguage() {
    QMap<Language, QStringList> keys;
    for (const Language language : {Language::English, Language::German, Language::Chinese}) {
      use(language);
      for (const MenuCommand& command : menuCommands(*window->menuBar()))
        keys[language] << command.action->shortcut().toString(QKeySequence::PortableText);
    }
    QVERIFY(keys[Language::English].contains("Ctrl+Shift+P"));
    QCOMPARE(keys[Language::German], keys[Language::English]);
    QCOMPARE(keys[Language::Chinese], keys[Language::English]);
  }

  void filesAreTheSameInEveryLanguage() {
    QMap<Language, QByteArrayList> files;
    for (const Language language : {Language::English, Language::German, Language::Chinese}) {
      use(language);
      openSmall();
      window->document().setBits({0}, 3);
      window->document().setBits({1}, 5);
      QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
      files[language] << savedPlan(languageName(language));
      files[language] << csvOf(*window->panel<WeightsPanel>().view()->plot()).toUtf8();
      files[language] << csvOf(*window->panel<FrontPanel>().view()->plot()).toUtf8();
      files[language] << window->panel<BitsPanel>().view()->table().toUtf8();
    }
    QVERIFY(files[Language::English][0].contains("\"bits\": 3"));
    QVERIFY2(files[Language::English][1].startsWith("series,weight"), files[Language::English][1].left(80).constData());
    QVERIFY(files[Language::English][3].contains(",3,"));
    QCOMPARE(files[Language::German], files[Language::English]);
    QCOMPARE(files[Language::Chinese], files[Language::English]);
  }

  // QApplication takes the system's numbers for the C library too, with which core reads and writes.
  void theCLibraryKeepsItsDecimalPoint() {
    const QByteArray before = std::setlocale(LC_NUMERIC, nullptr);
    const bool there = std::setlocale(LC_NUMERIC, "de_DE.UTF-8") || std::setlocale(LC_NUMERIC, "de_DE.utf8");
    const Language language = Language::German;
    {
      const UsedLanguage used(language);
      QCOMPARE(QByteArray(std::localeconv()->decimal_point), QByteArray("."));
      QCOMPARE(QLocale().decimalPoint(), QString(","));
    }
    std::setlocale(LC_NUMERIC, before.constData());
    if (!there) QSKIP("the locale de_DE.UTF-8 is not installed; only the absence of its comma was seen");
  }

  void aLanguageIsChosenForTheNextStart() {
    use(Language::English);
    QAction* german = nullptr;
    for (const MenuCommand& command : menuCommands(*window->menuBar()))
      if (command.text == "Deutsch") german = command.action;
    QVERIFY(german && !german->isChecked());
    QCOMPARE(preferences->language(), Language::System);
    window->show();
    german->trigger();
    QCOMPARE(preferences->language(), Language::German);
    QVERIFY(window->banner()->isVisible());
    QVERIFY2(window->banner()->text().contains("next start"), qPrintable(window->banner()->text()));
    window->close();
    use(preferences->language());
    for (const MenuCommand& command : menuCommands(*window->menuBar()))
      if (command.text == "Deutsch") QVERIFY(command.action->isChecked());
    QVERIFY(window->menuBar()->actions().front()->text().contains("Datei"));
  }

  void theCommandLineComesBeforeThePreferences() {
    QCOMPARE(languageOf({"bitprism", "example"}, Language::German), Language::German);
    QCOMPARE(languageOf({"bitprism", "--language", "zh_CN", "example"}, Language::German), Language::Chinese);
    QCOMPARE(languageOf({"bitprism", "--language=en"}, Language::German), Language::English);
    QCOMPARE(languageOf({"bitprism", "--language"}, Language::German), Language::German);
    for (const Language language : languages()) {
      Language read = Language::System;
      QVERIFY(languageFromName(languageName(language), read));
      QCOMPARE(read, language);
    }
    Language kept = Language::Chinese;
    QVERIFY(!languageFromName("fr", kept));
    QCOMPARE(kept, Language::Chinese);
  }

  void cleanup() {
    window.reset();
    language_.reset();
    preferences.reset();
    folder.reset();
  }

 private:
  // Another window, in this language.
  void use(Language language) {
    window.reset();
    language_.reset();
    language_ = std::make_unique<UsedLanguage>(language);
    window = std::make_unique<MainWindow>(*preferences);
  }

  QStringList actionTexts() const {
    QStringList texts;
    for (const MenuCommand& command : menuCommands(*window->menuBar())) texts << command.menu << command.text;
    return texts;
  }

  void openSmall() {
    const Network network = smallNetwork();
    const std::string path = *folder / "small.packed";
    writeFile(path, packNetwork(network, uniformPlan(network.layers.size(), QuantScheme{.bits = 8})));
    window->openNetwork(QString::fromStdString(path), {});
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
  }

  // Saves it as a user does.
  QByteArray savedPlan(const QString& name) {
    const QString path = QString::fromStdString(*folder / (name.toStdString() + ".json"));
    QTimer hand;
    connect(&hand, &QTimer::timeout, this, [&] {
      for (QWidget* widget : QApplication::topLevelWidgets()) {
        auto* dialog = qobject_cast<QFileDialog*>(widget);
        if (!dialog || !dialog->isVisible() || !dialog->findChild<QLineEdit*>("fileNameEdit")) continue;
        dialog->findChild<QLineEdit*>("fileNameEdit")->setText(path);
        QMetaObject::invokeMethod(dialog, "accept");
      }
    });
    hand.start(50);
    window->planFiles().saveAs();
    hand.stop();
    [&] { QTRY_VERIFY_WITH_TIMEOUT(!window->isWindowModified(), patience); }();
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

  std::unique_ptr<TemporaryFolder> folder;
  std::unique_ptr<Preferences> preferences;
  std::unique_ptr<UsedLanguage> language_;
  std::unique_ptr<MainWindow> window;
};

std::unique_ptr<QObject> makeLanguageTest() {
  return std::make_unique<LanguageTest>();
}

}  // namespace bitprism::test

#include "desktop_language_test.moc"
