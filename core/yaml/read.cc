#include "core/yaml/read.h"

#include <yaml.h>

#include <cstring>
#include <map>
#include <string>

namespace drydock {
namespace {

/// Builds nodes from libyaml's events.
class TreeBuilder {
 public:
  TreeBuilder(const SourceFile& file, Arena& arena) : file_(file), arena_(arena) {}

  YamlDocuments run() {
    yaml_parser_t parser;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(file_.text.data()),
                                 file_.text.size());
    yaml_event_t event;
    bool done = false;
    while (!done) {
      if (!yaml_parser_parse(&parser, &event)) {
        Diagnostic d;
        d.rule = "yaml-syntax";
        d.message = parser.problem ? parser.problem : "cannot be read";
        d.where = {&file_, static_cast<int>(parser.problem_mark.line) + 1,
                   static_cast<int>(parser.problem_mark.column) + 1, 1};
        result_.problems.push_back(d);
        break;
      }
      done = event.type == YAML_STREAM_END_EVENT;
      take(event);
      yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return std::move(result_);
  }

 private:
  Node* new_node(const yaml_event_t& event, NodeKind kind) {
    Node* node = arena_.make<Node>();
    node->kind = kind;
    node->file = &file_;
    node->line = static_cast<uint32_t>(event.start_mark.line) + 1;
    node->column = static_cast<uint32_t>(event.start_mark.column) + 1;
    return node;
  }

  void place(Node* node, const yaml_char_t* anchor) {
    if (anchor) anchors_[reinterpret_cast<const char*>(anchor)] = node;
    if (open_.empty()) {
      result_.roots.push_back(node);
    } else if (open_.back().node->is_sequence()) {
      append(arena_, *open_.back().node, node);
    } else if (!open_.back().key) {
      open_.back().key = node;
    } else {
      append(arena_, *open_.back().node, open_.back().key, node);
      open_.back().key = nullptr;
    }
  }

  void take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT: {
        Node* node = new_node(event, NodeKind::Scalar);
        const auto& s = event.data.scalar;
        std::string_view text = arena_.copy({reinterpret_cast<const char*>(s.value), s.length});
        node->text_data = text.data();
        node->size = static_cast<uint32_t>(text.size());
        node->style = s.style == YAML_SINGLE_QUOTED_SCALAR_STYLE   ? NodeStyle::SingleQuoted
                      : s.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? NodeStyle::DoubleQuoted
                      : s.style == YAML_LITERAL_SCALAR_STYLE       ? NodeStyle::Literal
                      : s.style == YAML_FOLDED_SCALAR_STYLE        ? NodeStyle::Folded
                                                                   : NodeStyle::Plain;
        place(node, s.anchor);
        break;
      }
      case YAML_SEQUENCE_START_EVENT:
      case YAML_MAPPING_START_EVENT: {
        bool mapping = event.type == YAML_MAPPING_START_EVENT;
        Node* node = new_node(event, mapping ? NodeKind::Mapping : NodeKind::Sequence);
        node->style = NodeStyle::Block;
        place(node, mapping ? event.data.mapping_start.anchor : event.data.sequence_start.anchor);
        open_.push_back({node, nullptr});
        break;
      }
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        open_.pop_back();
        break;
      case YAML_ALIAS_EVENT: {
        auto it = anchors_.find(reinterpret_cast<const char*>(event.data.alias.anchor));
        if (it != anchors_.end()) {
          it->second->shared = true;
          place(it->second, nullptr);
        }
        break;
      }
      default:
        break;
    }
  }

  struct Open {
    Node* node;
    Node* key;
  };

  const SourceFile& file_;
  Arena& arena_;
  YamlDocuments result_;
  std::vector<Open> open_;
  std::map<std::string, Node*, std::less<>> anchors_;
};

}  // namespace

YamlDocuments read_yaml(const SourceFile& file, Arena& arena, const YamlReadOptions&) {
  return TreeBuilder(file, arena).run();
}

}  // namespace drydock
