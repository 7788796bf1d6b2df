#include <openssl/ec.h>
#include <openssl/obj_mac.h>

#include "render/crypto/der.h"
#include "render/crypto/prime.h"
#include "render/crypto/private_key.h"

// OpenSSL's own generators draw from a source that cannot be seeded without changing that of the
// whole process, so keys are put together here from its arithmetic.

namespace drydock::render {
namespace {

constexpr std::string_view kOidP256 = "\x2a\x86\x48\xce\x3d\x03\x01\x07";

void require(int ok) { require_crypto(ok != 0); }

/// A random number of exactly that many bits, a multiple of 8.
BnPtr random_bits(int bits, const RandomBytes& random) {
  BnPtr number = new_number(random(static_cast<size_t>(bits / 8)));
  require(BN_set_bit(number.get(), bits - 1));
  return number;
}

/// A prime p with that many bits, the first two of which are set, such that e has no factor in
/// common with p - 1.
BnPtr random_rsa_prime(int bits, BN_ULONG e, const RandomBytes& random, BN_CTX* context) {
  while (true) {
    BnPtr first = random_bits(bits, random);
    require(BN_set_bit(first.get(), bits - 2));
    require(BN_set_bit(first.get(), 0));
    if (BnPtr prime = next_rsa_prime(first.get(), bits, e, context)) return prime;
  }
}

std::string der_number(const BIGNUM* number) { return der_integer(number_bytes(number)); }

BnPtr minus_one(const BIGNUM* number) {
  BnPtr out(BN_dup(number));
  require_crypto(out != nullptr);
  require(BN_sub_word(out.get(), 1));
  return out;
}

/// x^-1 modulo m.
BnPtr inverse(const BIGNUM* x, const BIGNUM* m, BN_CTX* context) {
  BnPtr out = new_number();
  require_crypto(BN_mod_inverse(out.get(), x, m, context) != nullptr);
  return out;
}

BnPtr remainder(const BIGNUM* x, const BIGNUM* m, BN_CTX* context) {
  BnPtr out = new_number();
  require(BN_mod(out.get(), x, m, context));
  return out;
}

BnPtr product(const BIGNUM* x, const BIGNUM* y, BN_CTX* context) {
  BnPtr out = new_number();
  require(BN_mul(out.get(), x, y, context));
  return out;
}

BnPtr least_common_multiple(const BIGNUM* x, const BIGNUM* y, BN_CTX* context) {
  BnPtr gcd = new_number();
  require(BN_gcd(gcd.get(), x, y, context));
  BnPtr out = product(x, y, context);
  require(BN_div(out.get(), nullptr, out.get(), gcd.get(), context));
  return out;
}

BnPtr power(const BIGNUM* base, const BIGNUM* exponent, const BIGNUM* m, BN_CTX* context) {
  BnPtr out = new_number();
  require(BN_mod_exp(out.get(), base, exponent, m, context));
  return out;
}

/// A prime of that many bits that is 1 modulo q.
BnPtr random_dsa_prime(int bits, const BIGNUM* q, const RandomBytes& random, BN_CTX* context) {
  BnPtr twice_q = new_number();
  require(BN_lshift1(twice_q.get(), q));
  while (true) {
    BnPtr p = random_bits(bits, random);
    BnPtr over = remainder(p.get(), twice_q.get(), context);
    require(BN_sub(p.get(), p.get(), over.get()));
    require(BN_add_word(p.get(), 1));
    if (BN_num_bits(p.get()) == bits && is_prime(p.get(), context)) return p;
  }
}

}  // namespace

BnPtr random_below(const BIGNUM* bound, const RandomBytes& random) {
  int bits = BN_num_bits(bound);
  auto bytes = static_cast<size_t>((bits + 7) / 8);
  while (true) {
    BnPtr number = new_number(random(bytes));
    if (BN_num_bits(number.get()) > bits) require(BN_mask_bits(number.get(), bits));
    if (!BN_is_zero(number.get()) && BN_cmp(number.get(), bound) < 0) return number;
  }
}

std::string make_rsa_key_der(int bits, const RandomBytes& random) {
  constexpr BN_ULONG kE = 65537;
  BnContextPtr context = new_number_context();
  BnPtr p = random_rsa_prime(bits / 2, kE, random, context.get());
  BnPtr q = random_rsa_prime(bits / 2, kE, random, context.get());
  while (BN_cmp(p.get(), q.get()) == 0) q = random_rsa_prime(bits / 2, kE, random, context.get());
  BnPtr e = new_number();
  require(BN_set_word(e.get(), kE));
  BnPtr n = product(p.get(), q.get(), context.get());
  BnPtr p1 = minus_one(p.get());
  BnPtr q1 = minus_one(q.get());
  BnPtr order = least_common_multiple(p1.get(), q1.get(), context.get());
  BnPtr d = inverse(e.get(), order.get(), context.get());
  BnPtr dp = remainder(d.get(), p1.get(), context.get());
  BnPtr dq = remainder(d.get(), q1.get(), context.get());
  BnPtr q_inverse = inverse(q.get(), p.get(), context.get());
  return der_sequence({der_small_integer(0), der_number(n.get()), der_number(e.get()),
                       der_number(d.get()), der_number(p.get()), der_number(q.get()),
                       der_number(dp.get()), der_number(dq.get()), der_number(q_inverse.get())});
}

std::string make_dsa_key_der(const RandomBytes& random) {
  BnContextPtr context = new_number_context();
  BnPtr q = random_bits(256, random);
  while (!BN_is_odd(q.get()) || !is_prime(q.get(), context.get())) q = random_bits(256, random);
  BnPtr p = random_dsa_prime(2048, q.get(), random, context.get());
  BnPtr exponent = minus_one(p.get());
  require(BN_div(exponent.get(), nullptr, exponent.get(), q.get(), context.get()));
  BnPtr h = new_number();
  BnPtr g = new_number();
  require(BN_set_word(h.get(), 1));
  do {
    require(BN_add_word(h.get(), 1));
    g = power(h.get(), exponent.get(), p.get(), context.get());
  } while (BN_is_one(g.get()));
  BnPtr x = random_below(q.get(), random);
  BnPtr y = power(g.get(), x.get(), p.get(), context.get());
  return der_sequence({der_small_integer(0), der_number(p.get()), der_number(q.get()),
                       der_number(g.get()), der_number(y.get()), der_number(x.get())});
}

std::string make_ec_key_der(const RandomBytes& random) {
  using Group = std::unique_ptr<EC_GROUP, FreeWith<EC_GROUP_free>>;
  using Point = std::unique_ptr<EC_POINT, FreeWith<EC_POINT_free>>;
  BnContextPtr context = new_number_context();
  Group group(EC_GROUP_new_by_curve_name_ex(crypto_library(), nullptr, NID_X9_62_prime256v1));
  require_crypto(group != nullptr);
  BnPtr d = random_below(EC_GROUP_get0_order(group.get()), random);
  Point point(EC_POINT_new(group.get()));
  require_crypto(point != nullptr);
  require(EC_POINT_mul(group.get(), point.get(), d.get(), nullptr, nullptr, context.get()));
  std::string bits(65, '\0');
  require_crypto(EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                                    bytes_of(bits), bits.size(), context.get()) == bits.size());
  return der_sequence({der_small_integer(1), der_octets(number_bytes(d.get(), 32)),
                       der_explicit(0, der_oid(kOidP256)), der_explicit(1, der_bits(bits))});
}

std::string make_ed25519_key_der(const RandomBytes& random) {
  return der_sequence({der_small_integer(0), der_sequence({der_oid(kOidEd25519)}),
                       der_octets(der_octets(random(32)))});
}

}  // namespace drydock::render
