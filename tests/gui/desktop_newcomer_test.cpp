#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>
#include <QTimer>
#include <QToolButton>
#include <QtTest>

#include "app/desktop/data_dialog.h"
#include "app/desktop/export_dialog.h"
#include "app/desktop/front_panel.h"
#include "app/desktop/search_panel.h"
#include "app/workflow/image_source.h"
#include "core/files/npy.h"
#include "core/torch/read/network_reader.h"
#include "qcustomplot.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/front_view.h"
#include "widgets/offer_bar.h"
#include "widgets/search_form.h"
#include "widgets/search_view.h"
#include "widgets/start_view.h"

namespace bitprism::test {
namespace {

// The hand of the newcomer: everything done to the window goes through it and is counted.
class CountingHand {
 public:
  void click(QWidget* widget) { click(widget, widget->rect().center()); }
  void click(QWidget* widget, const QPoint& at) {
    ++clicks_;
    QTest::mouseClick(widget, Qt::LeftButton, {}, at);
  }
  void type(QWidget* widget, const QString& text) {
    keys_ += static_cast<int>(text.size());
    QTest::keyClicks(widget, text);
  }
  void key(QWidget* widget, Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    ++keys_;
    QTest::keyClick(widget, key, modifiers);
  }
  // A path that is pasted, and the dialog's own button, which opens no list of completions on the way.
  void answer(QFileDialog* dialog, const QString& path) {
    ++keys_;
    ++clicks_;
    dialog->findChild<QLineEdit*>("fileNameEdit")->setText(path);
    QMetaObject::invokeMethod(dialog, "accept");
  }

  int clicks() const { return clicks_; }
  int keys() const { return keys_; }

 private:
  int clicks_ = 0, keys_ = 0;
};

QPushButton* pushButton(const QWidget& parent, const QString& start) {
  for (auto* button : parent.findChildren<QPushButton*>())
    if (button->isVisible() && button->text().remove(QChar('&')).startsWith(start)) return button;
  return nullptr;
}

// The bytes of labels as NumPy saves them.
Bytes labelBytes(const std::vector<std::int32_t>& labels) {
  std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + std::to_string(labels.size()) + ",), }";
  constexpr std::size_t before = 10, line = 64;
  header.resize((before + header.size() + line) / line * line - before - 1, ' ');
  header += '\n';
  std::string file("\x93NUMPY\x01\x00", 8);
  file += static_cast<char>(header.size() & 0xff);
  file += static_cast<char>(header.size() >> 8);
  file += header;
  Bytes bytes(file.begin(), file.end());
  for (const std::int32_t label : labels) bytes.push_back(static_cast<std::uint8_t>(label));
  return bytes;
}

}  // namespace

// From the start page to an export that was checked, with nothing but the window.
class NewcomerTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void init() { start(); }

  void comesToACheckedExportInAFewClicks() {
    const QString example = QString::fromStdString(std::string(BITPRISM_SOURCE_DIR) + "/resources/example/example.pt");
    if (!QFileInfo::exists(example)) QSKIP("the example network is not there");
    const QString network = QString::fromStdString(*folder / "mine.pt");
    QVERIFY(QFile::copy(example, network));
    const QString images = writeImages();
    CountingHand hand;

    // The start page: a network whose preprocessing nobody knows.
    StartView* page = window->startPage().view();
    QTRY_VERIFY_WITH_TIMEOUT(page->isVisible(), patience);
    whenOpen<QFileDialog>([&](QFileDialog* dialog) { hand.answer(dialog, network); });
    hand.click(pushButton(*page, "Open a network"));
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);

