#include "core/pack.h"

#include <fmt/format.h>

#include "core/error.h"

namespace drydock {

void PackWriter::number(uint64_t value) {
  for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(0x80 | (value & 0x7F));
  bytes_ += static_cast<char>(value);
}

void PackWriter::text(std::string_view value) {
  number(value.size());
  bytes_ += value;
}

uint64_t PackReader::number() {
  uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    if (bytes_.empty()) damaged();
    auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return value;
  }
  damaged();
}

uint64_t PackReader::number_up_to(uint64_t most) {
  uint64_t value = number();
  if (value > most) damaged();
  return value;
}

std::string_view PackReader::text() {
  size_t size = count();
  if (size > bytes_.size()) damaged();
  std::string_view value = bytes_.substr(0, size);
  bytes_.remove_prefix(size);
  return value;
}

void PackReader::damaged() const {
  fail("index-invalid", fmt::format("{} is damaged or was cut off; write it again", name_));
}

}  // namespace drydock
