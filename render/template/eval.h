#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/stack_guard.h"
#include "render/builtins/builtin.h"
#include "render/template/exec_error.h"
#include "render/template/explain_nil.h"
#include "render/template/source_map.h"
#include "render/template/template_set.h"

/// The engine, from a chart's templates and data to texts, source maps and errors:
///
///     ParseCache cache;                        // one for the whole run, shared by threads
///     ValueOrigins origins;                    // filled by YamlDecodeOptions::origins, per
///     release Arena arena(limits.memory);              // holds the data and what templates make
///     of it TemplateSet set(cache, helm_version); for (file : files in helm_order)         //
///     partials and the templates of subcharts too
///       set.add(name, source, text);           // "chart/templates/x.yaml"; throws template-syntax
///     Environment environment{.helm_version = …, .random = …, .cluster = …, .origins = &origins};
///     Evaluator evaluator(set, arena, environment, limits);
///     for (file : the same order, without partials)
///       output = evaluator.render(name, data);  // data: a map with Values, Chart, Release…, see
///                                               // render/chart_objects.h
///     output.map.find(offset, &origins)         // template file, line, column, and values file
///
/// All of it runs in a function given to `run_on_stack(kTemplateStack + …)`, since templates may
/// call each other as deep as in Helm. What fails throws Error; `helm_error_text(error, version)`
/// is what the original prints after "Error: ", and the diagnostic has the place, the way there and
/// the help for people.
namespace drydock::render {

/// How much stack Helm's own limits of recursion take at most; for `Limits::stack`.
constexpr size_t kTemplateStack = size_t{200} << 20;

/// Go's text/template/exec with Helm's options. One evaluator renders the files of one chart, one
/// after the other; after an error it is done with.
///
/// A Value here stands for a reflect.Value: nil that is not boxed is "no value", nil that is boxed
/// is a nil interface, and a boxed value is one that is held in an interface {}.
class Evaluator final : public Context {
 public:
  Evaluator(const TemplateSet& templates, Arena& arena, const Environment& environment,
            const Limits& limits);

  struct Output {
    std::string text;
    SourceMap map;
  };

  /// Runs a template on the data. Throws ExecError for what Go's templates fail at, and Error with
  /// a rule ending in "-limit", or another if the library around fails.
  Output render(std::string_view name, Value data);

  /// Does as Go's templates by themselves: a text keeps its "<no value>", and what a map does not
  /// have is no value at all, unless `missing_is_zero`.
  void keep_go_habits(bool missing_is_zero) {
    removes_no_value_ = false;
    missing_is_zero_ = missing_is_zero;
  }

  std::string call_site() const override;
  Value include(std::string_view name, Value data) override;
  Value expand(std::string_view source, Value data) override;

 private:
  static constexpr size_t kNone = SIZE_MAX;

  /// How a list of statements ended.
  enum class Flow : uint8_t { Normal, Break, Continue };

  struct Variable {
    Value value;
    std::string_view name;
  };

  /// A template that runs.
  struct Frame {
    const TemplateRef* ref = nullptr;
    uint32_t file = 0;               // number in the source map
    int depth = 0;                   // of {{template}} within {{template}}
    size_t variables = 0;            // where its variables begin on the stack
    const TreeNode* node = nullptr;  // being evaluated, for messages
    uint32_t statement = 0;          // where the statement is that it belongs to
  };

  /// The definitions that the text given to `tpl` adds for as long as it runs.
  struct Overlay {
    const Overlay* outer;
    const TemplateFile* file;
    TemplateRef main;
    bool has_main;
    std::unordered_map<std::string_view, TemplateRef> by_name;
  };

  // Statements: eval.cc.
  void run(const TemplateRef& ref, Value dot, int depth);
  Flow walk(const ListNode& list, Value dot);
  void action(const ActionNode& node, Value dot);
  Flow if_or_with(const BranchNode& node, Value dot);
  Flow range(const BranchNode& node, Value dot);
  Flow range_over(const BranchNode& node, Value value, bool* ran);
  Flow range_int(const BranchNode& node, Value value, bool* ran);
  Flow range_list(const BranchNode& node, Value value, bool* ran);
  Flow range_map(const BranchNode& node, Value value, bool* ran);
  Flow one_round(const BranchNode& node, size_t mark, Value index, Value item);
  void call_template(const TemplateNode& node, Value dot);
  void print(uint32_t pos, Value value);
  void print_included(uint32_t pos, Value value);
  void mark_source(uint32_t pos);
  void forget_included();
  const TemplateRef* find_template(std::string_view name) const;
  Value run_into_value(const TemplateRef& ref, Value data);
  std::string take_text();
  void give_back_text(std::string text) { spare_texts_.push_back(std::move(text)); }
  Value made_from_value(std::string_view text, std::string_view source);

