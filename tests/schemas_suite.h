#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/json/parse.h"
#include "schemas/json_schema.h"

namespace drydock::schemas {

/// One schema of the JSON Schema test suite, with its tests.
struct SuiteGroup {
  std::string part;  // "draft7 optional/format"
  std::string name;  // "draft7/optional/format/date/1"
  Draft draft = Draft::Draft7;
  bool asserts_formats = false;
  const JsonValue* schema = nullptr;
  const JsonValue* tests = nullptr;  // objects with `data` and `valid`
};

inline JsonValue parse_exact(const std::string& text, Arena& arena) {
  JsonParseOptions options;
  options.numbers = JsonNumbers::Literal;
  return json_from_value(parse_json(text, arena, options).value, arena);
}

inline std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Names in a list of known gaps: one on a line, '#' begins a comment.
inline std::set<std::string> read_gaps(const std::filesystem::path& path) {
  std::set<std::string> names;
  std::istringstream lines(read_whole(path));
  for (std::string line; std::getline(lines, line);) {
    line = line.substr(0, line.find('#'));
    line.erase(line.find_last_not_of(' ') + 1);
    if (!line.empty()) names.insert(line);
  }
  return names;
}

/// Calls `visit` for each group of the suite below `root` whose draft is `draft_folder`.
inline void visit_suite(const std::filesystem::path& root, const std::string& draft_folder,
                        const std::function<void(const SuiteGroup&)>& visit) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / draft_folder))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    Arena arena;
    JsonValue groups = parse_exact(read_whole(file), arena);
    std::string folder =
        std::filesystem::relative(file.parent_path(), root / draft_folder).string();
    std::string stem = std::filesystem::relative(file, root).replace_extension().string();
    for (size_t i = 0; i < groups.items().size(); ++i) {
      SuiteGroup group;
      group.part = draft_folder + " " + (folder == "." ? "required" : folder);
      group.name = stem + "/" + std::to_string(i + 1);
      group.draft = find_draft(draft_folder.substr(5)).value();
      group.asserts_formats = folder == "optional/format";
      group.schema = groups.items()[i].find("schema");
      group.tests = groups.items()[i].find("tests");
      visit(group);
    }
  }
}

}  // namespace drydock::schemas
