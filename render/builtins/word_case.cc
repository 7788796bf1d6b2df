#include "render/builtins/word_case.h"

#include "core/unicode.h"

namespace drydock::render {
namespace {

enum class WordKind { None, Number, Capitals, Letters, Connector, Punctuation, Other };

struct Word {
  WordKind kind = WordKind::None;
  std::string_view text;

  bool separates() const { return kind == WordKind::Connector || kind == WordKind::Punctuation; }
  bool joins_number() const { return kind == WordKind::Letters || kind == WordKind::Number; }
};

bool is_connector(char32_t rune) { return rune == '-' || rune == '_' || is_space(rune); }

/// Letters that are written in words: Chinese characters are not.
bool is_alphabet(char32_t rune) {
  if (!is_letter(rune)) return false;
  return !((rune >= 0x4E00 && rune <= 0x9FCC) || (rune >= 0x3400 && rune <= 0x4D85) ||
           (rune >= 0x20000 && rune <= 0x2B81D));
}

bool continues_letters(char32_t rune) { return is_alphabet(rune) && !is_upper(rune); }

bool continues_other(char32_t rune) {
  return !is_connector(rune) && !is_alphabet(rune) && !is_number(rune) && !is_punctuation(rune);
}

/// Reads words off a text. Invalid bytes count to the character after them, those at the end to the
/// one before.
class WordReader {
 public:
  explicit WordReader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  Word next() {
    std::string_view start = rest_;
    if (start.empty()) return {};
    Rune first = peek(kRuneError);
    take(first);
    WordKind kind = read(first.rune);
    return {kind, start.substr(0, start.size() - rest_.size())};
  }

 private:
  struct Rune {
    char32_t rune;
    size_t size;
  };

  Rune peek(char32_t otherwise) const {
    size_t size = 0;
    while (size < rest_.size()) {
      DecodedRune next = decode_rune(rest_.substr(size));
      size += static_cast<size_t>(next.size);
      if (next.rune != kRuneError) return {next.rune, size};
    }
    return {otherwise, size};
  }

  void take(Rune rune) { rest_.remove_prefix(rune.size); }

  WordKind read(char32_t first) {
    if (first == kRuneError) return WordKind::None;
    if (is_connector(first)) return read_while(first, is_connector, WordKind::Connector);
    if (is_punctuation(first)) return read_while(first, is_punctuation, WordKind::Punctuation);
    if (is_upper(first)) return read_capitals(first);
    if (is_alphabet(first)) return read_while(first, continues_letters, WordKind::Letters);
    if (is_number(first)) return read_while(first, is_number, WordKind::Number);
    return read_while(first, continues_other, WordKind::Other);
  }

  WordKind read_while(char32_t last, bool (*continues)(char32_t), WordKind kind) {
    while (!rest_.empty()) {
      Rune next = peek(last);
      last = next.rune;
      if (!continues(next.rune)) break;
      take(next);
    }
    return kind;
  }

  /// "HTTP", or "Http", or the "HTTP" of "HTTPStatus".
  WordKind read_capitals(char32_t first) {
    if (rest_.empty()) return WordKind::Capitals;
    Rune next = peek(first);
    if (continues_letters(next.rune)) {
      read_while(first, continues_letters, WordKind::Letters);
      return WordKind::Capitals;
    }
    std::string_view before_last = rest_;
    while (is_upper(next.rune)) {
      before_last = rest_;
      take(next);
      if (rest_.empty()) return WordKind::Capitals;
      next = peek(next.rune);
    }
    if (is_alphabet(next.rune)) rest_ = before_last;
    return WordKind::Capitals;
  }

  std::string_view rest_;
};

class WordJoiner {
 public:
  WordJoiner(std::string_view text, char connector) : reader_(text), connector_(connector) {}

  std::string join() {
    word_ = reader_.next();
    while (!reader_.at_end()) {
      Word previous = word_;
      if (previous.kind != WordKind::Connector) write(previous);
      word_ = reader_.next();
      if (previous.kind == WordKind::Number) {
        finish_number();
      } else if (previous.kind == WordKind::Connector) {
        write(previous);
      } else if (previous.kind != WordKind::Punctuation) {
        separate();
      }
    }
    write(word_);
    return std::move(out_);
  }

 private:
  void write(const Word& word) {
    if (word.kind != WordKind::Capitals && word.kind != WordKind::Connector) {
      out_ += word.text;
      return;
    }
    for (std::string_view rest = word.text; !rest.empty();) {
      DecodedRune next = decode_rune(rest);
      rest.remove_prefix(next.size);
      if (is_connector(next.rune)) {
        out_ += connector_;
      } else {
        append_rune(out_, is_upper(next.rune) ? to_lower(next.rune) : next.rune);
      }
    }
  }

  /// Letters right after a number belong to it: "20x".
  void finish_number() {
    while (word_.joins_number()) {
      write(word_);
      word_ = reader_.next();
    }
    if (word_.kind != WordKind::None && !word_.separates()) out_ += connector_;
  }

  /// Between a word and what follows. A number goes with the word before it, unless small letters
  /// follow: "bld4_floor", but "http_2xx".
  void separate() {
    if (word_.kind != WordKind::Number) {
      if (!word_.separates()) out_ += connector_;
      return;
    }
    if (reader_.at_end()) return;
    Word number = word_;
    word_ = reader_.next();
    if (word_.kind == WordKind::Letters) {
      out_ += connector_;
      write(number);
      finish_number();
      return;
    }
    write(number);
    if (!word_.separates()) out_ += connector_;
  }

  WordReader reader_;
  char connector_;
  Word word_;
  std::string out_;
};

}  // namespace

std::string join_words(std::string_view text, char connector) {
  return WordJoiner(text, connector).join();
}

std::string pascal_case(std::string_view text) {
  std::string out;
  char32_t held = 0;
  auto take = [&] {
    DecodedRune next = decode_rune(text);
    text.remove_prefix(next.size);
    return next.rune;
  };
  if (text.empty()) return out;
  // Connectors at the start stay. If there is nothing else, the last one is doubled.
  while (!text.empty() && is_connector(held = take())) append_rune(out, held);
  bool in_capitals = is_upper(held);
  held = to_upper(held);
  while (!text.empty()) {
    char32_t next = take();
    if (is_connector(held) && is_connector(next)) {
      append_rune(out, held);
    } else if (is_connector(held)) {
      in_capitals = is_upper(next);
      next = to_upper(next);
    } else {
      append_rune(out, held);
      in_capitals = in_capitals && is_upper(next);
      if (in_capitals) next = to_lower(next);
    }
    held = next;
  }
  append_rune(out, held);
  return out;
}

}  // namespace drydock::render
