#include "overlays/merge/comment_schemas.h"

#include "core/json/parse.h"
#include "schemas/json_value.h"

namespace drydock::overlays {
namespace {

std::string_view trim_left(std::string_view text, std::string_view what) {
  size_t first = text.find_first_not_of(what);
  return first == text.npos ? std::string_view() : text.substr(first);
}

/// The rest of a line from a mark on that looks like a comment with a schema.
std::string_view comment_in(std::string_view line) {
  for (size_t at = line.find('#'); at != line.npos; at = line.find('#', at + 1)) {
    bool starts_comment = at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t';
    std::string_view rest = trim_left(line.substr(at), "# \t");
    if (starts_comment && rest.starts_with('{')) return rest;
  }
  return {};
}

bool is_comment_line(std::string_view line) { return trim_left(line, " \t").starts_with('#'); }

/// Whether a field is the first thing on its line, so that what stands behind it is about it.
bool begins_line(std::string_view line, const Node& key) {
  size_t first = line.find_first_not_of(" -");
  return first != line.npos && first + 1 == key.column;
}

}  // namespace

schemas::MergeSchema CommentSchemas::find(const NodeEntry& field) {
  const Node& key = *field.key;
  if (!key.file || key.line == 0) return {};
  if (key.file != last_file_) {
    last_file_ = key.file;
    last_lines_ = lines_of(*key.file);
  }
  if (!last_lines_) return {};
  int line_number = static_cast<int>(key.line);
  std::string_view line = last_lines_->line(line_number);
  if (!begins_line(line, key)) return {};
  std::string_view comment = comment_in(line);
  if (comment.empty() && line_number > 1) {
    std::string_view above = last_lines_->line(line_number - 1);
    bool is_alone = line_number == 2 || !is_comment_line(last_lines_->line(line_number - 2));
    if (is_comment_line(above) && is_alone) comment = comment_in(above);
  }
  return comment.empty() ? schemas::MergeSchema() : parse(comment);
}

const LineIndex* CommentSchemas::lines_of(const SourceFile& file) {
  auto [entry, is_new] = files_.try_emplace(&file);
  if (is_new && (file.text.find("# {\"") != std::string::npos ||
                 file.text.find("#{\"") != std::string::npos)) {
    entry->second.emplace(file.text);
  }
  return entry->second ? &*entry->second : nullptr;
}

schemas::MergeSchema CommentSchemas::parse(std::string_view comment) {
  JsonResult json = parse_json(comment, arena_);
  if (!json.ok() || !json.value.is_map()) return {};
  const schemas::JsonValue& schema =
      schemas_.emplace_back(schemas::json_from_value(json.value, arena_));
  return {&schema, schema, schemas::OwnDocument::Unused};
}

}  // namespace drydock::overlays
