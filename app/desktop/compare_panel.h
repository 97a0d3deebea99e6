#pragma once

#include <QString>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "app/desktop/answer_measurement.h"
#include "app/desktop/background_job.h"
#include "app/desktop/compared_errors.h"
#include "app/desktop/compared_networks.h"
#include "app/desktop/image_thumbnails.h"
#include "app/desktop/panel.h"
#include "app/desktop/pinned_plans.h"
#include "widgets/compare_row.h"

namespace bitprism {

class CompareView;

// Pins plans and networks, and compares two: the current plan, float, pins, plan files, other networks' files.
class ComparePanel : public Panel {
  Q_OBJECT

 public:
  explicit ComparePanel(const PanelContext& context);

  static constexpr const char* id = "compare";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Compare"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Bottom, .behind = QStringLiteral("search")}; }
  QWidget* widget() const override;
  CompareView* view() const { return view_; }
  PinnedPlans& pins() { return pins_; }

  void pinCurrent();
  void pinFile(const QString& path);   // a plan file, for this network
  void pin(ComparedPlan plan);         // from another panel
  void pinNetwork(ComparedPlan plan);  // another network's file
  void restorePin(ComparedPlan plan);  // of an earlier run; a file is read first
  void load(const QString& key);       // a step to undo
  void compare(const QString& a, const QString& b);
  void measure();  // what the images are answered under A and under B

  void studyChanged() override;
  void planChanged() override;
  void selectionChanged() override;
  void figuresChanged() override;
  void workChanged() override;
  void cameToFront() override;

 signals:
  void networkWanted(const QString& path);  // it shall be read, for pinNetwork

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void addJobs();
  void connectView();
  std::optional<ComparedPlan> plan(const QString& key) const;
  ComparedPlan currentPlan() const;
  ComparedPlan floatingPlan() const;
  std::optional<std::pair<ComparedPlan, ComparedPlan>> sides() const;
  QString whyNoAnswers() const;
  void chooseFile();
  void chooseNetwork();
  void chooseRow(int row);
  bool ofNetworks() const;
  void forgetPlans();
  void refresh();
  void refreshPlans();
  void refreshLayers();
  void refreshNetworks(const ComparedPlan& a, const ComparedPlan& b);
  std::optional<std::pair<std::size_t, std::size_t>> drawnLayers() const;
  void refreshWeights();
  void refreshAnswers();
  void answersChanged();
  bool isSeen() const;

  CompareView* view_;
  QString a_, b_;  // keys of plans
  PinnedPlans pins_;
  ComparedErrors errors_;
  ComparedNetworks networks_;
  std::map<std::string, QString> restoring_;  // names of files that are being read for it
  std::vector<CompareRow> rows_;
  std::pair<std::uint64_t, std::uint64_t> rowsOf_;  // hashes of the two networks of rows_
  int row_ = -1;                                    // of two networks, whose weights are drawn
  AnswerMeasurement answers_;
  ImageThumbnails thumbnails_;
  QString drawn_;  // what the histograms show, or will
  std::shared_ptr<const AnswerComparison> shown_;
  bool outdated_ = true;  // to be refreshed when it is seen
  BackgroundJob drawing_;
  BackgroundJob opening_;
};

}  // namespace bitprism
