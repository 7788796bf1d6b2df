#include "core/yaml/decode.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "core/error.h"
#include "core/go_number.h"
#include "core/go_quote.h"
#include "core/go_slice.h"
#include "core/unicode.h"
#include "core/value_origins.h"
#include "core/yaml/go_syntax.h"
#include "core/yaml/merge.h"
#include "core/yaml/read.h"
#include "core/yaml/resolve.h"
#include "core/yaml/rewrite.h"
#include "core/yaml/timestamp.h"

namespace drydock {
namespace {

/// What encoding/json does to a text: each byte of invalid UTF-8 becomes U+FFFD.
std::string to_valid_utf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    DecodedRune rune = decode_rune(text);
    append_rune(out, rune.rune);
    text.remove_prefix(static_cast<size_t>(rune.size));
  }
  return out;
}

/// How sigs.k8s.io/yaml writes a key that is a float64: as a float32.
std::string float_key(double value) {
  std::string text = format_go_float(value, 'g', -1, 32);
  if (text == "+Inf") return ".inf";
  if (text == "-Inf") return "-.inf";
  return text == "NaN" ? ".nan" : text;
}

/// Decodes one document with an explicit stack, one frame for each open collection.
class Decoder {
 public:
  Decoder(Arena& arena, const YamlDecodeOptions& options) : arena_(arena), options_(options) {}

  YamlDecoded run(const Node* root) {
    try {
      root_ = root;
      value("", *root);
      while (!frames_.empty()) step();
      finish_errors();
    } catch (Error& error) {
      if (result_.go_error.empty()) throw;  // not a fault of the data
      result_.problem = std::move(error.diagnostic());
    }
    if (result_.go_error.empty()) result_.value = results_.back().value;
    return std::move(result_);
  }

 private:
  struct Frame {
    const Node* node;
    std::string_view key;  // that the result has in the collection around
    size_t first;          // of its children's results
    uint32_t next = 0;     // child
    bool merges = false;   // its pairs belong to the mapping below
    bool is_key = false;   // it stands for a key, which will be refused
    bool in_flow = false;  // within braces or brackets
  };

  /// A key as Go's map[interface{}]interface{} tells it apart, and as text.
  struct Key {
    ResolvedScalar scalar;
    std::string_view text;
    bool usable = true;
  };

  bool is_sigs() const { return options_.dialect == YamlDialect::Sigs; }

  void step() {
    Frame& frame = frames_.back();
    const Node& node = *frame.node;
    if (frame.next == node.size) return end(frame);
    if (node.is_sequence()) return value("", *node.items[frame.next++]);
    const NodeEntry& pair = node.entries[frame.next++];
    if (is_merge_key(*pair.key, options_.dialect)) {
      if (is_sigs()) start_merge(pair);
      return;  // v3's were taken care of when the mapping began
    }
    if (!pair.key->is_scalar()) {
      value("", *pair.key);
      frames_.back().is_key = true;
      return;
    }
    Key key = is_sigs() ? read_sigs_key(*pair.key) : read_v3_key(*pair.key);
    if (!key.usable) return;
    if (options_.strict) check_repetition(key, pair);
    value(key.text, *pair.value);
  }

  void value(std::string_view key, const Node& node) {
    if (node.is_scalar()) {
      results_.push_back({key, marked(scalar(node), node)});
      return;
    }
    Frame& frame = frames_.emplace_back(Frame{&node, key, results_.size()});
    bool within = frames_.size() > 1 && frames_[frames_.size() - 2].in_flow;
    frame.in_flow = within || node.style == NodeStyle::Flow;
    if (!node.is_mapping()) return;
    if (options_.strict) seen_keys_.emplace_back();
    if (!is_sigs()) start_v3_mapping(node);
  }

  void end(const Frame& frame) {
    if (frame.merges) return frames_.pop_back();
    if (frame.is_key) {
      stop("invalid map key: " + go_syntax(*frame.node, options_.dialect), *frame.node,
           "a key cannot be a list or a mapping");
    }
    Value made = frame.node->is_sequence() ? make_list(frame.first) : make_map(frame.first);
    if (options_.strict && frame.node->is_mapping()) seen_keys_.pop_back();
    results_.resize(frame.first);
    results_.push_back({frame.key, marked(made, *frame.node)});
    frames_.pop_back();
  }

  Value marked(Value value, const Node& node) {
    return options_.origins ? options_.origins->mark(value, node) : value;
  }

