#include "app/desktop/panels.h"

#include "app/desktop/activations_panel.h"
#include "app/desktop/bits_panel.h"
#include "app/desktop/compare_panel.h"
#include "app/desktop/doctor_panel.h"
#include "app/desktop/error_panel.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/graph_panel.h"
#include "app/desktop/layers_panel.h"
#include "app/desktop/maps_panel.h"
#include "app/desktop/search_panel.h"
#include "app/desktop/sensitivity_panel.h"
#include "app/desktop/training_panel.h"
#include "app/desktop/trials_panel.h"
#include "app/desktop/weights_panel.h"

namespace bitprism {
namespace {

template <class... Panels>
struct PanelList {
  static QStringList names() { return {QString::fromLatin1(Panels::id)...}; }

  static std::vector<std::unique_ptr<Panel>> make(const PanelContext& context) {
    std::vector<std::unique_ptr<Panel>> panels;
    (panels.push_back(std::make_unique<Panels>(context)), ...);
    return panels;
  }
};

using AllPanels =
    PanelList<FrontPanel, BitsPanel, LayersPanel, WeightsPanel, ErrorPanel, SearchPanel, ActivationsPanel,
              TrainingPanel, MapsPanel, TrialsPanel, ComparePanel, SensitivityPanel, DoctorPanel, GraphPanel>;

}  // namespace

QStringList panelNames() {
  return AllPanels::names();
}

std::vector<std::unique_ptr<Panel>> makePanels(const PanelContext& context) {
  return AllPanels::make(context);
}

}  // namespace bitprism
