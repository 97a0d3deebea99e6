#include "core/data/list_columns.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "core/base/echoed.h"
#include "core/base/text.h"
#include "core/data/class_order.h"

namespace bitprism {
namespace {

// In order of preference.
constexpr std::string_view pathWords[] = {
    "path",    "filepath",      "imagepath", "imgpath",      "picturepath", "file",    "filename", "imagefile",
    "imgfile", "imagefilename", "imagename", "imgname",      "image",       "img",     "images",   "picture",
    "photo",   "fname",         "relpath",   "relativepath", "fullpath",    "abspath", "imageid",  "imgid",
    "fileid",  "pictureid",     "photoid",   "id",           "uuid",        "name"};
constexpr std::string_view labelWords[] = {
    "label",        "labels",     "labelid",       "labelindex", "labelidx", "labelnumber", "class",     "classid",
    "classindex",   "classidx",   "classnumber",   "classlabel", "target",   "targets",     "y",         "category",
    "categories",   "categoryid", "categoryindex", "cls",        "clsid",    "classes",     "labelname", "classname",
    "categoryname", "targetname", "species",       "speciesid",  "breed",    "groundtruth", "gt",        "truth",
    "diagnosis",    "tag",        "annotation",    "expected"};
constexpr std::string_view indexWords[] = {"", "unnamed0", "index", "row", "rowid", "no", "nr"};

std::string plainWord(const std::string& heading) {
  std::string word;
  for (const char c : heading) {
    const auto letter = static_cast<unsigned char>(c);
    if (letter < 0x80 && !std::isalnum(letter)) continue;
    word += static_cast<char>(std::tolower(letter));
  }
  return word;
}

template <std::size_t count>
int rankIn(const std::string_view (&words)[count], const std::string& heading) {
  const std::string word = plainWord(heading);
  const auto found = std::find(std::begin(words), std::end(words), word);
  return found == std::end(words) ? -1 : static_cast<int>(found - std::begin(words));
}

template <std::size_t count>
std::vector<int> columnsIn(const std::string_view (&words)[count], const std::vector<std::string>& header) {
  std::vector<std::pair<int, int>> ranked;
  for (std::size_t c = 0; c < header.size(); ++c)
    if (const int rank = rankIn(words, header[c]); rank >= 0) ranked.emplace_back(rank, static_cast<int>(c));
  std::sort(ranked.begin(), ranked.end());
  std::vector<int> columns;
  for (const auto& [rank, column] : ranked) columns.push_back(column);
  return columns;
}

// The content of one column.
class Column {
 public:
  Column(const WordTable& rows, int index) : rows_(rows), index_(static_cast<std::size_t>(index)) {
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const std::string& word = at(r);
      const std::optional<double> number = writtenNumber(word);
      if (word.empty()) {
        ++empty_;
      } else if (!number) {
        ++words_;
      } else {
        whole_ &= *number == std::floor(*number);
        bits_ &= *number == 0 || *number == 1;
        counts_ &= *number == static_cast<double>(r) || *number == static_cast<double>(r + 1);
      }
      if (2 * distinct_.size() <= rows.size()) distinct_.insert(word);
    }
  }
  const std::string& at(std::size_t row) const {
    static const std::string nothing;
    return index_ < rows_[row].size() ? rows_[row][index_] : nothing;
  }
  bool isEmpty() const { return empty_ == rows_.size(); }
  bool isNumbers() const { return words_ == 0 && !isEmpty(); }
  bool isBits() const { return isNumbers() && empty_ == 0 && bits_; }
  bool isCount() const { return isNumbers() && empty_ == 0 && counts_ && rows_.size() > 1 && !bits_; }
  // Whole numbers, or repeated names: typical of classes.
  bool mayBeLabels() const {
    constexpr std::size_t few = 4;
    return isNumbers() ? whole_ : !isEmpty() && (2 * distinct_.size() <= rows_.size() || rows_.size() < few);
  }

 private:
  const WordTable& rows_;
  std::size_t index_, empty_ = 0, words_ = 0;
  bool whole_ = true, bits_ = true, counts_ = true;
  std::set<std::string> distinct_;
};

// Columns of 0 and 1 that hold a single 1 in every row.
bool isOneHot(const WordTable& rows, const std::vector<int>& columns) {
  for (const std::vector<std::string>& row : rows) {
    int ones = 0;
    for (const int c : columns)
      ones += static_cast<std::size_t>(c) < row.size() && writtenNumber(row[static_cast<std::size_t>(c)]) == 1.0;
    if (ones != 1) return false;
  }
  return true;
}

// Each number has one name and each name one number.
bool arePairs(const Column& numbers, const Column& names, std::size_t rows) {
  std::map<double, std::string> named;
  std::map<std::string, double> numbered;
  for (std::size_t r = 0; r < rows; ++r) {
    const double number = writtenNumber(numbers.at(r)).value_or(-1);
    if (named.emplace(number, names.at(r)).first->second != names.at(r)) return false;
    if (numbered.emplace(names.at(r), number).first->second != number) return false;
  }
  return true;
}

std::string headingOf(const std::vector<std::string>& header, int column) {
  return static_cast<std::size_t>(column) < header.size()
             ? text("'", echoed(header[static_cast<std::size_t>(column)]), "'")
             : text(column + 1);
}

}  // namespace

bool isPathHeading(const std::string& heading) {
  return rankIn(pathWords, heading) >= 0;
}
bool isLabelHeading(const std::string& heading) {
  return rankIn(labelWords, heading) >= 0;
}
std::vector<int> pathColumns(const std::vector<std::string>& header) {
  return columnsIn(pathWords, header);
}
std::vector<int> labelColumns(const std::vector<std::string>& header) {
  return columnsIn(labelWords, header);
}

