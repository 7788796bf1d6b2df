#include "validate/policy/field_query.h"

#include <charconv>

#include "core/error.h"
#include "validate/field_paths.h"

namespace drydock::validate::policy {
namespace {

constexpr int kMaxDepth = 1000;
constexpr size_t kMaxNodes = 2'000'000;

[[noreturn]] void refuse(std::string_view path, std::string_view why) {
  fail("policy-error", fmt::format("`{}` is no path of a field: {}", path, why));
}

/// What stands in brackets; `rest` begins behind the opening one.
FieldStepText read_brackets(std::string_view path, std::string_view& rest) {
  FieldStepText step;
  if (rest.starts_with('"') || rest.starts_with('\'')) {
    size_t end = rest.find(rest.front(), 1);
    if (end == std::string_view::npos || !rest.substr(end + 1).starts_with(']')) {
      refuse(path, "a quoted key does not end");
    }
    step.key = rest.substr(1, end - 1);
    rest.remove_prefix(end + 2);
    return step;
  }
  size_t end = rest.find(']');
  if (end == std::string_view::npos) refuse(path, "a bracket does not close");
  std::string_view inside = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  size_t equals = inside.find('=');
  if (inside.empty() || inside == "*") {
    step.kind = FieldStepText::Kind::All;
  } else if (equals != std::string_view::npos) {
    step.kind = FieldStepText::Kind::Select;
    step.key = inside.substr(0, equals);
    step.value = inside.substr(equals + 1);
  } else {
    step.kind = FieldStepText::Kind::Index;
    auto [stop, error] = std::from_chars(inside.data(), inside.data() + inside.size(), step.index);
    if (error != std::errc() || stop != inside.data() + inside.size()) {
      step.kind = FieldStepText::Kind::Key;  // labels[app.kubernetes.io/name]
      step.key = inside;
    }
  }
  return step;
}

const Node* child(const Node& node, const FieldStepText& step) {
  switch (step.kind) {
    case FieldStepText::Kind::Key:
      return node.find(step.key);
    case FieldStepText::Kind::Index:
      return step.index < node.elements().size() ? node.elements()[step.index] : nullptr;
    case FieldStepText::Kind::Select:
      for (const Node* item : node.elements()) {
        if (item->text_of(step.key) == step.value) return item;
      }
      return nullptr;
    case FieldStepText::Kind::All:
      break;
  }
  return nullptr;
}

/// Adds the step as it was taken.
void add_step(std::string& field, const Node& from, const FieldStepText& step) {
  if (step.kind == FieldStepText::Kind::Key) {
    bool plain = step.key.find_first_of(".[]/\"") == std::string::npos;
    field = plain ? joined_field(field, step.key) : fmt::format("{}[{}]", field, step.key);
    return;
  }
  for (size_t i = 0; step.kind == FieldStepText::Kind::Select && i < from.elements().size(); ++i) {
    if (from.elements()[i]->text_of(step.key) == step.value) {
      field += fmt::format("[{}]", i);
      return;
    }
  }
  field += step.kind == FieldStepText::Kind::Index ? fmt::format("[{}]", step.index)
                                                   : fmt::format("[{}={}]", step.key, step.value);
}

class Walk {
 public:
  Walk(const std::vector<FieldStepText>& path,
       const std::function<bool(const Node&, const std::string&)>& tell)
      : path_(path), tell_(tell) {}

  bool go(const Node& node, size_t at, const std::string& field) {
    if (at == path_.size()) return tell_(node, field);
    const FieldStepText& step = path_[at];
    if (step.kind == FieldStepText::Kind::All) return go_all(node, at, field);
    if (step.kind == FieldStepText::Kind::Select) return go_selected(node, at, field);
    const Node* below = child(node, step);
    if (!below) return true;
    std::string longer = field;
    add_step(longer, node, step);
    return go(*below, at + 1, longer);
  }

