#include "render/values.h"

#include <algorithm>

#include "core/error.h"
#include "core/yaml/decode.h"
#include "render/go_text.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

[[noreturn]] void refuse(std::string message, const std::optional<Diagnostic>& problem,
                         const SourceFile& file) {
  SourcePos where = problem ? problem->where : SourcePos{&file, 1, 1, 1};
  fail("values-invalid", std::move(message), where);
}

std::string_view json_type(const Value& value) {
  if (value.is_list()) return "array";
  if (value.is_string()) return "string";
  return value.is_bool() ? "bool" : "number";
}

/// What Unmarshal of a document gives a map; an empty one is an empty map.
ValueMap* read_document(const SourceFile& file, Arena& arena, ValueOrigins* origins) {
  YamlDecodeOptions options;
  options.origins = origins;
  YamlDecoded decoded = decode_yaml_file(file, arena, options);
  if (!decoded.go_error.empty()) {
    refuse("error converting YAML to JSON: " + decoded.go_error, decoded.problem, file);
  }
  if (decoded.value.is_map()) return &decoded.value.as_map();
  if (decoded.value.is_nil()) return arena.make<ValueMap>(arena);
  refuse("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal " +
             std::string(json_type(decoded.value)) +
             " into Go value of type map[string]interface {}",
         decoded.problem, file);
}

/// Cuts a text into documents as apimachinery's YAMLReader does: at lines that begin with `---`,
/// even within a quoted text.
class DocumentCutter {
 public:
  explicit DocumentCutter(const SourceFile& file) : file_(file), rest_(file.text) {}

  /// The next document; nothing at the end.
  std::optional<std::string_view> next() {
    const char* begin = rest_.data();
    size_t size = 0;
    while (!rest_.empty()) {
      std::string_view line = rest_.substr(0, std::min(rest_.find('\n'), rest_.size() - 1) + 1);
      if (line.starts_with("---")) {
        check_separator(line);
        if (size > 0) {
          rest_.remove_prefix(line.size());
          return std::string_view(begin, size);
        }
      }
      rest_.remove_prefix(line.size());
      size += line.size();
    }
    if (size == 0) return std::nullopt;
    return std::string_view(begin, size);
  }

  /// Lines of the file before a part of it.
  int lines_before(std::string_view part) const {
    const char* text = file_.text.data();
    return static_cast<int>(std::count(text, part.data(), '\n'));
  }

 private:
  void check_separator(std::string_view line) const {
    std::string_view behind = trim_space(line.substr(3));
    if (behind.empty() || behind[0] == '#') return;
    fail("values-invalid",
         "error reading yaml document: invalid Yaml document separator: " + std::string(behind),
         {&file_, lines_before(line) + 1, 4});
  }

  const SourceFile& file_;
  std::string_view rest_;
};

/// A document among several, with the places of its faults in the whole file.
ValueMap* read_part(const SourceFile& file, std::string_view part, int lines_before, Arena& arena,
                    Sources& sources, ValueOrigins* origins) {
  size_t marked = origins ? origins->size() : 0;
  try {
    ValueMap* values = read_document(sources.add(file.path, std::string(part)), arena, origins);
    if (origins) origins->move(marked, file, lines_before);
    return values;
  } catch (Error& error) {
    SourcePos& where = error.diagnostic().where;
    if (where.line) where.line += lines_before;
    where.file = &file;
    throw;
  }
}

ValueMap* read_all_documents(const SourceFile& file, Arena& arena, Sources& sources,
                             ValueOrigins* origins) {
  ValueMap* values = arena.make<ValueMap>(arena);
  DocumentCutter cutter(file);
  std::vector<std::string_view> parts;
  while (std::optional<std::string_view> part = cutter.next()) parts.push_back(*part);
  try {
    if (parts.size() == 1 && parts[0].size() == file.text.size()) {
      return read_document(file, arena, origins);
    }
    for (std::string_view part : parts) {
      ValueMap* document =
          read_part(file, part, cutter.lines_before(part), arena, sources, origins);
      values = merge_maps(*values, *document, arena);
    }
  } catch (Error& error) {
    if (error.diagnostic().rule == "values-invalid") {
      error.diagnostic().message.insert(0, "cannot unmarshal yaml document: ");
    }
    throw;
  }
  return values;
}

std::string join_key(std::string_view prefix, std::string_view key) {
  std::string joined(prefix);
  if (!joined.empty()) joined += '.';
  return joined.append(key);
}

