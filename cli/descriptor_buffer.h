#pragma once

#include <array>
#include <streambuf>

namespace drydock::cli {

/// Reads or writes a file descriptor, which stays open. What the system refuses ends the stream:
/// its state is bad. The library's own streams would make buffers for wide characters as well,
/// which is noticed in runs of a millisecond.
class DescriptorBuffer : public std::streambuf {
 public:
  explicit DescriptorBuffer(int descriptor) : descriptor_(descriptor) {}

 protected:
  int_type underflow() override;
  int_type overflow(int_type letter) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override;

 private:
  bool write_all(const char* text, size_t size);

  static constexpr size_t kSize = 8 << 10;
  int descriptor_;
  std::array<char, kSize> buffer_;
};

}  // namespace drydock::cli
