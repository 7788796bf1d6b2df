#include "fetch/git_fetch.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/git/objects.h"
#include "fetch/git_modules.h"
#include "fetch/run_program.h"
#include "fetch/temporary_folder.h"

namespace drydock::fetch {

namespace fs = std::filesystem;

namespace {

constexpr size_t kIdLength = 40;    // of a commit in hex
constexpr size_t kIdBytes = 20;     // the same in bytes
constexpr size_t kMaxDepth = 200;   // of folders
constexpr size_t kMaxShown = 2000;  // bytes of git's own words in a message

bool is_commit_id(std::string_view text) {
  return text.size() == kIdLength && std::ranges::all_of(text, [](unsigned char c) {
           return std::isdigit(c) || (c >= 'a' && c <= 'f');
         });
}

/// Refs that git might take for a flag, a refspec or a pattern are none.
bool is_usable_ref(std::string_view ref) {
  if (ref.empty() || ref.front() == '-' || ref.front() == '+' || ref.front() == '^') return false;
  return std::ranges::none_of(ref, [](unsigned char c) {
    return c <= ' ' || c == 0x7F ||
           std::string_view(":*?[\\~^").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

bool is_usable_url(std::string_view url) {
  // "ext::sh -c ..." and the like name helper programs.
  return !url.empty() && url.front() != '-' && url.find("::") == url.npos &&
         std::ranges::none_of(url, [](unsigned char c) { return c < ' ' || c == 0x7F; });
}

size_t bytes_below(const std::string& folder) {
  size_t bytes = 0;
  std::error_code code;
  for (fs::recursive_directory_iterator at(folder, code), end; !code && at != end;
       at.increment(code)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored)) bytes += at->file_size(ignored);
  }
  return bytes;
}

struct TreeItem {
  std::string_view mode;
  std::string_view name;
  std::string_view id;  // in bytes
};

/// Takes one entry off the bytes of a tree object; nothing for damaged ones.
std::optional<TreeItem> take_item(std::string_view& bytes) {
  size_t space = bytes.find(' ');
  size_t zero = bytes.find('\0', space == bytes.npos ? 0 : space);
  if (space == bytes.npos || zero == bytes.npos || bytes.size() < zero + 1 + kIdBytes) {
    return std::nullopt;
  }
  TreeItem item{bytes.substr(0, space), bytes.substr(space + 1, zero - space - 1),
                bytes.substr(zero + 1, kIdBytes)};
  bytes.remove_prefix(zero + 1 + kIdBytes);
  return item;
}

bool is_usable_name(std::string_view name) {
  std::string lower(name);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  return !name.empty() && name != "." && name != ".." && lower != ".git" &&
         name.find('/') == name.npos;
}

}  // namespace

/// One call of `fetch`, with its submodules.
class GitFetch::Job {
 public:
  Job(const GitFetch& owner, SourcePos where, bool allow_file)
      : owner_(owner), where_(where), allow_file_(allow_file) {}

  GitCheckout get(const GitRequest& request, int depth) {
    check(request);
    url_ = request.url;
    std::string suffix = request.submodules ? "" : "-bare";
    if (is_commit_id(request.ref)) {
      std::string ready = folder_of(request.ref + suffix);
      if (fs::is_directory(ready)) return {request.ref, ready};
    }
    TemporaryFolder work(owner_.cache_folder_ + "/git/new-");
    if (work.path().empty()) refuse("the cache folder cannot be written");
    std::string repository = work.path() + "/repository";
    std::string commit = download(request, repository);
    std::string ready = folder_of(commit + suffix);
    if (fs::is_directory(ready)) return {commit, ready};
    std::string files = work.path() + "/files";
    write_commit(request, repository, commit, files, depth);
    std::error_code code;
    fs::rename(files, ready, code);  // fails when somebody else was faster
    if (!fs::is_directory(ready)) refuse("the cache folder cannot be written");
    return {commit, ready};
  }

 private:
  [[noreturn]] void refuse(const std::string& why) const {
    Diagnostic problem;
    problem.rule = "overlay-remote";
    problem.message = fmt::format("cannot fetch `{}`: {}", url_, why);
    problem.where = where_;
    problem.help =
        "Check the address, the ref and the access to it; `git ls-remote` asks the same.";
    throw Error(std::move(problem));
  }

