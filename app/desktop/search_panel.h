#pragma once

#include <QTimer>
#include <functional>
#include <optional>

#include "app/desktop/limit_check.h"
#include "app/desktop/panel.h"
#include "app/desktop/refused_search.h"
#include "app/workflow/search_request.h"

namespace bitprism {

class SearchView;
struct SearchWish;
struct StoredSearch;

// Requests searches, and shows the progress of the running one.
class SearchPanel : public Panel {
  Q_OBJECT

 public:
  explicit SearchPanel(const PanelContext& context);

  static constexpr const char* id = "search";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Search"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Bottom, .height = 220}; }
  QWidget* widget() const override;
  SearchView* view() const { return view_; }

  void start(const SearchWish& wish);
  void fork(const QString& path);    // of the search shown, into a new session
  SearchRequest requestNow() const;  // that Start would begin; throws UsageError

  void workChanged() override;

  // Searches that took at least this long alert the user when they end.
  void setAlert(std::function<void(QWidget*)> alert, double afterSeconds);

 signals:
  void sessionWanted(const QString& path);  // to open it with its network and images

 private:
  void connectRules();
  void showSearch();
  void showStored(const StoredSearch& stored);
  void showEstimate();
  void connectCosts();
  void lookAtLimits(const SearchRequest& request);
  SearchRequest requestFor(const SearchWish& wish) const;
  void run(SearchRequest request);
  void show(const SearchRequest& request);
  void place(SearchRequest& request) const;
  void copyWorkerLine();
  void askToMeasureAgain(const SearchRequest& request, bool searchOn);
  void chooseFork();
  void showStart();
  void answer(const SettingsDiffer& difference, RefusalAnswer answer);
  void searchEnded();

  SearchView* view_;
  std::function<void(QWidget*)> alert_;
  double alertSeconds_ = 30;
  std::optional<SearchRequest> continued_;  // a session to continue once it is open
  QTimer rulesChanged_;                     // sent to the search after a pause in editing
  QTimer estimateChanged_;                  // combines several causes
  LimitCheck limits_;
};

}  // namespace bitprism
