#include "widgets/findings_view.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QtTest>

#include "tests/gui/widgets_tests.h"
#include "widgets/finding_card.h"
#include "widgets/theme.h"

namespace bitprism::test {
namespace {

FindingEntry entryOf(const QString& key, FindingEntry::Severity severity = FindingEntry::Severity::Warning) {
  return {.key = key,
          .severity = severity,
          .title = "Outlier channel " + key,
          .place = "features.3.squeeze.conv",
          .cause = "The range of channel 7 is 12.3 times that of the others.",
          .advice = "Split the channel.",
          .gain = "+5.2 dB SQNR of the layer's output",
          .basis = "computed from 512 images",
          .fix = "Fix",
          .fixTip = "Change the plan as advised",
          .layer = 3};
}

QStringList keysOf(const FindingsView& view) {
  QStringList keys;
  for (const FindingCard* card : view.cards()) keys << card->entry().key;
  return keys;
}

}  // namespace

class FindingsViewTest : public QObject {
  Q_OBJECT

 private slots:
  void buttonsAskForWhatTheySay() {
    FindingsView view;
    view.show({entryOf("a"), entryOf("b")}, {});
    view.resize(360, 600);
    view.show();
    QSignalSpy fixes(&view, &FindingsView::fixRequested), shows(&view, &FindingsView::showRequested),
        ignores(&view, &FindingsView::ignoreRequested), all(&view, &FindingsView::fixAllRequested);
    FindingCard* card = view.cards()[1];
    QTest::mouseClick(card->fixButton(), Qt::LeftButton);
    QTest::mouseClick(card->showButton(), Qt::LeftButton);
    QTest::mouseClick(card->ignoreButton(), Qt::LeftButton);
    QTest::mouseClick(view.fixAllButton(), Qt::LeftButton);
    QCOMPARE(fixes.value(0).value(0).toString(), QString("b"));
    QCOMPARE(shows.value(0).value(0).toInt(), 3);
    QCOMPARE(ignores.value(0).value(0).toString(), QString("b"));
    QCOMPARE(all.count(), 1);
  }

  void nothingFoundSaysWhatWasChecked() {
    FindingsView view;
    view.show({}, {"22 layers", "inputs"});
    QVERIFY(view.emptyText().startsWith("All is well"));
    QVERIFY(view.emptyText().contains("22 layers"));
    view.show({entryOf("a")}, {});
    QVERIFY(view.emptyText().isEmpty());
    view.clear("Open a network");
    QCOMPARE(view.emptyText(), QString("Open a network"));
    QVERIFY(view.cards().empty());
  }

  void cardsOfTheSameFindingStay() {
    FindingsView view;
    view.show({entryOf("a"), entryOf("b")}, {});
    view.show();
    FindingCard* second = view.cards()[1];
    FindingEntry changed = entryOf("b");
    changed.gain = "+1.3 points of accuracy";
    view.show({changed, entryOf("c")}, {});
    QCOMPARE(keysOf(view), (QStringList{"b", "c"}));
    QCOMPARE(view.cards()[0], second);
    QCOMPARE(second->entry().gain, changed.gain);
  }

  void nothingMovesUnderTheMouse() {
    FindingsView view;
    view.show({entryOf("a"), entryOf("b")}, {});
    view.resize(360, 700);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view));
    QEnterEvent enter({5, 5}, {5, 5}, {5, 5});
    view.setAttribute(Qt::WA_UnderMouse);
    QApplication::sendEvent(&view, &enter);
    const QRect before = view.cards()[1]->geometry();
    view.show({entryOf("c"), entryOf("b")}, {});
    QCOMPARE(keysOf(view), (QStringList{"a", "b", "c"}));
    QVERIFY(view.cards()[0]->entry().solved);
    QVERIFY(!view.cards()[0]->fixButton()->isEnabled());
    QApplication::processEvents();
    QCOMPARE(view.cards()[1]->geometry(), before);
    view.setAttribute(Qt::WA_UnderMouse, false);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&view, &leave);
    QCOMPARE(keysOf(view), (QStringList{"c", "b"}));
  }

  void everyControlHasANameAndATip() {
    FindingsView view;
    view.show({entryOf("a")}, {});
    view.setIgnored(2);
    for (const QPushButton* button : view.findChildren<QPushButton*>()) {
      QVERIFY(!button->toolTip().isEmpty());
      QVERIFY(!button->statusTip().isEmpty());
      QVERIFY(!button->text().isEmpty());
    }
    QVERIFY(view.cards()[0]->accessibleName().startsWith("Warning"));
    QVERIFY(view.cards()[0]->fixButton()->accessibleName().contains("Outlier channel"));
  }

  void severitiesDifferInWordsAndShapes() {
    using enum FindingEntry::Severity;
    FindingsView view;
    QList<QImage> marks;
    QStringList words;
    for (const auto severity : {Hint, Warning, Fault}) {
      view.show({entryOf("a", severity)}, {});
      view.resize(360, 400);
      view.show();
      const QWidget* mark = view.cards()[0]->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly).front();
      marks << const_cast<QWidget*>(mark)->grab().toImage().convertToFormat(QImage::Format_Mono);
      words << view.cards()[0]->accessibleName();
    }
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < i; ++j) {
        QVERIFY(words[i] != words[j]);
        QVERIFY(marks[i] != marks[j]);
      }
  }

  void longNamesFitANarrowPanel() {
    FindingsView view;
    FindingEntry entry = entryOf("a");
    entry.place = entry.cause = "model.encoder.layers.11.feed_forward.intermediate_projection.dense_1.weights";
    view.show({entry}, {});
    view.resize(240, 400);
    view.show();
    QApplication::processEvents();
    QVERIFY2(view.minimumSizeHint().width() <= 240, qPrintable(QString::number(view.minimumSizeHint().width())));
  }
};

std::unique_ptr<QObject> makeFindingsViewTest() {
  return std::make_unique<FindingsViewTest>();
}

}  // namespace bitprism::test

#include "findings_view_test.moc"
