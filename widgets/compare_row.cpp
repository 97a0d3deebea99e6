#include "widgets/compare_row.h"

#include <QStringList>
#include <cmath>

namespace bitprism {
namespace {

QString plainNumber(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? QString::number(*value, 'f', 3) : QString();
}

std::optional<double> differenceOf(const std::optional<double>& a, const std::optional<double>& b) {
  if (!a || !b) return {};
  return *b - *a;
}

}  // namespace

QString compareTable(const std::vector<CompareRow>& rows) {
  QStringList lines{QStringLiteral(
      "layer\tbits A\tbits B\tbits B-A\tinput bits A\tinput bits B\tmethod A\tmethod B\tSQNR dB A\tSQNR dB B\t"
      "SQNR dB B-A\tbytes A\tbytes B\tbytes B-A")};
  for (const CompareRow& row : rows) {
    QString name = row.name;
    const QStringList cells = {name.replace(QChar('\t'), QChar(' ')).replace(QChar('\n'), QChar(' ')),
                               QString::number(row.a.scheme.bits),
                               QString::number(row.b.scheme.bits),
                               QString::number(row.b.scheme.bits - row.a.scheme.bits),
                               QString::number(row.a.inputBits),
                               QString::number(row.b.inputBits),
                               row.a.method,
                               row.b.method,
                               plainNumber(row.a.sqnrDb),
                               plainNumber(row.b.sqnrDb),
                               plainNumber(differenceOf(row.a.sqnrDb, row.b.sqnrDb)),
                               QString::number(row.a.bytes),
                               QString::number(row.b.bytes),
                               QString::number(row.b.bytes - row.a.bytes)};
    lines << cells.join(QChar('\t'));
  }
  return lines.join(QChar('\n')) + QChar('\n');
}

}  // namespace bitprism
