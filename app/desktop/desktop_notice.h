#pragma once

class QString;

namespace bitprism {

// Shows a notification of the desktop (org.freedesktop.Notifications). Returns at once; where there is no session bus,
// or nothing that shows notifications, it does nothing.
void notifyDesktop(const QString& title, const QString& text);

}  // namespace bitprism
