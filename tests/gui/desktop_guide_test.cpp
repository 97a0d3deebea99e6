#include <QDir>
#include <QDockWidget>
#include <QLineEdit>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTreeWidget>
#include <QtTest>

#include "app/desktop/guide_window.h"
#include "app/desktop/panels.h"
#include "core/quant/scheme/quant_scheme.h"
#include "core/quant/targets/target_profile.h"
#include "core/search/search_method.h"
#include "tests/gui/desktop_tests.h"
#include "tests/gui/window_fixture.h"
#include "widgets/guide_browser.h"
#include "widgets/guide_view.h"

namespace bitprism::test {
namespace {

QString guideFolder() {
  return QStringLiteral(BITPRISM_SOURCE_DIR "/docs/guide");
}

QString textOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void writeText(const std::string& path, const char* text) {
  QFile file(QString::fromStdString(path));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(text);
}

QStringList anchorsOf(const QString& markdown) {
  static const QRegularExpression heading(QStringLiteral("^#+ (.+)$"), QRegularExpression::MultilineOption);
  QStringList anchors;
  for (auto found = heading.globalMatch(markdown); found.hasNext();) anchors << headingAnchor(found.next().captured(1));
  return anchors;
}

}  // namespace

class GuideTest : public WindowFixture {
  Q_OBJECT

 private slots:
  void anchorsAreThoseOfCodeHosts() {
    QCOMPARE(headingAnchor(QStringLiteral("Activation maps")), QStringLiteral("activation-maps"));
    QCOMPARE(headingAnchor(QStringLiteral("DSConv, with \"block\" floats")),
             QStringLiteral("dsconv-with-block-floats"));
    QCOMPARE(headingAnchor(QStringLiteral("`--metric-command`")), QStringLiteral("--metric-command"));
  }

  void everyPageIsInTheContents() {
    const GuideBook book(guideFolder());
    QStringList listed;
    for (const GuidePage& page : book.pages()) listed << page.file;
    QStringList there = QDir(guideFolder()).entryList({QStringLiteral("*.md")});
    listed.sort();
    there.sort();
    QCOMPARE(listed, there);
  }

  void everyLinkLeadsToAPlace() {
    static const QRegularExpression link(QStringLiteral(R"(\]\(([^)#\s]*)(#[^)\s]+)?\))"));
    const GuideBook book(guideFolder());
    for (const GuidePage& page : book.pages()) {
      const QString markdown = textOf(guideFolder() + QChar('/') + page.file);
      for (auto links = link.globalMatch(markdown); links.hasNext();) {
        const QRegularExpressionMatch found = links.next();
        if (found.captured(1).contains(QStringLiteral("://"))) continue;
        const QString target = found.captured(1).isEmpty() ? page.file : found.captured(1);
        const QString path = guideFolder() + QChar('/') + target;
        QVERIFY2(QFileInfo::exists(path), qPrintable(page.file + ": " + found.captured()));
        if (!found.captured(2).isEmpty())
          QVERIFY2(anchorsOf(textOf(path)).contains(found.captured(2).mid(1)),
                   qPrintable(page.file + ": " + found.captured()));
      }
    }
  }

  void everythingHasItsPlace_data() {
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("word");
    for (const QString& panel : panelNames())
      QTest::addRow("panel %s", qPrintable(panel)) << "panels.md" << QStringLiteral("](pictures/%1.png)").arg(panel);
    // By its name on the command line, in code or as the words of a link.
    for (const Method method : existingMethods)
      QTest::addRow("method %s", methodName(method)) << "methods.md" << QString::fromLatin1(methodName(method));
    for (const std::string& method : searchMethodNames())
      QTest::addRow("search %s", method.c_str()) << "searching.md" << QString::fromStdString(method);
    for (const std::string& target : targetNames())
      QTest::addRow("target %s", target.c_str()) << "targets.md" << QString::fromStdString(target);
  }

  void everythingHasItsPlace() {
    QFETCH(QString, page);
    QFETCH(QString, word);
    const QString markdown = textOf(guideFolder() + QChar('/') + page);
    const bool said = word.startsWith(QChar(']')) ? markdown.contains(word)
                                                  : markdown.contains(QStringLiteral("`%1`").arg(word)) ||
                                                        markdown.contains(QStringLiteral("[%1](").arg(word));
    QVERIFY2(said, qPrintable(page + " does not say " + word));
  }

