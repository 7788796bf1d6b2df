#include "cli/descriptor_buffer.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace drydock::cli {

DescriptorBuffer::int_type DescriptorBuffer::underflow() {
  ssize_t size;
  do {
    size = read(descriptor_, buffer_.data(), buffer_.size());
  } while (size < 0 && errno == EINTR);
  if (size <= 0) return traits_type::eof();
  setg(buffer_.data(), buffer_.data(), buffer_.data() + size);
  return traits_type::to_int_type(*gptr());
}

DescriptorBuffer::int_type DescriptorBuffer::overflow(int_type letter) {
  if (sync() != 0) return traits_type::eof();
  setp(buffer_.data(), buffer_.data() + buffer_.size());
  if (!traits_type::eq_int_type(letter, traits_type::eof())) {
    *pptr() = traits_type::to_char_type(letter);
    pbump(1);
  }
  return traits_type::not_eof(letter);
}

std::streamsize DescriptorBuffer::xsputn(const char* text, std::streamsize size) {
  size_t length = static_cast<size_t>(size);
  if (length <= static_cast<size_t>(epptr() - pptr())) {
    if (length > 0) std::memcpy(pptr(), text, length);
    pbump(static_cast<int>(length));
    return size;
  }
  if (length < buffer_.size()) {
    if (traits_type::eq_int_type(overflow(traits_type::eof()), traits_type::eof())) return 0;
    return xsputn(text, size);
  }
  return sync() == 0 && write_all(text, length) ? size : 0;
}

int DescriptorBuffer::sync() {
  size_t size = static_cast<size_t>(pptr() - pbase());
  bool is_written = size == 0 || write_all(pbase(), size);
  setp(pbase(), epptr());  // what could not be written is not tried again
  return is_written ? 0 : -1;
}

bool DescriptorBuffer::write_all(const char* text, size_t size) {
  while (size > 0) {
    ssize_t written = write(descriptor_, text, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

}  // namespace drydock::cli
