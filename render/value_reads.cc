#include "render/value_reads.h"

#include <algorithm>
#include <memory>
#include <span>

#include "core/unicode.h"

namespace drydock::render {
namespace {

constexpr std::string_view kValues = "Values";

/// Functions that give something useful for a value that is not set.
bool copes_with_nothing(std::string_view function) {
  for (std::string_view one : {"default",
                               "coalesce",
                               "or",
                               "and",
                               "not",
                               "empty",
                               "hasKey",
                               "get",
                               "dig",
                               "required",
                               "ternary",
                               "eq",
                               "ne",
                               "kindIs",
                               "typeIs",
                               "dict",
                               "set",
                               "merge",
                               "mergeOverwrite",
                               "include",
                               "tpl",
                               "list",
                               "toYaml",
                               "toJson",
                               "toString",
                               "mustMerge"}) {
    if (function == one) return true;
  }
  return false;
}

/// Walks one parsed text.
class ReadCollector {
 public:
  ReadCollector(const ParsedTemplate& parsed, const SourceFile* file, std::vector<ValueRead>& reads)
      : parsed_(parsed), file_(file), reads_(reads) {}

  void collect() {
    if (parsed_.error()) return;
    walk_list(parsed_.body());
    in_definition_ = true;
    for (const Definition& definition : parsed_.definitions()) walk_list(definition.body);
  }

 private:
  void add(std::span<const std::string_view> fields, const TreeNode& node, bool guard,
           const std::vector<std::string>& further = {}) {
    auto values = std::find(fields.begin(), fields.end(), kValues);
    if (values == fields.end()) return;
    ValueRead read;
    read.path.assign(values + 1, fields.end());
    read.path.insert(read.path.end(), further.begin(), further.end());
    LineColumn at = parsed_.position(position_in(statement_, node));
    read.where = {file_, at.line, at.column + 1, 1};
    read.is_guard = guard;
    read.in_definition = in_definition_;
    reads_.push_back(std::move(read));
  }

  void walk_list(const ListNode* list) {
    if (!list) return;
    for (const TreeNode* node : list->nodes) walk(*node);
  }

  void walk(const TreeNode& node) {
    statement_ = node.pos;
    switch (node.kind) {
      case NodeKind::Action:
        walk_pipe(as<ActionNode>(node).pipe, false);
        break;
      case NodeKind::If:
      case NodeKind::With:
      case NodeKind::Range: {
        const auto& branch = as<BranchNode>(node);
        walk_pipe(branch.pipe, true);
        walk_list(branch.list);
        walk_list(branch.else_list);
        break;
      }
      case NodeKind::Template:
        walk_pipe(as<TemplateNode>(node).pipe, true);
        break;
      case NodeKind::List:
        walk_list(&as<ListNode>(node));
        break;
      default:
        break;
    }
  }

  void walk_pipe(const PipeNode* pipe, bool guard) {
    if (!pipe) return;
    // `.Values.x | default 1`: what comes later in the pipe copes for what stands before it.
    bool coped = guard || !pipe->variables.empty();
    for (const CommandNode* command : pipe->commands) {
      std::string_view name = function_of(*command);
      coped = coped || copes_with_nothing(name);
    }
    for (const CommandNode* command : pipe->commands) walk_command(*command, coped);
  }

  static std::string_view function_of(const CommandNode& command) {
    const TreeNode& first = *command.args[0];
    return first.kind == NodeKind::Identifier ? as<IdentifierNode>(first).name : std::string_view();
  }

  /// The texts among the arguments, up to the first that is none.
  static std::vector<std::string> texts(std::span<const TreeNode* const> args) {
    std::vector<std::string> found;
    for (const TreeNode* arg : args) {
      if (arg->kind != NodeKind::String) break;
      found.emplace_back(as<StringNode>(*arg).text);
    }
    return found;
  }

  void walk_command(const CommandNode& command, bool guard) {
    std::string_view function = function_of(command);
    std::span<const TreeNode* const> args = command.args;
    bool picks = function == "index" || function == "get" || function == "hasKey";
    if (picks && args.size() > 2) {
      walk_argument(*args[1], guard || function != "index", texts(args.subspan(2)));
      for (const TreeNode* arg : args.subspan(2)) walk_argument(*arg, guard, {});
      return;
    }
    if (function == "dig" && args.size() > 3) {
      walk_argument(*args.back(), true, texts(args.subspan(1, args.size() - 3)));
      return;
    }
    for (const TreeNode* arg : args) walk_argument(*arg, guard, {});
  }

  void walk_argument(const TreeNode& node, bool guard, const std::vector<std::string>& further) {
    switch (node.kind) {
      case NodeKind::Field:
        add(as<FieldNode>(node).fields, node, guard, further);
        break;
      case NodeKind::Variable:
        add(as<VariableNode>(node).fields, node, guard, further);
        break;
      case NodeKind::Chain:
        add(as<ChainNode>(node).fields, node, guard, further);
        walk_argument(*as<ChainNode>(node).node, true, {});
        break;
      case NodeKind::Pipe:
        walk_pipe(&as<PipeNode>(node), guard);
        break;
      default:
        break;
    }
  }

  const ParsedTemplate& parsed_;
  const SourceFile* file_;
  std::vector<ValueRead>& reads_;
  uint32_t statement_ = 0;  // where the current one is
  bool in_definition_ = false;
};

void collect_from_text(std::string_view text, const SourceFile* file, int helm_version,
                       std::vector<ValueRead>& reads) {
  std::unique_ptr<const ParsedTemplate> parsed = parse_template(text, helm_version);
  ReadCollector(*parsed, file, reads).collect();
}

/// Texts in values that are templates themselves.
void collect_from_values(const Value& value, int helm_version, std::vector<ValueRead>& reads,
                         int depth = 0) {
  constexpr int kMaxDepth = 100;
  if (depth > kMaxDepth) return;
  if (value.is_string() && value.as_string().find("{{") != std::string_view::npos) {
    std::vector<ValueRead> found;
    collect_from_text(value.as_string(), nullptr, helm_version, found);
    for (ValueRead& read : found) {
      read.where = {};
      read.is_guard = true;
      reads.push_back(std::move(read));
    }
  } else if (value.is_map()) {
    for (const ValueMap::Entry& entry : value.as_map().entries()) {
      collect_from_values(entry.value, helm_version, reads, depth + 1);
    }
  } else if (value.is_list()) {
    for (const Value& item : value.as_list()) {
      collect_from_values(item, helm_version, reads, depth + 1);
    }
  }
}

}  // namespace

std::vector<ValueRead> value_reads(const Chart& chart, int helm_version) {
  std::vector<ValueRead> reads;
  for (const ChartFile& file : chart.templates) {
    collect_from_text(file.text, file.source, helm_version, reads);
  }
  if (chart.values) {
    collect_from_values(Value::of_map(const_cast<ValueMap*>(chart.values)), helm_version, reads);
  }
  return reads;
}

}  // namespace drydock::render
