#include "projects/code_owners.h"

#include <algorithm>

#include "core/error.h"

namespace drydock::projects {
namespace {

constexpr std::string_view kSpace = " \t\r";

/// The next word, in which a backslash takes the next character as it is; empty at the end.
std::string_view next_word(std::string_view& line) {
  size_t begin = std::min(line.find_first_not_of(kSpace), line.size());
  line.remove_prefix(begin);
  size_t end = 0;
  while (end < line.size() && kSpace.find(line[end]) == std::string_view::npos) {
    end += line[end] == '\\' ? 2 : 1;
  }
  std::string_view word = line.substr(0, end);
  line.remove_prefix(word.size());
  return word;
}

/// As in .gitignore: with a slash before its end the pattern is for the root, else for any folder;
/// what it fits it has with everything below.
std::vector<Glob> globs_of(std::string_view pattern) {
  bool folder_only = pattern.ends_with('/');
  while (pattern.ends_with('/')) pattern.remove_suffix(1);
  bool rooted = pattern.find('/') != std::string_view::npos;
  while (pattern.starts_with('/')) pattern.remove_prefix(1);
  std::string path = rooted ? std::string(pattern) : "**/" + std::string(pattern);
  if (pattern.empty()) path = "**";
  std::vector<Glob> globs;
  // "docs/*" has the files of docs, not those of folders in it.
  if (!folder_only) globs.emplace_back(path);
  if (folder_only || !path.ends_with("/*")) globs.emplace_back(path + "/**");
  return globs;
}

/// "[Docs][2] @team": GitLab's heading, optional with a caret -> owners of rows that name none.
bool is_heading(std::string_view line, std::string& owners) {
  if (line.starts_with('^')) line.remove_prefix(1);
  size_t end = line.find(']');
  if (!line.starts_with('[') || end == std::string_view::npos) return false;
  line.remove_prefix(end + 1);
  if (line.starts_with('[')) line.remove_prefix(std::min(line.find(']') + 1, line.size()));
  owners.clear();
  for (std::string_view word = next_word(line); !word.empty(); word = next_word(line)) {
    owners += (owners.empty() ? "" : " ") + std::string(word);
  }
  return true;
}

}  // namespace

CodeOwners::CodeOwners(std::string_view text) {
  std::string section_owners;
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    size_t begin = line.find_first_not_of(kSpace);
    if (begin == std::string_view::npos || line[begin] == '#') continue;
    line.remove_prefix(begin);
    if (is_heading(line, section_owners)) {
      ++sections_;
      continue;
    }
    Row row;
    row.section = sections_ - 1;
    row.negated = line.starts_with('!');
    if (row.negated) line.remove_prefix(1);
    row.globs = globs_of(next_word(line));
    for (std::string_view word = next_word(line); !word.empty() && word[0] != '#';
         word = next_word(line)) {
      row.owners += (row.owners.empty() ? "" : " ") + std::string(word);
    }
    if (row.owners.empty()) row.owners = section_owners;
    rows_.push_back(std::move(row));
  }
}

std::string CodeOwners::owners_of(std::string_view path) const {
  std::vector<std::string> by_section(sections_);
  for (const Row& row : rows_) {
    if (matches_any(row.globs, path)) by_section[row.section] = row.negated ? "" : row.owners;
  }
  std::string owners;
  for (const std::string& part : by_section) {
    if (!part.empty()) owners += (owners.empty() ? "" : " ") + part;
  }
  return owners;
}

CodeOwners read_code_owners(SourceCache& files) {
  for (std::string_view path :
       {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"}) {
    try {
      if (files.tree().kind(path) == EntryKind::File) return CodeOwners(files.read(path).text);
    } catch (const Error&) {
      return CodeOwners();
    }
  }
  return CodeOwners();
}

}  // namespace drydock::projects