  Value make_list(size_t first) {
    std::span<const ValueMap::Entry> items = std::span(results_).subspan(first);
    size_t capacity = go_appended_capacity(items.size());
    Value* list = arena_.array<Value>(capacity);
    std::fill(list, list + capacity, Value());
    for (size_t i = 0; i < items.size(); ++i) list[i] = items[i].value;
    return Value::of_list({list, items.size()}, GoType::Default, capacity - items.size());
  }

  Value make_map(size_t first) {
    ValueMap* map = arena_.make<ValueMap>(arena_);
    std::span<ValueMap::Entry> pairs = std::span(results_).subspan(first);
    if (!std::ranges::is_sorted(pairs, {}, &ValueMap::Entry::key)) {
      std::ranges::stable_sort(pairs, {}, &ValueMap::Entry::key);
    }
    for (const ValueMap::Entry& pair : pairs) map->set(pair.key, pair.value);
    return Value::of_map(map);
  }

  // Merges.

  /// Lets the pairs of the merged mappings come next, in the place of the merge key; they override
  /// what came before, and of a list of mappings the first one comes last.
  void start_merge(const NodeEntry& merge) {
    std::string_view problem = merge_problem(*merge.key, *merge.value, options_.dialect);
    if (!problem.empty()) stop(std::string(problem), *merge.key);
    size_t first = frames_.back().first;
    if (merge.value->is_mapping()) {
      frames_.push_back({merge.value, {}, first, 0, true});
      return;
    }
    for (const Node* item : merge.value->elements()) {
      frames_.push_back({item, {}, first, 0, true});
    }
  }

  void start_v3_mapping(const Node& mapping) {
    // kustomize rebuilds each mapping, and does not find a null key again. v3 then finds it twice,
    // and does not look into the mapping.
    for (const NodeEntry& pair : mapping.pairs()) {
      if (!is_null_key(*pair.key)) continue;
      std::string line = std::to_string(pair.key->line);
      note_repetition("line " + line + ": mapping key " + go_quote(pair.key->text()) +
                          " already defined at line " + line,
                      *pair.key, "kustomize cannot take null for a key: put it in quotes");
      frames_.back().next = mapping.size;
    }
    if (frames_.back().next == mapping.size) return;
    for (const NodeEntry& pair : mapping.pairs()) {
      if (is_merge_key(*pair.key, options_.dialect)) return start_merge(pair);
    }
  }

  bool is_null_key(const Node& key) const {
    if (!key.is_scalar() || key.size == 0) return false;
    return key.tag() == "tag:yaml.org,2002:null" ||
           resolve_scalar(key, options_.dialect).type == ScalarType::Null;
  }

  // Keys.

  Key read_sigs_key(const Node& node) {
    Key key{resolve(node), node.text()};
    switch (key.scalar.type) {
      case ScalarType::Bool:
        key.text = key.scalar.boolean ? "true" : "false";
        break;
      case ScalarType::Float:
        key.text = arena_.copy(float_key(key.scalar.number));
        break;
      case ScalarType::Binary:
        key.text = binary(node);
        break;
      case ScalarType::Null:
        refuse_key(node, "%!s(<nil>)");
        break;
      case ScalarType::Int:
        if (key.scalar.is_unsigned) {
          refuse_key(node, "uint64");
        } else {
          key.text = arena_.copy(format_go_int(key.scalar.integer));
        }
        break;
      default:
        break;
    }
    return key;
  }

  /// sigs.k8s.io/yaml finds these only after all has been decoded, so there may be worse to come.
  void refuse_key(const Node& node, std::string_view go_type) {
    const Frame& frame = frames_.back();
    const Node& value = *frame.node->entries[frame.next - 1].value;
    std::string beginning = "unsupported map key of type: " + std::string(go_type) +
                            ", key: " + go_syntax(node, options_.dialect) + ", value: ";
    // Of equal keys the last one's value is told.
    bool again = late_mapping_ == frame.node && late_error_.starts_with(beginning);
    if (!late_error_.empty() && !again) return;
    late_mapping_ = frame.node;
    late_error_.clear();
    note_late_error(beginning + go_syntax(value, options_.dialect),
                    "this key cannot be written in JSON", node);
  }

  Key read_v3_key(const Node& node) {
    Key key{meaning_of(node, {frames_.back().in_flow, true}), node.text()};
    if (key.scalar.type == ScalarType::Binary) key.text = binary(node);
    if (is_in_root()) {
      key.usable = key.scalar.type != ScalarType::Null;
    } else if (key.scalar.type != ScalarType::String || has_unknown_tag(node)) {
      note_late_error("json: unsupported type: map[interface {}]interface {}",
                      "kustomize takes only texts for keys: put this one in quotes", node);
    }
    return key;
  }

