#include "render/builtins/toml_write.h"

#include <cmath>

#include "core/error.h"
#include "core/go_number.h"
#include "render/builtins/time_values.h"
#include "render/builtins/toml_dates.h"
#include "render/builtins/toml_tables.h"
#include "render/template/go_format.h"

namespace drydock::render {
namespace {

enum class Shape { Nil, Plain, List, Table, Tables };

struct Entry {
  std::string_view key;
  Value value;
};

bool has_own_text(const ValueObject& object) {
  std::string_view type = object.type_name();
  return type == "time.Time" || type == "time.Duration" || type == "*semver.Version" ||
         type == "semver.Version";
}

bool is_struct(Value value) {
  if (!value.is_object() || has_own_text(value.as_object())) return false;
  std::string_view kind = value.as_object().kind_name();
  return kind == "struct" || kind == "ptr";
}

bool is_unsupported(Value value) {
  std::string_view kind = go_kind_name(value);
  return kind.starts_with("complex") || kind == "func";
}

/// The keys of a map, sorted, or the fields of a struct, as they were declared.
std::vector<Entry> entries_of(Value value) {
  std::vector<Entry> entries;
  if (value.is_map()) {
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      entries.push_back({entry.key, entry.value});
    }
  } else {
    for (const ValueObject::Field& field : value.as_object().fields()) {
      bool exported = !field.name.empty() && field.name[0] >= 'A' && field.name[0] <= 'Z';
      if (exported) entries.push_back({field.name, field.value});
    }
  }
  return entries;
}

class TomlWriter {
 public:
  explicit TomlWriter(Context& context) : context_(context) {}

  TomlText write(Value value) {
    encode(value);
    if (!problem_.empty()) return {"", std::move(problem_)};
    return {std::move(out_), ""};
  }

 private:
  static constexpr int kMaxDepth = 1000;

  void set_problem(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }

  void enter() {
    if (++depth_ > kMaxDepth) fail("recursion-limit", "writes values that are nested too deeply");
    context_.spend(1);
  }

  Shape shape_of(Value value) {
    if (is_unsupported(value)) {
      set_problem(fmt::format("unsupported type: {}", go_kind_name(value)));
      return Shape::Plain;
    }
    if (value.is_object() && !is_struct(value) && !has_own_text(value.as_object())) {
      value = value.as_object().underlying();
    }
    if (value.is_nil() || value.is_nil_map() || value.is_nil_list()) return Shape::Nil;
    if (value.is_map() || is_struct(value)) return Shape::Table;
    if (value.is_list()) return shape_of_list(value.as_list());
    return value.is_bytes() ? Shape::List : Shape::Plain;
  }

  /// A list of nothing but tables is written as [[tables]]. Nil can stand in none, however deep.
  Shape shape_of_list(std::span<const Value> items) {
    enter();
    context_.spend(items.size());
    bool tables = !items.empty();
    for (Value item : items) {
      Shape shape = shape_of(item);
      if (shape == Shape::Nil) set_problem("toml: cannot encode array with nil element");
      if (shape != Shape::Table) tables = false;
    }
    --depth_;
    return tables ? Shape::Tables : Shape::List;
  }

  void encode(Value value) {
    if (is_unsupported(value)) {
      return set_problem(fmt::format("unsupported type for key '{}': {}", toml_key_text(key_),
                                     go_kind_name(value)));
    }
    enter();
    context_.check_size(out_.size());
    switch (shape_of(value)) {
      case Shape::Nil:
        if (value.is_list()) write_pair(value);
        break;
      case Shape::Table:
        write_table(value);
        break;
      case Shape::Tables:
        write_tables(value.as_list());
        break;
      case Shape::Plain:
      case Shape::List:
        write_pair(value);
        break;
    }
    --depth_;
  }

  void write_line_end() {
    if (!out_.empty()) out_ += '\n';
  }

  void write_indent() { out_.append(key_.size() * 2 - 2, ' '); }

  void write_table(Value value) {
    if (key_.size() == 1) write_line_end();
    if (!key_.empty()) {
      write_indent();
      out_ += fmt::format("[{}]\n", toml_key_text(key_));
    }
    write_entries(value);
  }