  // Expressions: eval_expression.cc.
  Value pipeline(const PipeNode& pipe, Value dot);
  void bind_variables(const PipeNode& pipe, Value value);
  Value command(const CommandNode& command, Value dot, const Value* final);
  void fail_if_given_arguments(const CommandNode& command, const Value* final);
  Value constant(const NumberNode& number);
  Value variable(const VariableNode& node);
  void set_variable(const VariableNode& node, Value value);
  Value* find_variable(const VariableNode& node);
  Value chain_receiver(const ChainNode& chain, Value dot);
  struct Operands;
  Value fields(const TreeNode& node, std::span<const std::string_view> names, Value receiver);
  Value fields_of_command(const CommandNode& command, std::span<const std::string_view> names,
                          Value receiver, Value dot, const Value* final);
  Value field(const TreeNode& node, std::string_view name, Value receiver,
              const Operands* operands);
  Value map_field(Value map, std::string_view name, const Operands* operands);
  Value object_field(Value object, std::string_view name, const Operands* operands);
  [[noreturn]] void fail_nil(const TreeNode& node, std::string_view name, std::string message);
  [[noreturn]] void fail_field(Value receiver, std::string_view name);

  // Calls: call.cc.
  Value call_function(const IdentifierNode& node, const TreeNode& command,
                      const Operands& operands);
  Value call(const Builtin& function, const TreeNode& node, const Operands& operands,
             const Value* receiver);
  void spend_for_text(Value value);
  Value invoke(const Builtin& function, const TreeNode& node, std::span<const Value> args);
  void check_count(const Builtin& function, const Operands& operands);
  Value and_or(const IdentifierNode& node, const Operands& operands);
  Value choose(const Builtin& function, const TreeNode& command, const Operands& operands);
  Value call_value(const TreeNode& command, const Operands& operands);
  Value argument(const TreeNode& node, Type type, Value dot);
  Value literal(const TreeNode& node, Type type);
  Value checked(Value value, Type type);

  // Room for arguments, which stays where it is while functions run.
  Value* push_arguments(size_t count);

  [[noreturn]] void fail(std::string message, const ExecError* cause = nullptr,
                         size_t cause_offset = std::string::npos);
  uint32_t position() const { return position_in(frame_.statement, *frame_.node); }
  SourcePos source_pos(const TemplateFile& file, uint32_t pos) const;
  void add_place(Error& error) const;
  [[noreturn]] void fail_output();
  void keep_tree_bytes(const ParsedTemplate& tree);

  const TemplateSet& templates_;
  StackGuard stack_{0};
  Frame frame_;
  std::vector<Variable> variables_;
  std::string* out_ = nullptr;
  std::vector<std::string> spare_texts_;  // whose room is used again
  size_t output_left_ = 0;  // of the limit, for the current template and those after it
  SourceMap map_;           // of the text in `out_`, behind that of the texts around it
  bool removes_no_value_ = true;
  bool missing_is_zero_ = true;
  bool maps_ = true;  // false within `tpl`, whose text is in no file
  // What the current action included last, if anything: it may be about to be printed.
  std::string_view included_;
  size_t included_entries_ = kNone;  // where its entries begin
  // What a field gave last that is nil, to explain the failure that may follow.
  MissingField missing_;
  Value root_;  // the data of the file that is rendered
  const Overlay* overlay_ = nullptr;
  std::unordered_map<std::string_view, int> include_depths_;
  std::deque<std::unique_ptr<const ParsedTemplate>> trees_;
  size_t trees_bytes_ = 0;
  std::vector<std::unique_ptr<Value[]>> argument_blocks_;
  size_t argument_block_ = 0;
  size_t argument_used_ = 0;
};

/// The arguments of a command: nodes to evaluate, and the value piped in.
struct Evaluator::Operands {
  std::span<const TreeNode* const> nodes;  // without the function itself
  const Value* final;                      // null if nothing is piped in
  Value dot;

  size_t count() const { return nodes.size() + (final ? 1 : 0); }
};

}  // namespace drydock::render
