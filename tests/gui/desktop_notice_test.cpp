#include "app/desktop/desktop_notice.h"

#include <QDBusConnection>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/gui/desktop_tests.h"

namespace bitprism::test {

// What a desktop would show.
class ShownNotices : public QObject {
  Q_OBJECT
  Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

 public:
  QStringList titles, texts;

 public slots:
  // NOLINTNEXTLINE(readability-identifier-naming): the interface has it so
  uint Notify(const QString& program, uint, const QString&, const QString& title, const QString& text,
              const QStringList&, const QVariantMap& hints, int) {
    if (!program.isEmpty() && hints.value(QStringLiteral("desktop-entry")) == QStringLiteral("bitprism")) {
      titles << title;
      texts << text;
    }
    return static_cast<uint>(titles.size());
  }
};

class DesktopNoticeTest : public QObject {
  Q_OBJECT

 private slots:
  void withoutABusNothingHappens() {
    const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS"), runtime = qgetenv("XDG_RUNTIME_DIR");
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    qputenv("XDG_RUNTIME_DIR", folder_.path().toUtf8());
    notifyDesktop(QStringLiteral("title"), QStringLiteral("text"));
    QCOMPARE(QThreadPool::globalInstance()->activeThreadCount(), 0);  // nothing was begun
    qputenv("DBUS_SESSION_BUS_ADDRESS", ("unix:path=" + folder_.filePath("nowhere")).toUtf8());
    notifyDesktop(QStringLiteral("title"), QStringLiteral("text"));
    QVERIFY(QThreadPool::globalInstance()->waitForDone(patience));
    bus.isEmpty() ? qunsetenv("DBUS_SESSION_BUS_ADDRESS") : qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
    runtime.isEmpty() ? qunsetenv("XDG_RUNTIME_DIR") : qputenv("XDG_RUNTIME_DIR", runtime);
  }

  void aNoticeReachesTheDesktop() {
    const QString daemon = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    if (daemon.isEmpty()) QSKIP("dbus-daemon is not installed");
    QProcess bus;
    bus.start(daemon, {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                       QStringLiteral("--address=unix:path=") + folder_.filePath(QStringLiteral("bus"))});
    QTRY_VERIFY_WITH_TIMEOUT(bus.canReadLine() || bus.state() == QProcess::NotRunning, patience);
    const QByteArray address = bus.readLine().trimmed();
    if (address.isEmpty()) QSKIP("a session bus cannot be started here");
    qputenv("DBUS_SESSION_BUS_ADDRESS", address);
    {
      ShownNotices shown;
      QDBusConnection desktop =
          QDBusConnection::connectToBus(QString::fromUtf8(address), QStringLiteral("desktop of the test"));
      QVERIFY(desktop.registerObject(QStringLiteral("/org/freedesktop/Notifications"), &shown,
                                     QDBusConnection::ExportAllSlots));
      QVERIFY(desktop.registerService(QStringLiteral("org.freedesktop.Notifications")));
      notifyDesktop(QStringLiteral("The search has ended"), QStringLiteral("40 of 40"));
      QTRY_COMPARE_WITH_TIMEOUT(shown.titles, QStringList(QStringLiteral("The search has ended")), patience);
      QCOMPARE(shown.texts, QStringList(QStringLiteral("40 of 40")));
    }
    for (const char* connection : {"desktop of the test", "bitprism notifications"})
      QDBusConnection::disconnectFromBus(QString::fromLatin1(connection));
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    bus.terminate();
    QVERIFY(bus.waitForFinished(patience));
  }

 private:
  QTemporaryDir folder_;
};

std::unique_ptr<QObject> makeDesktopNoticeTest() {
  return std::make_unique<DesktopNoticeTest>();
}

}  // namespace bitprism::test

#include "desktop_notice_test.moc"