  void write_tables(std::span<const Value> tables) {
    if (key_.empty()) set_problem("toml: top-level values must be Go maps or structs");
    for (Value table : tables) {
      if (!problem_.empty()) return;
      write_line_end();
      write_indent();
      out_ += fmt::format("[[{}]]\n", toml_key_text(key_));
      write_entries(table);
    }
  }

  /// Plain values come first, since all that follows a table header belongs to that table.
  void write_entries(Value value) {
    std::vector<Entry> tables;
    std::vector<Entry> others;
    split_entries(value, tables, others);
    for (const std::vector<Entry>* part : {&others, &tables}) {
      for (const Entry& entry : *part) {
        if (!problem_.empty()) return;
        if (shape_of(entry.value) == Shape::Nil) continue;
        key_.emplace_back(entry.key);
        encode(entry.value);
        key_.pop_back();
      }
    }
  }

  void split_entries(Value value, std::vector<Entry>& tables, std::vector<Entry>& others) {
    for (const Entry& entry : entries_of(value)) {
      Shape shape = shape_of(entry.value);
      bool is_table = shape == Shape::Table || shape == Shape::Tables;
      (is_table ? tables : others).push_back(entry);
    }
  }

  void write_pair(Value value) {
    if (!key_.empty()) {
      write_indent();
      out_ += toml_key_part(key_.back());
      out_ += " = ";
    }
    write_element(value);
    if (!key_.empty()) out_ += '\n';
  }

  void write_element(Value value) {
    if (!problem_.empty()) return;
    enter();
    context_.check_size(out_.size());
    switch (value.kind()) {
      case Value::Kind::String:
        append_toml_string(out_, value.as_string());
        break;
      case Value::Kind::Float:
        write_float(value);
        break;
      case Value::Kind::List:
      case Value::Kind::Bytes:
        write_list(value);
        break;
      case Value::Kind::Map:
        write_inline_table(value);
        break;
      case Value::Kind::Object:
        write_object(value);
        break;
      default:
        append_value(out_, value);
        break;
    }
    --depth_;
  }

  void write_float(Value value) {
    double x = value.as_float();
    if (!std::isfinite(x)) {
      if (std::signbit(x)) out_ += '-';
      out_ += std::isnan(x) ? "nan" : "inf";
      return;
    }
    std::string text = format_go_float(x, 'g', -1, value.go_type() == GoType::Float32 ? 32 : 64);
    out_ += text;
    if (text.find_first_of("e.") == std::string::npos) out_ += ".0";
  }

  void write_list(Value list) {
    out_ += '[';
    size_t count = 0;
    if (list.is_bytes()) {
      for (unsigned char byte : list.as_bytes()) {
        if (count++ > 0) out_ += ", ";
        append_go_uint(out_, byte);
      }
    } else {
      for (Value item : list.as_list()) {
        if (count++ > 0) out_ += ", ";
        write_element(item);
      }
    }
    out_ += ']';
  }

  /// What is nil is left out, but the comma after it is not.
  void write_inline_table(Value value) {
    std::vector<Entry> tables;
    std::vector<Entry> others;
    split_entries(value, tables, others);
    out_ += '{';
    write_inline_entries(others, !tables.empty());
    write_inline_entries(tables, false);
    out_ += '}';
  }

  void write_inline_entries(const std::vector<Entry>& entries, bool more) {
    for (size_t i = 0; i < entries.size(); ++i) {
      if (shape_of(entries[i].value) == Shape::Nil) continue;
      out_ += toml_key_part(entries[i].key);
      out_ += " = ";
      write_element(entries[i].value);
      if (more || i + 1 < entries.size()) out_ += ", ";
    }
  }

  void write_object(Value value) {
    const ValueObject& object = value.as_object();
    if (is_struct(value)) return write_inline_table(value);
    if (const GoTime* time = time_of(value)) {
      out_ += toml_date_text(*time);
      return;
    }
    if (has_own_text(object)) {
      std::string text;
      object.text(text);
      return append_toml_string(out_, text);
    }
    write_element(object.underlying());
  }

  Context& context_;
  std::string out_;
  TomlKey key_;
  std::string problem_;
  int depth_ = 0;
};

}  // namespace

TomlText write_toml(Value value, Context& context) { return TomlWriter(context).write(value); }

}  // namespace drydock::render