 private:
  bool go_all(const Node& node, size_t at, const std::string& field) {
    for (size_t i = 0; i < node.elements().size(); ++i) {
      if (!go(*node.elements()[i], at + 1, fmt::format("{}[{}]", field, i))) return false;
    }
    for (const NodeEntry& entry : node.pairs()) {
      if (!go(*entry.value, at + 1, joined_field(field, entry.key->text()))) return false;
    }
    return true;
  }

  bool go_selected(const Node& node, size_t at, const std::string& field) {
    for (size_t i = 0; i < node.elements().size(); ++i) {
      if (node.elements()[i]->text_of(path_[at].key) != path_[at].value) continue;
      if (!go(*node.elements()[i], at + 1, fmt::format("{}[{}]", field, i))) return false;
    }
    return true;
  }

  const std::vector<FieldStepText>& path_;
  const std::function<bool(const Node&, const std::string&)>& tell_;
};

class Locator {
 public:
  Locator(const Node& wanted, std::string& path, std::vector<const Node*>& way)
      : wanted_(wanted), path_(path), way_(way) {}

  bool look(const Node& node, int depth) {
    if (depth > kMaxDepth || ++looked_ > kMaxNodes) return false;
    way_.push_back(&node);
    if (&node == &wanted_) return true;
    for (size_t i = 0; i < node.elements().size(); ++i) {
      size_t size = path_.size();
      path_ += fmt::format("[{}]", i);
      if (look(*node.elements()[i], depth + 1)) return true;
      path_.resize(size);
    }
    for (const NodeEntry& entry : node.pairs()) {
      size_t size = path_.size();
      FieldStepText step;
      step.key = entry.key->text();
      add_step(path_, node, step);
      if (look(*entry.value, depth + 1)) return true;
      path_.resize(size);
    }
    way_.pop_back();
    return false;
  }

 private:
  const Node& wanted_;
  std::string& path_;
  std::vector<const Node*>& way_;
  size_t looked_ = 0;
};

}  // namespace

std::vector<FieldStepText> parse_field_path(std::string_view path) {
  std::vector<FieldStepText> steps;
  std::string_view rest = path;
  if (rest.starts_with('.')) rest.remove_prefix(1);
  while (!rest.empty()) {
    if (steps.size() > 100) refuse(path, "it has too many steps");
    if (rest.starts_with('[')) {
      rest.remove_prefix(1);
      steps.push_back(read_brackets(path, rest));
    } else {
      size_t end = std::min(rest.find_first_of(".["), rest.size());
      if (end == 0) refuse(path, "a key is empty");
      FieldStepText step;
      step.key = rest.substr(0, end);
      steps.push_back(std::move(step));
      rest.remove_prefix(end);
    }
    if (rest.starts_with('.')) {
      rest.remove_prefix(1);
      if (rest.empty()) refuse(path, "it ends in a dot");
    }
  }
  return steps;
}

const Node* follow_path(const Node* from, const std::vector<FieldStepText>& path) {
  for (const FieldStepText& step : path) {
    if (from) from = child(*from, step);
  }
  return from;
}

void walk_path(const Node* from, const std::vector<FieldStepText>& path,
               const std::function<bool(const Node&, const std::string&)>& tell) {
  if (from) Walk(path, tell).go(*from, 0, "");
}

PathEnd find_path_end(const Node& from, const std::vector<FieldStepText>& path) {
  PathEnd end{&from, &from, ""};
  for (const FieldStepText& step : path) {
    add_step(end.field, *end.deepest, step);
    if (!end.node) continue;
    end.node = child(*end.node, step);
    if (end.node) end.deepest = end.node;
  }
  return end;
}

bool locate_node(const Node& root, const Node& wanted, std::string& path,
                 std::vector<const Node*>& way) {
  return Locator(wanted, path, way).look(root, 0);
}

}  // namespace drydock::validate::policy
