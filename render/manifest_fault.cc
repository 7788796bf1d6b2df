#include "render/manifest_fault.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/go_text.h"
#include "render/value_origin.h"

namespace drydock::render {
namespace {

using Entry = SourceMap::Entry;

/// The number of the entry that wrote a byte; -1 for none.
ptrdiff_t entry_at(const SourceMap& map, size_t offset) {
  return static_cast<ptrdiff_t>(map.entries_up_to(offset)) - 1;
}

std::string_view source_text(const SourceMap& map, const Entry& entry) {
  const TemplateFile* file = map.files()[entry.file];
  return file->source ? std::string_view(file->source->text) : std::string_view();
}

std::string_view line_at(std::string_view text, size_t begin) {
  return text.substr(begin, text.find('\n', begin) - begin);
}

/// Text of a template comes out as it is, or indented: where in the template the line of `offset`
/// is, if the entry is text.
size_t position_in_text(std::string_view source, const Entry& entry, std::string_view out,
                        size_t offset) {
  std::string_view before = out.substr(entry.offset, offset - entry.offset);
  auto lines = std::count(before.begin(), before.end(), '\n');
  if (lines == 0) {
    bool same = source.substr(entry.pos, before.size()) == before;
    return same ? entry.pos + before.size() : entry.pos;
  }
  size_t at = entry.pos;
  for (; lines > 0; --lines) {
    at = source.find('\n', at);
    if (at == std::string_view::npos) return entry.pos;
    ++at;
  }
  size_t line_begin = out.rfind('\n', offset == 0 ? 0 : offset - 1) + 1;
  std::string_view printed = trim_space(line_at(out, line_begin));
  std::string_view written = trim_space(line_at(source, at));
  written = written.substr(0, written.find("{{"));
  if (!printed.starts_with(trim_space(written))) return entry.pos;
  size_t indent = std::min(source.find_first_not_of(' ', at), source.size());
  return indent;
}

SourcePos position_of(const TemplateFile& file, size_t pos) {
  if (!file.source) return {};
  LineColumn at = file.parsed->position(static_cast<uint32_t>(pos));
  return {file.source, at.line, at.column + 1, 1};
}

SourcePos position_of_entry(const RenderedFile& file, ptrdiff_t index, size_t offset) {
  const Entry& entry = file.map[static_cast<size_t>(index)];
  std::string_view source = source_text(file.map, entry);
  if (source.empty()) return {};
  size_t pos = position_in_text(source, entry, file.text, offset);
  return position_of(*file.map.files()[entry.file], pos);
}

/// The action whose text begins at `pos`, up to its end.
std::string_view action_text(std::string_view source, size_t pos) {
  std::string_view text = source.substr(std::min(pos, source.size()));
  return text.substr(0, text.find("}}"));
}

/// The name in the last `define "NAME"` before a place; empty when there is none.
std::string_view enclosing_definition(std::string_view source, size_t pos) {
  size_t at = source.substr(0, pos).rfind("define \"");
  if (at == std::string_view::npos) return {};
  std::string_view name = source.substr(at + 8);
  return name.substr(0, name.find('"'));
}

/// Where the templates were included that a place is in, innermost first.
std::vector<Diagnostic> include_chain(const RenderedFile& file, ptrdiff_t index) {
  std::vector<Diagnostic> notes;
  const Entry* current = &file.map[static_cast<size_t>(index)];
  for (ptrdiff_t i = index - 1; i >= 0 && notes.size() < 10; --i) {
    std::string_view name = enclosing_definition(source_text(file.map, *current), current->pos);
    if (name.empty()) break;
    const Entry& entry = file.map[static_cast<size_t>(i)];
    std::string_view action = action_text(source_text(file.map, entry), entry.pos);
    if (action.find(fmt::format("include \"{}\"", name)) == std::string_view::npos) continue;
    notes.push_back({Severity::Info,
                     "manifest-invalid",
                     fmt::format("`{}` included here", name),
                     position_of(*file.map.files()[entry.file], entry.pos),
                     {},
                     ""});
    current = &entry;
  }
  return notes;
}

/// The path of the first `.Values.…` in an action.
std::string_view values_path(std::string_view action) {
  size_t at = action.find(".Values.");
  if (at == std::string_view::npos) return {};
  std::string_view path = action.substr(at + 8);
  size_t end = 0;
  while (end < path.size() && (std::isalnum(static_cast<unsigned char>(path[end])) ||
                               path[end] == '_' || path[end] == '.')) {
    ++end;
  }
  return path.substr(0, end);
}

/// "redis." for a template of the sub-chart redis.
std::string values_prefix(std::string_view path) {
  std::string prefix;
  constexpr std::string_view kCharts = "/charts/";
  for (size_t at = path.find(kCharts); at != std::string_view::npos; at = path.find(kCharts)) {
    path.remove_prefix(at + kCharts.size());
    prefix.append(path.substr(0, path.find('/'))).append(".");
  }
  return prefix;
}

const ChartFile* values_of(const Chart& chart, const ChartFile& file) {
  for (const ChartFile& own : chart.templates) {
    if (own.source == file.source) return chart.values_file;
  }
  for (const Chart* sub_chart : chart.dependencies) {
    if (const ChartFile* found = values_of(*sub_chart, file)) return found;
  }
  return nullptr;
}

/// What an entry wrote.
std::string_view printed_by(const RenderedFile& file, ptrdiff_t index) {
  auto i = static_cast<size_t>(index);
  size_t begin = file.map[i].offset;
  size_t end = i + 1 < file.map.size() ? file.map[i + 1].offset : file.text.size();
  return std::string_view(file.text).substr(begin, end - begin);
}

/// Whether YAML reads something else than the text where a value is printed without quotes, or with
/// those before it.
bool can_break_yaml(std::string_view text, char before) {
  if (text.find('\n') != std::string_view::npos) return true;
  if (before == '"') return text.find_first_of("\"\\") != std::string_view::npos;
  if (before == '\'') return text.find('\'') != std::string_view::npos;
  if (text.empty()) return false;
  constexpr std::string_view kIndicators = "&*!|>%@`{}[],\"'#?:-\t";
  return kIndicators.find(text[0]) != std::string_view::npos || text.ends_with(':') ||
         text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos;
}

SourcePos value_at(const RenderedFile& file, ptrdiff_t index, const ValueOrigins& origins) {
  return file.map.find(file.map[static_cast<size_t>(index)].offset, &origins).value;
}

/// The value that broke the YAML, which is mostly found on a later line: the nearest one before
/// that, on its line or the one above, that YAML does not take as it is. -1 for none.
ptrdiff_t breaking_value(const RenderedFile& file, ptrdiff_t index, size_t offset,
                         const ValueOrigins& origins) {
  std::string_view text = file.text;
  size_t line = text.substr(0, offset).rfind('\n') + 1;
  size_t earliest = line < 2 ? 0 : text.substr(0, line - 1).rfind('\n') + 1;
  for (ptrdiff_t i = index; i >= 0; --i) {
    size_t begin = file.map[static_cast<size_t>(i)].offset;
    std::string_view printed = printed_by(file, i);
    if (begin + printed.size() < earliest) break;
    char before = begin > 0 ? text[begin - 1] : '\n';
    if (can_break_yaml(printed, before) && value_at(file, i, origins).file) return i;
  }
  return -1;
}

/// Where a value is that an action names and prints in another form.
std::optional<SourcePos> named_value(const RenderedFile& file, std::string_view path,
                                     const ReleaseRequest& request) {
  if (path.empty()) return std::nullopt;
  std::vector<const SourceFile*> files;
  if (request.chart->values_file) files.push_back(request.chart->values_file->source);
  files.insert(files.end(), request.value_files.begin(), request.value_files.end());
  return find_value_origin(files, values_of(*request.chart, *file.source), values_prefix(file.path),
                           dotted_path(path));
}

void add_value_note(const RenderedFile& file, ptrdiff_t index, const ReleaseRequest& request,
                    const ValueOrigins& origins, Diagnostic& diagnostic) {
  const Entry& entry = file.map[static_cast<size_t>(index)];
  std::string_view path = values_path(action_text(source_text(file.map, entry), entry.pos));
  std::optional<SourcePos> where = value_at(file, index, origins);
  if (!where->file) where = named_value(file, path, request);
  if (!where) return;
  std::string what = path.empty() ? "the value" : fmt::format("the value of `{}`", path);
  diagnostic.notes.push_back(
      {Severity::Info, "manifest-invalid", what + " is from here", *where, {}, ""});
}

}  // namespace

SourcePos template_position(const RenderedFile& file, size_t offset) {
  ptrdiff_t index = entry_at(file.map, offset);
  return index < 0 ? SourcePos() : position_of_entry(file, index, offset);
}

Diagnostic explain_manifest_fault(const Diagnostic& fault, const RenderedFile& file,
                                  std::string_view document, const ReleaseRequest& request,
                                  const ValueOrigins& origins, Sources& sources) {
  Diagnostic diagnostic = fault;
  diagnostic.message = fmt::format("YAML parse error on {}: {}", file.path, fault.message);
  size_t begin = static_cast<size_t>(document.data() - file.text.data());
  size_t in_document =
      LineIndex(document).offset(std::max(1, fault.where.line), std::max(1, fault.where.column));
  size_t offset = begin + in_document;
  ptrdiff_t index = entry_at(file.map, offset);
  ptrdiff_t culprit = index < 0 ? -1 : breaking_value(file, index, offset, origins);
  if (culprit >= 0 && culprit != index) {
    index = culprit;
    offset = file.map[static_cast<size_t>(culprit)].offset;
  }
  diagnostic.where = index < 0 ? SourcePos() : position_of_entry(file, index, offset);
  if (!diagnostic.where.file) diagnostic.where = {file.source->source, 1, 1, 1};
  const SourceFile& rendered = sources.add(file.path + " (as rendered)", file.text);
  auto lines_before =
      std::count(file.text.begin(), file.text.begin() + static_cast<ptrdiff_t>(begin), '\n');
  SourcePos shown{&rendered, static_cast<int>(lines_before) + std::max(1, fault.where.line),
                  fault.where.column, fault.where.length};
  diagnostic.notes.push_back(
      {Severity::Info, "manifest-invalid", "this is what came out of it", shown, {}, ""});
  if (index < 0) return diagnostic;
  std::vector<Diagnostic> chain = include_chain(file, index);
  diagnostic.notes.insert(diagnostic.notes.end(), chain.begin(), chain.end());
  add_value_note(file, index, request, origins, diagnostic);
  return diagnostic;
}

}  // namespace drydock::render
