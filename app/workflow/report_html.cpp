#include "app/workflow/report_html.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "core/base/echoed.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// Not characters, which XML does not allow either.
constexpr std::array<std::string_view, 2> nonCharacters = {"\xef\xbf\xbe", "\xef\xbf\xbf"};

constexpr const char* commonStyles = R"css(
:root { color-scheme: light dark; --ground: #ffffff; --raised: #f5f6f8; --ink: #1b1f24; --muted: #57606a;
  --line: #d5dae1; --accent: #0b62c4; --warm: #a63d00; --fill: #a9c5e8; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171b; --raised: #1d2127; --ink: #e6e9ed; --muted: #a3adb8;
  --line: #39414b; --accent: #6cb0ff; --warm: #ffa266; --fill: #31557f; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 78rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-top: .8rem; border-top: 1px solid var(--line); }
p { margin: .5rem 0; max-width: 60rem; }
a { color: var(--accent); }
.muted, figcaption, caption { color: var(--muted); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1.2rem; margin: .5rem 0; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
.figures { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1rem 0; padding: 0; list-style: none; }
.figures li { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .5rem .9rem; }
.figures b { display: block; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; font-size: .87rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding: .2rem 0 .4rem; }
th, td { text-align: left; padding: .2rem .7rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { border-bottom: 2px solid var(--muted); vertical-align: bottom; }
tbody th { font-weight: 500; overflow-wrap: anywhere; min-width: 10rem; }
tfoot td, tfoot th { font-weight: 600; border-bottom: 0; }
.n { text-align: right; white-space: nowrap; }
td.c, code, pre { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .82rem; }
td.c { overflow-wrap: anywhere; min-width: 8rem; }
pre { background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; margin: .5rem 0;
  overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
figure { margin: .8rem 0; }
figcaption { font-size: .87rem; max-width: 60rem; }
svg { max-width: 100%; height: auto; display: block; }
svg text { fill: var(--ink); font-family: inherit; }
details > summary { cursor: pointer; color: var(--accent); }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; }
  figure, tr, .figures li { break-inside: avoid; } .wide { overflow: visible; } a { color: inherit; } }
)css";

std::string sizeIn(double value, const char* unit) {
  return numberText(value, value < 10 ? 2 : 1) + unit;
}

}  // namespace

std::string htmlText(std::string_view words) {
  std::string result;
  std::string safe = echoed(words, words.size() + 1);
  for (const std::string_view bad : nonCharacters)
    for (std::size_t at; (at = safe.find(bad)) != std::string::npos;) safe.replace(at, bad.size(), "?");
  for (const char c : safe) {
    if (c == '&')
      result += "&amp;";
    else if (c == '<')
      result += "&lt;";
    else if (c == '>')
      result += "&gt;";
    else if (c == '"')
      result += "&quot;";
    else if (c == '\'')
      result += "&#39;";
    else
      result += c;
  }
  return result;
}

std::string htmlLines(std::string_view words) {
  std::string result;
  for (;;) {
    const std::size_t end = words.find('\n');
    result += htmlText(words.substr(0, end));
    if (end == std::string_view::npos) return result;
    result += '\n';
    words.remove_prefix(end + 1);
  }
}

std::string numberText(double value, int digits) {
  if (!std::isfinite(value)) return "-";
  std::array<char, 400> written{};
  const auto end =
      std::to_chars(written.data(), written.data() + written.size(), value, std::chars_format::fixed, digits).ptr;
  std::string result(written.data(), end);
  const bool zero = result.find_first_not_of("-0.") == std::string::npos;
  return zero && result.front() == '-' ? result.substr(1) : result;
}

std::string significantText(double value, int digits) {
  if (!std::isfinite(value)) return "-";
  std::array<char, 64> written{};
  const auto end =
      std::to_chars(written.data(), written.data() + written.size(), value, std::chars_format::general, digits).ptr;
  return {written.data(), end};
}

std::string groupedText(std::int64_t count) {
  std::string digits = text(count < 0 ? -count : count);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return (count < 0 ? "-" : "") + digits;
}

