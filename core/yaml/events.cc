#include "core/yaml/events.h"

#include <algorithm>

namespace drydock {
namespace {

bool is_one_of(YamlTokenType type, std::initializer_list<YamlTokenType> types) {
  for (YamlTokenType t : types) {
    if (t == type) return true;
  }
  return false;
}

using Token = YamlTokenType;

}  // namespace

const YamlEvent& YamlEvents::next() {
  switch (state_) {
    case State::StreamStart:
      stream_start();
      break;
    case State::ImplicitDocumentStart:
      document_start(true);
      break;
    case State::DocumentStart:
      document_start(false);
      break;
    case State::DocumentContent:
      document_content();
      break;
    case State::DocumentEnd:
      document_end();
      break;
    case State::BlockNode:
      node(Context::Block);
      break;
    case State::BlockSequenceFirstEntry:
      block_sequence_entry(true);
      break;
    case State::BlockSequenceEntry:
      block_sequence_entry(false);
      break;
    case State::IndentlessSequenceEntry:
      indentless_sequence_entry();
      break;
    case State::BlockMappingFirstKey:
      block_mapping_key(true);
      break;
    case State::BlockMappingKey:
      block_mapping_key(false);
      break;
    case State::BlockMappingValue:
      block_mapping_value();
      break;
    case State::FlowSequenceFirstEntry:
      flow_sequence_entry(true);
      break;
    case State::FlowSequenceEntry:
      flow_sequence_entry(false);
      break;
    case State::FlowSequenceEntryMappingKey:
      flow_sequence_entry_mapping_key();
      break;
    case State::FlowSequenceEntryMappingValue:
      flow_sequence_entry_mapping_value();
      break;
    case State::FlowSequenceEntryMappingEnd:
      flow_sequence_entry_mapping_end();
      break;
    case State::FlowMappingFirstKey:
      flow_mapping_key(true);
      break;
    case State::FlowMappingKey:
      flow_mapping_key(false);
      break;
    case State::FlowMappingValue:
      flow_mapping_value(false);
      break;
    case State::FlowMappingEmptyValue:
      flow_mapping_value(true);
      break;
    case State::End:
      emit(YamlEventType::StreamEnd, {});
      break;
  }
  return event_;
}

void YamlEvents::emit(YamlEventType type, YamlMark start) {
  event_ = YamlEvent();
  event_.type = type;
  event_.start = start;
}

void YamlEvents::stream_start() {
  state_ = State::ImplicitDocumentStart;
  emit(YamlEventType::StreamStart, peek().start);
  scanner_.skip();
}

void YamlEvents::document_start(bool implicit) {
  if (!implicit) {
    while (peek().type == Token::DocumentEnd) scanner_.skip();
  }
  YamlMark start = peek().start;
  if (peek().type == Token::StreamEnd) {
    state_ = State::End;
    emit(YamlEventType::StreamEnd, start);
    return;
  }
  bool marked =
      is_one_of(peek().type, {Token::VersionDirective, Token::TagDirective, Token::DocumentStart});
  process_directives();
  states_.push_back(State::DocumentEnd);
  if (implicit && !marked) {
    state_ = State::BlockNode;
  } else {
    if (peek().type != Token::DocumentStart) {
      errors_.fail_parse(YamlProblem::NoDocumentStart, peek().start);
    }
    state_ = State::DocumentContent;
    scanner_.skip();
  }
  emit(YamlEventType::DocumentStart, start);
}

void YamlEvents::document_content() {
  const YamlToken& token = peek();
  if (is_one_of(token.type, {Token::VersionDirective, Token::TagDirective, Token::DocumentStart,
                             Token::DocumentEnd, Token::StreamEnd})) {
    YamlMark start = token.start;
    pop_state();
    empty_scalar(start, state_);
  } else {
    node(Context::Block);
  }
}

void YamlEvents::document_end() {
  YamlMark start = peek().start;
  if (peek().type == Token::DocumentEnd) scanner_.skip();
  tag_handles_.clear();
  state_ = State::DocumentStart;
  emit(YamlEventType::DocumentEnd, start);
}

void YamlEvents::process_directives() {
  bool versioned = false;
  while (is_one_of(peek().type, {Token::VersionDirective, Token::TagDirective})) {
    const YamlToken& token = peek();
    if (token.type == Token::TagDirective) {
      add_tag_handle({token.text, token.suffix}, false, token.start);
    } else {
      if (versioned) errors_.fail_parse(YamlProblem::SecondVersion, token.start);
      if (token.suffix != "\x01\x01") errors_.fail_parse(YamlProblem::WrongVersion, token.start);
      versioned = true;
    }
    scanner_.skip();
  }
  add_tag_handle({"!", "!"}, true, {});
  add_tag_handle({"!!", "tag:yaml.org,2002:"}, true, {});
}

void YamlEvents::add_tag_handle(TagHandle handle, bool may_repeat, YamlMark at) {
  for (const TagHandle& known : tag_handles_) {
    if (known.handle != handle.handle) continue;
    if (may_repeat) return;
    errors_.fail_parse(YamlProblem::SecondTagHandle, at);
  }
  tag_handles_.push_back(handle);
}

/// Reads a tag and an anchor, in any order, into the event, which begins where they begin.
void YamlEvents::read_properties() {
  std::string_view handle;
  std::string_view suffix;
  YamlMark tag_mark;
  bool tagged = false;
  while (true) {
    const YamlToken& token = peek();
    if (token.type == Token::Anchor && event_.anchor.empty()) {
      event_.anchor = token.text;
    } else if (token.type == Token::Tag && !tagged) {
      tagged = true;
      handle = token.text;
      suffix = token.suffix;
      tag_mark = token.start;
    } else {
      break;
    }
    scanner_.skip();
  }
  if (tagged) event_.tag = full_tag(handle, suffix, tag_mark);
}

const char* YamlEvents::full_tag(std::string_view handle, std::string_view suffix, YamlMark at) {
  std::string_view prefix;
  if (!handle.empty()) {
    auto known = std::ranges::find(tag_handles_, handle, &TagHandle::handle);
    if (known == tag_handles_.end()) {
      errors_.fail_parse(YamlProblem::UndefinedTagHandle, at, &event_.start);
    }
    prefix = known->prefix;
  }
  char* tag = scanner_.arena().array<char>(prefix.size() + suffix.size() + 1);
  char* end = std::copy(prefix.begin(), prefix.end(), tag);
  end = std::copy(suffix.begin(), suffix.end(), end);
  *end = '\0';
  return tag;
}

void YamlEvents::node(Context context) {
  const YamlToken& first = peek();
  emit(YamlEventType::Scalar, first.start);
  if (first.type == Token::Alias) {
    event_.type = YamlEventType::Alias;
    event_.anchor = first.text;
    event_.length = static_cast<uint32_t>(first.text.size() + 1);
    pop_state();
    return scanner_.skip();
  }
  if (first.type == Token::Anchor || first.type == Token::Tag) read_properties();
  const YamlToken& token = peek();
  bool block = context != Context::Flow;
  switch (token.type) {
    case Token::Scalar:
      event_.style = token.style;
      event_.text = token.text;
      event_.length = token.length;
      pop_state();
      return scanner_.skip();
    case Token::FlowSequenceStart:
      return collection_start(YamlEventType::SequenceStart, NodeStyle::Flow,
                              State::FlowSequenceFirstEntry);
    case Token::FlowMappingStart:
      return collection_start(YamlEventType::MappingStart, NodeStyle::Flow,
                              State::FlowMappingFirstKey);
    case Token::BlockEntry:
      if (context != Context::BlockOrIndentless) break;
      return collection_start(YamlEventType::SequenceStart, NodeStyle::Block,
                              State::IndentlessSequenceEntry);
    case Token::BlockSequenceStart:
      if (!block) break;
      return collection_start(YamlEventType::SequenceStart, NodeStyle::Block,
                              State::BlockSequenceFirstEntry);
    case Token::BlockMappingStart:
      if (!block) break;
      return collection_start(YamlEventType::MappingStart, NodeStyle::Block,
                              State::BlockMappingFirstKey);
    default:
      break;
  }
  // Properties without content make an empty scalar.
  if (event_.anchor.empty() && !event_.tag) {
    errors_.fail_parse(YamlProblem::NoContent, token.start, &event_.start);
  }
  pop_state();
}

void YamlEvents::collection_start(YamlEventType type, NodeStyle style, State state) {
  event_.type = type;
  event_.style = style;
  state_ = state;
}

/// A child node, after which the parser is in state `after`.
void YamlEvents::child(Context context, State after) {
  states_.push_back(after);
  node(context);
}

void YamlEvents::empty_scalar(YamlMark at, State after) {
  state_ = after;
  emit(YamlEventType::Scalar, at);
}

void YamlEvents::open_collection() {
  marks_.push_back(peek().start);
  scanner_.skip();
}

void YamlEvents::collection_end(YamlEventType type) {
  pop_state();
  marks_.pop_back();
  emit(type, peek().start);
  scanner_.skip();
}

void YamlEvents::block_sequence_entry(bool first) {
  if (first) open_collection();
  const YamlToken& token = peek();
  if (token.type == Token::BlockEntry) {
    YamlMark end = token.end();
    Token next = skip_and_peek().type;
    if (is_one_of(next, {Token::BlockEntry, Token::BlockEnd})) {
      return empty_scalar(end, State::BlockSequenceEntry);
    }
    return child(Context::Block, State::BlockSequenceEntry);
  }
  if (token.type != Token::BlockEnd) {
    errors_.fail_parse(YamlProblem::NoDash, token.start, &marks_.back());
  }
  collection_end(YamlEventType::SequenceEnd);
}

void YamlEvents::indentless_sequence_entry() {
  const YamlToken& token = peek();
  if (token.type != Token::BlockEntry) {
    pop_state();
    return emit(YamlEventType::SequenceEnd, token.start);
  }
  YamlMark end = token.end();
  Token next = skip_and_peek().type;
  if (is_one_of(next, {Token::BlockEntry, Token::Key, Token::Value, Token::BlockEnd})) {
    return empty_scalar(end, State::IndentlessSequenceEntry);
  }
  child(Context::Block, State::IndentlessSequenceEntry);
}

void YamlEvents::block_mapping_key(bool first) {
  if (first) open_collection();
  const YamlToken& token = peek();
  if (token.type == Token::Key) {
    YamlMark end = token.end();
    Token next = skip_and_peek().type;
    if (is_one_of(next, {Token::Key, Token::Value, Token::BlockEnd})) {
      return empty_scalar(end, State::BlockMappingValue);
    }
    return child(Context::BlockOrIndentless, State::BlockMappingValue);
  }
  if (token.type != Token::BlockEnd) {
    errors_.fail_parse(YamlProblem::NoKey, token.start, &marks_.back());
  }
  collection_end(YamlEventType::MappingEnd);
}

void YamlEvents::block_mapping_value() {
  const YamlToken& token = peek();
  if (token.type != Token::Value) return empty_scalar(token.start, State::BlockMappingKey);
  YamlMark end = token.end();
  Token next = skip_and_peek().type;
  if (is_one_of(next, {Token::Key, Token::Value, Token::BlockEnd})) {
    return empty_scalar(end, State::BlockMappingKey);
  }
  child(Context::BlockOrIndentless, State::BlockMappingKey);
}

void YamlEvents::flow_sequence_entry(bool first) {
  if (first) open_collection();
  if (peek().type != Token::FlowSequenceEnd) {
    if (!first) {
      if (peek().type != Token::FlowEntry) {
        errors_.fail_parse(YamlProblem::FlowSequenceNotClosed, peek().start, &marks_.back());
      }
      scanner_.skip();
    }
    const YamlToken& token = peek();
    if (token.type == Token::Key) {
      state_ = State::FlowSequenceEntryMappingKey;
      emit(YamlEventType::MappingStart, token.start);
      event_.style = NodeStyle::Flow;
      return scanner_.skip();
    }
    if (token.type != Token::FlowSequenceEnd) {
      return child(Context::Flow, State::FlowSequenceEntry);
    }
  }
  collection_end(YamlEventType::SequenceEnd);
}

void YamlEvents::flow_sequence_entry_mapping_key() {
  const YamlToken& token = peek();
  if (is_one_of(token.type, {Token::Value, Token::FlowEntry, Token::FlowSequenceEnd})) {
    // libyaml and its ports lose the token behind an empty key here.
    YamlMark end = token.end();
    scanner_.skip();
    return empty_scalar(end, State::FlowSequenceEntryMappingValue);
  }
  child(Context::Flow, State::FlowSequenceEntryMappingValue);
}

void YamlEvents::flow_sequence_entry_mapping_value() {
  YamlMark start = peek().start;
  if (peek().type == Token::Value) {
    Token next = skip_and_peek().type;
    if (!is_one_of(next, {Token::FlowEntry, Token::FlowSequenceEnd})) {
      return child(Context::Flow, State::FlowSequenceEntryMappingEnd);
    }
  }
  empty_scalar(start, State::FlowSequenceEntryMappingEnd);
}

void YamlEvents::flow_sequence_entry_mapping_end() {
  state_ = State::FlowSequenceEntry;
  emit(YamlEventType::MappingEnd, peek().start);
}

void YamlEvents::flow_mapping_key(bool first) {
  if (first) open_collection();
  if (peek().type != Token::FlowMappingEnd) {
    if (!first) {
      if (peek().type != Token::FlowEntry) {
        errors_.fail_parse(YamlProblem::FlowMappingNotClosed, peek().start, &marks_.back());
      }
      scanner_.skip();
    }
    if (peek().type == Token::Key) {
      const YamlToken& next = skip_and_peek();
      if (is_one_of(next.type, {Token::Value, Token::FlowEntry, Token::FlowMappingEnd})) {
        return empty_scalar(next.start, State::FlowMappingValue);
      }
      return child(Context::Flow, State::FlowMappingValue);
    }
    if (peek().type != Token::FlowMappingEnd) {
      return child(Context::Flow, State::FlowMappingEmptyValue);
    }
  }
  collection_end(YamlEventType::MappingEnd);
}

void YamlEvents::flow_mapping_value(bool empty) {
  YamlMark start = peek().start;
  if (!empty && peek().type == Token::Value) {
    const YamlToken& next = skip_and_peek();
    if (!is_one_of(next.type, {Token::FlowEntry, Token::FlowMappingEnd})) {
      return child(Context::Flow, State::FlowMappingKey);
    }
    start = next.start;
  }
  empty_scalar(start, State::FlowMappingKey);
}

}  // namespace drydock
