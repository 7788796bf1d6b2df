#pragma once

#include <string_view>

#include "render/builtins/builtin.h"

namespace drydock::render {

/// Random bytes for one call, drawn from the render's source a block at a time.
class RandomDraw {
 public:
  explicit RandomDraw(const CallArgs& args)
      : context_(args.context()), site_(context_.call_site()) {}

  uint8_t byte();
  /// A number from 0 up to but without `bound`, each as likely as the others.
  uint64_t below(uint64_t bound);

 private:
  Context& context_;
  std::string site_;
  std::array<uint8_t, 64> block_;
  size_t next_ = block_.size();
};

}  // namespace drydock::render
