#include "plan/live_dump.h"

#include <algorithm>

#include "core/error.h"
#include "core/yaml/read.h"
#include "plan/dump_items.h"

namespace drydock::plan {
namespace {

class Reader {
 public:
  Reader(const SourceFile& file, std::string_view cluster, const WantsObject& wants)
      : file_(file), cluster_(cluster), wants_(wants) {}

  LiveDump read() {
    if (std::optional<std::vector<DumpItem>> items = cut_dump(file_.text)) {
      for (const DumpItem& item : *items) read_item(item);
    } else {
      read_whole();
    }
    if (objects_ == 0) {
      fail("live-dump",
           fmt::format("there is no Kubernetes object in {}; it should be what `kubectl get -o "
                       "yaml` writes",
                       file_.path),
           {&file_});
    }
    return std::move(dump_);
  }

 private:
  static YamlDocuments parse(const SourceFile& file, Arena& arena) {
    YamlDocuments documents = read_yaml(file, arena);
    if (!documents.go_error.empty()) throw Error(documents.problems.front());
    return documents;
  }

  /// First to see what it is; what is wanted is read once more, to stay.
  void read_item(const DumpItem& item) {
    SourceFile text{file_.path, std::string(item.text)};
    Arena scratch;
    bool wanted = false;
    try {
      for (const Node* root : parse(text, scratch).roots) {
        wanted |= visit(item_of(root), [](const PlanObject&) {});
      }
      if (!wanted) return;
      const SourceFile& kept = dump_.texts.emplace_back(std::move(text));
      for (const Node* root : parse(kept, dump_.arena).roots) {
        objects_ -= count(item_of(root));
        visit(item_of(root),
              [this](const PlanObject& object) { dump_.side.objects.push_back(object); });
      }
    } catch (Error& error) {
      place_in_dump(error.diagnostic(), item.line);
      throw;
    }
  }

  /// Lines of an item count from its own first one, and its text goes away.
  void place_in_dump(Diagnostic& diagnostic, int line) const {
    if (diagnostic.where.file) {
      diagnostic.where.line += line - 1;
      diagnostic.where.file = &file_;
    }
    for (Diagnostic& note : diagnostic.notes) place_in_dump(note, line);
  }

  void read_whole() {
    for (const Node* root : parse(file_, dump_.arena).roots) {
      visit(root, [this](const PlanObject& object) { dump_.side.objects.push_back(object); });
    }
  }

  /// A block item is a list of one.
  static const Node* item_of(const Node* root) {
    return root && root->is_sequence() && root->size == 1 ? root->items[0] : root;
  }

  static bool is_list(const Node& node) {
    const Node* items = node.find("items");
    return node.text_of("kind").ends_with("List") && items && !items->is_mapping();
  }

  static size_t count(const Node* node) {
    if (!node || !node->is_mapping()) return 0;
    if (!is_list(*node)) return 1;
    size_t all = 0;
    for (const Node* item : node->find("items")->elements()) all += count(item);
    return all;
  }

  /// Tells every wanted object in a node; true when there was one.
  template <class Tell>
  bool visit(const Node* node, Tell tell) {
    if (!node || !node->is_mapping()) {
      if (node) ++dump_.broken;
      return false;
    }
    if (is_list(*node)) {
      bool any = false;
      for (const Node* item : node->find("items")->elements()) any |= visit(item, tell);
      return any;
    }
    ++objects_;
    PlanObject object;
    const Node* metadata = node->find("metadata");
    object.gvk = make_gvk(node->text_of("apiVersion"), node->text_of("kind"));
    object.name = metadata ? metadata->text_of("name") : "";
    if (object.gvk.kind.empty() || object.gvk.version.empty() || object.name.empty()) {
      ++dump_.broken;
      return false;
    }
    object.namespace_name = metadata->text_of("namespace");
    object.cluster = cluster_;
    object.root = node;
    if (wants_(object)) {
      tell(object);
      return true;
    }
    ++dump_.passed_over;
    return false;
  }

  const SourceFile& file_;
  std::string_view cluster_;
  const WantsObject& wants_;
  LiveDump dump_;
  size_t objects_ = 0;
};

}  // namespace

LiveDump read_live_dump(const SourceFile& file, std::string_view cluster,
                        const WantsObject& wants) {
  return Reader(file, cluster, wants).read();
}

}  // namespace drydock::plan
