#include "overlays/read_objects.h"

#include <algorithm>

#include "core/error.h"
#include "overlays/parsed_files.h"

namespace drydock::overlays {
namespace {

/// How positions in the text of a scalar become positions in the file around it.
struct Shift {
  const Node& scalar;
  bool exact = false;  // a literal block: line by line
  uint32_t column = 0;

  SourcePos apply(SourcePos where) const {
    if (!exact || where.line == 0) return scalar.where();
    where.file = scalar.file;
    where.line += static_cast<int>(scalar.line);
    where.column += static_cast<int>(column);
    return where;
  }

  void apply(Diagnostic& diagnostic) const {
    diagnostic.where = apply(diagnostic.where);
    for (Diagnostic& note : diagnostic.notes) apply(note);
  }
};

Shift shift_of(const Node& scalar, Context& context) {
  Shift shift{scalar};
  if (scalar.style != NodeStyle::Literal || !scalar.file || scalar.line == 0) return shift;
  const LineIndex& lines = context.lines_of(*scalar.file);
  for (int line = static_cast<int>(scalar.line) + 1; line <= lines.line_count(); ++line) {
    std::string_view text = lines.line(line);
    size_t indent = text.find_first_not_of(' ');
    if (indent == text.npos) continue;
    shift.exact = true;
    shift.column = static_cast<uint32_t>(indent);
    break;
  }
  return shift;
}

void move(Node& node, const Shift& shift) {
  if (node.file == shift.scalar.file) return;  // shared, and moved already
  if (shift.exact) {
    node.line += shift.scalar.line;
    node.column += shift.column;
  } else {
    node.line = shift.scalar.line;
    node.column = shift.scalar.column;
  }
  node.file = shift.scalar.file;
  for (Node* item : node.elements()) move(*item, shift);
  for (const NodeEntry& entry : node.pairs()) {
    move(*entry.key, shift);
    move(*entry.value, shift);
  }
}

SourceFile& inline_file(const Node& scalar, Context& context) {
  SourceFile& file = context.texts.emplace_back();
  if (scalar.file) file.path = scalar.file->path;
  file.text = scalar.text();
  return file;
}

std::vector<Object*> make_objects(std::span<Node* const> roots, Context& context) {
  std::vector<Object*> objects;
  for (Node* root : roots) {
    Object& object = context.new_object(root);
    take_build_notes(object, context.arena);
    objects.push_back(&object);
  }
  return objects;
}

void move(RepeatedKeys& repeated, const Shift& shift) {
  repeated.mapping = shift.apply(repeated.mapping);
  shift.apply(repeated.problem);
  for (const NodeEntry& entry : repeated.later) {
    move(*entry.key, shift);
    move(*entry.value, shift);
  }
}

std::vector<Object*> read_inline(const Node& scalar, Context& context,
                                 std::vector<RepeatedKeys>* repeated) {
  SourceFile& file = inline_file(scalar, context);
  Shift shift = shift_of(scalar, context);
  try {
    std::vector<Node*> roots = parse_objects(file, context.arena, context.texts, repeated);
    for (Node* root : roots) move(*root, shift);
    if (repeated) {
      for (RepeatedKeys& one : *repeated) move(one, shift);
    }
    return make_objects(roots, context);
  } catch (Error& error) {
    shift.apply(error.diagnostic());
    throw;
  }
}

}  // namespace

std::vector<Object*> read_objects(const SourceFile& file, Context& context) {
  if (!context.parsed_files) {
    return make_objects(parse_objects(file, context.arena, context.texts), context);
  }
  std::vector<Node*> roots;
  for (const Node* root : context.parsed_files->get(file)) {
    roots.push_back(deep_copy(context.arena, *root));
  }
  return make_objects(roots, context);
}

bool is_surely_a_path(std::string_view entry) {
  constexpr std::string_view kOfWords =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  return (entry.ends_with(".yaml") || entry.ends_with(".yml") || entry.ends_with(".json")) &&
         entry.find_first_not_of(kOfWords) == entry.npos && !entry.starts_with('-');
}

std::vector<Object*> read_objects(const Node& scalar, Context& context) {
  return read_inline(scalar, context, nullptr);
}

std::vector<Object*> read_patch_objects(const SourceFile& file, Context& context,
                                        std::vector<RepeatedKeys>& repeated) {
  try {
    return read_objects(file, context);
  } catch (const Error& error) {
    if (error.diagnostic().rule != "yaml-duplicate-key") throw;
  }
  return make_objects(parse_objects(file, context.arena, context.texts, &repeated), context);
}

std::vector<Object*> read_patch_objects(const Node& scalar, Context& context,
                                        std::vector<RepeatedKeys>& repeated) {
  try {
    return read_objects(scalar, context);
  } catch (const Error& error) {
    // Where places are not known one by one, nobody can tell later what was taken over.
    bool is_exact = shift_of(scalar, context).exact;
    if (error.diagnostic().rule != "yaml-duplicate-key" || !is_exact) throw;
  }
  return read_inline(scalar, context, &repeated);
}

YamlDocuments read_inline_yaml(const Node& scalar, Context& context,
                               const YamlReadOptions& options) {
  SourceFile& file = inline_file(scalar, context);
  Shift shift = shift_of(scalar, context);
  YamlDocuments documents = read_yaml(file, context.arena, options);
  for (Node* root : documents.roots) {
    if (root) move(*root, shift);
  }
  for (Diagnostic& problem : documents.problems) shift.apply(problem);
  return documents;
}

}  // namespace drydock::overlays
