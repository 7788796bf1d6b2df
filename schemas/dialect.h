#pragma once

#include <cstdint>
#include <string_view>

#include "schemas/draft.h"

namespace drydock::schemas {

/// Groups of keywords that a meta-schema can switch on and off, as bits.
enum Vocabulary : uint8_t {
  kVocabularyCore = 1,
  kVocabularyApplicator = 2,
  kVocabularyUnevaluated = 4,
  kVocabularyValidation = 8,
  kVocabularyMetaData = 16,
  kVocabularyFormat = 32,
  kVocabularyContent = 64,
};

/// How a schema resource is to be read.
struct Dialect {
  Draft draft = Draft::Draft2020;
  uint8_t vocabularies = 0xFF;
  bool asserts_formats = false;
};

}  // namespace drydock::schemas
