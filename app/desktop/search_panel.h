#pragma once

#include <QTimer>
#include <functional>
#include <optional>

#include "app/desktop/panel.h"
#include "app/desktop/refused_search.h"

namespace bitprism {

class SearchView;
struct SearchRequest;
struct SearchWish;
struct StoredSearch;

// Asks for searches, and shows how the one under way does.
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
  void fork(const QString& path);  // of the search that is shown, into a new session

  void workChanged() override;

  // What calls the user back to the window when a search has ended that took at least this long.
  void setAlert(std::function<void(QWidget*)> alert, double afterSeconds);

 signals:
  void sessionWanted(const QString& path);  // to be opened, with its network and images

 private:
  void connectRules();
  void showSearch();
  void showStored(const StoredSearch& stored);
  void showEstimate();
  SearchRequest requestFor(const SearchWish& wish) const;
  void run(const SearchRequest& request);
  void askToMeasureAgain(const SearchRequest& request, bool searchOn);
  void chooseFork();
  void showStart();
  void answer(const SettingsDiffer& difference, RefusalAnswer answer);
  void searchEnded();

  SearchView* view_;
  std::function<void(QWidget*)> alert_;
  double alertSeconds_ = 30;
  std::optional<SearchRequest> continued_;  // a session that goes on once it is open
  QTimer rulesChanged_;                     // told to the search when the hand rests
  QTimer estimateChanged_;                  // many causes at once; looked at together
};

}  // namespace bitprism
