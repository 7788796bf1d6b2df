#include "core/yaml/read.h"

#include <cstring>
#include <map>

#include "core/error.h"
#include "core/go_quote.h"
#include "core/yaml/alias_budget.h"
#include "core/yaml/duplicate_keys.h"
#include "core/yaml/events.h"
#include "core/yaml/input.h"
#include "core/yaml/resolve.h"
#include "core/yaml/scan.h"

namespace drydock {
namespace {

/// More than this many repeated keys of one file are not listed.
constexpr size_t kMaxDuplicates = 1000;

/// v3 tells of each pair of equal keys, in the order of the earlier ones.
std::string go_duplicate_lines(const Node& mapping,
                               std::span<const std::pair<uint32_t, uint32_t>> duplicates) {
  // Those of one key share the first index; so all its places are that and the second ones.
  duplicates = duplicates.first(std::min(duplicates.size(), kMaxDuplicates));
  std::vector<std::pair<uint32_t, uint32_t>> pairs(duplicates.begin(), duplicates.end());
  for (size_t i = 0; i < duplicates.size() && pairs.size() < kMaxDuplicates; ++i) {
    for (size_t j = i + 1; j < duplicates.size() && pairs.size() < kMaxDuplicates; ++j) {
      if (duplicates[i].first != duplicates[j].first) continue;
      pairs.emplace_back(duplicates[i].second, duplicates[j].second);
    }
  }
  std::ranges::sort(pairs);
  std::string lines;
  for (auto [earlier, later] : pairs) {
    const Node& key = *mapping.entries[later].key;
    lines += "\n  line " + std::to_string(key.line) + ": mapping key " + go_quote(key.text()) +
             " already defined at line " + std::to_string(mapping.entries[earlier].key->line);
  }
  return lines;
}

/// Builds nodes from events.
class TreeBuilder {
 public:
  TreeBuilder(const SourceFile& file, Arena& arena, const YamlReadOptions& options)
      : file_(file),
        arena_(arena),
        options_(options),
        errors_(file, options.dialect),
        duplicate_keys_(options.dialect) {}

  YamlDocuments run() {
    try {
      check_size();
      YamlInput input = read_yaml_input(file_.text, arena_);
      YamlScanner scanner(errors_, input, options_.dialect, arena_);
      YamlEvents events(scanner, errors_);
      while (take(events.next())) {
      }
    } catch (Error& error) {
      if (errors_.go_error().empty()) throw;  // not a fault of the text
      result_.go_error = errors_.go_error();
      result_.problems.push_back(std::move(error.diagnostic()));
    }
    if (result_.go_error.empty()) result_.go_error = decoding_error();
    return std::move(result_);
  }

 private:
  struct Open {
    Node* node;
    size_t first_child;       // in `children_`
    std::string_view anchor;  // that names the node
    uint64_t visited_before;
    size_t number;      // of the collection, counted by beginnings
    size_t height = 0;  // levels of collections within, aliases expanded
  };

  struct Anchor {
    Node* node;
    uint64_t values;  // that a decoder visits
    size_t height;    // levels of collections, 0 for a scalar
    bool open;
  };

  /// What v3 says of the repeated keys of one mapping.
  struct DuplicateReport {
    size_t number;
    std::string lines;
  };

  void check_size() {
    if (file_.text.size() <= UINT32_MAX) return;
    errors_.fail_with("yaml-limit", "is larger than 4 GiB", "input is too large", {&file_});
  }

  /// False when there is nothing more to read.
  bool take(const YamlEvent& event) {
    switch (event.type) {
      case YamlEventType::StreamStart:
        return true;
      case YamlEventType::StreamEnd:
        return false;
      case YamlEventType::DocumentStart:
        start_document();
        return true;
      case YamlEventType::DocumentEnd:
        end_document();
        return !options_.first_document_only;
      case YamlEventType::Alias:
        alias(event);
        return true;
      case YamlEventType::Scalar:
        scalar(event);
        return true;
      case YamlEventType::SequenceStart:
        start_collection(event, NodeKind::Sequence);
        return true;
      case YamlEventType::MappingStart:
        start_collection(event, NodeKind::Mapping);
        return true;
      case YamlEventType::SequenceEnd:
        end_sequence();
        return true;
      case YamlEventType::MappingEnd:
        end_mapping();
        return true;
    }
    return true;
  }

