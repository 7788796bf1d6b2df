#include "render/template_positions.h"

#include <algorithm>

#include "render/manifest_fault.h"

namespace drydock::render {

void TemplatePositions::add(size_t begin, const RenderedFile& file, size_t offset) {
  segments_.push_back({begin, &file, offset});
}

void TemplatePositions::add_documents(const std::vector<RenderedDocument>& documents) {
  for (const RenderedDocument& document : documents) {
    size_t begin = text_.text.find(document.text, found_to_);
    if (begin == std::string::npos) continue;  // left out of the text, such as a test
    add(begin, *document.file, document.offset());
    found_to_ = begin + document.text.size();
  }
}

void TemplatePositions::move(Node& node) const {
  size_t offset = lines_.offset(static_cast<int>(node.line), static_cast<int>(node.column));
  auto after = std::upper_bound(segments_.begin(), segments_.end(), offset,
                                [](size_t at, const Segment& s) { return at < s.begin; });
  if (after == segments_.begin()) return;
  const Segment& segment = *std::prev(after);
  SourcePos where = template_position(*segment.file, segment.offset + (offset - segment.begin));
  if (!where.file) where = {segment.file->source->source, 1, 1, 1};
  node.file = where.file;
  node.line = static_cast<uint32_t>(where.line);
  node.column = static_cast<uint32_t>(where.column);
  if (values_) collect_value(node, *segment.file, segment.offset + (offset - segment.begin));
}

void TemplatePositions::collect_value(const Node& node, const RenderedFile& file,
                                      size_t offset) const {
  if (!node.is_scalar() || node.size == 0) return;
  bool quoted = node.style == NodeStyle::SingleQuoted || node.style == NodeStyle::DoubleQuoted;
  SourcePos set = file.map.find(offset, origins_).value;
  if (!set.file && quoted) set = file.map.find(offset + 1, origins_).value;
  if (set.file) values_->add(node.where(), set);
}

void TemplatePositions::apply(Node& root) const {
  std::vector<Node*> open = {&root};
  while (!open.empty()) {
    Node* node = open.back();
    open.pop_back();
    if (node->line == 0 || node->file != &text_) continue;  // done, or not read from here
    for (Node* item : node->elements()) open.push_back(item);
    for (const NodeEntry& entry : node->pairs()) {
      open.push_back(entry.key);
      open.push_back(entry.value);
    }
    move(*node);
  }
}

}  // namespace drydock::render
