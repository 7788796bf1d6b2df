#include "report/explain.h"

#include <algorithm>

#include "core/excerpt.h"
#include "core/json/stream.h"

namespace drydock::report {
namespace {

constexpr size_t kMaxValue = 60;
constexpr size_t kMaxPathColumn = 56;
constexpr size_t kMaxValueColumn = 32;

std::string shortened(const std::string& json) {
  std::string text = printable(json);
  if (text.size() <= kMaxValue) return text;
  size_t end = kMaxValue;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

std::string place_of(const SourcePos& where) {
  if (!where.file) return "made by the build";
  std::string path = printable(where.path());
  return where.line == 0 ? path : fmt::format("{}:{}", path, where.line);
}

std::string author_of(const FieldSource& source) {
  if (!source.author) return "";
  const LineAuthor& who = *source.author;
  if (who.commit.empty()) return "not committed yet";
  return fmt::format("{} {} {}", who.commit.substr(0, 10), who.date, printable(who.author));
}

std::string with_author(const FieldSource& source) {
  std::string author = author_of(source);
  return place_of(source.where) + (author.empty() ? "" : " (" + author + ")");
}

std::string value_of(const ExplainedField& field) {
  return field.is_hidden ? "(hidden)" : shortened(field.value);
}

std::string padded(const std::string& text, size_t width) {
  return text.size() >= width ? text : text + std::string(width - text.size(), ' ');
}

class Writer {
 public:
  Writer(const ExplainedObject& object, const TextStyle& style) : object_(object), style_(style) {}

  std::string run() {
    write_heading();
    if (object_.whole_chain) {
      for (const ExplainedField& field : object_.fields) write_chain(field);
    } else {
      write_listing();
    }
    return std::move(out_);
  }

 private:
  void write_heading() {
    std::string cluster =
        object_.cluster == "default" ? "" : ", cluster " + printable(object_.cluster);
    std::string folder = object_.project_path.empty() ? "." : printable(object_.project_path);
    out_ += fmt::format("{} of the project {} ({} in {}{})\n\n", bold(printable(object_.resource)),
                        printable(object_.project), object_.renderer, folder, cluster);
  }

  void write_listing() {
    size_t paths = 0, values = 0;
    for (const ExplainedField& field : object_.fields) {
      paths = std::max(paths, std::min(printable(field.path).size(), kMaxPathColumn));
      values = std::max(values, std::min(value_of(field).size(), kMaxValueColumn));
    }
    for (const ExplainedField& field : object_.fields) {
      out_ += fmt::format("  {}  {}  {}\n", padded(printable(field.path), paths),
                          padded(value_of(field), values), in_short(field));
    }
  }

  /// "overlay/patch.yaml:4, instead of 1 in base/web.yaml:8"
  static std::string in_short(const ExplainedField& field) {
    std::string out;
    for (const FieldSource& source : field.sources) {
      if (source.role == SourceRole::Earlier) {
        std::string value = source.value.empty() ? "" : shortened(source.value) + " in ";
        out += fmt::format(", instead of {}{}", value, with_author(source));
        break;  // the rest is for who asks for the field
      }
      if (source.role == SourceRole::Template) out += ", printed by ";
      out += with_author(source);
    }
    return out;
  }

  void write_chain(const ExplainedField& field) {
    out_ += fmt::format("{} = {}\n", bold(printable(field.path)),
                        field.is_hidden ? "(hidden)" : printable(field.value));
    for (const FieldSource& source : field.sources) {
      std::string value = source.value.empty() || source.role != SourceRole::Earlier
                              ? ""
                              : printable(source.value) + " in ";
      out_ += fmt::format("  {:<11} {}{}\n", words_of(source), value, with_author(source));
      // The line of what becomes a Secret need not look like one, such as a literal of a generator.
      if (!field.is_hidden && source.where.line > 0) out_ += excerpts_.lines(source.where);
    }
    out_ += '\n';
  }

  static std::string_view words_of(const FieldSource& source) {
    switch (source.role) {
      case SourceRole::Value:
        return source.where.file ? "set in" : "";
      case SourceRole::Template:
        return "printed by";
      case SourceRole::Earlier:
        return "instead of";
    }
    return "";
  }

  std::string bold(std::string text) const {
    return style_.color ? fmt::format("\x1b[1m{}\x1b[0m", text) : text;
  }

  const ExplainedObject& object_;
  const TextStyle& style_;
  Excerpts excerpts_;
  std::string out_;
};

std::string_view role_name(SourceRole role) {
  switch (role) {
    case SourceRole::Value:
      return "value";
    case SourceRole::Template:
      return "template";
    case SourceRole::Earlier:
      return "overridden";
  }
  return "";
}

void write_source(JsonStream& json, const FieldSource& source) {
  json.begin_object();
  json.key("role").text(role_name(source.role));
  if (source.where.file) {
    json.key("file").text(source.where.path());
    json.key("line").number(source.where.line);
    json.key("column").number(source.where.column);
  }
  if (!source.value.empty()) json.key("value").json(source.value);
  if (source.author && source.author->commit.empty()) json.key("committed").boolean(false);
  if (source.author && !source.author->commit.empty()) {
    json.key("commit").text(source.author->commit);
    json.key("author").text(source.author->author);
    json.key("date").text(source.author->date);
  }
  json.end_object();
}

}  // namespace

std::string write_explain_text(const ExplainedObject& object, const TextStyle& style) {
  return Writer(object, style).run();
}

std::string write_explain_json(const ExplainedObject& object) {
  JsonStream json;
  json.begin_object();
  json.key("resource").text(object.resource);
  json.key("project").text(object.project);
  json.key("path").text(object.project_path);
  json.key("renderer").text(object.renderer);
  json.key("cluster").text(object.cluster);
  json.key("fields").begin_array();
  for (const ExplainedField& field : object.fields) {
    json.begin_object();
    json.key("path").text(field.path);
    if (field.is_hidden) {
      json.key("hidden").boolean(true);
    } else {
      json.key("value").json(field.value);
    }
    json.key("sources").begin_array();
    for (const FieldSource& source : field.sources) write_source(json, source);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace drydock::report
