#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/arena.h"
#include "core/base_encoding.h"
#include "core/json/parse.h"
#include "tests/source_dir.h"

namespace drydock {

/// One line of the YAML corpus: a document and what the original programs make of it. The fields
/// are described in the corpus's README; `<field>_b64` is given decoded, under the name `<field>`.
struct YamlCase {
  std::string group;
  std::map<std::string, std::string, std::less<>> fields;
  std::map<std::string, std::vector<std::string>, std::less<>> variants;  // the `*_variants`

  /// Null when the line has no such field.
  const std::string* find(std::string_view field) const {
    auto it = fields.find(field);
    return it == fields.end() ? nullptr : &it->second;
  }
  const std::string& name() const { return fields.find("name")->second; }
};

/// The folder that DRYDOCK_CORPUS names, or nothing.
inline std::optional<std::filesystem::path> corpus_folder() {
  const char* path = std::getenv("DRYDOCK_CORPUS");
  if (!path || !*path) return std::nullopt;
  return std::filesystem::path(path);
}

/// Skips the running test, aloud, when there is no corpus.
#define DRYDOCK_NEEDS_CORPUS() \
  if (!drydock::corpus_folder()) GTEST_SKIP() << "DRYDOCK_CORPUS does not name the corpus"

inline YamlCase yaml_case_from_json(std::string group, const Value& line) {
  YamlCase result;
  result.group = std::move(group);
  for (const ValueMap::Entry& entry : line.as_map().entries()) {
    std::string key(entry.key);
    if (entry.value.is_list()) {
      for (const Value& item : entry.value.as_list()) {
        result.variants[key].emplace_back(item.as_string());
      }
    } else if (!entry.value.is_string()) {
      result.fields[key] = "true";  // kustomize_crash
    } else if (key.ends_with("_b64")) {
      result.fields[key.substr(0, key.size() - 4)] = decode_base64(entry.value.as_string()).bytes;
    } else {
      result.fields[key] = entry.value.as_string();
    }
  }
  return result;
}

/// All lines of all groups, read once. Empty without a corpus.
inline const std::vector<YamlCase>& yaml_corpus() {
  static const std::vector<YamlCase> cases = [] {
    std::vector<YamlCase> all;
    if (!corpus_folder()) return all;
    std::set<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(*corpus_folder() / "yaml")) {
      if (entry.path().extension() == ".jsonl") files.insert(entry.path());
    }
    for (const std::filesystem::path& file : files) {
      std::ifstream in(file);
      for (std::string line; std::getline(in, line);) {
        Arena arena;
        all.push_back(yaml_case_from_json(file.stem().string(), parse_json(line, arena).value));
      }
    }
    return all;
  }();
  return cases;
}

/// Known differences, one a line: name, tab, field, tab, reason. A listed case must differ: the
/// test that runs it reports those that do not, so that the list only shrinks.
class KnownGaps {
 public:
  explicit KnownGaps(std::string_view file_in_testdata) {
    std::ifstream in(source_path("testdata/" + std::string(file_in_testdata)));
    for (std::string line; std::getline(in, line);) {
      if (line.empty() || line[0] == '#') continue;
      size_t second_tab = line.find('\t', line.find('\t') + 1);
      gaps_.insert(line.substr(0, second_tab));
    }
  }

  /// Notes how a case ended. True when that is news: an unlisted failure or a listed success.
  bool is_news(std::string_view name, std::string_view field, bool passed) {
    ++total_;
    if (passed) ++passed_;
    bool listed = gaps_.contains(std::string(name) + '\t' + std::string(field));
    return passed == listed;
  }

  /// "6609 of 6610 pass".
  std::string summary() const {
    return std::to_string(passed_) + " of " + std::to_string(total_) + " pass";
  }

 private:
  std::set<std::string> gaps_;
  int total_ = 0;
  int passed_ = 0;
};

}  // namespace drydock