  void theKeyOpensTheSectionOfThePanel() {
    start();
    openSmall();
    window->showPanel(QStringLiteral("trials"));
    auto* dock = window->findChild<QDockWidget*>(QStringLiteral("trials"));
    QVERIFY(dock);
    auto* filter = dock->findChild<QLineEdit*>();
    QVERIFY(filter);
    filter->setFocus();
    QCOMPARE(QApplication::focusWidget(), filter);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_F1);
    auto* guide = window->findChild<GuideWindow*>();
    QVERIFY(guide && guide->isVisible());
    QCOMPARE(guide->view()->browser()->source().fileName(), QStringLiteral("panels.md"));
    QCOMPARE(guide->view()->browser()->source().fragment(), QStringLiteral("trials"));
    QCOMPARE(guide->view()->browser()->textCursor().block().text(), QStringLiteral("Trials"));
    QVERIFY(guide->view()->contents()->currentItem());
    QCOMPARE(guide->view()->contents()->currentItem()->text(0), QStringLiteral("Trials"));
    QVERIFY(guide->windowTitle().startsWith(QStringLiteral("The panels of the window")));
    QApplication::setActiveWindow(guide);  // as a window manager does
    QTest::keyClick(guide->view()->browser(), Qt::Key_Escape);
    QTRY_VERIFY_WITH_TIMEOUT(!window->findChild<GuideWindow*>(), patience);
    finish();
  }

  void wordsAreFoundAndMarked() {
    const TemporaryFolder pages;
    writeText(pages / "index.md", "# Guide\n\n- [Panels](panels.md)\n");
    writeText(pages / "panels.md",
              "# Panels\n\nAll.\n\n## Layers\n\nThe padlock locks one.\n\n## Bits\n\nBars, no padlock.\n");
    GuideView view{GuideBook(QString::fromStdString(pages.path()))};
    view.resize(1000, 700);
    view.open({});
    QCOMPARE(view.browser()->source().fileName(), QStringLiteral("index.md"));
    view.search()->setText(QStringLiteral("padlock LOCKS"));
    QStringList shown;
    for (QTreeWidgetItemIterator item(view.contents(), QTreeWidgetItemIterator::NotHidden); *item; ++item)
      shown << (*item)->text(0);
    QCOMPARE(shown, QStringList({"Panels", "Layers"}));
    QTest::keyClick(view.search(), Qt::Key_Return);
    QCOMPARE(view.browser()->source().fragment(), QStringLiteral("layers"));
    QCOMPARE(view.browser()->extraSelections().size(), 3);  // "padlock" twice, "locks" once
    view.search()->clear();
    QVERIFY(view.browser()->extraSelections().isEmpty());
    for (int p = 0; p < view.contents()->topLevelItemCount(); ++p)
      QVERIFY(!view.contents()->topLevelItem(p)->isHidden());
  }

  void picturesFitThePage() {
    GuideView view{GuideBook(guideFolder())};
    view.resize(700, 700);
    view.show();
    view.open(QStringLiteral("index.md"));
    QVERIFY(QTest::qWaitForWindowExposed(&view, patience));
    int pictures = 0;
    for (QTextBlock block = view.browser()->document()->begin(); block.isValid(); block = block.next())
      for (auto part = block.begin(); !part.atEnd(); ++part)
        if (part.fragment().charFormat().isImageFormat()) {
          ++pictures;
          const double width = part.fragment().charFormat().toImageFormat().width();
          QVERIFY2(width > 100 && width <= view.browser()->viewport()->width(), qPrintable(QString::number(width)));
        }
    QVERIFY(pictures > 0);
  }

  void aMissingGuideIsSaid() {
    start();
    qputenv("BITPRISM_RESOURCES", QByteArray::fromStdString(folder->path()));
    QTest::keyClick(window.get(), Qt::Key_F1);
    qunsetenv("BITPRISM_RESOURCES");
    QVERIFY(!window->findChild<GuideWindow*>());
    QVERIFY2(window->findChild<Banner*>()->text().contains(QString::fromStdString(folder->path())),
             qPrintable(window->findChild<Banner*>()->text()));
    finish();
  }
};

std::unique_ptr<QObject> makeGuideTest() {
  return std::make_unique<GuideTest>();
}

}  // namespace bitprism::test

#include "desktop_guide_test.moc"
