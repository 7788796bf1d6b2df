#include "validate/manifest_files.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "core/regex.h"

namespace drydock::validate {
namespace {

namespace fs = std::filesystem;

/// As Go names the common errors of files.
std::string go_error(std::string_view operation, const std::string& path, std::error_code code) {
  std::string reason = code == std::errc::no_such_file_or_directory ? "no such file or directory"
                       : code == std::errc::permission_denied       ? "permission denied"
                       : code == std::errc::not_a_directory         ? "not a directory"
                                                                    : code.message();
  return fmt::format("{} {}: {}", operation, path, reason);
}

bool has_manifest_name(std::string_view path) {
  auto ends_with = [&](std::string_view suffix) {
    return path.size() >= suffix.size() &&
           std::equal(suffix.begin(), suffix.end(),
                      path.end() - static_cast<ptrdiff_t>(suffix.size()),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
  };
  return ends_with(".yaml") || ends_with(".yml") || ends_with(".json");
}

class Finder {
 public:
  explicit Finder(const std::vector<std::string>& ignored) : ignored_(ignored) {}

  /// Walks one of the user's paths; a failure ends that path.
  void walk_root(const std::string& path) {
    try {
      walk(path);
    } catch (const Error& error) {
      found_.push_back({path, error.what()});
    }
  }

  std::vector<ManifestFile> take() { return std::move(found_); }

 private:
  void walk(const std::string& path) {
    std::error_code code;
    fs::file_status status = fs::symlink_status(path, code);
    if (status.type() == fs::file_type::not_found || code) {
      if (!code) code = std::make_error_code(std::errc::no_such_file_or_directory);
      fail("file-missing", go_error("lstat", path, code));
    }
    if (status.type() == fs::file_type::directory) return walk_folder(path);
    if (!has_manifest_name(path) || is_ignored(path)) return;
    found_.push_back({path, found_below_ ? problem_of(path) : ""});
  }

  /// The original waits for whoever writes to a pipe. That is what somebody wants who names it, and
  /// nobody who names the folder around it.
  static std::string problem_of(const std::string& path) {
    std::error_code code;
    fs::file_status status = fs::status(path, code);
    bool readable = code || fs::is_regular_file(status) || fs::is_directory(status);
    return readable ? "" : fmt::format("open {}: it is no regular file", path);
  }

  void walk_folder(const std::string& path) {
    std::error_code code;
    std::vector<std::string> names;
    for (fs::directory_iterator at(path, code), end; !code && at != end; at.increment(code)) {
      names.push_back(at->path().filename().string());
    }
    if (code) fail("file-unreadable", go_error("open", path, code));
    std::ranges::sort(names);
    bool below = std::exchange(found_below_, true);
    for (const std::string& name : names) walk(join(path, name));
    found_below_ = below;
  }

  /// filepath.Join, which cleans.
  static std::string join(const std::string& folder, const std::string& name) {
    std::string clean = fs::path(folder).lexically_normal().string();
    if (clean.size() > 1 && clean.ends_with('/')) clean.pop_back();
    if (clean == "." || clean.empty()) return name;
    return clean == "/" ? "/" + name : clean + "/" + name;
  }

  bool is_ignored(const std::string& path) {
    return std::ranges::any_of(ignored_, [&](const std::string& expression) {
      try {
        return regexes_.get(expression).matches(path);
      } catch (const Error& error) {
        fail("regex", error.what());
      }
    });
  }

  const std::vector<std::string>& ignored_;
  RegexCache regexes_;
  std::vector<ManifestFile> found_;
  bool found_below_ = false;  // not named by the user, but in a folder that is
};

}  // namespace

std::vector<ManifestFile> find_manifest_files(const std::vector<std::string>& paths,
                                              const std::vector<std::string>& ignored) {
  Finder finder(ignored);
  for (const std::string& path : paths) finder.walk_root(path);
  return finder.take();
}

std::string read_manifest_file(const std::string& path, std::string& error) {
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    error = go_error("open", path, std::error_code(errno ? errno : EIO, std::generic_category()));
    return "";
  }
  std::string text;
  char buffer[1 << 14];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<size_t>(in.gcount()));
  }
  return text;
}

}  // namespace drydock::validate
