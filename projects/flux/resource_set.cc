#include "projects/flux/resource_set.h"

#include <fmt/format.h>

#include <set>
#include <string>

#include "core/ascii.h"
#include "core/error.h"
#include "core/kinds.h"
#include "core/yaml/decode.h"
#include "core/yaml/emit.h"
#include "core/yaml/read.h"
#include "render/builtins/registry.h"
#include "render/template/eval.h"

namespace drydock::projects::flux {
namespace {

constexpr uint64_t kMaxSteps = 200'000'000;  // of all templates together
constexpr size_t kStack = size_t{2} << 20;
constexpr size_t kMaxOutput = size_t{16} << 20;
constexpr size_t kMaxSets = 10'000;  // of inputs, as in the original
constexpr std::string_view kReconcile = "fluxcd.controlplane.io/reconcile";

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Copies an action, in which the function `inputs` becomes the variable of that name.
class ActionCopy {
 public:
  ActionCopy(std::string_view text, std::string& out) : text_(text), out_(out) {}

  /// From behind "<<" to behind ">>" -> the place there.
  size_t run(size_t at) {
    while (at < text_.size() && text_.substr(at, 2) != ">>") {
      char c = text_[at];
      if (c == '"' || c == '\'' || c == '`') {
        at = copy_quoted(at);
      } else if (is_word(c) && !follows_name(at)) {
        at = copy_word(at);
      } else {
        out_ += text_[at++];
      }
    }
    if (at >= text_.size()) return at;  // Go's parser says what is missing
    out_ += "}}";
    return at + 2;
  }

 private:
  bool follows_name(size_t at) const {
    char before = at > 0 ? text_[at - 1] : ' ';
    return is_word(before) || before == '.' || before == '$';
  }

  size_t copy_quoted(size_t at) {
    char quote = text_[at];
    size_t end = at + 1;
    while (end < text_.size() && text_[end] != quote) {
      end += text_[end] == '\\' && quote != '`' ? 2 : 1;
    }
    end = std::min(end + 1, text_.size());
    out_ += text_.substr(at, end - at);
    return end;
  }

  size_t copy_word(size_t at) {
    size_t end = at;
    while (end < text_.size() && is_word(text_[end])) ++end;
    std::string_view word = text_.substr(at, end - at);
    out_ += word == "inputs" ? "$.inputs" : word;
    return end;
  }

  std::string_view text_;
  std::string& out_;
};

void put_at(Node& node, const SourcePos& where) {
  node.file = where.file;
  node.line = static_cast<uint32_t>(where.line);
  node.column = static_cast<uint32_t>(where.column);
  for (Node* item : node.elements()) put_at(*item, where);
  for (const NodeEntry& entry : node.pairs()) {
    put_at(*entry.key, where);
    put_at(*entry.value, where);
  }
}

/// Lower case, with "_" for what is neither letter nor digit, once between words.
std::string key_for_templates(std::string_view name) {
  std::string key;
  bool gap = false;
  for (char c : ascii_lower(name)) {
    bool keeps = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (keeps && gap && !key.empty()) key += '_';
    if (keeps) key += c;
    gap = !keeps;
  }
  return key;
}

ValueMap* new_map(Arena& arena) { return arena.make<ValueMap>(arena); }

Value text_value(Arena& arena, std::string_view text) { return Value::of_string(arena.copy(text)); }

/// The sets of inputs that templates are filled with.
class InputSets {
 public:
  InputSets(bool permute, Arena& arena) : permute_(permute), arena_(arena) {}

  void add(const Node& provider, std::string_view space, const std::vector<ValueMap*>& inputs) {
    const Node* metadata = provider.find("metadata");
    std::string_view name = metadata ? metadata->text_of("name") : std::string_view();
    auto* about = new_map(arena_);
    about->set("apiVersion", text_value(arena_, provider.text_of("apiVersion")));
    about->set("kind", text_value(arena_, provider.text_of("kind")));
    about->set("name", text_value(arena_, name));
    about->set("namespace", text_value(arena_, space));
    for (ValueMap* one : inputs) one->set("provider", Value::of_map(about));
    if (permute_) {
      combine(arena_.copy(key_for_templates(name)), inputs);
    } else {
      sets_.insert(sets_.end(), inputs.begin(), inputs.end());
      check_count(sets_.size());
    }
  }

