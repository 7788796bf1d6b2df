#include "core/rendered_pack.h"

#include <algorithm>

#include "core/diagnostic_pack.h"
#include "core/hash.h"

namespace drydock {
namespace {

constexpr std::string_view kWithheld = "(withheld)";
/// Deeper trees are damaged ones: rendered objects are not nested as deep as YAML may be.
constexpr int kMaxDepth = 10'000;

// The head of a node: two bits of its kind, three of its style, and whether a tag follows.
constexpr int kStyleShift = 2;
constexpr uint64_t kKindMask = 0x3;
constexpr uint64_t kStyleMask = 0x7;
constexpr uint64_t kTagBit = 0x20;

bool is_secret(const Resource& resource) {
  return resource.gvk.group.empty() && resource.gvk.kind == "Secret";
}

bool holds_values(const Resource& resource) {
  if (!is_secret(resource)) return false;
  for (std::string_view key : {"data", "stringData"}) {
    const Node* values = resource.root->find(key);
    if (values && values->size > 0) return true;
  }
  return false;
}

/// A copy of a Secret without its values, and without what tools keep of them in annotations.
Node* without_values(Arena& arena, const Node& root) {
  Node* copy = deep_copy(arena, root);
  for (std::string_view key : {"data", "stringData"}) {
    const Node* values = copy->find(key);
    if (!values) continue;
    for (const NodeEntry& entry : values->pairs()) {
      Node* value = entry.value;
      if (value->is_scalar()) {
        value->text_data = kWithheld.data();
        value->size = static_cast<uint32_t>(kWithheld.size());
      } else {
        value->size = 0;
      }
    }
    if (!values->is_mapping()) erase(*copy, key);
  }
  if (Node* metadata = copy->find("metadata")) {
    if (Node* annotations = metadata->find("annotations")) {
      erase(*annotations, "kubectl.kubernetes.io/last-applied-configuration");
    }
  }
  return copy;
}

}  // namespace

size_t RenderedPacker::number_of(const SourceFile* file) {
  if (!file) return 0;
  auto [known, fresh] = numbers_.try_emplace(file, files_.size() + 1);
  if (fresh) files_.push_back({file, false});
  if (!withholds_ && !in_tree_(*file)) files_[known->second - 1].needs_text = true;
  return known->second;
}

void RenderedPacker::put_position(const SourcePos& where) {
  pack_position(body_, where, number_of(where.file));
}

void RenderedPacker::put_diagnostic(const Diagnostic& diagnostic) {
  pack_diagnostic(body_, diagnostic, [this](const SourcePos& where) { put_position(where); });
}

void RenderedPacker::put_node(const Node& node) {
  uint64_t head = static_cast<uint64_t>(node.kind) | static_cast<uint64_t>(node.style)
                                                         << kStyleShift;
  if (node.tag_text) head |= kTagBit;
  body_.number(head);
  body_.number(number_of(node.file));
  body_.number(node.line);
  body_.number(node.column);
  if (node.tag_text) body_.text(node.tag());
  if (node.is_scalar()) return body_.text(node.text());
  body_.number(node.size);
  for (const Node* item : node.elements()) put_node(*item);
  for (const NodeEntry& entry : node.pairs()) {
    put_node(*entry.key);
    put_node(*entry.value);
  }
}

void RenderedPacker::put_project(const Project& project) {
  body_.text(project.name);
  body_.text(project.path);
  body_.text(project.cluster);
  body_.text(project.namespace_name);
  body_.flag(project.namespace_guessed);
  body_.text(project.owner);
  body_.number(static_cast<uint64_t>(project.renderer));
}

void RenderedPacker::add(const RenderedProject& project) {
  const std::vector<Resource>& resources = project.set.resources;
  withholds_ = std::any_of(resources.begin(), resources.end(), holds_values);
  ++projects_;
  put_project(*project.project);
  body_.flag(withholds_);
  body_.number(resources.size());
  for (const Resource& resource : resources) {
    Arena arena;
    put_node(is_secret(resource) ? *without_values(arena, *resource.root) : *resource.root);
  }
  body_.number(project.problems.size());
  for (const Diagnostic& problem : project.problems) put_diagnostic(problem);
  body_.number(project.values.size());
  project.values.each([&](const SourcePos& printed, const SourcePos& set) {
    put_position(printed);
    put_position(set);
  });
}

std::string RenderedPacker::bytes() const {
  PackWriter all;
  all.number(files_.size());
  for (const PackedFile& packed : files_) {
    all.text(packed.file->path);
    all.flag(packed.needs_text);
    if (packed.needs_text) {
      all.text(packed.file->text);
    } else {
      all.number(hash64(packed.file->text));
    }
  }
  all.number(projects_);
  all.append(body_);
  return all.bytes();
}

namespace {

class Unpacker {
 public:
  Unpacker(std::string_view bytes, std::string_view name) : in_(bytes, name) {}