std::string memoryText(std::int64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (bytes < 1024) return text(bytes, " bytes");
  if (value < 1024.0 * 1024) return sizeIn(value / 1024, " KiB");
  if (value < 1024.0 * 1024 * 1024) return sizeIn(value / 1024 / 1024, " MiB");
  return sizeIn(value / 1024 / 1024 / 1024, " GiB");
}

std::string base64(std::string_view bytes) {
  constexpr char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  result.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8 | (k < here ? static_cast<std::uint8_t>(bytes[i + k]) : std::uint32_t{0});
    for (std::size_t k = 0; k < 4; ++k) result += k <= here ? letters[group >> (18 - 6 * k) & 63] : '=';
  }
  return result;
}

std::string downloadLink(const std::string& name, const std::string& mediaType, std::string_view content,
                         const std::string& words) {
  return text("<a download=\"", htmlText(name), "\" href=\"data:", mediaType, ";base64,", base64(content), "\">",
              htmlText(words), "</a>");
}

HtmlTable::HtmlTable(std::string caption, std::vector<Column> columns)
    : caption_(std::move(caption)), columns_(std::move(columns)) {}

void HtmlTable::add(std::vector<std::string> cells) {
  rows_.push_back(rowOf(cells));
}

void HtmlTable::addTotal(std::vector<std::string> cells) {
  totals_.push_back(rowOf(cells));
}

std::string HtmlTable::rowOf(const std::vector<std::string>& cells) const {
  std::string row = "<tr>";
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const char* kind = columns_[i].number ? " class=\"n\"" : columns_[i].code ? " class=\"c\"" : "";
    const std::string content = i < cells.size() ? htmlText(cells[i]) : std::string();
    row += i == 0 ? text("<th scope=\"row\"", kind, '>', content, "</th>") : text("<td", kind, '>', content, "</td>");
  }
  return row + "</tr>\n";
}

std::string HtmlTable::str() const {
  std::string result =
      text("<div class=\"wide\" tabindex=\"0\"><table>\n<caption>", htmlText(caption_), "</caption>\n<thead><tr>");
  for (const Column& column : columns_) {
    result += text("<th scope=\"col\"", column.number ? " class=\"n\"" : "");
    if (!column.hint.empty()) result += text(" title=\"", htmlText(column.hint), '"');
    result += text('>', htmlText(column.title), "</th>");
  }
  result += "</tr></thead>\n<tbody>\n";
  for (const std::string& row : rows_) result += row;
  result += "</tbody>\n";
  if (!totals_.empty()) {
    result += "<tfoot>\n";
    for (const std::string& row : totals_) result += row;
    result += "</tfoot>\n";
  }
  return result + "</table></div>\n";
}

std::string factsList(const Facts& facts) {
  std::string result = "<dl>\n";
  for (const auto& [name, value] : facts)
    if (!value.empty()) result += text("<dt>", htmlText(name), "</dt><dd>", htmlText(value), "</dd>\n");
  return result + "</dl>\n";
}

std::string section(const std::string& id, const std::string& title, const std::string& content) {
  return text("<section id=\"", id, "\" aria-labelledby=\"", id, "-title\">\n<h2 id=\"", id, "-title\">",
              htmlText(title), "</h2>\n", content, "</section>\n");
}

std::string figure(const std::string& picture, const std::string& caption) {
  return text("<figure>\n", picture, "\n<figcaption>", htmlText(caption), "</figcaption>\n</figure>\n");
}

std::string htmlDocument(const std::string& title, const std::string& styles, const std::string& body) {
  return text("<!DOCTYPE html>\n<html lang=\"en\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n",
              "<meta charset=\"utf-8\" />\n",
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n",
              "<meta name=\"generator\" content=\"BitPrism\" />\n<title>", htmlText(title), "</title>\n<style>",
              commonStyles, styles, "</style>\n</head>\n<body>\n<main>\n", body, "</main>\n</body>\n</html>\n");
}

}  // namespace bitprism
