#pragma once

#include <QStringList>
#include <memory>
#include <vector>

#include "app/desktop/panel.h"

namespace bitprism {

QStringList panelNames();

// All panels of the window, in the order of its View menu.
std::vector<std::unique_ptr<Panel>> makePanels(const PanelContext& context);

}  // namespace bitprism
