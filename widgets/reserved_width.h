#pragma once

#include <QStringList>

class QAbstractButton;
class QComboBox;

namespace bitprism {

// Room for the widest of the texts that a control may have, so that another text moves nothing beside it. Call it again
// when the font changes.
void reserveWidth(QAbstractButton& button, const QStringList& texts);
void reserveWidth(QComboBox& box, const QStringList& texts);

}  // namespace bitprism
