#include "validate/policy/coverage.h"

#include <lua5.4/lua.hpp>

#include "core/source.h"

namespace drydock::validate::policy {
namespace {

bool is_branch(std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  bool begins = line.starts_with("if ") || line.starts_with("elseif ") ||
                line.starts_with("while ") || line.starts_with("for ");
  // With its end in the same line there is nowhere else to go.
  bool closed = line.ends_with(" end") || line.ends_with("end,") || line.ends_with("end)");
  return begins && !closed;
}

void add_lines(lua_State* lua, std::set<int>& known) {  // of the table at the top
  for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
    known.insert(static_cast<int>(lua_tointeger(lua, -2)));
  }
  lua_pop(lua, 1);
}

}  // namespace

void Coverage::on_line(void* self, lua_State* lua, lua_Debug* at) {
  auto& coverage = *static_cast<Coverage*>(self);
  const void* activation = at->i_ci;
  lua_getinfo(lua, "Sl", at);
  if (!at->source || *at->source != '@') return;
  File& file = coverage.files_[at->source + 1];
  int& before = coverage.previous_[activation];
  if (at->event == LUA_HOOKCALL || at->event == LUA_HOOKTAILCALL) {
    before = 0;
    lua_getinfo(lua, "L", at);
    lua_istable(lua, -1) ? add_lines(lua, file.known) : lua_pop(lua, 1);
    return;
  }
  if (at->event == LUA_HOOKRET) {
    if (before > 0) file.went_to[before].insert(0);
    before = 0;
    return;
  }
  file.ran.insert(at->currentline);
  if (before > 0) file.went_to[before].insert(at->currentline);
  before = at->currentline;
}

void Coverage::know_function(lua_State* lua) {
  lua_Debug at{};
  lua_getinfo(lua, ">SL", &at);
  std::string source = at.source && *at.source == '@' ? at.source + 1 : "";
  lua_istable(lua, -1) ? add_lines(lua, files_[source].known) : lua_pop(lua, 1);
}

CoverageSum sum_coverage(const Coverage::File& file, std::string_view text) {
  CoverageSum sum;
  LineIndex index(text);
  std::set<int> known = file.known;
  known.insert(file.ran.begin(), file.ran.end());
  known.erase(0);
  for (int line : known) {
    std::string_view shown = index.line(line);
    std::string_view word = shown.substr(std::min(shown.find_first_not_of(" \t"), shown.size()));
    if (word.starts_with("end")) continue;  // where a function returns without saying so
    ++sum.lines;
    bool ran = file.ran.count(line) > 0;
    sum.lines_ran += ran;
    if (!ran) sum.missed.insert(line);
    if (!is_branch(shown)) continue;
    auto ways = file.went_to.find(line);
    size_t taken = ways == file.went_to.end() ? 0 : std::min<size_t>(2, ways->second.size());
    sum.branches += 2;
    sum.branches_ran += taken;
    if (ran && taken < 2) sum.missed_branches.insert(line);
  }
  return sum;
}

}  // namespace drydock::validate::policy