  std::string folder_of(const std::string& name) const {
    return owner_.cache_folder_ + "/git/" + name;
  }

  void check(const GitRequest& request) {
    url_ = request.url;
    if (!is_usable_url(request.url)) refuse("that is no address of a repository");
    if (!request.ref.empty() && !is_usable_ref(request.ref)) {
      refuse(fmt::format("`{}` is no branch, tag or commit", request.ref));
    }
    if (!allow_file_ && (request.url.starts_with("file:") || request.url.starts_with('/') ||
                         request.url.starts_with('.'))) {
      refuse("a submodule of a repository on another machine cannot be a folder of this one");
    }
  }

  ProgramRun git(const std::string& repository, int timeout_seconds) const {
    ProgramRun run;
    run.timeout_seconds = timeout_seconds;
    run.arguments = {"git", "--git-dir", repository};
    auto set = [&](std::string setting) {
      run.arguments.emplace_back("-c");
      run.arguments.push_back(std::move(setting));
    };
    set("core.hooksPath=/dev/null");
    set("core.fsmonitor=false");
    set("gc.auto=0");
    set("maintenance.auto=false");
    set("protocol.allow=never");
    for (std::string_view protocol : {"https", "http", "ssh", "git"}) {
      set(fmt::format("protocol.{}.allow=always", protocol));
    }
    if (allow_file_) set("protocol.file.allow=always");
    run.environment = {"GIT_TERMINAL_PROMPT=0", "SSH_ASKPASS_REQUIRE=never", "LC_ALL=C",
                       "GIT_ADVICE=0"};
    if (!getenv("GIT_SSH_COMMAND") && !getenv("GIT_SSH")) {
      run.environment.emplace_back("GIT_SSH_COMMAND=ssh -o BatchMode=yes");
    }
    run.unset = {"GIT_DIR",        "GIT_WORK_TREE",        "GIT_INDEX_FILE",
                 "GIT_NAMESPACE",  "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
                 "GIT_COMMON_DIR", "GIT_TEMPLATE_DIR",     "GIT_ALLOW_PROTOCOL",
                 "GIT_TRACE",      "GIT_EXTERNAL_DIFF"};
    return run;
  }

  ProgramResult run(const std::string& repository, std::vector<std::string> arguments,
                    int timeout_seconds) const {
    ProgramRun program = git(repository, timeout_seconds);
    program.arguments.insert(program.arguments.end(), arguments.begin(), arguments.end());
    program.may_go_on = [&] { return bytes_below(repository) <= owner_.limits_.max_bytes; };
    ProgramResult result = run_program(program);
    if (result.end == ProgramEnd::NotStarted) refuse("the program `git` is not there");
    if (result.end == ProgramEnd::TimedOut) {
      refuse(fmt::format("no answer within {} s", timeout_seconds));
    }
    if (result.end == ProgramEnd::Stopped) {
      refuse(fmt::format("it is larger than {} MiB", owner_.limits_.max_bytes >> 20));
    }
    return result;
  }

  [[noreturn]] void refuse_with_words_of(const ProgramResult& result) const {
    std::string words = result.errors.substr(0, kMaxShown);
    while (words.ends_with('\n')) words.pop_back();
    std::ranges::replace(words, '\n', ' ');
    refuse(words.empty() ? "git failed without a word" : words);
  }

  /// Downloads the commit of the ref into a new repository without a work tree. Returns its id.
  std::string download(const GitRequest& request, const std::string& repository) const {
    ProgramResult made =
        run(repository, {"init", "--quiet", "--bare", "--template=", repository}, 60);
    if (!made.ok()) refuse_with_words_of(made);
    std::string ref = request.ref.empty() ? "HEAD" : request.ref;
    ProgramResult fetched = run(repository,
                                {"fetch", "--quiet", "--depth=1", "--no-tags",
                                 "--no-recurse-submodules", "--", request.url, ref},
                                request.timeout_seconds);
    std::string name = "FETCH_HEAD";
    if (!fetched.ok() && is_commit_id(request.ref)) {
      // Not every server gives commits by their id; all branches hold it then.
      ProgramResult all = run(repository,
                              {"fetch", "--quiet", "--no-recurse-submodules", "--", request.url,
                               "+refs/*:refs/fetched/*"},
                              request.timeout_seconds);
      if (!all.ok()) refuse_with_words_of(all);
      name = request.ref;
    } else if (!fetched.ok()) {
      refuse_with_words_of(fetched);
    }
    ProgramResult found =
        run(repository, {"rev-parse", "--verify", "--quiet", name + "^{commit}"}, 60);
    std::string commit = found.output.substr(0, found.output.find('\n'));
    if (!found.ok() || !is_commit_id(commit)) refuse(fmt::format("it has no commit `{}`", ref));
    return commit;
  }

