#include "render/template/eval.h"

#include "core/unicode.h"
#include "render/template/go_format.h"
#include "render/template/truth.h"

namespace drydock::render {
namespace {

constexpr std::string_view kNoValue = "<no value>";
constexpr int kMaxIncludeDepth = 1000;  // of one name
constexpr std::string_view kTextTemplateName = "gotpl";

/// Sets a variable for as long as a block runs, an exception included.
template <class T>
class Restore {
 public:
  Restore(T& variable, T value) : variable_(variable), old_(variable) { variable = value; }
  ~Restore() { variable_ = old_; }
  Restore(const Restore&) = delete;
  Restore& operator=(const Restore&) = delete;

 private:
  T& variable_;
  T old_;
};

/// Go prints "<no value>" for what is missing, and Helm takes that away from the finished text.
std::vector<size_t> remove_no_value(std::string& text) {
  std::vector<size_t> removed;
  size_t at = text.find(kNoValue);
  if (at == std::string::npos) return removed;
  size_t write = at;
  while (at != std::string::npos) {
    removed.push_back(at);
    size_t rest = at + kNoValue.size();
    at = text.find(kNoValue, rest);
    size_t end = at == std::string::npos ? text.size() : at;
    text.replace(write, end - rest, text, rest, end - rest);
    write += end - rest;
  }
  text.resize(write);
  return removed;
}

std::string no_template(std::string_view name) {
  std::string message = "template: no template " + go_quote(name);
  return message + " associated with template " + go_quote(kTextTemplateName);
}

}  // namespace

Evaluator::Evaluator(const TemplateSet& templates, Arena& arena, const Environment& environment,
                     const Limits& limits)
    : Context(arena, environment, limits), templates_(templates), output_left_(limits.output) {}

Evaluator::Output Evaluator::render(std::string_view name, Value data) {
  Output output;
  stack_ = StackGuard(limits().stack);
  const TemplateRef* ref = templates_.find(name);
  if (!ref) throw ExecError({.rule = "template-error", .message = no_template(name)}, {0});
  std::string text = take_text();
  out_ = &text;
  map_ = {};
  frame_ = {};
  root_ = data;
  run(*ref, data, 0);
  forget_included();
  output.text = std::string(std::string_view(text));  // no larger than it must be
  give_back_text(std::move(text));
  output_left_ -= std::min(output_left_, output.text.size());
  output.map = std::exchange(map_, {});
  output.map.shrink();
  if (removes_no_value_) output.map.remove(remove_no_value(output.text), kNoValue.size());
  return output;
}

std::string Evaluator::call_site() const {
  LineColumn at = frame_.ref->file->parsed->position(position());
  return fmt::format("{}:{}:{}", frame_.ref->file->name, at.line, at.column);
}

void Evaluator::run(const TemplateRef& ref, Value dot, int depth) {
  Frame frame;
  frame.ref = &ref;
  frame.depth = depth;
  frame.variables = variables_.size();
  if (maps_) frame.file = map_.file_number(*ref.file);
  Restore restore_frame(frame_, frame);
  if (stack_.exhausted()) {
    frame_.node = ref.body;
    throw Error({.rule = "recursion-limit", .message = "templates call each other too deeply"});
  }
  variables_.push_back({dot, "$"});
  try {
    walk(*ref.body, dot);
  } catch (Error& error) {
    if (!error.diagnostic().where.file) add_place(error);
    throw;
  }
  variables_.resize(frame.variables);
}

const TemplateRef* Evaluator::find_template(std::string_view name) const {
  for (const Overlay* overlay = overlay_; overlay; overlay = overlay->outer) {
    auto at = overlay->by_name.find(name);
    if (at != overlay->by_name.end()) return &at->second;
    if (overlay->has_main && overlay->main.name == name) return &overlay->main;
  }
  return templates_.find(name);
}

void Evaluator::mark_source(uint32_t pos) {
  if (maps_) map_.add(out_->size(), pos, frame_.file);
}

void Evaluator::forget_included() {
  if (included_entries_ == kNone) return;
  map_.truncate(included_entries_);
  included_entries_ = kNone;
}

Evaluator::Flow Evaluator::walk(const ListNode& list, Value dot) {
  for (const TreeNode* node : list.nodes) {
    frame_.node = node;
    frame_.statement = node->pos;
    spend(1);
    forget_included();
    switch (node->kind) {
      case NodeKind::Text:
        mark_source(node->pos);
        out_->append(as<TextNode>(*node).text);
        break;
      case NodeKind::Action:
        action(as<ActionNode>(*node), dot);
        break;
      case NodeKind::If:
      case NodeKind::With:
      case NodeKind::Range: {
        const BranchNode& branch = as<BranchNode>(*node);
        Flow flow = node->kind == NodeKind::Range ? range(branch, dot) : if_or_with(branch, dot);
        if (flow != Flow::Normal) return flow;
        break;
      }
      case NodeKind::Template:
        call_template(as<TemplateNode>(*node), dot);
        break;
      case NodeKind::Break:
        return Flow::Break;
      case NodeKind::Continue:
        return Flow::Continue;
      default:
        break;
    }
    if (out_->size() > output_left_) fail_output();
  }
  return Flow::Normal;
}

void Evaluator::action(const ActionNode& node, Value dot) {
  Value value = pipeline(*node.pipe, dot);
  if (!node.pipe->variables.empty()) return;
  frame_.node = &node;
  print(node.pos, value);
}

void Evaluator::print(uint32_t pos, Value value) {
  if (value.is_string() && included_entries_ != kNone) return print_included(pos, value);
  if (maps_) map_.add_value(out_->size(), pos, frame_.file, value);
  if (value.is_string()) {
    out_->append(value.as_string());
  } else if (value.is_nil()) {
    out_->append(kNoValue);
  } else if (!value.is_object() || !value.as_object().action_text(*out_)) {
    append_value(*out_, value);
  }
}

/// An action that includes a template writes what that wrote, mostly indented.
void Evaluator::print_included(uint32_t pos, Value value) {
  std::string_view text = value.as_string();
  size_t first = std::exchange(included_entries_, kNone);
  // The indentation, and all that is not found in the template's text, is by the action.
  map_.insert_value(first, out_->size(), pos, frame_.file, value);
  map_.adopt(first + 1, included_, text, out_->size(), pos, frame_.file);
  out_->append(text);
}

Evaluator::Flow Evaluator::if_or_with(const BranchNode& node, Value dot) {
  size_t mark = variables_.size();
  Value value = pipeline(*node.pipe, dot);
  Flow flow = Flow::Normal;
  if (is_true(value)) {
    flow = walk(*node.list, node.kind == NodeKind::With ? value : dot);
  } else if (node.else_list) {
    flow = walk(*node.else_list, dot);
  }
  variables_.resize(mark);
  return flow;
}

Evaluator::Flow Evaluator::range(const BranchNode& node, Value dot) {
  size_t mark = variables_.size();
  Value value = pipeline(*node.pipe, dot);
  bool ran = false;
  Flow flow = range_over(node, value, &ran);
  if (!ran && node.else_list) flow = walk(*node.else_list, dot);
  variables_.resize(mark);
  // The parser gives a break or continue of the else branch to the loop around this one. Go's
  // evaluator does so with a continue, but takes a break for one of this loop.
  return !ran && flow == Flow::Continue ? flow : Flow::Normal;
}

Evaluator::Flow Evaluator::range_over(const BranchNode& node, Value value, bool* ran) {
  Value plain = value;
  if (value.is_object()) plain = value.as_object().underlying();
  switch (plain.kind()) {
    case Value::Kind::Int:
    case Value::Kind::Uint:
      return range_int(node, plain, ran);
    case Value::Kind::Bytes:
    case Value::Kind::List:
      return range_list(node, plain, ran);
    case Value::Kind::Map:
      return range_map(node, plain, ran);
    case Value::Kind::Nil:
      if (!value.is_object()) return Flow::Normal;
      break;
    default:
      break;
  }
  fail("range can't iterate over " + value_text(value));
}

Evaluator::Flow Evaluator::one_round(const BranchNode& node, size_t mark, Value index, Value item) {
  std::span<const VariableNode* const> names = node.pipe->variables;
  if (node.pipe->is_assign) {
    if (names.size() == 1) set_variable(*names[0], item);
    if (names.size() == 2) {
      set_variable(*names[0], index);
      set_variable(*names[1], item);
    }
  } else if (!names.empty()) {
    variables_.back().value = item;
    if (names.size() == 2) variables_[mark - 2].value = index;
  }
  spend(1);
  Flow flow = walk(*node.list, item);
  variables_.resize(mark);
  return flow;
}

Evaluator::Flow Evaluator::range_int(const BranchNode& node, Value value, bool* ran) {
  if (node.pipe->variables.size() > 1) {
    fail("can't use " + value_text(value) + " to iterate over more than one variable");
  }
  bool is_signed = value.is_int();
  if (is_signed && value.as_int() <= 0) return Flow::Normal;
  uint64_t count = is_signed ? static_cast<uint64_t>(value.as_int()) : value.as_uint();
  size_t mark = variables_.size();
  for (uint64_t i = 0; i < count; ++i) {
    *ran = true;
    Value item = is_signed ? Value::of_int(static_cast<int64_t>(i), value.go_type())
                           : Value::of_uint(i, value.go_type());
    if (one_round(node, mark, Value(), item) == Flow::Break) break;
  }
  return Flow::Normal;
}

Evaluator::Flow Evaluator::range_list(const BranchNode& node, Value value, bool* ran) {
  std::span<const Value> items = *list_items(value, arena());
  if (value.is_bytes()) spend(items.size());
  bool boxed = value.is_list() && value.go_type() == GoType::Default;
  size_t mark = variables_.size();
  for (size_t i = 0; i < items.size(); ++i) {
    *ran = true;
    Value index = Value::of_int(static_cast<int64_t>(i), GoType::Int);
    if (one_round(node, mark, index, items[i].with_boxed(boxed)) == Flow::Break) break;
  }
  return Flow::Normal;
}

Evaluator::Flow Evaluator::range_map(const BranchNode& node, Value value, bool* ran) {
  // What the loop changes in the map does not change the loop.
  std::span<const ValueMap::Entry> live = value.as_map().entries();
  spend(live.size() / 8);
  std::vector<ValueMap::Entry> entries(live.begin(), live.end());
  bool boxed = has_interface_elements(value);
  size_t mark = variables_.size();
  for (const ValueMap::Entry& entry : entries) {
    *ran = true;
    Value key = Value::of_string(entry.key);
    if (one_round(node, mark, key, entry.value.with_boxed(boxed)) == Flow::Break) break;
  }
  return Flow::Normal;
}

void Evaluator::call_template(const TemplateNode& node, Value dot) {
  const TemplateRef* ref = find_template(node.name);
  if (!ref) fail("template " + go_quote(node.name) + " not defined");
  int depth = frame_.depth;
  if (depth >= limits().template_depth) {
    fail("exceeded maximum template depth (" + std::to_string(limits().template_depth) + ")");
  }
  Value data = node.pipe ? pipeline(*node.pipe, dot) : Value();
  try {
    run(*ref, data, depth + 1);
  } catch (Error& error) {
    add_place(error);
    throw;
  }
}

/// An empty one, with room for what others were.
std::string Evaluator::take_text() {
  if (spare_texts_.empty()) return {};
  std::string text = std::move(spare_texts_.back());
  spare_texts_.pop_back();
  text.clear();
  return text;
}

Value Evaluator::run_into_value(const TemplateRef& ref, Value data) {
  std::string text = take_text();
  forget_included();
  size_t first = map_.size();
  {
    Restore restore_out(out_, &text);
    run(ref, data, 0);
    forget_included();
  }
  Value value = Value::of_string(arena().copy(text));
  give_back_text(std::move(text));
  if (maps_) {
    included_ = value.as_string();
    included_entries_ = first;
  }
  return value;
}

Value Evaluator::include(std::string_view name, Value data) {
  const TemplateRef* ref = find_template(name);
  if (!ref) drydock::fail("template-function", no_template(name));
  int& depth = include_depths_[ref->name];
  if (depth > kMaxIncludeDepth) {
    drydock::fail("template-function", "rendering template has a nested reference name: " +
                                           std::string(name) + ": unable to execute template");
  }
  ++depth;
  Value text = run_into_value(*ref, data);
  --depth;
  return text;
}

Value Evaluator::expand(std::string_view source, Value data) {
  // Most values that are given to `tpl` are plain text.
  if (source.find("{{") == std::string_view::npos &&
      source.find(kNoValue) == std::string_view::npos) {
    return Value::of_string(source);
  }
  TemplateFile file{std::string(kTextTemplateName), nullptr, nullptr};
  file.parsed =
      &templates_.cache().parse(source, false, templates_.helm_version(), trees_, limits().stack);
  if (file.parsed->bytes() != 0) keep_tree_bytes(*file.parsed);
  Overlay overlay{overlay_, &file, {}, false, {}};
  FileTemplates templates;
  try {
    templates = templates_of(file);
  } catch (const Error& error) {
    drydock::fail("template-function",
                  "cannot parse template " + go_quote(source) + ": " + error.diagnostic().message);
  }
  overlay.main = templates.main;
  overlay.has_main = !templates.main_is_empty || !find_template(file.name);
  for (const Definition& definition : file.parsed->definitions()) {
    if (definition.name == file.name) continue;
    if (definition.empty && find_template(definition.name)) continue;
    overlay.by_name[definition.name] = {&file, definition.name, definition.body};
  }
  Restore<const Overlay*> restore_overlay(overlay_, &overlay);
  std::string text = take_text();
  try {
    Restore restore_out(out_, &text);
    Restore restore_maps(maps_, false);
    run(overlay.main, data, 0);
  } catch (ExecError& error) {
    std::string prefix = "error during tpl function execution for " + go_quote(source) + ": ";
    std::vector<size_t> chain = {0};
    for (size_t offset : error.chain()) chain.push_back(offset + prefix.size());
    Diagnostic diagnostic = std::move(error.diagnostic());
    diagnostic.message.insert(0, prefix);
    throw ExecError(std::move(diagnostic), std::move(chain));
  }
  remove_no_value(text);
  Value value = made_from_value(arena().copy(text), source);
  give_back_text(std::move(text));
  return value;
}

/// Trees that the cache has no room for are in no arena that counts.
void Evaluator::keep_tree_bytes(const ParsedTemplate& tree) {
  trees_bytes_ += tree.bytes();
  if (trees_bytes_ <= limits().memory) return;
  drydock::fail("memory-limit", "`tpl` reads more text than the limit of " +
                                    std::to_string(limits().memory >> 20) + " MiB");
}

/// The text that `tpl` made, which stands in no file, but its template mostly does.
Value Evaluator::made_from_value(std::string_view text, std::string_view source) {
  Value value = Value::of_string(text);
  if (!maps_) return value;
  forget_included();
  included_ = text;
  included_entries_ = map_.size();
  map_.add_value(0, position(), frame_.file, Value::of_string(source));
  return value;
}

SourcePos Evaluator::source_pos(const TemplateFile& file, uint32_t pos) const {
  if (!file.source) return {};
  LineColumn at = file.parsed->position(pos);
  std::string_view before = file.parsed->text().substr(pos - static_cast<size_t>(at.column),
                                                       static_cast<size_t>(at.column));
  return {file.source, at.line, static_cast<int>(count_runes(before)) + 1, 1};
}

/// The innermost place that is in a file is where the error is; those around it become notes.
void Evaluator::add_place(Error& error) const {
  if (!frame_.ref || !frame_.node) return;
  // Deep recursion would bury the error under its own trace.
  constexpr size_t kMaxNotes = 20;
  if (error.diagnostic().notes.size() >= kMaxNotes) return;
  SourcePos where = source_pos(*frame_.ref->file, position());
  if (!where.file) return;
  Diagnostic& diagnostic = error.diagnostic();
  if (!diagnostic.where.file) {
    diagnostic.where = where;
    return;
  }
  diagnostic.notes.push_back(
      {.severity = Severity::Info, .message = "called from here", .where = where});
}

void Evaluator::fail(std::string message, const ExecError* cause, size_t cause_offset) {
  const TemplateFile& file = *frame_.ref->file;
  LineColumn at = file.parsed->position(position());
  std::string prefix = fmt::format("template: {}:{}:{}: executing ", file.name, at.line, at.column);
  append_quoted(prefix, frame_.ref->name);
  prefix.append(" at <").append(node_text(*frame_.node)).append(">: ");
  std::vector<size_t> chain = {0};
  if (cause) {
    for (size_t offset : cause->chain()) chain.push_back(prefix.size() + cause_offset + offset);
  } else if (cause_offset != std::string::npos) {
    chain.push_back(prefix.size() + cause_offset);
  }
  Diagnostic diagnostic{.rule = "template-error"};
  if (cause) diagnostic = cause->diagnostic();
  diagnostic.message = prefix + message;
  ExecError error(std::move(diagnostic), std::move(chain));
  add_place(error);
  throw error;
}

void Evaluator::fail_output() {
  Error error({.rule = "output-limit",
               .message = "the templates write more than the limit of " +
                          std::to_string(limits().output / (1024 * 1024)) + " MiB"});
  add_place(error);
  throw error;
}

}  // namespace drydock::render
