#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bitprism {

// Pieces of a document that is HTML for browsers and well-formed XML for programs. Every text passes htmlText.

// Any text, also of a hostile file, as content or attribute: markup is escaped, control characters and what is not
// UTF-8 are written out ("\x1b").
std::string htmlText(std::string_view words);
// The same over several lines.
std::string htmlLines(std::string_view words);

// A number with so many digits after the point, in every locale; "-" unless it is finite.
std::string numberText(double value, int digits);
std::string significantText(double value, int digits = 3);  // "0.00123", "1230", "1.2e-07"
std::string groupedText(std::int64_t count);                // "11,689,512"
std::string memoryText(std::int64_t bytes);                 // "44.7 MiB"

std::string base64(std::string_view bytes);

// A link that saves the content under a name.
std::string downloadLink(const std::string& name, const std::string& mediaType, std::string_view content,
                         const std::string& words);

// A table with a caption, a header for every column, and the first column as header of its row. Cells are texts.
class HtmlTable {
 public:
  struct Column {
    std::string title;
    bool number = false;
    std::string hint = {};  // a longer explanation
    bool code = false;      // in letters of one width, and may break anywhere
  };
  HtmlTable(std::string caption, std::vector<Column> columns);

  void add(std::vector<std::string> cells);
  void addTotal(std::vector<std::string> cells);  // below all rows
  bool empty() const { return rows_.empty(); }
  std::string str() const;

 private:
  std::string rowOf(const std::vector<std::string>& cells) const;

  std::string caption_;
  std::vector<Column> columns_;
  std::vector<std::string> rows_, totals_;
};

// Names with values.
using Facts = std::vector<std::pair<std::string, std::string>>;
std::string factsList(const Facts& facts);

// <section> with its heading; `content` is markup.
std::string section(const std::string& id, const std::string& title, const std::string& content);

// A picture (an <svg> element) with its caption.
std::string figure(const std::string& picture, const std::string& caption);

// The whole document. `styles` follow the common ones.
std::string htmlDocument(const std::string& title, const std::string& styles, const std::string& body);

}  // namespace bitprism
