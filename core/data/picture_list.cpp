#include "core/data/picture_list.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "core/base/echoed.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/class_labels.h"
#include "core/data/class_order.h"
#include "core/data/list_columns.h"
#include "core/data/picture.h"
#include "core/data/picture_files.h"
#include "core/data/text_table.h"

namespace bitprism {
namespace {

namespace fs = std::filesystem;

// In lower case, then in upper case.
std::vector<std::string> spelledSuffixes() {
  std::vector<std::string> suffixes = pictureSuffixes();
  for (std::string suffix : pictureSuffixes()) {
    for (char& c : suffix) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    suffixes.push_back(std::move(suffix));
  }
  return suffixes;
}

// The pictures that a list refers to, relative to its folder.
class ListedPictures {
 public:
  explicit ListedPictures(const std::string& list)
      : folder_(fs::path(list).has_parent_path() ? fs::path(list).parent_path() : fs::path(".")) {}

  std::string path(const std::string& written) const { return (folder_ / written).string(); }
  bool exact(const std::string& written) const { return isFile(path(written)); }

  // The file that a line refers to: as written, with Windows slashes replaced, or with a picture's suffix added. Throws
  // InputError naming the line by `place` if files with two suffixes exist.
  std::optional<std::string> find(const std::string& written, const std::string& place) const {
    if (written.empty()) return {};
    std::string portable = written;
    std::replace(portable.begin(), portable.end(), '\\', '/');
    for (const std::string& form : {written, portable})
      if (exact(form)) return path(form);
    std::string found;
    for (const std::string& suffix : suffixes_) {
      const std::string candidate = path(portable) + suffix;
      if (!isFile(candidate)) continue;
      if (!found.empty() && !sameFile(found, candidate))
        throw InputError(text(place, " names '", echoed(written, echoedPathCharacters), "', which may be '",
                              echoed(found, echoedPathCharacters), "' or '", echoed(candidate, echoedPathCharacters),
                              "'"));
      found = candidate;
    }
    if (found.empty()) return {};
    return found;
  }
  bool mayBe(const std::string& written) const {
    try {
      return find(written, "").has_value();
    } catch (const InputError&) {
      return true;  // two of them
    }
  }
  fs::path folder() const { return folder_; }

 private:
  static bool isFile(const std::string& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
  }
  static bool sameFile(const std::string& a, const std::string& b) {
    std::error_code ignored;
    return fs::equivalent(a, b, ignored);
  }
  fs::path folder_;
  std::vector<std::string> suffixes_ = spelledSuffixes();
};

struct Line {
  std::size_t number = 0;  // from 1
  const std::string* words = nullptr;
};

// The number of rows examined to find separators and columns.
constexpr std::size_t examinedLines = 32;

// Rows spread over the list.
std::vector<std::size_t> sampleOf(std::size_t count) {
  std::vector<std::size_t> rows;
  const std::size_t step = std::max<std::size_t>(1, count / examinedLines);
  for (std::size_t i = 0; i < count; i += step) rows.push_back(i);
  return rows;
}

// The separator with which most of some lines name pictures; if none does, the first line's characters decide.
Separator separatorOf(const std::vector<Line>& lines, const ListedPictures& pictures) {
  Separator best = Separator::Comma;
  std::size_t most = 0;
  for (const bool exactly : {true, false}) {
    for (const Separator separator : existingSeparators) {
      std::size_t found = 0;
      for (const std::size_t i : sampleOf(lines.size())) {
        const std::vector<std::string> fields = fieldsOf(*lines[i].words, separator);
        std::size_t named = 0, others = 0;
        for (const std::string& field : fields)
          if (exactly ? pictures.exact(field) : pictures.mayBe(field))
            ++named;
          else if (!writtenNumber(field))
            ++others;
        // The words of a label belong together; only numbers are separate.
        found += named > 0 && (separator != Separator::Spaces || others == 0) ? 1 : 0;
      }
      if (found > most) {
        most = found;
        best = separator;
      }
    }
    if (most > 0) return best;
  }
  for (const Separator separator : {Separator::Comma, Separator::Semicolon, Separator::Tab, Separator::Bar})
    if (fieldsOf(*lines[0].words, separator).size() > 1) return separator;
  const std::vector<std::string> fields = fieldsOf(*lines[0].words, Separator::LastSpace);
  return fields.size() > 1 && writtenNumber(fields.back()) ? Separator::LastSpace : Separator::None;
}

// The column that names pictures in the most rows; -1 if none does.
int columnOfPictures(const WordTable& rows, const std::vector<int>& columns, const ListedPictures& pictures) {
  int best = -1;
  std::size_t most = 0;
  for (const bool exactly : {true, false}) {
    for (const int c : columns) {
      std::size_t found = 0;
      for (const std::size_t r : sampleOf(rows.size())) {
        if (static_cast<std::size_t>(c) >= rows[r].size()) continue;
        const std::string& word = rows[r][static_cast<std::size_t>(c)];
        found += exactly ? pictures.exact(word) : pictures.mayBe(word);
      }
      if (found > most) {
        most = found;
        best = c;
      }
    }
    if (best >= 0) return best;
  }
  return -1;
}

std::vector<int> countedTo(std::size_t count) {
  std::vector<int> columns;
  for (std::size_t c = 0; c < count; ++c) columns.push_back(static_cast<int>(c));
  return columns;
}

bool looksLikeData(const std::string& word) {
  if (writtenNumber(word) || word.find_first_of("/\\") != std::string::npos) return true;
  const std::vector<std::string> suffixes = spelledSuffixes();
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](const std::string& suffix) { return word.ends_with(suffix); });
}

