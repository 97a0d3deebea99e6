#pragma once

#include <QObject>
#include <optional>
#include <vector>

#include "app/desktop/background_job.h"
#include "app/desktop/panel.h"
#include "app/desktop/recovered_edits.h"

namespace bitprism {

class NetworkOpener;
class OfferBar;
class PlanFiles;
class Recovery;

// Offers edits that an earlier run left behind unsaved: on the start page, and in a bar once a network is open. Belongs
// to the window's thread.
class EditsOffer : public QObject {
  Q_OBJECT

 public:
  EditsOffer(const PanelContext& context, NetworkOpener& opener, PlanFiles& files, Recovery& recovery, OfferBar& bar);

  void look();  // for files of runs that have ended
  const std::vector<OrphanedEdits>& orphans() const { return orphans_; }
  static QString sentence(const UnsavedEdits& edits);  // "Unsaved edits of resnet20 from 14:03"

  void restore(const QString& file);  // opens the network or session, then makes the edits one step of undo
  void discard(const QString& file);

 signals:
  void changed();  // orphans()

 private:
  OrphanedEdits* find(const QString& file);
  void showBar();
  void opened(const QString& path);
  void apply(const OrphanedEdits& orphan);
  void applyWeights(const OrphanedEdits& orphan);
  void setState(const OrphanedEdits& orphan);

  PanelContext context_;
  NetworkOpener& opener_;
  PlanFiles& files_;
  Recovery& recovery_;
  OfferBar& bar_;
  std::vector<OrphanedEdits> orphans_;
  QString restoring_;   // the file whose network is being opened
  QString opening_;     // that network or session
  QString restored_;    // to be deleted once the edits are kept again
  bool later_ = false;  // the user has put it off
  BackgroundJob reading_;
};

}  // namespace bitprism
