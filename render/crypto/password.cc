#include "render/crypto/password.h"

#include <array>

#include "render/crypto/hash.h"

namespace drydock::render {
namespace {

constexpr std::string_view kScope = "com.lyndir.masterpassword";

/// The shapes of one type, blanks between them. Each letter stands for a set of characters.
struct PasswordType {
  std::string_view name;
  std::string_view shapes;
};
constexpr PasswordType kTypes[] = {
    {"maximum", "anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno"},
    {"long",
     "CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno "
     "CvcvnoCvccCvcv CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno "
     "CvccnoCvccCvcv CvccCvccnoCvcv CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno "
     "CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno"},
    {"medium", "CvcnoCvc CvcCvcno"},
    {"short", "Cvcn"},
    {"basic", "aaanaaan aannaaan aaannaaa"},
    {"pin", "nnnn"},
};

constexpr std::string_view characters_of(char letter) {
  switch (letter) {
    case 'V':
      return "AEIOU";
    case 'C':
      return "BCDFGHJKLMNPQRSTVWXYZ";
    case 'v':
      return "aeiou";
    case 'c':
      return "bcdfghjklmnpqrstvwxyz";
    case 'a':
      return "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    case 'n':
      return "0123456789";
    case 'o':
      return "@&%?,=[]_:-+*$#!'^~;()/.";
    default:
      return "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()";
  }
}

void append_number(std::string& out, uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xFF);
}

std::string scoped(std::string_view name) {
  std::string out(kScope);
  append_number(out, static_cast<uint32_t>(name.size()));
  return out += name;
}

std::string_view find_shapes(std::string_view type) {
  for (const PasswordType& each : kTypes) {
    if (each.name == type) return each.shapes;
  }
  return {};
}

/// All shapes of a type are equally long.
std::string_view pick_shape(std::string_view shapes, unsigned char number) {
  size_t size = std::min(shapes.find(' '), shapes.size());
  size_t count = (shapes.size() + 1) / (size + 1);
  return shapes.substr(number % count * (size + 1), size);
}

}  // namespace

bool is_password_type(std::string_view type) { return !find_shapes(type).empty(); }

std::string derive_password(const PasswordRequest& request) {
  std::string key = scrypt(request.password, scoped(request.user));
  std::string message = scoped(request.site);
  append_number(message, request.counter);
  std::string seed = hmac_sha256(key, message);
  auto seed_byte = [&](size_t i) { return static_cast<unsigned char>(seed[i]); };
  std::string out;
  for (char letter : pick_shape(find_shapes(request.type), seed_byte(0))) {
    std::string_view characters = characters_of(letter);
    out += characters[seed_byte(out.size() + 1) % characters.size()];
  }
  return out;
}

}  // namespace drydock::render
