#pragma once

#include "app/desktop/background_job.h"
#include "app/desktop/graph_texts.h"
#include "app/desktop/panel.h"

namespace bitprism {

class GraphExplorer;

// The network as a graph of its layers and operators. It is laid out when it is first seen.
class GraphPanel : public Panel {
  Q_OBJECT

 public:
  explicit GraphPanel(const PanelContext& context);

  static constexpr const char* id = "graph";
  QString name() const override { return QString::fromLatin1(id); }
  QString title() const override { return tr("Graph"); }
  PanelPlace place() const override { return {.area = PanelPlace::Area::Left, .behind = QStringLiteral("layers")}; }
  QWidget* widget() const override;
  bool scrolls() const override { return false; }
  GraphExplorer* explorer() const { return explorer_; }

  void planChanged() override;
  void selectionChanged() override;
  void cameToFront() override;

 private:
  void take(std::shared_ptr<const Network> network);
  void layOut();
  void show(GraphPicture picture);

  GraphExplorer* explorer_;
  ShownGraph shown_;
  bool due_ = false;  // another network, which has no layout yet
  BackgroundJob job_;
};

}  // namespace bitprism