  void start_document() {
    budget_ = AliasBudget();
    refused_ = false;
    // v2 forgets the anchors of the document before; v3 does not.
    if (options_.dialect == YamlDialect::Sigs) anchors_.clear();
  }

  void end_document() {
    Node* root = children_.back();
    children_.clear();
    bool empty =
        root->is_scalar() && root->size == 0 && root->style == NodeStyle::Plain && !root->tag_text;
    result_.roots.push_back(empty || refused_ ? nullptr : root);
  }

  Node* new_node(const YamlEvent& event, NodeKind kind) {
    Node* node = arena_.make<Node>();
    node->kind = kind;
    node->style = event.style;
    node->file = &file_;
    node->line = event.start.line + 1;
    node->column = event.start.column + 1;
    node->tag_text = event.tag;
    return node;
  }

  bool is_key_next() const {
    return !open_.empty() && open_.back().node->is_mapping() &&
           (children_.size() - open_.back().first_child) % 2 == 0;
  }

  void scalar(const YamlEvent& event) {
    Node* node = new_node(event, NodeKind::Scalar);
    node->text_data = event.text.data();
    node->size = static_cast<uint32_t>(event.text.size());
    bool merge = node->size == 2 && is_key_next() && is_merge_key(*node, options_.dialect);
    if (!merge) budget_.visit();
    children_.push_back(node);
    if (!event.anchor.empty()) anchors_[event.anchor] = {node, 1, 0, false};
  }

  void start_collection(const YamlEvent& event, NodeKind kind) {
    if (open_.size() >= kMaxYamlDepth) errors_.fail_parse(YamlProblem::TooDeep, event.start);
    Node* node = new_node(event, kind);
    children_.push_back(node);
    open_.push_back({node, children_.size(), event.anchor, budget_.visited(), collections_++});
    budget_.visit();
    if (!event.anchor.empty()) anchors_[event.anchor] = {node, 0, 0, true};
  }

  void alias(const YamlEvent& event) {
    auto found = anchors_.find(event.anchor);
    if (found == anchors_.end()) {
      std::string name(event.anchor);
      errors_.fail_with("yaml-syntax", "no anchor &" + name + " before this alias",
                        "unknown anchor '" + name + "' referenced", errors_.position(event.start));
    }
    if (found->second.open) return self_alias(event);
    note_height(found->second.height, event.start);
    found->second.node->shared = true;
    children_.push_back(found->second.node);
    if (refused_) return;
    budget_.visit_alias(found->second.values);
    if (budget_.is_exceeded()) {
      refused_ = true;
      add_problem("yaml-limit", "aliases make this document many times larger than its text",
                  errors_.position(event.start));
      note_decoding_error("yaml: document contains excessive aliasing");
    }
  }

  /// Go bounds the nesting of the text only; here it is that of the tree.
  void note_height(size_t height, YamlMark at) {
    if (open_.size() + height > kMaxYamlDepth) errors_.fail_parse(YamlProblem::TooDeep, at);
    if (!open_.empty()) open_.back().height = std::max(open_.back().height, height);
  }

  void self_alias(const YamlEvent& event) {
    Node* node = new_node(event, NodeKind::Scalar);
    node->text_data = event.anchor.data();
    node->size = static_cast<uint32_t>(event.anchor.size());
    node->tag_text = kSelfAliasTag;
    children_.push_back(node);
    std::string name(event.anchor);
    add_problem("yaml-syntax", "the value of anchor &" + name + " contains itself",
                errors_.position(event.start));
    note_decoding_error("yaml: anchor '" + name + "' value contains itself");
  }

  /// The children of the innermost collection, which is now complete.
  std::span<Node* const> close_collection() {
    const Open& open = open_.back();
    if (!open.anchor.empty()) {
      Anchor& anchor = anchors_[open.anchor];
      // The name may have been given to another node in between.
      if (anchor.node == open.node) {
        anchor = {open.node, budget_.visited() - open.visited_before, open.height + 1, false};
      }
    }
    return std::span(children_).subspan(open.first_child);
  }

