#include "core/torch/read/source_depth.h"

#include <torch/csrc/jit/frontend/lexer.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"

namespace bitprism {
namespace {

// LibTorch's own output stays below a tenth of these.
constexpr int deepestExpression = 500;
constexpr int deepestBlock = 100;

// The nesting depth of one line's expressions. An element between two commas is as deep as its deepest bracket, plus
// one for every operator, dot and bracket in it, as these may nest in either order.
class ExpressionDepth {
 public:
  void open() {
    ++levels_.back().own;
    levels_.emplace_back();
  }
  void close() {
    if (levels_.size() == 1) return;  // LibTorch will report it
    const int depth = deepest() + 1;
    levels_.pop_back();
    levels_.back().within = std::max(levels_.back().within, depth);
  }
  void comma() {
    Level& level = levels_.back();
    level.elements = std::max(level.elements, level.own + level.within);
    level.own = level.within = 0;
  }
  void link() { ++levels_.back().own; }
  void endLine() { levels_.assign(1, {}); }

  // For the line up to here, including everything still open.
  int depth() const {
    int depth = 0;
    for (const Level& level : levels_) depth += level.own + 1;
    return depth + levels_.back().within;
  }

 private:
  struct Level {
    int own = 0, within = 0, elements = 0;
  };
  int deepest() const { return std::max(levels_.back().elements, levels_.back().own + levels_.back().within); }

  std::vector<Level> levels_{1};
};

// Fields of classes that LibTorch itself writes without a type.
bool untypedField(const std::string& name) {
  static constexpr const char* fields[] = {"__parameters__", "__buffers__", "__annotations__", "__forward_hooks__",
                                           "__forward_pre_hooks__"};
  return std::any_of(std::begin(fields), std::end(fields), [&](const char* field) { return name == field; });
}

}  // namespace

std::vector<std::string> classesOfSource(const std::string& code, const std::string& record) {
  using namespace torch::jit;
  std::vector<std::string> classes;
  ExpressionDepth expression;
  std::vector<int> alternatives{0};  // of the If that every open block follows
  const auto refuse = [&](const char* what, int most) {
    throw InputError(text("its '", record, "' nests ", what, " deeper than ", most));
  };
  Lexer lexer(std::make_shared<Source>(code, record, 0));
  bool first = true;  // in the line
  bool classLine = false;
  std::vector<bool> classBlocks{false};  // of every open block, whether it is that of a class
  std::string field;                     // the name that the line begins with, until its second token
  for (Token token = lexer.next(); token.kind != TK_EOF; token = lexer.next()) {
    const bool begins = first;
    first = false;
    if (begins) classLine = token.kind == TK_CLASS_DEF;
    if (token.kind == '=' && classBlocks.back() && !field.empty() && !untypedField(field))
      throw InputError(text("its '", record, "' gives '", field, "' of a class a value, but no type"));
    field = begins && token.kind == TK_IDENT ? token.text() : "";
    switch (token.kind) {
      case TK_NEWLINE:
        expression.endLine();
        first = true;
        break;
      case TK_INDENT:
        expression.endLine();
        alternatives.push_back(0);
        classBlocks.push_back(classLine);
        first = true;
        break;
      case TK_DEDENT:
        if (alternatives.size() > 1) alternatives.pop_back();
        if (classBlocks.size() > 1) classBlocks.pop_back();
        first = true;
        break;
      case '(':
      case '[':
      case '{':
        expression.open();
        break;
      case ')':
      case ']':
      case '}':
        expression.close();
        break;
      case ',':
        expression.comma();
        break;
      case TK_IDENT:
      case TK_NUMBER:
      case TK_STRINGLITERAL:
      case TK_TRUE:
      case TK_FALSE:
      case TK_NONE:
        break;
      case TK_CLASS_DEF:
        if (lexer.cur().kind == TK_IDENT) classes.push_back(lexer.cur().text());
        break;
      case TK_IF:
        if (begins) alternatives.back() = 0;
        expression.link();
        break;
      case TK_ELIF:  // an If within the other one's else
        ++alternatives.back();
        break;
      default:
        expression.link();
    }
    if (expression.depth() > deepestExpression) refuse("expressions", deepestExpression);
    int blocks = 0;
    if (first || token.kind == TK_ELIF)
      for (const int more : alternatives) blocks += 1 + more;
    if (blocks > deepestBlock) refuse("blocks", deepestBlock);
  }
  return classes;
}

}  // namespace bitprism