  const std::vector<ValueMap*>& sets() const { return sets_; }

 private:
  static void check_count(size_t count) {
    if (count > kMaxSets) {
      fail("flux-resource-set", fmt::format("there are more than {} sets of inputs", kMaxSets));
    }
  }

  /// Each set so far with each of the new ones.
  void combine(std::string_view key, const std::vector<ValueMap*>& inputs) {
    if (inputs.empty()) return;
    if (sets_.empty()) sets_.push_back(new_map(arena_));
    check_count(sets_.size() * inputs.size());
    std::vector<ValueMap*> all;
    for (const ValueMap* known : sets_) {
      for (ValueMap* one : inputs) {
        auto* both = new_map(arena_);
        for (const ValueMap::Entry& entry : known->entries()) both->set(entry.key, entry.value);
        both->set(key, Value::of_map(one));
        all.push_back(both);
      }
    }
    sets_ = std::move(all);
  }

  bool permute_;
  Arena& arena_;
  std::vector<ValueMap*> sets_;
};

class Builder {
 public:
  Builder(const Node& set, std::string_view space, ResourceSet& out)
      : set_(set), space_(space), out_(out) {}

  void run(const std::vector<InputProvider>& providers) {
    const Node* spec = set_.find("spec");
    if (!spec) return;
    const Node* strategy = spec->find("inputStrategy");
    InputSets sets(strategy && strategy->text_of("name") == "Permute", out_.arena);
    sets.add(set_, space_, inputs_of(spec->find("inputs"), out_.arena));
    for (const InputProvider& provider : providers) {
      sets.add(*provider.object, provider.namespace_name, provider.inputs);
    }
    // Providers without anything to offer make nothing.
    if (sets.sets().empty() && spec->find("inputsFrom")) return;
    sets_ = sets.sets();
    if (sets_.empty()) sets_.push_back(new_map(out_.arena));
    add_templates(*spec);
    const Node* steps = spec->find("steps");
    for (const Node* step : steps ? steps->elements() : std::span<Node* const>()) {
      add_templates(*step);
    }
    const Node* common = spec->find("commonMetadata");
    for (Resource& resource : out_.resources) {
      if (common) add_common(*resource.root, *common);
    }
  }

 private:
  void add_templates(const Node& holder) {
    const Node* list = holder.find("resources");
    for (const Node* one : list ? list->elements() : std::span<Node* const>()) {
      fill(to_yaml(*one, YamlDialect::Sigs), one->where());
    }
    const Node* text = holder.find("resourcesTemplate");
    if (text && text->is_scalar() && !text->text().empty()) {
      fill(std::string(text->text()), text->where());
    }
  }

  void fill(const std::string& text, const SourcePos& where) {
    std::string usual = with_usual_marks(text);
    for (ValueMap* inputs : sets_) {
      auto* data = new_map(out_.arena);
      data->set("inputs", Value::of_map(inputs));
      try {
        add_objects(execute(usual, Value::of_map(data)), where);
      } catch (Error& error) {
        Diagnostic diagnostic;
        diagnostic.rule = "flux-resource-set";
        diagnostic.message =
            fmt::format("a template of the ResourceSet `{}` cannot be filled: {}",
                        set_.find("metadata") ? set_.find("metadata")->text_of("name") : "",
                        error.diagnostic().message);
        diagnostic.where = where;
        throw Error(diagnostic);
      }
    }
  }

  std::string execute(std::string_view text, Value data) {
    render::Environment environment;
    environment.strict = true;
    render::Limits limits;
    limits.steps = steps_left_;
    limits.output = kMaxOutput;
    limits.stack = kStack;
    render::TemplateSet templates(cache_, render::kApplicationSetFunctions);
    templates.add("resourceset", nullptr, text, kStack);
    render::Evaluator evaluator(templates, out_.arena, environment, limits);
    evaluator.keep_go_habits(false);
    std::string filled = evaluator.render("resourceset", data).text;
    steps_left_ = evaluator.steps_left();
    return filled;
  }