/// The steps of a dotted path, one by one; false behind the last.
bool next_step(std::string_view& path, bool& more, std::string_view& step) {
  if (!more) return false;
  size_t dot = path.find('.');
  more = dot != std::string_view::npos;
  step = path.substr(0, dot);
  path = more ? path.substr(dot + 1) : std::string_view();
  return true;
}

}  // namespace

ValueMap* read_values(const SourceFile& file, Arena& arena, Sources& sources, int helm_version,
                      ValueOrigins* origins) {
  return helm_version == 3 ? read_document(file, arena, origins)
                           : read_all_documents(file, arena, sources, origins);
}

ValueMap* merge_maps(const ValueMap& base, const ValueMap& over, Arena& arena) {
  ValueMap* result = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : base.entries()) result->set(entry.key, entry.value);
  for (const ValueMap::Entry& entry : over.entries()) {
    const Value* old = entry.value.is_map() ? result->find(entry.key) : nullptr;
    bool both = old && old->is_map();
    if (!both) {
      result->set(entry.key, entry.value);
      continue;
    }
    ValueMap* merged = merge_maps(old->as_map(), entry.value.as_map(), arena);
    result->set(entry.key, Value::of_map(merged).with_origin(entry.value.origin().number));
  }
  return result;
}

Value deep_copy(Value value, Arena& arena) {
  if (value.is_map()) {
    return Value::of_map(deep_copy(value.as_map(), arena), value.go_type())
        .with_origin(value.origin().number);
  }
  if (!value.is_list() || value.as_list().empty()) return value;
  std::span<const Value> items = value.as_list();
  bool flat = std::none_of(items.begin(), items.end(),
                           [](const Value& item) { return item.is_map() || item.is_list(); });
  if (flat) return value;  // lists do not change
  Value* copy = arena.array<Value>(items.size());
  for (size_t i = 0; i < items.size(); ++i) copy[i] = deep_copy(items[i], arena);
  return Value::of_list({copy, items.size()}, value.go_type());
}

ValueMap* deep_copy(const ValueMap& map, Arena& arena) {
  ValueMap* copy = arena.make<ValueMap>(arena);
  for (const ValueMap::Entry& entry : map.entries()) {
    copy->set(entry.key, deep_copy(entry.value, arena));
  }
  return copy;
}

void coalesce_tables(ValueMap& dst, ValueMap& src, std::string_view prefix, bool merge,
                     std::vector<std::string>& warnings) {
  std::vector<ValueMap::Entry> source(src.entries().begin(), src.entries().end());
  for (const ValueMap::Entry& entry : dst.entries()) {
    if (entry.value.is_nil()) src.set(entry.key, Value());  // others may see it, as in Go
  }
  for (const auto& [key, value] : source) {
    const Value* target = dst.find(key);
    if (!target) {
      dst.set(key, value);
    } else if (target->is_nil()) {
      if (!merge && !value.is_nil()) dst.erase(key);
    } else if (value.is_map() && target->is_map()) {
      coalesce_tables(target->as_map(), value.as_map(), join_key(prefix, key), merge, warnings);
    } else if (value.is_map()) {
      warnings.push_back("warning: cannot overwrite table with non table for " +
                         join_key(prefix, key) + " (" + value_text(value) + ")");
    } else if (target->is_map() && !value.is_nil()) {
      warnings.push_back("warning: destination for " + join_key(prefix, key) +
                         " is a table. Ignoring non-table value (" + value_text(value) + ")");
    }
  }
}

ValueMap* find_table(const ValueMap& values, std::string_view dotted_path) {
  const ValueMap* table = &values;
  ValueMap* found = nullptr;
  std::string_view step;
  for (bool more = true; next_step(dotted_path, more, step);) {
    const Value* value = table->find(step);
    if (!value || !value->is_map()) return nullptr;
    found = &value->as_map();
    table = found;
  }
  return found;
}

std::optional<Value> find_scalar(const ValueMap& values, std::string_view dotted_path) {
  if (dotted_path.empty()) return std::nullopt;
  size_t dot = dotted_path.rfind('.');
  const ValueMap* table = &values;
  if (dot != std::string_view::npos) {
    table = find_table(values, dotted_path.substr(0, dot));
    dotted_path.remove_prefix(dot + 1);
  }
  const Value* value = table ? table->find(dotted_path) : nullptr;
  if (!value || value->is_map()) return std::nullopt;
  return *value;
}

}  // namespace drydock::render
