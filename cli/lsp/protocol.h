#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/source.h"
#include "core/value.h"

namespace drydock::cli::lsp {

/// A place as the protocol counts it: from 0, columns in UTF-16.
struct Position {
  int line = 0;
  int character = 0;
  bool operator==(const Position&) const = default;
};

struct Range {
  Position begin, end;
};

/// Messages on two descriptors, with their headers.
class Channel {
 public:
  Channel(int in, int out) : in_(in), out_(out) {}

  int descriptor() const { return in_; }
  /// Reads what has arrived; false at the end.
  bool receive();
  /// The next whole message; nothing when more has to arrive first.
  std::optional<std::string> next();
  void send(std::string_view json) const;

 private:
  int in_, out_;
  std::string buffer_;
};

/// The member of an object at the end of a path of names; nil when something is missing.
Value member(const Value& object, std::initializer_list<std::string_view> path);
std::string_view text_of(const Value& object, std::initializer_list<std::string_view> path);
Position position_of(const Value& position);

/// "file:///a%20b" as a path; empty for other schemes.
std::string path_of_uri(std::string_view uri);
std::string uri_of_path(std::string_view path);

/// Texts with their lines, and columns of code points as columns of UTF-16.
class Positions {
 public:
  explicit Positions(std::string_view text) : text_(text), index_(text) {}

  /// Lines and columns from 1, columns in code points.
  Position of(int line, int column) const;
  Position of_offset(size_t offset) const;
  /// What `where` underlines.
  Range range(const SourcePos& where) const;
  /// The column in code points, from 1, of a place of the protocol.
  int column(const Position& position) const;
  /// Byte of the line at a place of the protocol.
  size_t byte_in_line(const Position& position) const;
  std::string_view line(int number) const { return index_.line(number); }
  int lines() const { return index_.line_count(); }

 private:
  std::string_view text_;
  LineIndex index_;
};

}  // namespace drydock::cli::lsp
