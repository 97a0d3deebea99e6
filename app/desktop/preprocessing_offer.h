#pragma once

#include <QObject>
#include <optional>

#include "app/desktop/panel.h"
#include "app/workflow/preprocessing_advice.h"

namespace bitprism {

class NetworkOpener;
class OfferBar;

// Offers the preprocessing with which the float network is clearly better, and measures everything again with it. Until
// the user answers, nothing else is measured. Belongs to the window's thread.
class PreprocessingOffer : public QObject {
  Q_OBJECT

 public:
  PreprocessingOffer(const PanelContext& context, NetworkOpener& opener, OfferBar& bar);

  // "mean/std of CIFAR-10, RGB"; with its measured accuracy.
  static QString useText(const PreprocessingAdvice::Trial& trial);

 private:
  void offer(const PreprocessingAdvice& advice);

  PanelContext context_;
  NetworkOpener& opener_;
  OfferBar& bar_;
  std::optional<Preprocessing> better_;
};

}  // namespace bitprism
