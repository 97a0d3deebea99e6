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

QString plainName(QString name) {
  return name.replace(QChar('\t'), QChar(' ')).replace(QChar('\n'), QChar(' '));
}

// Two networks: the counterpart of each layer, and how their weights differ.
QString networksTable(const std::vector<CompareRow>& rows) {
  QStringList lines{
      QStringLiteral("layer A\tlayer B\tmatched by\tbits A\tbits B\tSQNR dB\tlargest difference\tbytes A\tbytes B")};
  for (const CompareRow& row : rows) {
    const bool a = row.match != CompareMatch::OnlyB, b = row.match != CompareMatch::OnlyA;
    const QStringList cells = {a ? plainName(row.name) : QString(),
                               b ? plainName(a ? row.nameB : row.name) : QString(),
                               row.match == CompareMatch::Name    ? QStringLiteral("name")
                               : row.match == CompareMatch::Shape ? QStringLiteral("shape and order")
                                                                  : QString(),
                               a ? QString::number(row.a.scheme.bits) : QString(),
                               b ? QString::number(row.b.scheme.bits) : QString(),
                               plainNumber(row.betweenDb),
                               row.largest ? QString::number(*row.largest, 'g', 7) : QString(),
                               a ? QString::number(row.a.bytes) : QString(),
                               b ? QString::number(row.b.bytes) : QString()};
    lines << cells.join(QChar('\t'));
  }
  return lines.join(QChar('\n')) + QChar('\n');
}

}  // namespace

QString compareTable(const std::vector<CompareRow>& rows) {
  if (!rows.empty() && rows.front().ofNetworks()) return networksTable(rows);
  QStringList lines{QStringLiteral(
      "layer\tbits A\tbits B\tbits B-A\tinput bits A\tinput bits B\tmethod A\tmethod B\tSQNR dB A\tSQNR dB B\t"
      "SQNR dB B-A\tbytes A\tbytes B\tbytes B-A")};
  for (const CompareRow& row : rows) {
    const QStringList cells = {plainName(row.name),
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
