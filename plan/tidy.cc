#include "plan/tidy.h"

#include <algorithm>
#include <iterator>

#include "core/base_encoding.h"

namespace drydock::plan {
namespace {

constexpr std::string_view kBookKeeping[] = {
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "managedFields",
    "resourceVersion",
    "selfLink",
    "uid",
};
constexpr std::string_view kServerAnnotations[] = {
    "deployment.kubernetes.io/revision",
    "kubectl.kubernetes.io/last-applied-configuration",
    "pv.kubernetes.io/bind-completed",
    "pv.kubernetes.io/bound-by-controller",
};

/// Where false or 0 is the same as nothing; elsewhere the server has pointers.
constexpr std::string_view kZeroIsNothing[] = {
    "deprecated",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "globalDefault",
    "healthCheckNodePort",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "hostPort",
    "initialDelaySeconds",
    "insecureSkipTLSVerify",
    "minReadySeconds",
    "nodePort",
    "nullable",
    "paused",
    "preserveUnknownFields",
    "publishNotReadyAddresses",
    "readOnly",
    "stdin",
    "stdinOnce",
    "tty",
    "uniqueItems",
    "unschedulable",
};
/// Where "" is not the same as nothing.
constexpr std::string_view kEmptyTextCounts[] = {
    "apiGroup", "appProtocol",      "ingressClassName", "loadBalancerClass",         "name",
    "service",  "storageClassName", "timeZone",         "volumeAttributesClassName",
};

template <size_t n>
bool contains(const std::string_view (&names)[n], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

bool is_zero(const Node& value) { return value.text() == "false" || value.text() == "0"; }

bool is_nothing(std::string_view key, const Node& value, const Shape& parent, const Shape& shape) {
  if (is_null(value)) return true;
  if (value.size == 0 && !value.is_scalar()) {
    // A spec without content is where defaults go.
    return shape.is_collection() || (shape.is_always_there() && key != "spec");
  }
  if (!parent.is_struct() || !value.is_scalar()) return false;
  if (is_text(value)) return value.text().empty() && !contains(kEmptyTextCounts, key);
  return is_zero(value) && contains(kZeroIsNothing, key);
}

class Tidier {
 public:
  explicit Tidier(Arena& arena) : arena_(arena) {}

  void value(Node& node, const Shape& shape) {
    if (node.is_sequence()) {
      for (Node* item : node.elements()) value(*item, shape.element());
    } else if (node.is_mapping()) {
      mapping(node, shape);
    } else if (is_text(node) && shape.is_bytes()) {
      drop_line_breaks(node);
    }
  }

 private:
  void mapping(Node& node, const Shape& shape) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < node.size; ++i) {
      NodeEntry entry = node.entries[i];
      Shape below = shape.field(entry.key->text());
      value(*entry.value, below);
      if (!is_nothing(entry.key->text(), *entry.value, shape, below)) node.entries[kept++] = entry;
    }
    node.size = kept;
  }

  void drop_line_breaks(Node& node) {
    if (node.text().find_first_of("\r\n") == std::string_view::npos) return;
    std::string text(node.text());
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    std::string_view kept = arena_.copy(text);
    node.text_data = kept.data();
    node.size = static_cast<uint32_t>(kept.size());
  }

  Arena& arena_;
};

void drop_book_keeping(Node& root) {
  erase(root, "status");
  Node* metadata = root.find("metadata");
  if (!metadata || !metadata->is_mapping()) return;
  for (std::string_view key : kBookKeeping) erase(*metadata, key);
  Node* annotations = metadata->find("annotations");
  if (!annotations || !annotations->is_mapping()) return;
  for (std::string_view key : kServerAnnotations) erase(*annotations, key);
}

void encode_string_data(Node& root, Arena& arena) {
  Node* texts = root.find("stringData");
  if (!texts || !texts->is_mapping()) return;
  Node* data = root.find("data");
  if (!data || !data->is_mapping()) {
    data = make_mapping(arena);
    set(arena, root, "data", data);
  }
  for (const NodeEntry& entry : texts->pairs()) {
    if (!is_text(*entry.value)) continue;
    Node* encoded =
        make_scalar(arena, arena.copy(encode_base64(entry.value->text())), NodeStyle::DoubleQuoted);
    encoded->line = entry.value->line;
    encoded->column = entry.value->column;
    encoded->file = entry.value->file;
    set(arena, *data, entry.key->text(), encoded);
  }
  erase(root, "stringData");
}

}  // namespace

void tidy(Node& root, const KindFacts& facts, Arena& arena) {
  if (!root.is_mapping()) return;
  drop_book_keeping(root);
  if (facts.gvk.kind == "Secret" && facts.gvk.group.empty()) encode_string_data(root, arena);
  Tidier(arena).value(root, facts.shape);
}

}  // namespace drydock::plan
