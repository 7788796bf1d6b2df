#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace drydock {

/// Writes bytes that only a program of the same version reads: numbers in groups of seven bits,
/// texts behind their length.
class PackWriter {
 public:
  void number(uint64_t value);
  void text(std::string_view value);
  void flag(bool value) { number(value ? 1 : 0); }
  void append(const PackWriter& other) { bytes_ += other.bytes_; }

  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads them. Everything throws Error with rule `index-invalid` for bytes that are damaged.
class PackReader {
 public:
  /// `name` is what messages call the bytes.
  PackReader(std::string_view bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  uint64_t number();
  /// A number that is not larger than `most`.
  uint64_t number_up_to(uint64_t most);
  /// Of things that take at least one byte each.
  size_t count() { return static_cast<size_t>(number_up_to(bytes_.size())); }
  /// A view of the bytes.
  std::string_view text();
  bool flag() { return number_up_to(1) == 1; }
  bool at_end() const { return bytes_.empty(); }
  [[noreturn]] void damaged() const;

 private:
  std::string_view bytes_;
  std::string_view name_;
};

}  // namespace drydock
