#pragma once

#include <vector>

#include "core/source.h"
#include "core/value_origins.h"
#include "core/value_places.h"
#include "core/yaml/node.h"
#include "render/render_release.h"

namespace drydock::render {

/// Makes the positions of nodes that were read from rendered text those of the templates that wrote
/// it. The text and the rendered files must outlive it.
class TemplatePositions {
 public:
  /// `text` is what the nodes were read from.
  explicit TemplatePositions(const SourceFile& text) : text_(text), lines_(text.text) {}

  /// From here on `apply` also collects where the values were set that the templates print.
  void collect_values(const ValueOrigins& origins, ValuePlaces& values) {
    origins_ = &origins;
    values_ = &values;
  }

  /// The text from `begin` on is that of `file` from `offset` on. Calls are in order of `begin`.
  void add(size_t begin, const RenderedFile& file, size_t offset);
  /// Finds the documents of a release, in this order, within the text.
  void add_documents(const std::vector<RenderedDocument>& documents);

  /// Changes the node and all below it, as far as they still point into the text.
  void apply(Node& root) const;

 private:
  struct Segment {
    size_t begin;
    const RenderedFile* file;
    size_t offset;
  };

  void move(Node& node) const;
  void collect_value(const Node& node, const RenderedFile& file, size_t offset) const;

  const SourceFile& text_;
  LineIndex lines_;
  std::vector<Segment> segments_;
  size_t found_to_ = 0;
  const ValueOrigins* origins_ = nullptr;
  ValuePlaces* values_ = nullptr;  // null: are not collected
};

}  // namespace drydock::render
