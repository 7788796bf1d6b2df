#include <gtest/gtest.h>

#include <cstdlib>

#include "render/crypto/prime.h"

namespace drydock::render {
namespace {

BnPtr number_of(const char* decimal) {
  BIGNUM* number = nullptr;
  BN_dec2bn(&number, decimal);
  return BnPtr(number);
}

TEST(Prime, TellsPrimesFromOthers) {
  BnContextPtr context = new_number_context();
  auto prime = [&](const char* decimal) {
    return is_prime(number_of(decimal).get(), context.get());
  };
  EXPECT_TRUE(prime("2"));
  EXPECT_TRUE(prime("65537"));
  EXPECT_TRUE(prime("170141183460469231731687303715884105727"));
  EXPECT_FALSE(prime("1"));
  EXPECT_FALSE(prime("170141183460469231731687303715884105729"));
  // Passes with the base two.
  EXPECT_FALSE(prime("3825123056546413051"));
  EXPECT_FALSE(prime("1195068768795265792518361315725116351898245581"));
}

/// A number of 1,024 bits, the first two of which are set.
BnPtr beginning(unsigned seed) {
  std::string bytes(128, '\0');
  for (char& byte : bytes) byte = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
  bytes[0] = static_cast<char>(bytes[0] | 0xC0);
  bytes[127] = static_cast<char>(bytes[127] | 1);
  return new_number(bytes);
}

TEST(Prime, FindsTheNextOneForRsa) {
  constexpr BN_ULONG kE = 65537;
  BnContextPtr context = new_number_context();
  for (unsigned seed = 1; seed <= 3; ++seed) {
    BnPtr found = next_rsa_prime(beginning(seed).get(), 1024, kE, context.get());
    BnPtr expected = beginning(seed);
    while (BN_mod_word(expected.get(), kE) == 1 ||
           BN_check_prime(expected.get(), context.get(), nullptr) != 1) {
      BN_add_word(expected.get(), 2);
    }
    ASSERT_TRUE(found);
    EXPECT_EQ(BN_cmp(found.get(), expected.get()), 0);
  }
}

TEST(Prime, DoesNotGrowBeyondTheBits) {
  BnContextPtr context = new_number_context();
  BnPtr last = new_number(std::string(128, '\xFF'));
  EXPECT_FALSE(next_rsa_prime(last.get(), 1024, 65537, context.get()));
}

}  // namespace
}  // namespace drydock::render
