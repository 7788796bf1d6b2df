// Finds a revision and reads objects with libgit2; where that refuses, with the program git.

#include "core/git/objects.h"

#include <mutex>
#include <vector>

#include "core/error.h"
#include "core/file_errors.h"
#include "core/git/library.h"
#include "core/git/program.h"
#include "core/tree.h"

namespace drydock {

namespace {

using Odb = std::unique_ptr<git_odb, FreeWith<git_odb_free>>;
using OdbObject = std::unique_ptr<git_odb_object, FreeWith<git_odb_object_free>>;

git_object_t library_type(GitType type) {
  switch (type) {
    case GitType::Commit:
      return GIT_OBJECT_COMMIT;
    case GitType::Tree:
      return GIT_OBJECT_TREE;
    case GitType::Blob:
      return GIT_OBJECT_BLOB;
    case GitType::Tag:
      return GIT_OBJECT_TAG;
  }
  return GIT_OBJECT_INVALID;
}

std::string bytes_of(const git_oid& id) {
  return std::string(reinterpret_cast<const char*>(id.id), GIT_OID_RAWSZ);
}

/// Reads with libgit2. A handle serves one thread at a time; as many are opened as are in use at
/// once. What the repository does not have is asked of the program, which can fetch it.
class LibraryObjects : public GitObjects {
 public:
  LibraryObjects(std::string objects_folder, const std::string& git_folder, bool is_partial)
      : objects_folder_(std::move(objects_folder)) {
    if (is_partial) program_ = open_git_program(git_folder);
  }

  std::optional<std::string> read(std::string_view id, GitType type,
                                  std::string_view path) override {
    git_oid oid;
    if (id.size() != GIT_OID_RAWSZ) fail_file_unreadable(path, "its object id has a wrong length");
    git_oid_fromraw(&oid, reinterpret_cast<const unsigned char*>(id.data()));
    Odb odb = take_handle(path);
    std::optional<std::string> content = read_with(odb.get(), oid, type, path);
    give_back(std::move(odb));
    if (!content && program_) return program_->read(id, type, path);
    return content;
  }

 private:
  static std::optional<std::string> read_with(git_odb* odb, const git_oid& oid, GitType type,
                                              std::string_view path) {
    // The size is asked first: a small pack can hold gigabytes.
    size_t size = 0;
    git_object_t found_type = GIT_OBJECT_INVALID;
    int code = git_odb_read_header(&size, &found_type, odb, &oid);
    if (code == GIT_ENOTFOUND) return std::nullopt;
    if (code != 0) fail_file_unreadable(path, git_library_message());
    if (found_type != library_type(type)) fail_file_unreadable(path, "its object has another type");
    if (size > Tree::kMaxFileSize) fail_file_too_large(path);
    git_odb_object* raw = nullptr;
    code = git_odb_read(&raw, odb, &oid);
    OdbObject object(raw);
    if (code == GIT_ENOTFOUND) return std::nullopt;
    if (code != 0) fail_file_unreadable(path, git_library_message());
    return std::string(static_cast<const char*>(git_odb_object_data(raw)),
                       git_odb_object_size(raw));
  }

  Odb take_handle(std::string_view path) {
    {
      std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Odb odb = std::move(idle_.back());
        idle_.pop_back();
        return odb;
      }
    }
    git_odb* odb = nullptr;
    if (git_odb_open(&odb, objects_folder_.c_str()) != 0)
      fail_file_unreadable(path, git_library_message());
    return Odb(odb);
  }

  void give_back(Odb odb) {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(odb));
  }

  std::string objects_folder_;
  std::unique_ptr<GitObjects> program_;  // null unless the clone is partial
  std::mutex mutex_;
  std::vector<Odb> idle_;
};

/// A revision's ids, before anything is read with them.
struct FoundIds {
  std::string name;  // hex
  std::string tree;  // bytes
};

