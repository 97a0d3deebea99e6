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

// Offers unsaved edits of an earlier run: on the start page, and in a bar once a network is open. Belongs to the
// window's thread.
class EditsOffer : public QObject {
  Q_OBJECT

 public:
  EditsOffer(const PanelContext& context, NetworkOpener& opener, PlanFiles& files, Recovery& recovery, OfferBar& bar);

  void look();  // searches for files of ended runs
  const std::vector<OrphanedEdits>& orphans() const { return orphans_; }
  static QString sentence(const UnsavedEdits& edits);  // "Unsaved edits of resnet20 from 14:03"

  void restore(const QString& file);  // opens the network or session, then applies the edits as one step to undo
  void discard(const QString& file);

 signals:
  void changed();                                                                        // orphans()
  void comparisonRestored(const bitprism::Json& comparison, const std::string& source);  // what was kept with them

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
  QString restored_;    // deleted once the edits are stored again
  bool later_ = false;  // the user has postponed it
  BackgroundJob reading_;
};

}  // namespace bitprism
