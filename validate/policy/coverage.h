#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>

struct lua_State;
struct lua_Debug;

namespace drydock::validate::policy {

/// Which lines of Lua files ran, and where they went from there. For one thread.
class Coverage {
 public:
  struct File {
    std::set<int> known;  // lines with code, of functions that were seen
    std::set<int> ran;
    std::map<int, std::set<int>> went_to;  // by line; 0: out of the function
  };

  /// For LuaState::watch_lines; `self` is a Coverage.
  static void on_line(void* self, lua_State* lua, lua_Debug* at);
  /// Takes the lines of the function at the top of the stack for known ones, and pops it.
  void know_function(lua_State* lua);

  const std::map<std::string, File>& files() const { return files_; }

 private:
  std::map<std::string, File> files_;
  std::unordered_map<const void*, int> previous_;  // line, by activation
};

/// What one file's coverage comes to. A branch is one of the two ways from a line with `if`,
/// `elseif`, `while` or `for`.
struct CoverageSum {
  size_t lines = 0;
  size_t lines_ran = 0;
  size_t branches = 0;
  size_t branches_ran = 0;
  std::set<int> missed;           // lines
  std::set<int> missed_branches;  // lines that always went one way
};

CoverageSum sum_coverage(const Coverage::File& file, std::string_view text);

}  // namespace drydock::validate::policy
