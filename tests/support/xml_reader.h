#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Reads a document as strictly as XML demands, to find markup that browsers would silently repair.
namespace bitprism::test {

struct XmlElement {
  std::string name;
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;  // of this element and all within, in order
  std::vector<std::unique_ptr<XmlElement>> children;

  std::string attribute(std::string_view wanted) const {
    for (const auto& [key, value] : attributes)
      if (key == wanted) return value;
    return {};
  }
  // All elements of that name below, in order.
  std::vector<const XmlElement*> all(std::string_view wanted) const {
    std::vector<const XmlElement*> found;
    for (const auto& child : children) {
      if (child->name == wanted) found.push_back(child.get());
      for (const XmlElement* one : child->all(wanted)) found.push_back(one);
    }
    return found;
  }
};

// Throws std::runtime_error saying where and why.
class XmlReader {
 public:
  static std::unique_ptr<XmlElement> read(std::string_view document) {
    XmlReader reader(document);
    return reader.whole();
  }

 private:
  explicit XmlReader(std::string_view document) : rest_(document), size_(document.size()) {}

  [[noreturn]] void fail(const std::string& why) const {
    throw std::runtime_error(why + " at byte " + std::to_string(size_ - rest_.size()) + ", before '" +
                             std::string(rest_.substr(0, 60)) + "'");
  }
  bool take(std::string_view expected) {
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  void expect(std::string_view expected) {
    if (!take(expected)) fail("expected '" + std::string(expected) + "'");
  }
  void skipSpace() { rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size())); }

  std::string takeName() {
    const std::size_t end =
        rest_.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:.");
    if (end == 0 || end == std::string_view::npos) fail("no name");
    std::string name(rest_.substr(0, end));
    rest_.remove_prefix(end);
    return name;
  }

  // Characters up to one of these, entities resolved.
  std::string takeText(std::string_view stops) {
    std::string result;
    while (!rest_.empty() && stops.find(rest_.front()) == std::string_view::npos) {
      const auto byte = static_cast<unsigned char>(rest_.front());
      if (byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\r') fail("a control character");
      if (rest_.front() == '<') fail("a bare '<'");
      if (rest_.front() == '&') {
        result += takeEntity();
        continue;
      }
      result += rest_.front();
      rest_.remove_prefix(1);
    }
    return result;
  }
  char takeEntity() {
    for (const auto& [written, meant] : std::initializer_list<std::pair<std::string_view, char>>{
             {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}})
      if (take(written)) return meant;
    fail("an unknown entity");
  }

  std::unique_ptr<XmlElement> whole() {
    expect("<!DOCTYPE html>");
    skipSpace();
    std::unique_ptr<XmlElement> root = element();
    skipSpace();
    if (!rest_.empty()) fail("something after the document");
    return root;
  }

  std::unique_ptr<XmlElement> element() {
    expect("<");
    auto result = std::make_unique<XmlElement>();
    result->name = takeName();
    for (;;) {
      const std::size_t before = rest_.size();
      skipSpace();
      if (take("/>")) return result;
      if (take(">")) break;
      if (rest_.size() == before) fail("no space before an attribute");
      std::string key = takeName();
      expect("=\"");
      if (!result->attribute(key).empty()) fail("attribute '" + key + "' is there twice");
      std::string value = takeText("\"");
      expect("\"");
      result->attributes.emplace_back(std::move(key), std::move(value));
    }
    for (;;) {
      result->text += takeText("<");
      if (take("</")) break;
      result->children.push_back(element());
      result->text += result->children.back()->text;
    }
    if (const std::string end = takeName(); end != result->name) fail("'" + end + "' ends '" + result->name + "'");
    expect(">");
    return result;
  }

  std::string_view rest_;
  std::size_t size_;
};

}  // namespace bitprism::test
