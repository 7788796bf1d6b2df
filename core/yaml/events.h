#pragma once

#include <string_view>
#include <vector>

#include "core/yaml/scan.h"

namespace drydock {

enum class YamlEventType : uint8_t {
  StreamStart,
  StreamEnd,
  DocumentStart,
  DocumentEnd,
  Alias,
  Scalar,
  SequenceStart,
  SequenceEnd,
  MappingStart,
  MappingEnd,
};

struct YamlEvent {
  YamlEventType type = YamlEventType::StreamEnd;
  NodeStyle style = NodeStyle::Plain;  // Flow or Block for collections
  YamlMark start;
  uint32_t length = 0;        // bytes of a scalar or alias in the text, without properties
  std::string_view text;      // of a scalar
  std::string_view anchor;    // that a node defines, or that an alias names
  const char* tag = nullptr;  // in full form, NUL-terminated
};

/// Turns tokens into events, as the parser of go-yaml does: nodes in the order of the text, each
/// collection with an end. This is all that a tree is built from; see `YamlScanner` for errors and
/// lifetimes.
class YamlEvents {
 public:
  explicit YamlEvents(YamlScanner& scanner, YamlSyntaxErrors& errors)
      : scanner_(scanner), errors_(errors) {}

  /// The next event, which stays valid until the next call. Not to be called after StreamEnd.
  const YamlEvent& next();

 private:
  enum class State : uint8_t {
    StreamStart,
    ImplicitDocumentStart,
    DocumentStart,
    DocumentContent,
    DocumentEnd,
    BlockNode,
    BlockSequenceFirstEntry,
    BlockSequenceEntry,
    IndentlessSequenceEntry,
    BlockMappingFirstKey,
    BlockMappingKey,
    BlockMappingValue,
    FlowSequenceFirstEntry,
    FlowSequenceEntry,
    FlowSequenceEntryMappingKey,
    FlowSequenceEntryMappingValue,
    FlowSequenceEntryMappingEnd,
    FlowMappingFirstKey,
    FlowMappingKey,
    FlowMappingValue,
    FlowMappingEmptyValue,
    End,
  };

  enum class Context : uint8_t { Flow, Block, BlockOrIndentless };

  struct TagHandle {
    std::string_view handle;
    std::string_view prefix;
  };

  void stream_start();
  void document_start(bool implicit);
  void document_content();
  void document_end();
  void block_sequence_entry(bool first);
  void indentless_sequence_entry();
  void block_mapping_key(bool first);
  void block_mapping_value();
  void flow_sequence_entry(bool first);
  void flow_sequence_entry_mapping_key();
  void flow_sequence_entry_mapping_value();
  void flow_sequence_entry_mapping_end();
  void flow_mapping_key(bool first);
  void flow_mapping_value(bool empty);

  void node(Context context);
  void read_properties();
  const char* full_tag(std::string_view handle, std::string_view suffix, YamlMark at);
  void collection_start(YamlEventType type, NodeStyle style, State state);
  void child(Context context, State after);
  void empty_scalar(YamlMark at, State after);
  void collection_end(YamlEventType type);
  void open_collection();
  void process_directives();
  void add_tag_handle(TagHandle handle, bool may_repeat, YamlMark at);
  void emit(YamlEventType type, YamlMark start);

  const YamlToken& peek() { return scanner_.peek(); }
  const YamlToken& skip_and_peek() {
    scanner_.skip();
    return scanner_.peek();
  }
  void pop_state() {
    state_ = states_.back();
    states_.pop_back();
  }

  YamlScanner& scanner_;
  YamlSyntaxErrors& errors_;
  YamlEvent event_;
  State state_ = State::StreamStart;
  std::vector<State> states_;    // to go back to, behind open collections
  std::vector<YamlMark> marks_;  // where open collections began
  std::vector<TagHandle> tag_handles_;
};

}  // namespace drydock