  bool is_in_root() const {
    auto owner = std::ranges::find(frames_.rbegin(), frames_.rend(), false, &Frame::merges);
    return owner->node == root_;
  }

  static bool has_unknown_tag(const Node& node) {
    return !node.tag().empty() && node.tag() != "!" && node.tag() != "tag:yaml.org,2002:str" &&
           node.tag() != "tag:yaml.org,2002:merge";
  }

  void check_repetition(const Key& key, const NodeEntry& pair) {
    if (!seen_keys_.back().insert(identity(key)).second) {
      // Go names the line of the value; an alias's own is not known, but mostly that of its key.
      const Node& place = is_alias_value(*pair.key, *pair.value) ? *pair.key : *pair.value;
      note_repetition("line " + std::to_string(place.line) + ": key " +
                          go_syntax(*pair.key, options_.dialect) + " already set in map",
                      *pair.key, "this key is defined twice");
    }
  }

  /// A text that two keys have in common when they are equal to Go.
  std::string identity(const Key& key) {
    switch (key.scalar.type) {
      case ScalarType::Null:
        return "null";
      case ScalarType::Bool:
        return key.scalar.boolean ? "bool true" : "bool false";
      case ScalarType::Int:
        return key.scalar.is_unsigned ? "uint " + format_go_uint(key.scalar.unsigned_integer)
                                      : "int " + format_go_int(key.scalar.integer);
      case ScalarType::Float:
        if (std::isnan(key.scalar.number)) return "nan " + std::to_string(nan_keys_++);
        return "float " + format_go_float(key.scalar.number);
      default:
        return "string " + std::string(key.text);
    }
  }

  void note_repetition(const std::string& go_line, const Node& key, std::string message) {
    if (repetitions_.empty()) {
      repetitions_ = "yaml: unmarshal errors:";
      repetition_ = problem_at(key, "yaml-duplicate-key", std::move(message));
    }
    repetitions_ += "\n  " + go_line;
  }

  // Scalars.

  ResolvedScalar resolve(const Node& node) {
    if (node.tag_text == kSelfAliasTag) {
      stop("anchor '" + std::string(node.text()) + "' value contains itself", node,
           "the value of this anchor contains itself");
    }
    std::string problem;
    ResolvedScalar scalar = resolve_scalar(node, options_.dialect, &problem);
    if (!problem.empty()) stop(problem, node);
    return scalar;
  }

  /// What kustomize makes of a scalar, which it writes and reads again.
  ResolvedScalar meaning_of(const Node& node, ScalarPlace place) {
    ResolvedScalar meaning = resolve(node);
    return is_quoted_when_rewritten(node, meaning, place) ? ResolvedScalar() : meaning;
  }

  Value scalar(const Node& node) {
    ScalarPlace place{!frames_.empty() && frames_.back().in_flow, false};
    ResolvedScalar scalar = is_sigs() ? resolve(node) : meaning_of(node, place);
    switch (scalar.type) {
      case ScalarType::Null:
        return Value();
      case ScalarType::Bool:
        return Value::of_bool(scalar.boolean);
      case ScalarType::Int:
        return integer(scalar);
      case ScalarType::Float:
        return floating(scalar.number, node);
      case ScalarType::Binary:
        return Value::of_string(binary(node));
      case ScalarType::Timestamp:
        if (!is_sigs()) return timestamp(node);
        break;
      default:
        if (!is_sigs()) return rewritten_text(node, place);
        break;
    }
    return Value::of_string(node.text());
  }

  Value rewritten_text(const Node& node, ScalarPlace place) {
    if (cannot_be_reread(node, place)) {
      stop("line " + std::to_string(node.line) +
               ": found a tab character where an indentation space is expected",
           node, "kustomize cannot write a block text that begins with a tab: put it in quotes");
    }
    bool refolded = is_refolded(node, place);
    return Value::of_string(refolded ? arena_.copy(refold(node.text())) : node.text());
  }

  Value integer(const ResolvedScalar& scalar) const {
    bool exact = options_.numbers == YamlNumbers::Exact;
    if (scalar.is_unsigned) {
      return exact ? Value::of_uint(scalar.unsigned_integer)
                   : Value::of_float(static_cast<double>(scalar.unsigned_integer));
    }
    return exact ? Value::of_int(scalar.integer)
                 : Value::of_float(static_cast<double>(scalar.integer));
  }

  Value floating(double number, const Node& node) {
    if (!std::isfinite(number) && !not_finite_) not_finite_ = &node;
    return Value::of_float(number);
  }