  template <class FileAt>
  void read_files(Sources& sources, const FileAt& file_at) {
    for (size_t count = in_.count(); count > 0; --count) {
      std::string path(in_.text());
      bool has_text = in_.flag();
      files_.push_back(has_text ? &sources.add(path, std::string(in_.text()))
                                : &file_at(path, in_.number()));
    }
  }

  std::vector<UnpackedProject> read_projects() {
    std::vector<UnpackedProject> projects(in_.count());
    for (UnpackedProject& project : projects) read_project(project);
    if (!in_.at_end()) in_.damaged();
    return projects;
  }

 private:
  void read_project(UnpackedProject& out) {
    out.project.name = in_.text();
    out.project.path = in_.text();
    out.project.cluster = in_.text();
    out.project.namespace_name = in_.text();
    out.project.namespace_guessed = in_.flag();
    out.project.owner = in_.text();
    out.project.renderer =
        static_cast<Renderer>(in_.number_up_to(static_cast<uint64_t>(Renderer::Flux)));
    out.withheld = in_.flag();
    arena_ = &out.rendered.set.arena;
    for (size_t count = in_.count(); count > 0; --count) {
      // Lists were expanded before.
      out.rendered.set.resources.push_back(resource_at(read_node(0)));
    }
    for (size_t count = in_.count(); count > 0; --count) {
      out.rendered.problems.push_back(unpack_diagnostic(in_, [this] { return read_position(); }));
    }
    for (size_t count = in_.count(); count > 0; --count) {
      SourcePos printed = read_position();
      out.rendered.values.add(printed, read_position());
    }
  }

  const SourceFile* read_file() {
    size_t number = static_cast<size_t>(in_.number_up_to(files_.size()));
    return number == 0 ? nullptr : files_[number - 1];
  }

  int read_int() { return static_cast<int>(in_.number_up_to(INT32_MAX)); }

  SourcePos read_position() {
    const SourceFile* file = read_file();
    return unpack_position(in_, file);
  }

  Node* read_node(int depth) {
    if (depth > kMaxDepth) in_.damaged();
    uint64_t head = in_.number_up_to(2 * kTagBit - 1);
    uint64_t kind = head & kKindMask;
    uint64_t style = head >> kStyleShift & kStyleMask;
    if (kind > static_cast<uint64_t>(NodeKind::Sequence) ||
        style > static_cast<uint64_t>(NodeStyle::Flow)) {
      in_.damaged();
    }
    Node* node = arena_->make<Node>();
    node->kind = static_cast<NodeKind>(kind);
    node->style = static_cast<NodeStyle>(style);
    node->file = read_file();
    node->line = static_cast<uint32_t>(read_int());
    node->column = static_cast<uint32_t>(read_int());
    if (head & kTagBit) {
      std::string tag(in_.text());
      node->tag_text = arena_->copy(std::string_view(tag.c_str(), tag.size() + 1)).data();
    }
    read_content(*node, depth);
    return node;
  }

  void read_content(Node& node, int depth) {
    if (node.is_scalar()) {
      std::string_view text = arena_->copy(in_.text());
      node.text_data = text.data();
      node.size = static_cast<uint32_t>(text.size());
      return;
    }
    size_t count = in_.count();
    node.size = node.capacity = static_cast<uint32_t>(count);
    if (node.is_sequence()) {
      node.items = arena_->array<Node*>(count);
      for (size_t i = 0; i < count; ++i) node.items[i] = read_node(depth + 1);
      return;
    }
    node.entries = arena_->array<NodeEntry>(count);
    for (size_t i = 0; i < count; ++i) {
      Node* key = read_node(depth + 1);
      node.entries[i] = {key, read_node(depth + 1)};
    }
  }

  PackReader in_;
  std::vector<const SourceFile*> files_;
  Arena* arena_ = nullptr;
};

}  // namespace

std::vector<UnpackedProject> unpack_projects(
    std::string_view bytes, std::string_view name, Sources& sources,
    const std::function<const SourceFile&(const std::string& path, uint64_t hash)>& file_at) {
  Unpacker unpacker(bytes, name);
  unpacker.read_files(sources, file_at);
  return unpacker.read_projects();
}

}  // namespace drydock
