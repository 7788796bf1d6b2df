#include "core/base_encoding.h"
#include "core/go_number.h"
#include "render/builtins/families.h"
#include "render/builtins/random.h"
#include "render/crypto/hash.h"
#include "render/crypto/password.h"

namespace drydock::render {
namespace {

constexpr size_t kBlock = 16;  // of AES
constexpr size_t kKeySize = 32;

std::string random_bytes(const CallArgs& args, size_t count) {
  RandomDraw draw(args);
  std::string out(count, '\0');
  for (char& byte : out) byte = static_cast<char>(draw.byte());
  return out;
}

/// Counts the work of a function that goes over a text.
std::string_view hashed_text(const CallArgs& args) {
  args.context().spend(args.text(0).size() / 64);
  return args.text(0);
}

Value sha1_sum(const CallArgs& args) { return args.string(encode_hex(sha1(hashed_text(args)))); }
Value sha256_sum(const CallArgs& args) {
  return args.string(encode_hex(sha256(hashed_text(args))));
}
Value sha512_sum(const CallArgs& args) {
  return args.string(encode_hex(sha512(hashed_text(args))));
}
Value adler32_sum(const CallArgs& args) {
  return args.string(format_go_uint(adler32(hashed_text(args))));
}

std::string bcrypt_text(const CallArgs& args, std::string_view password) {
  constexpr uint64_t kSteps = 700'000;
  args.context().spend(kSteps);
  try {
    return bcrypt(password, random_bytes(args, 16));
  } catch (const Error& error) {
    if (error.diagnostic().rule != "crypto") throw;
    return "failed to encrypt string with bcrypt: " + error.diagnostic().message;
  }
}

Value bcrypt_password(const CallArgs& args) { return args.string(bcrypt_text(args, args.text(0))); }

Value htpasswd(const CallArgs& args) {
  std::string name(args.text(0));
  if (name.find(':') != std::string::npos) return args.string("invalid username: " + name);
  return args.string(name + ":" + bcrypt_text(args, args.text(1)));
}

Value rand_bytes(const CallArgs& args) {
  int64_t count = args.integer(0);
  if (count < 0) args.fail("runtime error: makeslice: len out of range");
  args.context().check_size(static_cast<uint64_t>(count));
  args.context().spend(static_cast<uint64_t>(count));
  return args.string(encode_base64(random_bytes(args, static_cast<size_t>(count))));
}

Value uuid(const CallArgs& args) {
  std::string bytes = random_bytes(args, 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0F) | 0x40);  // version 4
  bytes[8] = static_cast<char>((bytes[8] & 0x3F) | 0x80);  // of RFC 4122
  std::string text = encode_hex(bytes);
  for (size_t dash : {20u, 16u, 12u, 8u}) text.insert(dash, 1, '-');
  return args.string(text);
}

Value derive_password_text(const CallArgs& args) {
  constexpr uint64_t kSteps = 2'000'000;
  PasswordRequest request{.counter = static_cast<uint32_t>(args[0].as_uint()),
                          .type = args.text(1),
                          .password = args.text(2),
                          .user = args.text(3),
                          .site = args.text(4)};
  if (!is_password_type(request.type)) {
    return args.string("cannot find password template " + std::string(request.type));
  }
  args.context().spend(kSteps);
  return args.string(derive_password(request));
}

/// A key of the right length: the password, cut or filled with zeros.
std::string aes_key(std::string_view password) {
  std::string key(password.substr(0, kKeySize));
  key.resize(kKeySize, '\0');
  return key;
}

Value encrypt_aes(const CallArgs& args) {
  std::string_view text = args.text(1);
  if (text.empty()) return Value::of_string("");
  size_t padding = kBlock - text.size() % kBlock;
  std::string padded(text);
  padded.append(padding, static_cast<char>(padding));
  std::string iv = random_bytes(args, kBlock);
  return args.string(encode_base64(iv + aes_cbc_encrypt(aes_key(args.text(0)), iv, padded)));
}

Value decrypt_aes(const CallArgs& args) {
  std::string_view text = args.text(1);
  if (text.empty()) return Value::of_string("");
  BaseDecoded decoded = decode_base64(text);
  if (!decoded.ok()) {
    args.fail("illegal base64 data at input byte " + std::to_string(*decoded.corrupt_at));
  }
  std::string_view bytes = decoded.bytes;
  if (bytes.size() < kBlock) {
    // The slice has room for what its text could have held at most.
    args.fail("runtime error: slice bounds out of range [:16] with capacity " +
              std::to_string(text.size() / 4 * 3));
  }
  std::string_view cipher = bytes.substr(kBlock);
  if (cipher.size() % kBlock != 0) args.fail("crypto/cipher: input not full blocks");
  if (cipher.empty()) args.fail("runtime error: index out of range [-1]");
  std::string plain = aes_cbc_decrypt(aes_key(args.text(0)), bytes.substr(0, kBlock), cipher);
  size_t padding = static_cast<unsigned char>(plain.back());
  if (padding > plain.size()) {
    args.fail("runtime error: slice bounds out of range [:-" +
              std::to_string(padding - plain.size()) + "]");
  }
  return args.string(std::string_view(plain).substr(0, plain.size() - padding));
}

constexpr Params kText = takes(Type::String);
constexpr Params kTwoTexts = takes(Type::String, Type::String);
constexpr Params kPassword =
    takes(Type::Uint32, Type::String, Type::String, Type::String, Type::String);

// clang-format off
constexpr Builtin kHashBuiltins[] = {
    {"sha1sum",        kText,            Type::String, sha1_sum,             "TEXT: the SHA-1 of TEXT, in hexadecimal"},
    {"sha256sum",      kText,            Type::String, sha256_sum,           "TEXT: the SHA-256 of TEXT, in hexadecimal"},
    {"sha512sum",      kText,            Type::String, sha512_sum,           "TEXT: the SHA-512 of TEXT, in hexadecimal"},
    {"adler32sum",     kText,            Type::String, adler32_sum,          "TEXT: the Adler-32 checksum of TEXT, a decimal number"},
    {"bcrypt",         kText,            Type::String, bcrypt_password,      "PASSWORD: its bcrypt hash, with a random salt"},
    {"htpasswd",       kTwoTexts,        Type::String, htpasswd,             "USER PASSWORD: a line of an htpasswd file, with a bcrypt hash"},
    {"randBytes",      takes(Type::Int), Type::String, rand_bytes,           "COUNT: that many random bytes, in base64"},
    {"uuidv4",         takes(),          Type::String, uuid,                 "a random UUID"},
    {"derivePassword", kPassword,        Type::String, derive_password_text, "COUNTER TYPE PASSWORD USER SITE: a password for SITE that follows from the others; TYPE is maximum, long, medium, short, basic or pin"},
    {"encryptAES",     kTwoTexts,        Type::String, encrypt_aes,          "PASSWORD TEXT: TEXT encrypted with AES-256 in CBC mode, in base64"},
    {"decryptAES",     kTwoTexts,        Type::String, decrypt_aes,          "PASSWORD TEXT: what `encryptAES` was given"},
};
// clang-format on

}  // namespace

std::span<const Builtin> hash_builtins() { return kHashBuiltins; }

}  // namespace drydock::render
