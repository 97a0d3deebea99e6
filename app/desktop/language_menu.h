#pragma once

#include "app/desktop/panel.h"

class QMenu;

namespace bitprism {

// Adds the choice of a language to a menu. It is kept in the preferences and used from the next start, as it says.
void addLanguageMenu(QMenu& menu, const PanelContext& context);

}  // namespace bitprism
