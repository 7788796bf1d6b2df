#include "render/release_name.h"

#include <algorithm>

#include "core/error.h"
#include "core/go_quote.h"
#include "render/template/eval.h"
#include "render/template/exec_error.h"

namespace drydock::render {
namespace {

constexpr size_t kMaxName = 53;

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Parts joined by dots, each of small letters, digits and inner dashes.
bool is_dns_name(std::string_view name) {
  for (bool more = true; more;) {
    size_t dot = name.find('.');
    std::string_view part = name.substr(0, dot);
    if (part.empty() || !is_alphanumeric(part.front()) || !is_alphanumeric(part.back())) {
      return false;
    }
    if (!std::all_of(part.begin(), part.end(),
                     [](char c) { return is_alphanumeric(c) || c == '-'; })) {
      return false;
    }
    more = dot != std::string_view::npos;
    if (more) name.remove_prefix(dot + 1);
  }
  return true;
}

/// Here Helm does not cut out what `fail` says, so it marks nothing.
void unmark(std::string& message) {
  std::string marks = mark_message("\n");
  size_t middle = marks.find('\n');
  for (const std::string& mark : {marks.substr(0, middle), marks.substr(middle + 1)}) {
    size_t at = message.find(mark);
    if (at != std::string::npos) message.erase(at, mark.size());
  }
}

}  // namespace

void check_release_name(std::string_view name) {
  std::string before = "release name " + go_quote(name) + ": ";
  if (name.empty()) fail("usage", before + "no name provided");
  if (name.size() <= kMaxName && is_dns_name(name)) return;
  fail("usage", before +
                    "invalid release name, must match regex "
                    "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the "
                    "length must not be longer than 53");
}

std::string render_name_template(std::string_view text, const Environment& environment) {
  constexpr std::string_view kName = "name-template";
  Limits limits;
  Arena arena(limits.memory);
  ParseCache cache;
  TemplateSet set(cache, environment.helm_version);
  try {
    // Helm does not shorten these errors, as it does for charts.
    auto parsed = parse_template(text, environment.helm_version, limits.stack / 2);
    if (const SyntaxError* error = parsed->error()) fail("usage", error->text(kName));
    set.add(std::string(kName), nullptr, text);
    return Evaluator(set, arena, environment, limits).render(kName, Value()).text;
  } catch (Error& error) {
    error.diagnostic().where = {};
    unmark(error.diagnostic().message);
    throw;
  }
}

}  // namespace drydock::render