    // Its images, which are floats from 0 to 255: taken as they are, the network knows nothing.
    whenOpen<DataDialog>([&](DataDialog* dialog) {
      auto* path = dialog->findChildren<QLineEdit*>().front();
      path->setFocus();
      hand.type(path, images);
      whenSettled(dialog, [&hand, dialog] { hand.click(pushButton(*dialog, "Open")); });
    });
    hand.click(toolButton("Images..."));
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().preprocessingDoubted(), patience);

    // One click mends it.
    QTRY_VERIFY_WITH_TIMEOUT(offer() != nullptr, patience);
    hand.click(pushButton(*offer(), "Use mean/std"));
    QTRY_VERIFY_WITH_TIMEOUT(window->workspace().analysis().floatScore().has_value(), patience);
    QVERIFY(window->workspace().analysis().floatScore()->accuracy > 0.8);

    // A short search.
    SearchForm* form = window->panel<SearchPanel>().view()->form();
    if (form->visibleRegion().isEmpty()) clickTab(hand, window->panel<SearchPanel>().title());
    auto* trials = form->findChildren<QSpinBox*>().front();
    hand.click(trials);
    hand.key(trials, Qt::Key_A, Qt::ControlModifier);
    hand.type(trials, "6");
    QSignalSpy ended(&window->search(), &SearchController::ended);
    hand.click(toolButton("▶ Search"));
    QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, patience);
    const auto snapshot = window->search().snapshot();
    QVERIFY2(snapshot->state == SearchState::Finished, snapshot->failure.c_str());
    QCOMPARE(snapshot->topEvaluations(), 6);

    // The knee of its front, or the best plan where the front is straight.
    FrontView* front = window->panel<FrontPanel>().view();
    QTRY_VERIFY_WITH_TIMEOUT(!front->front().empty(), patience);
    QTRY_VERIFY_WITH_TIMEOUT(window->settled(), patience);
    front->plot()->replot(QCustomPlot::rpImmediateRefresh);
    const std::size_t place = front->knee() ? front->knee()->position : front->front().size() - 1;
    const Evaluation& wanted = snapshot->evaluations[front->front()[place].index];
    hand.click(front->plot(), front->pixelOf(wanted));
    QTRY_VERIFY_WITH_TIMEOUT(evaluated(*snapshot), patience);

    // Out it goes, and is read back and compared before it has its name.
    const QString file = QString::fromStdString(*folder / "small.onnx");
    whenOpen<ExportDialog>([&](ExportDialog* dialog) {
      whenOpen<QFileDialog>([&](QFileDialog* save) { hand.answer(save, file); });
      hand.click(pushButton(*dialog, "Choose file"));
    });
    hand.click(toolButton("Export..."));
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(file) && window->settled(), patience);
    QVERIFY2(window->banner()->isVisible() && window->banner()->text().contains("small.onnx"),
             qPrintable(window->banner()->text()));
    QCOMPARE(readNetwork(file.toStdString(), {}).layers.size(), window->document().layerCount());

    QVERIFY2(hand.clicks() <= 12, qPrintable(QStringLiteral("%1 clicks").arg(hand.clicks())));
    QVERIFY(hand.keys() > 0);
  }

  void cleanup() { finish(); }

 private:
  // Once a dialog of this kind is there.
  template <class Dialog, class Answer>
  static void whenOpen(const Answer& answer) {
    QTimer::singleShot(20, qApp, [answer] {
      if (auto* dialog = qobject_cast<Dialog*>(QApplication::activeModalWidget())) return answer(dialog);
      whenOpen<Dialog>(answer);
    });
  }

  template <class Then>
  static void whenSettled(DataDialog* dialog, const Then& then) {
    QTimer::singleShot(20, dialog, [dialog, then] {
      if (dialog->settled() && pushButton(*dialog, "Open") && pushButton(*dialog, "Open")->isEnabled()) return then();
      whenSettled(dialog, then);
    });
  }

  // Floats from 0 to 255, with their labels beside them.
  QString writeImages() const {
    constexpr std::int64_t count = 1200;
    const ImageSet drawn = openImages("example", count);
    const std::vector<std::uint8_t> pixels = pixelBytes(drawn, 0, count);
    const std::vector<float> values(pixels.begin(), pixels.end());
    const std::string path = *folder / "images.npy";
    writeFile(path, npyBytes({count, drawn.channels, drawn.height, drawn.width}, values));
    writeFile(*folder / "labels.npy", labelBytes(drawn.labels));
    return QString::fromStdString(path);
  }

  QToolButton* toolButton(const QString& text) const {
    for (auto* button : window->findChildren<QToolButton*>())
      if (button->isVisible() && button->defaultAction() && button->defaultAction()->iconText() == text) return button;
    return nullptr;
  }

  OfferBar* offer() const {
    for (auto* bar : window->findChildren<OfferBar*>())
      if (bar->isVisible() && pushButton(*bar, "Use mean/std")) return bar;
    return nullptr;
  }

  void clickTab(CountingHand& hand, const QString& title) const {
    for (auto* tabs : window->findChildren<QTabBar*>())
      for (int i = 0; i < tabs->count(); ++i)
        if (tabs->isVisible() && tabs->tabText(i) == title) return hand.click(tabs, tabs->tabRect(i).center());
    QFAIL("the panel has no tab");
  }

  // Whether the plan is that of one of the search's evaluations.
  bool evaluated(const SearchSnapshot& snapshot) const {
    const auto bits = window->search().request().choicesOf(window->document().plan());
    return bits && std::any_of(snapshot.evaluations.begin(), snapshot.evaluations.end(),
                               [&](const Evaluation& evaluation) { return evaluation.bits == *bits; });
  }
};

std::unique_ptr<QObject> makeNewcomerTest() {
  return std::make_unique<NewcomerTest>();
}

}  // namespace bitprism::test

#include "desktop_newcomer_test.moc"
