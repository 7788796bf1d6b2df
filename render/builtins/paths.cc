#include "render/builtins/paths.h"

#include "render/builtins/families.h"

namespace drydock::render {

std::string_view path_base(std::string_view path) {
  if (path.empty()) return ".";
  size_t end = path.find_last_not_of('/');
  if (end == std::string_view::npos) return "/";
  path = path.substr(0, end + 1);
  return path.substr(path.rfind('/') + 1);
}

std::string_view path_ext(std::string_view path) {
  size_t at = path.find_last_of("./");
  return at != std::string_view::npos && path[at] == '.' ? path.substr(at) : std::string_view();
}

std::string clean_path(std::string_view path) {
  bool rooted = path.starts_with('/');
  std::string out = rooted ? "/" : "";
  size_t fixed = out.size();  // what ".." cannot take away: the root, or ".."s at the start
  while (!path.empty()) {
    size_t slash = path.find('/');
    std::string_view element = path.substr(0, slash);
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    if (element.empty() || element == ".") continue;
    bool up = element == "..";
    if (up && out.size() > fixed) {
      size_t parent = out.rfind('/');
      out.resize(parent == std::string::npos || parent < fixed ? fixed : parent);
      continue;
    }
    if (up && rooted) continue;
    if (out.size() > (rooted ? 1 : 0)) out += '/';
    out += element;
    if (up) fixed = out.size();
  }
  return out.empty() ? "." : out;
}

std::string path_dir(std::string_view path) {
  return clean_path(path.substr(0, path.rfind('/') + 1));
}

namespace {

Value base(const CallArgs& args) { return args.string(path_base(args.text(0))); }
Value dir(const CallArgs& args) { return args.string(path_dir(args.text(0))); }
Value clean(const CallArgs& args) { return args.string(clean_path(args.text(0))); }
Value ext(const CallArgs& args) { return Value::of_string(path_ext(args.text(0))); }
Value is_abs(const CallArgs& args) { return Value::of_bool(args.text(0).starts_with('/')); }

using enum Type;

// clang-format off
constexpr Builtin kPathBuiltins[] = {
    {"base",    takes(String), String, base, "PATH: its last element"},
    {"dir",     takes(String), String, dir, "PATH: all but its last element"},
    {"clean",   takes(String), String, clean, "PATH: the shortest path that leads to the same place"},
    {"ext",     takes(String), String, ext, "PATH: the extension of its last element, with the dot"},
    {"isAbs",   takes(String), Bool, is_abs, "PATH: whether it begins with a slash"},
    {"osBase",  takes(String), String, base, "PATH: as base"},
    {"osDir",   takes(String), String, dir, "PATH: as dir"},
    {"osClean", takes(String), String, clean, "PATH: as clean"},
    {"osExt",   takes(String), String, ext, "PATH: as ext"},
    {"osIsAbs", takes(String), Bool, is_abs, "PATH: as isAbs"},
};
// clang-format on

}  // namespace

std::span<const Builtin> path_builtins() { return kPathBuiltins; }

}  // namespace drydock::render