std::optional<FoundIds> find_with_library(git_repository* repository, const std::string& revision) {
  git_object* raw = nullptr;
  if (git_revparse_single(&raw, repository, revision.c_str()) != 0) return std::nullopt;
  GitObject object(raw);
  git_object* raw_tree = nullptr;
  if (git_object_peel(&raw_tree, raw, GIT_OBJECT_TREE) != 0) return std::nullopt;
  GitObject tree(raw_tree);
  git_object* raw_commit = nullptr;
  if (git_object_peel(&raw_commit, raw, GIT_OBJECT_COMMIT) != 0) raw_commit = nullptr;
  GitObject commit(raw_commit);
  std::string tree_id = bytes_of(*git_object_id(raw_tree));
  return FoundIds{hex_of_bytes(raw_commit ? bytes_of(*git_object_id(raw_commit)) : tree_id),
                  tree_id};
}

std::optional<std::string> resolve_with_program(const std::string& git_folder,
                                                const std::string& revision) {
  GitOutput found = run_git(
      {"--git-dir", git_folder, "rev-parse", "--verify", "--quiet", "--end-of-options", revision});
  if (found.exit_code != 0 || !bytes_of_hex(found.output)) return std::nullopt;
  return found.output;
}

// In steps, because "^{tree}" behind some forms (":/text") would be part of them.
std::optional<FoundIds> find_with_program(const std::string& git_folder,
                                          const std::string& revision) {
  std::optional<std::string> object = resolve_with_program(git_folder, revision);
  if (!object) return std::nullopt;
  std::optional<std::string> tree = resolve_with_program(git_folder, *object + "^{tree}");
  if (!tree) return std::nullopt;
  std::optional<std::string> commit = resolve_with_program(git_folder, *object + "^{commit}");
  return FoundIds{commit.value_or(*tree), *bytes_of_hex(*tree)};
}

/// What there is to know of a repository in which a revision is not found.
struct RepositoryState {
  bool shallow;
  bool unborn;  // HEAD's branch has no commit
};

[[noreturn]] void fail_revision(const std::string& folder, const std::string& revision,
                                RepositoryState state) {
  if (state.unborn && revision == "HEAD") {
    fail("git-revision", "the repository of " + folder + " has no commits yet");
  }
  std::string message = "there is no revision " + revision + " in the repository of " + folder;
  if (state.unborn) message += ", which has no commits on its branch yet";
  if (state.shallow) message += "; the clone is shallow, so it may have to be fetched first";
  fail("git-revision", std::move(message));
}

// Looks at all entries, because libgit2's search by expression leaks memory.
bool is_partial(git_repository* repository) {
  git_config* raw = nullptr;
  if (git_repository_config_snapshot(&raw, repository) != 0) return false;
  std::unique_ptr<git_config, FreeWith<git_config_free>> config(raw);
  git_config_iterator* all = nullptr;
  if (git_config_iterator_new(&all, raw) != 0) return false;
  std::unique_ptr<git_config_iterator, FreeWith<git_config_iterator_free>> owned(all);
  git_config_entry* entry = nullptr;
  while (git_config_next(&entry, all) == 0) {
    std::string_view name = entry->name;
    if (name == "extensions.partialclone") return true;
    if (name.starts_with("remote.") && name.ends_with(".promisor")) return true;
  }
  return false;
}

GitRevision open_with_library(git_repository* repository, const std::string& folder,
                              const std::string& revision) {
  std::string git_folder = git_repository_path(repository);
  bool partial = is_partial(repository);
  std::optional<FoundIds> ids = find_with_library(repository, revision);
  // git knows forms of revisions that libgit2 does not.
  if (!ids) ids = find_with_program(git_folder, revision);
  if (!ids) {
    fail_revision(
        folder, revision,
        {git_repository_is_shallow(repository) == 1, git_repository_head_unborn(repository) == 1});
  }

  GitRevision result;
  result.name = std::move(ids->name);
  result.tree = std::move(ids->tree);
  if (const char* work_folder = git_repository_workdir(repository)) {
    if (std::optional<std::string> prefix = git_path_below(work_folder, folder)) {
      result.prefix = *std::move(prefix);
      result.place = real_folder(folder);
    }
  }
  git_buf objects = GIT_BUF_INIT;
  if (git_repository_item_path(&objects, repository, GIT_REPOSITORY_ITEM_OBJECTS) != 0) {
    fail("git-repository",
         "cannot read the repository of " + folder + ": " + git_library_message());
  }
  std::unique_ptr<git_buf, FreeWith<git_buf_dispose>> owned(&objects);
  result.objects = std::make_unique<LibraryObjects>(objects.ptr, git_folder, partial);
  return result;
}