enum class FirstLine { Data, Header, UnknownHeader };

FirstLine kindOfFirst(const WordTable& rows, const ListedPictures& pictures) {
  const std::vector<std::string>& first = rows[0];
  if (std::any_of(first.begin(), first.end(), [&](const std::string& word) { return pictures.exact(word); }))
    return FirstLine::Data;
  const bool called = std::any_of(first.begin(), first.end(),
                                  [](const std::string& word) { return isPathHeading(word) || isLabelHeading(word); });
  const bool data = std::any_of(first.begin(), first.end(), looksLikeData);
  if (called && !data) return FirstLine::Header;
  if (data || rows.size() < 2 ||
      std::any_of(first.begin(), first.end(), [&](const std::string& word) { return pictures.mayBe(word); }))
    return FirstLine::Data;
  const WordTable rest(rows.begin() + 1,
                       rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), examinedLines)));
  return columnOfPictures(rest, countedTo(first.size()), pictures) >= 0 ? FirstLine::UnknownHeader : FirstLine::Data;
}

}  // namespace

ImageSet readPictureList(const std::string& path) {
  const std::vector<std::string> all = readTextLines(path, "lines of path,label");
  const ListedPictures pictures(path);
  std::vector<Line> lines;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].find_first_not_of(" \t") != std::string::npos) lines.push_back({i + 1, &all[i]});
  const auto refuseEmpty = [&] {
    throw InputError(text("'", path, "' lists no picture, expected lines of path,label"));
  };
  if (lines.empty()) refuseEmpty();

  const Separator separator = separatorOf(lines, pictures);
  WordTable rows;
  std::vector<std::string> places, header, notices;
  for (const Line& line : lines) {
    rows.push_back(fieldsOf(*line.words, separator));
    places.push_back(text("line ", line.number, " of '", path, "'"));
  }
  if (const FirstLine kind = kindOfFirst(rows, pictures); kind != FirstLine::Data) {
    header = rows[0];
    if (kind == FirstLine::UnknownHeader)
      notices.push_back(text("the first line of '", path, "' ('", echoed(*lines[0].words),
                             "') names no picture and is used as the names of the columns"));
    rows.erase(rows.begin());
    places.erase(places.begin());
  }
  if (rows.empty()) refuseEmpty();

  int pathColumn = columnOfPictures(rows, pathColumns(header), pictures);
  if (pathColumn < 0) pathColumn = columnOfPictures(rows, countedTo(std::max(header.size(), rows[0].size())), pictures);
  if (pathColumn < 0) pathColumn = pathColumns(header).empty() ? 0 : pathColumns(header)[0];

  const LabelColumns columns = identifyLabels(header, rows, pathColumn, path);
  if (!columns.notice.empty()) notices.push_back(columns.notice);
  const int needed = std::max(pathColumn, columns.label);
  std::vector<std::string> paths;
  WrittenLabels labels;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::vector<std::string>& row = rows[r];
    if (row.size() <= static_cast<std::size_t>(needed) || row[static_cast<std::size_t>(pathColumn)].empty())
      throw InputError(text(places[r], " has ", row.size(), row.size() == 1 ? " field" : " fields", ", expected a path",
                            columns.label >= 0 ? " and a label" : ""));
    const std::string& written = row[static_cast<std::size_t>(pathColumn)];
    const std::optional<std::string> found = pictures.find(written, places[r]);
    if (!found)
      throw InputError(
          text(places[r], " names '", echoed(pictures.path(written), echoedPathCharacters), "', which does not exist"));
    paths.push_back(*found);
    if (columns.label >= 0) labels.words.push_back(row[static_cast<std::size_t>(columns.label)]);
    if (columns.name >= 0)
      labels.names.push_back(static_cast<std::size_t>(columns.name) < row.size()
                                 ? row[static_cast<std::size_t>(columns.name)]
                                 : std::string());
  }
  ImageSet images = pictureFiles(path, std::move(paths));
  images.notices = std::move(notices);
  labels.places = std::move(places);
  if (!columns.oneHot.empty()) {
    for (const std::vector<std::string>& row : rows)
      for (std::size_t k = 0; k < columns.oneHot.size(); ++k)
        if (writtenNumber(row[static_cast<std::size_t>(columns.oneHot[k])]) == 1.0)
          images.labels.push_back(static_cast<std::int32_t>(k));
    images.classes = static_cast<std::int64_t>(columns.oneHot.size());
    for (const int c : columns.oneHot)
      images.classNames.push_back(header.empty() ? text(c) : header[static_cast<std::size_t>(c)]);
  } else if (columns.label >= 0) {
    takeLabels(images, labels, (pictures.folder() / "classes.txt").string());
  }
  return images;
}

namespace {

bool looksLikeText(std::span<const std::uint8_t> start) {
  return !start.empty() && std::all_of(start.begin(), start.end(), [](std::uint8_t byte) {
    return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
  });
}

Likeness likenessToList(const ImageFile& file) {
  return looksLikeText(file.start) || hasSuffix(file.path, {".csv"}) ? Likeness::Likely : Likeness::None;
}

std::string listIn(const std::string& folder) {
  std::error_code ignored;
  const fs::path list = fs::path(folder) / "labels.csv";
  return fs::exists(list, ignored) ? list.string() : std::string();
}

}  // namespace

const ImageFormat pictureListFormat = {
    .format = {.name = "list", .title = "a list of path,label", .suffixes = {".csv"}},
    .likeness = likenessToList,
    .foundIn = listIn,
    .read = [](const std::string& path, std::uint64_t) { return readPictureList(path); }};

}  // namespace bitprism
