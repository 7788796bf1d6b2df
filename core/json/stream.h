#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace drydock {

/// Writes one JSON text, member by member, indented by two spaces. Text that is no UTF-8 gets
/// U+FFFD.
class JsonStream {
 public:
  JsonStream& begin_object() { return begin('{'); }
  JsonStream& end_object() { return end('}'); }
  JsonStream& begin_array() { return begin('['); }
  JsonStream& end_array() { return end(']'); }
  /// The name of the next value, within an object.
  JsonStream& key(std::string_view name);
  JsonStream& text(std::string_view value);
  JsonStream& number(int64_t value);
  JsonStream& boolean(bool value);
  JsonStream& null();
  /// A value that is JSON already, on one line.
  JsonStream& json(std::string_view value);

  /// The text, with a line break at its end.
  std::string take();

 private:
  JsonStream& begin(char bracket);
  JsonStream& end(char bracket);
  void separate();
  void quote(std::string_view text);

  struct Level {
    bool empty = true;
  };
  std::string out_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace drydock