GitRevision open_with_program(const std::string& folder, const std::string& revision,
                              const std::string& refusal) {
  GitOutput place = run_git({"-C", folder, "rev-parse", "--absolute-git-dir",
                             "--is-bare-repository", "--is-shallow-repository", "--show-prefix"});
  if (place.exit_code != 0) {
    std::string why = place.exit_code < 0 ? refusal + ", and the program git is not there"
                                          : place.errors.substr(0, place.errors.find('\n'));
    fail("git-repository", "cannot read the repository of " + folder + ": " + why);
  }
  std::vector<std::string> lines;
  for (size_t at = 0; at <= place.output.size();) {
    size_t end = std::min(place.output.find('\n', at), place.output.size());
    lines.push_back(place.output.substr(at, end - at));
    at = end + 1;
  }
  lines.resize(4);
  std::optional<FoundIds> ids = find_with_program(lines[0], revision);
  if (!ids) {
    bool unborn = !resolve_with_program(lines[0], "HEAD");
    fail_revision(folder, revision, {lines[2] == "true", unborn});
  }

  GitRevision result;
  result.name = std::move(ids->name);
  result.tree = std::move(ids->tree);
  if (lines[1] != "true") {
    result.place = real_folder(folder);
    result.prefix = lines[3].substr(0, lines[3].find_last_not_of('/') + 1);
  }
  result.objects = open_git_program(lines[0]);
  return result;
}

}  // namespace

GitRevision open_git_revision(const std::string& folder, const std::string& revision) {
  start_git_library();
  git_repository* raw = nullptr;
  int code = git_repository_open_ext(&raw, folder.c_str(), 0, nullptr);
  GitRepository repository(raw);
  if (code == 0) return open_with_library(raw, folder, revision);
  if (code == GIT_ENOTFOUND) {
    fail("git-repository", folder + " is in no Git repository");
  }
  return open_with_program(folder, revision, git_library_message());
}

std::optional<std::string> find_merge_base(const std::string& folder, const std::string& one,
                                           const std::string& two) {
  std::string first = open_git_revision(folder, one).name;
  std::string second = open_git_revision(folder, two).name;
  git_repository* raw = nullptr;
  int code = git_repository_open_ext(&raw, folder.c_str(), 0, nullptr);
  GitRepository repository(raw);
  if (code != 0) {  // of a format that only the program knows
    GitOutput base = run_git({"-C", folder, "merge-base", first, second});
    return base.exit_code == 0 ? std::optional(base.output) : std::nullopt;
  }
  git_oid ids[2], base;
  if (git_oid_fromstr(&ids[0], first.c_str()) != 0 || git_oid_fromstr(&ids[1], second.c_str()) != 0)
    return std::nullopt;
  for (const git_oid& id : ids) {
    // libgit2 leaks memory when it looks for the base of what is no commit.
    git_object* commit = nullptr;
    if (git_object_lookup(&commit, raw, &id, GIT_OBJECT_COMMIT) != 0) return std::nullopt;
    GitObject owned(commit);
  }
  if (git_merge_base(&base, raw, &ids[0], &ids[1]) != 0) return std::nullopt;
  return hex_of_bytes(bytes_of(base));
}

std::optional<std::string> bytes_of_hex(std::string_view hex) {
  auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
  };
  if (hex.empty() || hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (size_t i = 0; i < hex.size(); i += 2) {
    int high = digit(hex[i]);
    int low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string hex_of_bytes(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (unsigned char byte : bytes) {
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace drydock
