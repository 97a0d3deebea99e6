#include "app/desktop/language_menu.h"

#include <QActionGroup>
#include <QCoreApplication>
#include <QMenu>

#include "app/desktop/language.h"
#include "app/desktop/preferences.h"
#include "widgets/banner.h"

namespace bitprism {

void addLanguageMenu(QMenu& menu, const PanelContext& context) {
  QMenu* choices = menu.addMenu(QCoreApplication::translate("language", "&Language"));
  auto* group = new QActionGroup(choices);
  for (const Language language : languages()) {
    QAction* action = choices->addAction(languageTitle(language));
    action->setCheckable(true);
    action->setChecked(language == context.preferences.language());
    action->setData(languageName(language));
    action->setStatusTip(QCoreApplication::translate("language", "Language of texts and numbers, from the next start"));
    group->addAction(action);
  }
  QObject::connect(group, &QActionGroup::triggered, group, [context](const QAction* action) {
    Language language = Language::System;
    languageFromName(action->data().toString(), language);
    context.preferences.setLanguage(language);
    context.banner.showNotice(
        QCoreApplication::translate("language", "The language changes at the next start of BitPrism: %1.")
            .arg(action->text().remove(QChar('&'))));
  });
}

}  // namespace bitprism
