#include "plan/side.h"

#include "core/kinds.h"

namespace drydock::plan {

std::string PlanObject::resource() const {
  return format_resource_id(current_group(gvk.group, gvk.kind), gvk.kind, namespace_name, name);
}

std::string PlanObject::resource_as_written() const {
  return format_resource_id(gvk.group, gvk.kind, namespace_name, name);
}

std::string PlanObject::key() const {
  std::string_view group = current_group(gvk.group, gvk.kind);
  std::string out;
  out.reserve(cluster.size() + group.size() + gvk.kind.size() + namespace_name.size() +
              name.size() + 4);
  for (std::string_view part : {cluster, group, gvk.kind, namespace_name}) {
    out.append(part).push_back('\n');
  }
  return out.append(name);
}

bool same_tree(const Node& a, const Node& b) {
  if (&a == &b) return true;
  if (a.kind != b.kind || a.size != b.size) return false;
  if (a.is_scalar()) {
    bool plain = a.style == NodeStyle::Plain, other_plain = b.style == NodeStyle::Plain;
    return plain == other_plain && a.tag() == b.tag() && a.text() == b.text();
  }
  if (a.is_sequence()) {
    for (uint32_t i = 0; i < a.size; ++i) {
      if (!same_tree(*a.items[i], *b.items[i])) return false;
    }
    return true;
  }
  for (uint32_t i = 0; i < a.size; ++i) {
    if (!same_tree(*a.entries[i].key, *b.entries[i].key)) return false;
    if (!same_tree(*a.entries[i].value, *b.entries[i].value)) return false;
  }
  return true;
}

}  // namespace drydock::plan