namespace {

// The columns of a list that may be labels.
struct Candidates {
  const std::vector<std::string>& header;
  const WordTable& rows;
  const std::string& list;
  std::map<int, Column> columns = {};
  std::vector<int> others = {};  // neither path nor a count of the rows

  std::string heading(int column) const { return headingOf(header, column); }
};

Candidates candidatesIn(const std::vector<std::string>& header, const WordTable& rows, int pathColumn,
                        const std::string& list) {
  Candidates found{header, rows, list};
  std::size_t width = header.size();
  for (const std::vector<std::string>& row : rows) width = std::max(width, row.size());
  for (int c = 0; c < static_cast<int>(width); ++c) {
    if (c == pathColumn) continue;
    const Column& column = found.columns.emplace(c, Column(rows, c)).first->second;
    const bool counts =
        header.empty()
            ? column.isCount() && width > 2
            : rankIn(indexWords, header[std::min<std::size_t>(static_cast<std::size_t>(c), header.size() - 1)]) >= 0;
    if (!counts) found.others.push_back(c);
  }
  return found;
}

// The columns that the header calls labels.
std::optional<LabelColumns> calledLabels(const Candidates& of) {
  std::vector<int> called;
  for (const int c : labelColumns(of.header))
    if (of.columns.contains(c) && !of.columns.at(c).isEmpty()) called.push_back(c);
  if (called.empty()) return {};
  LabelColumns chosen;
  for (const int c : called) {
    if (of.columns.at(c).isNumbers() && chosen.label < 0) chosen.label = c;
    if (!of.columns.at(c).isNumbers() && chosen.name < 0) chosen.name = c;
  }
  if (chosen.label < 0) std::swap(chosen.label, chosen.name);
  std::string rest;
  for (const int c : called)
    if (c != chosen.label && c != chosen.name) {
      bool same = true;
      for (std::size_t r = 0; r < of.rows.size(); ++r)
        same = same && of.columns.at(c).at(r) == of.columns.at(chosen.label).at(r);
      if (!same) rest += text(rest.empty() ? "" : ", ", of.heading(c));
    }
  if (!rest.empty())
    chosen.notice =
        text("of '", of.list, "' the column ", of.heading(chosen.label), " is used as the label, not ", rest);
  return chosen;
}

std::optional<LabelColumns> oneHotLabels(const Candidates& of, const std::vector<int>& bits) {
  if (bits.size() < 2 || !isOneHot(of.rows, bits)) return {};
  LabelColumns chosen;
  chosen.oneHot = bits;
  chosen.notice = text("the ", bits.size(), " columns ", of.heading(bits.front()), " to ", of.heading(bits.back()),
                       " of '", of.list, "' are read as one class each; the 1 marks the label");
  return chosen;
}

// Columns that look like a label, or like a label and its name.
std::optional<LabelColumns> likelyLabels(const Candidates& of, const std::vector<int>& bits) {
  const std::vector<int>& others = of.others;
  std::vector<int> likely;
  for (const int c : others)
    if (of.columns.at(c).mayBeLabels() && (bits.size() < 2 || !of.columns.at(c).isBits())) likely.push_back(c);
  LabelColumns chosen;
  if (others.size() == 1 && (likely.size() == 1 || of.header.empty())) {
    chosen.label = others[0];
    if (!of.header.empty())
      chosen.notice = text("the column ", of.heading(chosen.label), " of '", of.list, "' is used as the label");
    return chosen;
  }
  if (likely.size() == 2 && others.size() == 2 &&
      of.columns.at(likely[0]).isNumbers() != of.columns.at(likely[1]).isNumbers()) {
    const int number = of.columns.at(likely[0]).isNumbers() ? likely[0] : likely[1];
    const int name = number == likely[0] ? likely[1] : likely[0];
    if (arePairs(of.columns.at(number), of.columns.at(name), of.rows.size())) {
      chosen.label = number;
      chosen.name = name;
      chosen.notice = text("the columns ", of.heading(number), " and ", of.heading(name), " of '", of.list,
                           "' are used as the label and its name");
      return chosen;
    }
  }
  if (!of.header.empty() || likely.empty()) return {};
  chosen.label = likely[0];
  chosen.notice = text("column ", chosen.label + 1, " of '", of.list, "' is used as the label");
  return chosen;
}

LabelColumns noLabels(const Candidates& of) {
  std::string names;
  constexpr std::size_t shown = 8;
  for (std::size_t i = 0; i < std::min(of.others.size(), shown); ++i)
    names += text(i == 0 ? "" : ", ", of.heading(of.others[i]));
  if (of.others.size() > shown) names += ", ...";
  LabelColumns none;
  none.notice = text("no column of '", of.list,
                     "' is used as the label, so its pictures are unlabelled: besides the path it has ", names,
                     "; call one 'label'");
  return none;
}

}  // namespace

LabelColumns identifyLabels(const std::vector<std::string>& header, const WordTable& rows, int pathColumn,
                            const std::string& list) {
  const Candidates candidates = candidatesIn(header, rows, pathColumn, list);
  if (candidates.others.empty()) return {};
  if (const auto called = calledLabels(candidates)) return *called;
  std::vector<int> bits;
  for (const int c : candidates.others)
    if (candidates.columns.at(c).isBits()) bits.push_back(c);
  if (const auto oneHot = oneHotLabels(candidates, bits)) return *oneHot;
  if (const auto likely = likelyLabels(candidates, bits)) return *likely;
  return noLabels(candidates);
}

}  // namespace bitprism
