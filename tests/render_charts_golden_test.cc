#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "cli/commands.h"
#include "tests/source_dir.h"

namespace drydock {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome run_program(const fs::path& folder, const std::string& program,
                    const std::string& arguments) {
  std::vector<std::string> args = {"-C", folder.string(), program};
  std::istringstream lines(arguments);
  for (std::string line; std::getline(lines, line);) args.push_back(line);
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  int code = cli::run(args, in, out, err, false);
  std::string text = err.str();
  // Messages that name the folder are the same everywhere.
  for (size_t at = text.find(folder.string()); at != std::string::npos;
       at = text.find(folder.string())) {
    text.replace(at, folder.string().size(), ".");
  }
  return {code, out.str(), text};
}

Outcome run_case(const fs::path& folder, const std::string& program) {
  return run_program(folder, program, read(folder / "args"));
}

/// Each testdata/charts/<case>/ holds `args`, one a line, and what they read; expected.yaml or
/// expected.error is of both majors, expected3.* and expected4.* of one. With a
/// drydock.yaml, rendered.error is what `drydock render` says of the chart. Recorded with
/// DRYDOCK_UPDATE_GOLDEN=1; compare the result with the originals before committing it.
class ChartsGolden : public testing::TestWithParam<std::string> {
 protected:
  static std::string recorded(const Outcome& run) { return run.code == 0 ? run.out : run.err; }

  static void update(const fs::path& folder, const Outcome& three, const Outcome& four) {
    for (const char* name : {"expected", "expected3", "expected4"}) {
      fs::remove(folder / (std::string(name) + ".yaml"));
      fs::remove(folder / (std::string(name) + ".error"));
    }
    bool same = three.code == four.code && recorded(three) == recorded(four);
    auto write = [&](const std::string& name, const Outcome& run) {
      std::ofstream out(folder / (name + (run.code == 0 ? ".yaml" : ".error")), std::ios::binary);
      out << recorded(run);
    };
    if (same) return write("expected", three);
    write("expected3", three);
    write("expected4", four);
  }

  static void check(const fs::path& folder, const std::string& major, const Outcome& run) {
    std::string extension = run.code == 0 ? ".yaml" : ".error";
    fs::path path = folder / ("expected" + extension);
    if (!fs::exists(path)) path = folder / ("expected" + major + extension);
    ASSERT_TRUE(fs::exists(path)) << path << "\n" << run.err;
    EXPECT_EQ(read(path), recorded(run));
    EXPECT_TRUE(run.code == 0 || run.out.empty()) << "an error must leave nothing on stdout";
  }
};

TEST_P(ChartsGolden, TemplatePrintsWhatIsExpected) {
  unsetenv("DRYDOCK_KUBE_VERSION");
  unsetenv("HELM_NAMESPACE");
  setenv("KUBECONFIG", "/nowhere", 1);
  fs::path folder = fs::path(kSourceDir) / "testdata" / "charts" / GetParam();
  Outcome three = run_case(folder, "helm3");
  Outcome four = run_case(folder, "helm4");
  if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) return update(folder, three, four);
  check(folder, "3", three);
  check(folder, "4", four);
}

TEST_P(ChartsGolden, RenderSaysWhatIsExpected) {
  fs::path folder = fs::path(kSourceDir) / "testdata" / "charts" / GetParam();
  if (!fs::exists(folder / "drydock.yaml")) return;
  Outcome run = run_program(folder, "render", "");
  EXPECT_EQ(run.code, 1);
  if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) {
    std::ofstream(folder / "rendered.error", std::ios::binary) << run.err;
  } else {
    EXPECT_EQ(read(folder / "rendered.error"), run.err);
  }
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(fs::path(kSourceDir) / "testdata" / "charts")) {
    if (fs::exists(entry.path() / "args")) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

INSTANTIATE_TEST_SUITE_P(Cases, ChartsGolden, testing::ValuesIn(case_names()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace drydock
