#include "overlays/generators/key_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "core/error.h"
#include "core/tree.h"
#include "core/unicode.h"
#include "overlays/loader.h"

namespace drydock::overlays {
namespace {

constexpr std::string_view kRule = "overlay-generator";

std::string_view without_quotes(std::string_view value) {
  bool quoted = value.size() >= 2 && value.front() == value.back() &&
                (value.front() == '"' || value.front() == '\'');
  return quoted ? value.substr(1, value.size() - 2) : value;
}

KeyValue read_literal(const Text& literal) {
  size_t equals = literal.value.find('=');
  if (equals == literal.value.npos || equals == 0) {
    fail(kRule, "a literal has the form `key=value`", literal.where());
  }
  return {literal.value.substr(0, equals), without_quotes(literal.value.substr(equals + 1)),
          literal.node};
}

KeyValue read_file(const Text& source, Context& context) {
  std::string_view text = source.value;
  size_t equals = text.find('=');
  Text path = source;
  std::string_view key = file_name(text);
  if (equals != text.npos) {
    key = text.substr(0, equals);
    path.value = text.substr(equals + 1);
    if (key.empty() || path.empty() || path.value.find('=') != text.npos) {
      fail(
          kRule,
          fmt::format("a file has the form `path` or `key=path`, each without `=`, not `{}`", text),
          source.where());
    }
  } else if (key.empty()) {
    // Go's path.Base of a path that ends in a slash.
    std::string_view trimmed = text;
    while (trimmed.ends_with('/')) trimmed.remove_suffix(1);
    key = trimmed.empty() ? (text.empty() ? "." : "/") : file_name(trimmed);
  }
  return {key, context.loader.load(path).text, source.node};
}

void trim_left(std::string_view& text) {
  for (;;) {
    DecodedRune first = decode_rune(text);
    if (first.size == 0 || !is_space(first.rune)) return;
    text.remove_prefix(static_cast<size_t>(first.size));
  }
}

void read_env_line(std::string_view line, SourcePos where, const Node* node,
                   std::vector<KeyValue>& out) {
  if (!is_valid_utf8(line)) fail(kRule, "this line is no UTF-8 text", where);
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (where.line == 1 && line.starts_with(kMark)) line.remove_prefix(kMark.size());
  trim_left(line);
  if (line.empty() || line[0] == '#') return;
  size_t equals = std::min(line.find('='), line.size());
  if (equals == 0) return;
  out.push_back({line.substr(0, equals), line.substr(std::min(equals + 1, line.size())), node});
}

void read_env_file(const Text& path, Context& context, std::vector<KeyValue>& out) {
  constexpr size_t kLongestLine = 64 * 1024;  // of Go's scanner, which stops there without a word
  const SourceFile& file = context.loader.load(path);
  std::string_view rest = file.text;
  for (int number = 1; !rest.empty(); ++number) {
    size_t end = std::min(rest.find('\n'), rest.size());
    if (end >= kLongestLine) return;
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    read_env_line(line, {&file, number, 1}, path.node, out);
  }
}

void check_keys(const std::vector<KeyValue>& pairs, const GeneratorConfig& config) {
  std::unordered_map<std::string_view, const KeyValue*> known;
  for (const KeyValue& pair : pairs) {
    auto [at, fresh] = known.try_emplace(pair.key, &pair);
    if (fresh) continue;
    Diagnostic diagnostic;
    diagnostic.rule = kRule;
    diagnostic.message = fmt::format("`{}` has the key `{}` twice", config.name.value, pair.key);
    if (pair.node) diagnostic.where = pair.node->where();
    if (at->second->node) {
      Diagnostic note;
      note.severity = Severity::Info;
      note.message = "the first is here";
      note.where = at->second->node->where();
      diagnostic.notes.push_back(std::move(note));
    }
    throw Error(std::move(diagnostic));
  }
}

}  // namespace

std::vector<KeyValue> read_key_values(const GeneratorConfig& config, Context& context) {
  std::vector<KeyValue> pairs;
  for (const Text& path : config.envs) read_env_file(path, context, pairs);
  for (const Text& literal : config.literals) pairs.push_back(read_literal(literal));
  for (const Text& source : config.files) pairs.push_back(read_file(source, context));
  check_keys(pairs, config);
  return pairs;
}

}  // namespace drydock::overlays
