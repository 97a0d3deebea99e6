#include "widgets/column_layout.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QtTest>

#include "tests/gui/fitting.h"
#include "tests/gui/widgets_tests.h"
#include "widgets/panel_scroll.h"
#include "widgets/reserved_width.h"

namespace bitprism::test {
namespace {

QWidget* block(const QSize& least, Qt::Orientations grows = {}) {
  auto* widget = new QWidget;
  widget->setMinimumSize(least);
  const auto policy = [&](Qt::Orientation direction) {
    return grows & direction ? QSizePolicy::Expanding : QSizePolicy::Preferred;
  };
  widget->setSizePolicy(policy(Qt::Horizontal), policy(Qt::Vertical));
  return widget;
}

}  // namespace

class ColumnLayoutTest : public QObject {
  Q_OBJECT

 private slots:
  void blocksGoBelowWhereTheyDoNotFit() {
    QWidget view;
    auto* layout = new ColumnLayout(10, &view);
    layout->setContentsMargins(5, 5, 5, 5);
    QWidget* form = block({100, 50});
    QWidget* plot = block({200, 60}, Qt::Vertical);
    QWidget* other = block({150, 40}, Qt::Vertical);
    layout->addBlock(form, 0);
    layout->addBlock(plot, 3);
    layout->addBlock(other, 2);
    const auto places = [&](int width, int height) {
      layout->setGeometry({0, 0, width, height});
      return QList<QRect>{form->geometry(), plot->geometry(), other->geometry()};
    };
    // 480 are needed in one row; the rest goes to those that stretch, 3 to 2.
    QCOMPARE(places(580, 110), QList<QRect>({{5, 5, 100, 100}, {115, 5, 260, 100}, {385, 5, 190, 100}}));
    QCOMPARE(layout->heightForWidth(580), 70);
    // Two rows: the first is 60 high, the other 40.
    QCOMPARE(layout->heightForWidth(400), 120);
    QCOMPARE(places(400, 120), QList<QRect>({{5, 5, 100, 60}, {115, 5, 280, 60}, {5, 75, 390, 40}}));
    // What is left of the height goes to the rows with plots.
    QCOMPARE(places(400, 220), QList<QRect>({{5, 5, 100, 110}, {115, 5, 280, 110}, {5, 125, 390, 90}}));
    // One below the other.
    QCOMPARE(layout->heightForWidth(210), 180);
    QCOMPARE(layout->minimumSize(), QSize(210, 70));
    other->hide();
    QCOMPARE(layout->heightForWidth(210), 130);
  }

  void aPanelScrollsDownwardsOnly() {
    auto* view = new QWidget;
    auto* layout = new ColumnLayout(10, view);
    layout->setContentsMargins(0, 0, 0, 0);
    for (int i = 0; i < 3; ++i) layout->addBlock(block({200, 90}, Qt::Vertical), 1);
    PanelScroll scroll(view);
    scroll.show();
    for (const int width : {230, 460, 900}) {
      scroll.resize(width, 120);
      settleLayouts();
      QCOMPARE(scroll.horizontalScrollBar()->maximum(), 0);
      QVERIFY(width < 900 || scroll.verticalScrollBar()->maximum() == 0);
      QVERIFY(width > 460 || scroll.verticalScrollBar()->maximum() > 0);
    }
  }

  void aButtonKeepsItsWidth() {
    QPushButton button("Stop");
    reserveWidth(button, {"Stop", "Stopping in a while"});
    const int width = button.minimumWidth();
    button.setText("Stopping in a while");
    QVERIFY(button.sizeHint().width() <= width);
    QComboBox box;
    box.addItem("a");
    box.setSizeAdjustPolicy(QComboBox::AdjustToContents);
    reserveWidth(box, {"a longer text"});
    const int kept = box.minimumWidth();
    box.setItemText(0, "a longer text");
    QVERIFY(box.sizeHint().width() <= kept);
  }
};

std::unique_ptr<QObject> makeColumnLayoutTest() {
  return std::make_unique<ColumnLayoutTest>();
}

}  // namespace bitprism::test

#include "column_layout_test.moc"