  void add_objects(std::string text, const SourcePos& where) {
    if (made_ += text.size(); made_ > kMaxOutput) fail("flux-resource-set", "it makes too much");
    const SourceFile& file =
        out_.texts.emplace_back(SourceFile{std::string(where.path()), std::move(text)});
    YamlDocuments documents = read_yaml(file, out_.arena);
    if (!documents.problems.empty()) throw Error(documents.problems.front());
    for (Node* root : documents.roots) {
      if (!root || !root->is_mapping()) continue;
      put_at(*root, where);
      size_t before = out_.resources.size();
      add_resources(out_, root);
      drop_unwanted(before);
    }
  }

  /// Of equal objects the first one counts; some are not meant to be there.
  void drop_unwanted(size_t from) {
    size_t kept = from;
    for (size_t i = from; i < out_.resources.size(); ++i) {
      const Resource& one = out_.resources[i];
      const Node* metadata = one.root->find("metadata");
      const Node* annotations = metadata ? metadata->find("annotations") : nullptr;
      bool disabled = annotations && annotations->text_of(kReconcile) == "disabled";
      std::string id =
          format_resource_id(one.gvk.group, one.gvk.kind, one.namespace_name, one.name);
      if (disabled || !ids_.insert(std::move(id)).second) continue;
      out_.resources[kept++] = one;
    }
    out_.resources.resize(kept);
  }

  void add_common(Node& object, const Node& common) {
    Node* metadata = object.find("metadata");
    if (!metadata) return;
    for (std::string_view part : {"labels", "annotations"}) {
      const Node* wanted = common.find(part);
      if (!wanted) continue;
      Node* present = metadata->find(part);
      if (!present || !present->is_mapping()) {
        present = make_mapping(out_.arena);
        set(out_.arena, *metadata, part, present);
      }
      for (const NodeEntry& entry : wanted->pairs()) {
        set(out_.arena, *present, entry.key->text(), entry.value);
      }
    }
  }

  const Node& set_;
  std::string_view space_;
  ResourceSet& out_;
  std::vector<ValueMap*> sets_;
  std::set<std::string> ids_;
  render::ParseCache cache_;
  uint64_t steps_left_ = kMaxSteps;
  size_t made_ = 0;
};

}  // namespace

std::vector<ValueMap*> inputs_of(const Node* list, Arena& arena) {
  std::vector<ValueMap*> inputs;
  for (const Node* one : list ? list->elements() : std::span<Node* const>()) {
    Value value = decode_yaml(one, arena).value;
    if (value.is_map()) inputs.push_back(&value.as_map());
  }
  return inputs;
}

std::string with_usual_marks(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    std::string_view two = text.substr(at, 2);
    if (two == "<<") {
      out += "{{";
      at = ActionCopy(text, out).run(at + 2);
    } else if (two == "{{") {
      out += "{{`{{`}}";
      at += 2;
    } else {
      out += text[at++];
    }
  }
  return out;
}

void build_resource_set(const Node& set, std::string_view namespace_name,
                        const std::vector<InputProvider>& providers, ResourceSet& out) {
  Builder(set, namespace_name, out).run(providers);
}

void build_instance_sync(const Node& instance, std::string_view namespace_name, ResourceSet& out) {
  const Node* spec = instance.find("spec");
  const Node* sync = spec ? spec->find("sync") : nullptr;
  if (!sync || !sync->is_mapping()) return;
  std::string_view name = sync->text_of("name");
  if (name.empty()) name = namespace_name;
  std::string_view kind = sync->text_of("kind");
  std::string_view url = kind == "Bucket" ? "endpoint" : "url";
  auto quoted = [](std::string_view text) { return to_yaml(Value::of_string(text)); };
  std::string text = fmt::format(
      "apiVersion: source.toolkit.fluxcd.io/v1\nkind: {}\nmetadata:\n  name: {}  namespace: {}"
      "spec:\n  {}: {}",
      quoted(kind), quoted(name), quoted(namespace_name), url, quoted(sync->text_of(url)));
  text += fmt::format(
      "---\napiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: {}"
      "  namespace: {}spec:\n  prune: true\n  path: {}  sourceRef:\n    kind: {}    name: {}",
      quoted(name), quoted(namespace_name), quoted(sync->text_of("path")), quoted(kind),
      quoted(name));
  SourcePos where = sync->where();
  const SourceFile& file =
      out.texts.emplace_back(SourceFile{std::string(where.path()), std::move(text)});
  for (Node* root : read_yaml(file, out.arena).roots) {
    put_at(*root, where);
    add_resources(out, root);
  }
}

}  // namespace drydock::projects::flux
