#pragma once

#include <QObject>
#include <QTimer>
#include <optional>

#include "app/desktop/background_job.h"
#include "app/desktop/kept_comparison.h"
#include "app/desktop/panel.h"

namespace bitprism {

class ComparePanel;
class FrontPanel;

// Keeps pins and compared sessions with the session that is shown, as a note in its file, and brings them back when it
// is opened again. Belongs to the window's thread.
class ComparisonKeeper : public QObject {
  Q_OBJECT

 public:
  ComparisonKeeper(const PanelContext& context, ComparePanel& compare, FrontPanel& front);
  ~ComparisonKeeper() override;  // writes what is due

  static constexpr const char* note = "comparison";  // of the session

  KeptComparison now() const;
  void opened(const QString& path);  // a network or a session
  // From a recovery file; null: nothing. source names it in errors.
  void restore(const Json& json, const std::string& source);
  bool pending() const { return soon_.isActive() || job_.running(); }

 private:
  struct Due {
    KeptComparison kept;
    std::shared_ptr<const Network> network;
    std::string session;
  };

  void changed();
  void write();
  void show(const KeptComparison& kept);

  PanelContext context_;
  ComparePanel& compare_;
  FrontPanel& front_;
  std::optional<Due> due_;
  bool showing_ = false;  // what is shown comes from the file
  QTimer soon_;
  BackgroundJob job_;
  BackgroundJob reading_;
};

}  // namespace bitprism