  void end_sequence() {
    std::span<Node* const> children = close_collection();
    Node* node = open_.back().node;
    node->size = node->capacity = static_cast<uint32_t>(children.size());
    node->items = arena_.array<Node*>(children.size());
    std::copy(children.begin(), children.end(), node->items);
    drop_open();
  }

  void end_mapping() {
    std::span<Node* const> children = close_collection();
    Node* node = open_.back().node;
    node->size = node->capacity = static_cast<uint32_t>(children.size() / 2);
    node->entries = arena_.array<NodeEntry>(node->size);
    for (uint32_t i = 0; i < node->size; ++i) {
      node->entries[i] = {children[2 * i], children[2 * i + 1]};
    }
    auto duplicates = duplicate_keys_.find(node->pairs());
    if (!duplicates.empty()) report_duplicates(*node, duplicates);
    drop_open();
  }

  void drop_open() {
    size_t height = open_.back().height + 1;
    children_.resize(open_.back().first_child);
    open_.pop_back();
    if (!open_.empty()) open_.back().height = std::max(open_.back().height, height);
  }

  void report_duplicates(const Node& mapping,
                         std::span<const std::pair<uint32_t, uint32_t>> duplicates) {
    bool refused = options_.dialect == YamlDialect::Kustomize;
    for (auto [earlier, later] : duplicates) {
      if (duplicates_++ >= kMaxDuplicates) break;
      const Node& key = *mapping.entries[later].key;
      std::string name = key.is_scalar() ? '"' + std::string(key.text()) + '"' : "this";
      Diagnostic& problem =
          add_problem("yaml-duplicate-key", "key " + name + " is defined twice", key.where());
      problem.severity = refused ? Severity::Error : Severity::Warning;
      Diagnostic& note = problem.notes.emplace_back();
      note.severity = Severity::Info;
      note.message = "first defined here";
      note.where = mapping.entries[earlier].key->where();
    }
    if (refused) note_go_duplicates(mapping, duplicates);
  }

  /// v3 does not look into a mapping that has a repeated key, so this replaces what was noted of
  /// the mappings within.
  void note_go_duplicates(const Node& mapping,
                          std::span<const std::pair<uint32_t, uint32_t>> duplicates) {
    size_t number = open_.back().number;
    std::erase_if(go_duplicates_, [&](const DuplicateReport& r) { return r.number > number; });
    if (go_duplicates_.size() >= kMaxDuplicates) return;
    go_duplicates_.push_back({number, go_duplicate_lines(mapping, duplicates)});
  }

  Diagnostic& add_problem(std::string_view rule, std::string message, SourcePos where) {
    Diagnostic& problem = result_.problems.emplace_back();
    problem.rule = rule;
    problem.message = std::move(message);
    problem.where = where;
    return problem;
  }

  void note_decoding_error(std::string text) {
    if (decoding_error_.empty()) decoding_error_ = std::move(text);
  }

  /// What Go's decoder says of a text without syntax errors.
  std::string decoding_error() {
    if (go_duplicates_.empty()) return decoding_error_;
    std::ranges::sort(go_duplicates_, {}, &DuplicateReport::number);
    std::string text = "yaml: unmarshal errors:";
    for (const DuplicateReport& report : go_duplicates_) text += report.lines;
    return text;
  }

  const SourceFile& file_;
  Arena& arena_;
  YamlReadOptions options_;
  YamlSyntaxErrors errors_;
  YamlDocuments result_;
  std::vector<Open> open_;
  std::vector<Node*> children_;  // of all open collections, the innermost one last
  std::map<std::string_view, Anchor> anchors_;
  AliasBudget budget_;
  bool refused_ = false;  // the current document
  size_t collections_ = 0;
  DuplicateKeys duplicate_keys_;
  size_t duplicates_ = 0;
  std::vector<DuplicateReport> go_duplicates_;
  std::string decoding_error_;
};

}  // namespace

YamlDocuments read_yaml(const SourceFile& file, Arena& arena, const YamlReadOptions& options) {
  return TreeBuilder(file, arena, options).run();
}

}  // namespace drydock
