#pragma once

#include <QTimer>

#include "app/desktop/panel.h"

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

 private:
  void connectRules();
  void showSearch();
  void showStored(const StoredSearch& stored);
  void showEstimate();
  SearchRequest requestFor(const SearchWish& wish) const;
  void run(const SearchRequest& request);
  void askToMeasureAgain(const SearchRequest& request, bool searchOn);
  void chooseFork();

  SearchView* view_;
  QTimer rulesChanged_;     // told to the search when the hand rests
  QTimer estimateChanged_;  // many causes at once; looked at together
};

}  // namespace bitprism