  void write_commit(const GitRequest& request, const std::string& repository,
                    const std::string& commit, const std::string& folder, int depth) {
    GitRevision revision = open_git_revision(repository, commit);
    std::vector<std::pair<std::string, std::string>> links;  // path and commit of submodules
    write_tree(*revision.objects, revision.tree, folder, "", 0, links);
    if (!request.submodules || links.empty()) return;
    std::vector<GitModule> modules = read_git_modules(folder + "/.gitmodules");
    for (const auto& [path, id] : links) {
      auto module = std::ranges::find(modules, path, &GitModule::path);
      // One that is not declared stays an empty folder, as for git.
      if (module == modules.end()) continue;
      if (depth >= owner_.limits_.max_submodule_depth) refuse("its submodules are nested too deep");
      GitRequest below = request;
      below.url = resolve_module_url(request.url, module->url);
      below.ref = id;
      GitCheckout checkout = Job(owner_, where_, allow_file_).get(below, depth + 1);
      std::error_code code;
      fs::copy(checkout.folder, folder + "/" + path,
               fs::copy_options::recursive | fs::copy_options::copy_symlinks, code);
      if (code) refuse("the cache folder cannot be written");
    }
  }

  void write_tree(GitObjects& objects, std::string_view id, const std::string& folder,
                  const std::string& prefix, size_t depth,
                  std::vector<std::pair<std::string, std::string>>& links) {
    std::optional<std::string> bytes = objects.read(id, GitType::Tree, prefix);
    std::error_code code;
    fs::create_directories(folder, code);
    if (!bytes || depth > kMaxDepth || code) refuse("a folder of it cannot be read or written");
    for (std::string_view rest = *bytes; !rest.empty();) {
      std::optional<TreeItem> item = take_item(rest);
      if (!item) refuse("it has a damaged folder");
      if (!is_usable_name(item->name)) refuse("it has a file with a dangerous name");
      if (++files_ > owner_.limits_.max_files) {
        refuse(fmt::format("it has more than {} files", owner_.limits_.max_files));
      }
      std::string path = folder + "/" + std::string(item->name);
      std::string shown = prefix + std::string(item->name);
      // A link and a folder of one name would lead out of the cache.
      if (fs::exists(fs::symlink_status(path, code))) refuse("it has one name twice in a folder");
      if (item->mode == "40000") {
        write_tree(objects, item->id, path, shown + "/", depth + 1, links);
      } else if (item->mode == "160000") {
        fs::create_directories(path, code);
        links.emplace_back(shown, hex_of_bytes(item->id));
      } else {
        write_file(objects, *item, path, shown);
      }
    }
  }

  void write_file(GitObjects& objects, const TreeItem& item, const std::string& path,
                  const std::string& shown) {
    std::optional<std::string> bytes = objects.read(item.id, GitType::Blob, shown);
    if (!bytes) refuse(fmt::format("{} is missing in what was downloaded", shown));
    bytes_ += bytes->size();
    if (bytes_ > owner_.limits_.max_bytes) {
      refuse(fmt::format("its files are larger than {} MiB", owner_.limits_.max_bytes >> 20));
    }
    if (item.mode == "120000") {
      std::error_code code;
      fs::create_symlink(*bytes, path, code);
      if (code) refuse(fmt::format("{} cannot be written", shown));
      return;
    }
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << *bytes;
    out.close();
    if (!out) refuse(fmt::format("{} cannot be written", shown));
  }

  const GitFetch& owner_;
  SourcePos where_;
  bool allow_file_;
  std::string url_;
  size_t files_ = 0;
  size_t bytes_ = 0;
};

GitCheckout GitFetch::fetch(const GitRequest& request, SourcePos where) const {
  bool file = request.url.starts_with("file://");
  return Job(*this, where, file).get(request, 0);
}

}  // namespace drydock::fetch
