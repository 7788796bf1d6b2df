#include "validate/cel/program.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/unicode.h"
#include "validate/cel/literals.h"

namespace drydock::validate::cel {
namespace {

bool names(const Expr& expr, std::string_view variable) {
  if (expr.kind == Expr::Kind::Name && expr.slot < 0 && expr.name == variable) return true;
  auto in = [&](const Expr* part) { return names(*part, variable); };
  if (std::ranges::any_of(expr.parts, in)) return true;
  if (!expr.fold) return false;
  const Fold& fold = *expr.fold;
  return in(fold.range) || in(fold.start) || in(fold.condition) || in(fold.step) || in(fold.result);
}

}  // namespace

bool Program::uses(std::string_view variable) const { return names(*root_, variable); }

std::string text_position(std::string_view text, uint32_t offset) {
  std::string_view before = text.substr(0, std::min<size_t>(offset, text.size()));
  auto lines = std::count(before.begin(), before.end(), '\n');
  return fmt::format("{}:{}", lines + 1, count_runes(before.substr(before.rfind('\n') + 1)) + 1);
}

struct Compiler {
  static Compiled run(std::string_view text, const CompileOptions& options) {
    auto program = std::make_unique<Program>();
    program->text_ = text;
    Parsed parsed = parse_expression(program->text_, program->arena_, options.parse);
    std::optional<Issue> issue;
    if (!parsed.root) {
      issue = std::move(parsed.issue);
    } else {
      issue = check_types(*parsed.root, program->arena_, options.check);
      if (!issue) issue = check_literals(*parsed.root, program->regexes_);
    }
    if (issue) {
      return {nullptr, fmt::format("ERROR: <input>:{}: {}", text_position(text, issue->offset),
                                   issue->text)};
    }
    program->root_ = parsed.root;
    return {std::move(program), ""};
  }
};

Compiled compile(std::string_view text, const CompileOptions& options) {
  return Compiler::run(text, options);
}

}  // namespace drydock::validate::cel
