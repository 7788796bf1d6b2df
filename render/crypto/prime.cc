#include "render/crypto/prime.h"

#include <array>
#include <vector>

// BN_check_prime takes 64 rounds for a prime of 1,024 bits, where FIPS 186-5 asks for five, and
// divides each of many numbers in a row anew.

namespace drydock::render {
namespace {

constexpr uint32_t kSmall = 1 << 16;  // candidates are divided by primes up to here
constexpr uint32_t kSteps = 1 << 12;  // then another beginning is drawn: wide gaps are not favoured

using MontgomeryPtr = std::unique_ptr<BN_MONT_CTX, FreeWith<BN_MONT_CTX_free>>;

void require(int ok) { require_crypto(ok != 0); }

/// The odd primes below kSmall.
std::vector<uint32_t> make_small_primes() {
  std::vector<bool> composite(kSmall);
  std::vector<uint32_t> primes;
  for (uint32_t n = 3; n < kSmall; n += 2) {
    if (composite[n]) continue;
    primes.push_back(n);
    for (uint64_t multiple = uint64_t{n} * n; multiple < kSmall; multiple += 2 * n) {
      composite[multiple] = true;
    }
  }
  return primes;
}

/// The test of Miller and Rabin.
class PrimeTest {
 public:
  PrimeTest(const BIGNUM* number, BN_CTX* context)
      : number_(number),
        context_(context),
        montgomery_(BN_MONT_CTX_new()),
        last_(BN_dup(number)),
        odd_part_(new_number()),
        power_(new_number()) {
    require_crypto(montgomery_ != nullptr && last_ != nullptr);
    require(BN_MONT_CTX_set(montgomery_.get(), number, context));
    require(BN_sub_word(last_.get(), 1));
    while (!BN_is_bit_set(last_.get(), twos_)) ++twos_;
    require(BN_rshift(odd_part_.get(), last_.get(), twos_));
  }

  /// Nearly all that are not prime fail here; takes squares only.
  bool passes_two() {
    require(BN_mod_exp_mont_word(power_.get(), 2, odd_part_.get(), number_, context_,
                                 montgomery_.get()));
    return passes_with_power();
  }

  bool passes_random() {
    BnPtr range(BN_dup(last_.get()));
    require_crypto(range != nullptr);
    require(BN_sub_word(range.get(), 2));
    BnPtr base = new_number();
    require(BN_priv_rand_range_ex(base.get(), range.get(), 0, context_));
    require(BN_add_word(base.get(), 2));
    require(BN_mod_exp_mont(power_.get(), base.get(), odd_part_.get(), number_, context_,
                            montgomery_.get()));
    return passes_with_power();
  }

 private:
  bool passes_with_power() {
    if (BN_is_one(power_.get())) return true;
    for (int i = 0; i < twos_; ++i) {
      if (BN_cmp(power_.get(), last_.get()) == 0) return true;
      require(BN_mod_sqr(power_.get(), power_.get(), number_, context_));
    }
    return false;
  }

  const BIGNUM* number_;
  BN_CTX* context_;
  MontgomeryPtr montgomery_;
  BnPtr last_;  // the number less one: odd_part_ · 2^twos_
  BnPtr odd_part_;
  int twos_ = 0;
  BnPtr power_;
};

/// The numbers first + 2·i that have no small factor.
class Sieve {
 public:
  explicit Sieve(const BIGNUM* first) : first_(first) {
    static const std::vector<uint32_t> primes = make_small_primes();
    for (size_t i = 0; i + 1 < primes.size(); i += 2) {
      // Of two at once: dividing the large number is what takes time.
      BN_ULONG both = modulo(uint64_t{primes[i]} * primes[i + 1]);
      for (uint32_t prime : {primes[i], primes[i + 1]}) {
        cross_out(step_to(0, static_cast<uint32_t>(both % prime), prime), prime);
      }
    }
  }

  /// Takes out what is one modulo the prime.
  void refuse_one_modulo(uint32_t prime) {
    cross_out(step_to(1, static_cast<uint32_t>(modulo(prime)), prime), prime);
  }

  bool has(uint32_t step) const { return !out_[step]; }

 private:
  BN_ULONG modulo(BN_ULONG word) const {
    BN_ULONG rest = BN_mod_word(first_, word);
    require_crypto(rest != static_cast<BN_ULONG>(-1));
    return rest;
  }

  /// The i for which rest + 2·i is `wanted` modulo the prime.
  static uint32_t step_to(uint32_t wanted, uint32_t rest, uint32_t prime) {
    uint32_t distance = (wanted + prime - rest) % prime;
    return distance % 2 == 0 ? distance / 2 : (distance + prime) / 2;
  }

  void cross_out(uint32_t step, uint32_t prime) {
    for (; step < kSteps; step += prime) out_[step] = true;
  }

  const BIGNUM* first_;
  std::array<bool, kSteps> out_{};
};

int random_rounds(int bits) {
  if (bits >= 1024) return 5;
  return bits >= 512 ? 10 : 64;
}

}  // namespace

bool is_prime(const BIGNUM* number, BN_CTX* context) {
  if (!BN_is_odd(number) || BN_num_bits(number) < 64) {
    int answer = BN_check_prime(number, context, nullptr);
    require_crypto(answer >= 0);
    return answer == 1;
  }
  PrimeTest test(number, context);
  if (!test.passes_two()) return false;
  for (int i = random_rounds(BN_num_bits(number)); i > 0; --i) {
    if (!test.passes_random()) return false;
  }
  return true;
}

BnPtr next_rsa_prime(const BIGNUM* first, int bits, BN_ULONG e, BN_CTX* context) {
  Sieve sieve(first);
  sieve.refuse_one_modulo(static_cast<uint32_t>(e));
  for (uint32_t step = 0; step < kSteps; ++step) {
    if (!sieve.has(step)) continue;
    BnPtr candidate(BN_dup(first));
    require_crypto(candidate != nullptr);
    require(BN_add_word(candidate.get(), 2 * step));
    if (BN_num_bits(candidate.get()) != bits) return nullptr;
    if (is_prime(candidate.get(), context)) return candidate;
  }
  return nullptr;
}

}  // namespace drydock::render
