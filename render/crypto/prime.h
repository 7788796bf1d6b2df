#pragma once

#include "render/crypto/private_key.h"

namespace drydock::render {

/// Whether the number is prime: never wrong about a prime, and about another number less often than
/// once in 2^112, as FIPS 186-5 asks of keys.
bool is_prime(const BIGNUM* number, BN_CTX* context);

/// The first prime p with that many bits among the odd numbers from `first` on, such that the prime
/// e is no factor of p - 1. Null if there is none among a few thousand.
BnPtr next_rsa_prime(const BIGNUM* first, int bits, BN_ULONG e, BN_CTX* context);

}  // namespace drydock::render
