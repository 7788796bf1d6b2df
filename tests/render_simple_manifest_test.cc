#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "core/error.h"
#include "core/yaml/decode.h"
#include "render/manifest_head.h"
#include "render/manifests.h"
#include "render/simple_manifest.h"

namespace drydock::render {
namespace {

struct Answer {
  bool valid = false;
  ManifestHead head;
};

/// What the YAML reader and the decoder say, without the short cut.
Answer slow_answer(std::string_view document, Arena& arena) {
  // A comment with a tab in it is no plain subset any more, and changes nothing.
  std::string text = std::string(document) + "\n#\t\n";
  Answer answer;
  try {
    answer.head = read_manifest_head(arena.copy(text), arena, 3);
    answer.valid = true;
  } catch (const Error&) {
  }
  return answer;
}

/// 0: the short cut gave no answer; 1: it agreed. Anything else fails the test.
int compare(std::string_view document) {
  std::optional<ManifestHead> quick = read_simple_manifest(document);
  if (!quick) return 0;
  Arena arena;
  Answer slow = slow_answer(document, arena);
  EXPECT_TRUE(slow.valid) << document;
  EXPECT_EQ(quick->kind, slow.head.kind) << document;
  EXPECT_EQ(quick->api_version, slow.head.api_version) << document;
  EXPECT_EQ(quick->name, slow.head.name) << document;
  EXPECT_EQ(quick->hook, slow.head.hook) << document;
  return 1;
}

constexpr std::string_view kPlain[] = {
    "kind: A\napiVersion: v1\nmetadata:\n  name: x\n",
    "# only a comment\n",
    "kind: A\nspec:\n- a: 1\n  b:\n  - x\n  c: |\n    text\n     more\n\n  d: [a, \"b\", --c]\n",
    "kind: A\nmetadata:\n  finalizers:\n  - x\n  annotations:\n    helm.sh/hook: \"test\"\n  name: "
    "z1\n",
    "kind: A\nmetadata:\n  labels: {}\n  annotations:\nspec: {}\n",
    "kind: A\nmetadata:\n  annotations:\n    {}\n  labels:\n      {}\nspec:\n  - a:\n      {}\n",
    "data:\n  .dockerconfigjson: \"e30=\"\n  key: >-\n    folded\n  last: 'it''s'\n",
};

TEST(SimpleManifest, AnswersWhatManifestsAreMadeOf) {
  for (std::string_view document : kPlain) EXPECT_EQ(compare(document), 1) << document;
}

constexpr std::string_view kNotPlain[] = {
    "a: b: c\n",
    "a: 1\n b: 2\n",
    "a:\n  - b\n c: 1\n",
    "kind: A\nmetadata:\n- x\n",
    "kind: A\nmetadata:\n  annotations:\n  - x\n",
    "kind: A\nmetadata:\n  annotations:\n    a:\n      b: c\n",
    "kind:\n  a: b\n",
    "Kind: A\n",
    "kind: yes\n",
    "a: .inf\n",
    "~: a\n",
    "null: a\n",
    "- a\n",
    "text\n",
    "a: \"x\n",
    "a: 'x' y\n",
    "a: |\n\n    \n  b\n",
    "a: *x\n",
    "a: x\n...\n",
    "a:\t1\n",
    "a: \xff\n",
};

TEST(SimpleManifest, LeavesTheRestToTheReader) {
  for (std::string_view document : kNotPlain) {
    EXPECT_FALSE(read_simple_manifest(document)) << document;
  }
}

/// Small changes find what a hand-written list forgets: whenever the short cut answers, the reader
/// must say the same.
TEST(SimpleManifest, AgreesWithTheReaderOnMutations) {
  std::mt19937 random(7);
  constexpr std::string_view kBytes = " \n-:#\"'|>[]{},.&*!?%@ax1~=<\\\t";
  for (std::string_view seed : kPlain) {
    for (int round = 0; round < 3000; ++round) {
      std::string text(seed);
      for (unsigned edits = 1 + random() % 3; edits > 0; --edits) {
        size_t at = random() % (text.size() + 1);
        char byte = kBytes[random() % kBytes.size()];
        if (random() % 3 == 0 && at < text.size()) {
          text.erase(at, 1 + random() % 3);
        } else if (random() % 2 && at < text.size()) {
          text[at] = byte;
        } else {
          text.insert(at, 1, byte);
        }
      }
      compare(text);
      if (HasFailure()) return;
    }
  }
}

/// Every document that Helm printed in the corpus.
TEST(SimpleManifest, AgreesWithTheReaderOnTheCorpus) {
  const char* corpus = std::getenv("DRYDOCK_CORPUS");
  if (!corpus) GTEST_SKIP() << "DRYDOCK_CORPUS is not set";
  size_t documents = 0;
  size_t answered = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(corpus) / "helm" / "cases")) {
    std::ifstream in(entry.path() / "want.yaml", std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    for (std::string_view document : split_manifests(text, 4)) {
      ++documents;
      answered += static_cast<size_t>(compare(document));
      ASSERT_FALSE(HasFailure());
    }
  }
  RecordProperty("documents", static_cast<int>(documents));
  RecordProperty("answered", static_cast<int>(answered));
  EXPECT_GT(answered * 10, documents * 8) << answered << " of " << documents;
}

}  // namespace
}  // namespace drydock::render
