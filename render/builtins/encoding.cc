#include "core/base_encoding.h"
#include "render/builtins/families.h"

namespace drydock::render {
namespace {

Value b64enc(const CallArgs& args) { return args.string(encode_base64(args.text(0))); }
Value b32enc(const CallArgs& args) { return args.string(encode_base32(args.text(0))); }

/// A text that is no such encoding gives Go's error as the result.
Value decoded(const CallArgs& args, const BaseDecoded& data, std::string_view encoding) {
  if (data.ok()) return args.string(data.bytes);
  return args.string("illegal " + std::string(encoding) + " data at input byte " +
                     std::to_string(*data.corrupt_at));
}

Value b64dec(const CallArgs& args) { return decoded(args, decode_base64(args.text(0)), "base64"); }
Value b32dec(const CallArgs& args) { return decoded(args, decode_base32(args.text(0)), "base32"); }

using enum Type;

// clang-format off
constexpr Builtin kEncodingBuiltins[] = {
    {"b64enc", takes(String), String, b64enc, "TEXT: TEXT in base64"},
    {"b64dec", takes(String), String, b64dec, "TEXT: what TEXT is the base64 of, or an error text"},
    {"b32enc", takes(String), String, b32enc, "TEXT: TEXT in base32"},
    {"b32dec", takes(String), String, b32dec, "TEXT: what TEXT is the base32 of, or an error text"},
};
// clang-format on

}  // namespace

std::span<const Builtin> encoding_builtins() { return kEncodingBuiltins; }

}  // namespace drydock::render