  std::string_view binary(const Node& node) {
    std::optional<std::string> bytes = decode_yaml_binary(node.text());
    if (!bytes) stop("!!binary value contains invalid base64 data", node);
    // Where JSON is to be written, that puts U+FFFD, and as an escape.
    bool as_they_are = is_sigs() && options_.numbers == YamlNumbers::Exact;
    return arena_.copy(as_they_are ? *bytes : to_valid_utf8(*bytes));
  }

  Value timestamp(const Node& node) {
    std::optional<YamlTimestamp> time = parse_yaml_timestamp(node.text());
    std::optional<std::string> text = time ? to_rfc3339(*time) : std::nullopt;
    if (text) return Value::of_string(arena_.copy(*text));
    note_late_error(
        "json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: timezone hour "
        "outside of range [0,23]",
        "the time zone of this timestamp is out of range", node);
    return Value();
  }

  // Errors.

  static Diagnostic problem_at(const Node& node, std::string_view rule, std::string message) {
    Diagnostic problem;
    problem.rule = rule;
    problem.message = std::move(message);
    problem.where = node.where();
    return problem;
  }

  /// For what go-yaml gives up at once. The message is Go's unless there is a better one.
  [[noreturn]] void stop(const std::string& go_text, const Node& node, std::string message = "") {
    result_.go_error = "yaml: " + go_text;
    fail("yaml-value", message.empty() ? go_text : std::move(message), node.where());
  }

  void note_late_error(std::string go_text, std::string message, const Node& node) {
    if (!late_error_.empty()) return;
    late_error_ = std::move(go_text);
    late_problem_ = problem_at(node, "yaml-value", std::move(message));
  }

  /// Those that Go finds only after the whole document has been decoded.
  void finish_errors() {
    if (!repetitions_.empty()) {
      result_.go_error = repetitions_;
      result_.problem = repetition_;
    } else if (!late_error_.empty()) {
      result_.go_error = late_error_;
      result_.problem = late_problem_;
    } else if (not_finite_) {
      refuse_not_finite();
    }
  }

  /// JSON is written in order of the keys, which decides which of several numbers is refused.
  void refuse_not_finite() {
    std::optional<double> found = first_not_finite(results_.back().value);
    if (!found) return;  // a later value of the same key has replaced it
    std::string text = format_go_float(*found);
    result_.go_error = "json: unsupported value: " + text;
    result_.problem = problem_at(*not_finite_, "yaml-value", text + " cannot be written in JSON");
  }

  static std::optional<double> first_not_finite(const Value& root) {
    std::vector<Value> stack{root};
    while (!stack.empty()) {
      Value value = stack.back();
      stack.pop_back();
      if (value.is_float() && !std::isfinite(value.as_float())) return value.as_float();
      size_t first = stack.size();
      if (value.is_list()) {
        stack.insert(stack.end(), value.as_list().begin(), value.as_list().end());
      } else if (value.is_map()) {
        for (const ValueMap::Entry& pair : value.as_map().entries()) stack.push_back(pair.value);
      }
      std::reverse(stack.begin() + static_cast<ptrdiff_t>(first), stack.end());
    }
    return std::nullopt;
  }

  Arena& arena_;
  YamlDecodeOptions options_;
  YamlDecoded result_;
  const Node* root_ = nullptr;
  std::vector<Frame> frames_;
  std::vector<ValueMap::Entry> results_;          // of the children of all open collections
  std::vector<std::set<std::string>> seen_keys_;  // strict: of each open mapping
  size_t nan_keys_ = 0;                           // none equals another
  std::string repetitions_;
  std::optional<Diagnostic> repetition_;
  std::string late_error_;
  std::optional<Diagnostic> late_problem_;
  const Node* late_mapping_ = nullptr;
  const Node* not_finite_ = nullptr;
};

}  // namespace

YamlDecoded decode_yaml(const Node* root, Arena& arena, const YamlDecodeOptions& options) {
  if (!root) return {};
  return Decoder(arena, options).run(root);
}

YamlDecoded decode_yaml_file(const SourceFile& file, Arena& arena,
                             const YamlDecodeOptions& options) {
  YamlDocuments documents = read_yaml(file, arena, {options.dialect, true});
  if (documents.go_error.empty()) {
    return decode_yaml(documents.roots.empty() ? nullptr : documents.roots[0], arena, options);
  }
  YamlDecoded result;
  result.go_error = documents.go_error;
  for (const Diagnostic& problem : documents.problems) {
    if (problem.severity != Severity::Error) continue;
    result.problem = problem;
    break;
  }
  return result;
}

}  // namespace drydock
