#include "app/desktop/desktop_notice.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QFileInfo>
#include <QThreadPool>
#include <QVariantMap>

namespace bitprism {
namespace {

constexpr int desktopDecides = -1;  // how long it is shown

// Of the session's bus; empty: there is none. The library itself would start one, which takes seconds.
QString busAddress() {
  const QString address = qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS");
  if (!address.isEmpty()) return address.startsWith(QStringLiteral("autolaunch")) ? QString() : address;
  const QString socket = qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus");
  return QFileInfo::exists(socket) ? QStringLiteral("unix:path=") + socket : QString();
}

}  // namespace

void notifyDesktop(const QString& title, const QString& text) {
  const QString address = busAddress();
  if (address.isEmpty()) return;
  const QVariantMap hints = {{QStringLiteral("desktop-entry"), QStringLiteral("bitprism")}};
  QDBusMessage message = QDBusMessage::createMethodCall(
      QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
      QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
  message << QCoreApplication::applicationName() << 0U << QStringLiteral("bitprism") << title << text << QStringList()
          << hints << desktopDecides;
  // Connecting waits for the bus, sending does not.
  QThreadPool::globalInstance()->start([address, message] {
    const QString name = QStringLiteral("bitprism notifications");
    if (const auto bus = QDBusConnection::connectToBus(address, name); bus.isConnected() && bus.send(message)) return;
    QDBusConnection::disconnectFromBus(name);  // the next notification tries again
  });
}

}  // namespace bitprism
