#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "core/excerpt.h"
#include "core/yaml/emit.h"
#include "overlays/build.h"
#include "tests/source_dir.h"

namespace drydock::overlays {
namespace {

namespace fs = std::filesystem;

struct GoldenCase {
  fs::path folder;

  std::string name() const { return folder.filename().string(); }
};

std::vector<GoldenCase> golden_cases() {
  std::vector<GoldenCase> cases;
  for (const auto& entry : fs::directory_iterator(fs::path(kSourceDir) / "testdata/overlays")) {
    if (entry.is_directory()) cases.push_back({entry.path()});
  }
  std::sort(cases.begin(), cases.end(),
            [](const GoldenCase& a, const GoldenCase& b) { return a.name() < b.name(); });
  return cases;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Outcome {
  std::string text;  // manifests, or what was wrong
  bool failed = false;
};

/// Builds in/overlay where there is one, else in/.
Outcome build_overlay_as_text(const fs::path& input) {
  Sources sources;
  std::unique_ptr<Tree> tree = open_disk_tree(input.string());
  SourceCache files(*tree, sources);
  ResourceSet set;
  std::vector<Diagnostic> warnings;
  Outcome outcome;
  Excerpts excerpts;
  try {
    build(files, fs::is_directory(input / "overlay") ? "overlay" : "", {}, set, warnings);
    for (const Resource& resource : set.resources) {
      if (!outcome.text.empty()) outcome.text += "---\n";
      append_yaml(outcome.text, *resource.root);
    }
  } catch (const Error& error) {
    outcome = {excerpts.describe(error.diagnostic()), true};
  }
  for (const Diagnostic& warning : warnings) outcome.text += excerpts.describe(warning);
  return outcome;
}

/// Each testdata/overlays/<case>/ holds in/ and either expected.yaml or expected.error, each
/// followed by the warnings. DRYDOCK_UPDATE_GOLDEN=1 rewrites the expectations; read the diff before
/// committing it.
class OverlaysGolden : public testing::TestWithParam<GoldenCase> {};

TEST_P(OverlaysGolden, BuildMatchesExpectation) {
  const fs::path& folder = GetParam().folder;
  Outcome outcome = build_overlay_as_text(folder / "in");
  fs::path expected = folder / (outcome.failed ? "expected.error" : "expected.yaml");
  if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) {
    fs::remove(folder / "expected.error");
    fs::remove(folder / "expected.yaml");
    std::ofstream(expected, std::ios::binary) << outcome.text;
  }
  ASSERT_TRUE(fs::exists(expected)) << outcome.text;
  EXPECT_EQ(outcome.text, read_file(expected));
}

INSTANTIATE_TEST_SUITE_P(Cases, OverlaysGolden, testing::ValuesIn(golden_cases()),
                         [](const auto& info) { return info.param.name(); });

}  // namespace
}  // namespace drydock::overlays
