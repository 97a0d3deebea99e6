#include "app/desktop/preprocessing_offer.h"

#include "app/desktop/network_opener.h"
#include "app/desktop/workspace.h"
#include "widgets/banner.h"
#include "widgets/number_text.h"
#include "widgets/offer_bar.h"

namespace bitprism {

PreprocessingOffer::PreprocessingOffer(const PanelContext& context, NetworkOpener& opener, OfferBar& bar)
    : context_(context), opener_(opener), bar_(bar) {
  Workspace* workspace = &context_.workspace;
  connect(workspace, &Workspace::preprocessingAdvised, this, &PreprocessingOffer::offer);
  connect(workspace, &Workspace::studyChanged, &bar_, &OfferBar::withdraw);
  connect(&bar, &OfferBar::answered, this, [this, workspace](int answer) {
    if (!better_ || !workspace->study()) return;
    if (answer != 0) return workspace->keepPreprocessing();
    StudySettings settings = workspace->study()->study->settings();
    settings.preprocessing = better_;
    opener_.openAsking(settings);
  });
}

QString PreprocessingOffer::useText(const PreprocessingAdvice::Trial& trial) {
  return tr("&Use mean/std of %1 (predicted accuracy %2)")
      .arg(QString::fromStdString(trial.name), percentText(trial.accuracy));
}

void PreprocessingOffer::offer(const PreprocessingAdvice& advice) {
  QString finding = QString::fromStdString(advice.finding);
  finding[0] = finding[0].toUpper();
  better_ = advice.trials.front().preprocessing;
  bar_.offer(tr("%1. The preprocessing of the images is probably wrong; nothing else is measured until you answer.")
                 .arg(finding),
             {useText(advice.trials.front()), tr("&Keep it as it is")});
}

}  // namespace bitprism
