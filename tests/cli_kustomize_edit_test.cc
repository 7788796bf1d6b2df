#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "cli/commands.h"
#include "tests/source_dir.h"
#include "tests/temp_folder.h"

namespace drydock {
namespace {

namespace fs = std::filesystem;

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::map<std::string, std::string> files_below(const fs::path& folder) {
  std::map<std::string, std::string> files;
  if (!fs::exists(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files[fs::relative(entry.path(), folder).string()] = read_text(entry.path());
  }
  return files;
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

std::vector<std::string> edit_cases() {
  std::vector<std::string> names;
  for (const auto& entry :
       fs::directory_iterator(fs::path(kSourceDir) / "testdata/kustomize-edit")) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

/// Each testdata/kustomize-edit/<case>/ holds the folder before/, the words of `command`, the files
/// that are new or changed in after/, and what was printed in `output`, where the exit code comes
/// first. DRYDOCK_UPDATE_GOLDEN=1 writes the expectations.
class KustomizeEdit : public testing::TestWithParam<std::string> {};

TEST_P(KustomizeEdit, ChangesOnlyWhatItShould) {
  fs::path folder = fs::path(kSourceDir) / "testdata/kustomize-edit" / GetParam();
  TempFolder work;
  auto before = files_below(folder / "before");
  for (const auto& [path, text] : before) work.write(path, text);
  std::vector<std::string> words = words_of(read_text(folder / "command"));
  words.insert(words.begin(), {"-C", work.path(), "kustomize"});
  std::istringstream in;
  std::ostringstream out;
  std::ostringstream err;
  int code = cli::run(words, in, out, err, false);
  auto after = files_below(work.path());
  std::erase_if(after, [&](const auto& file) {
    auto old = before.find(file.first);
    return old != before.end() && old->second == file.second;
  });
  std::string output = fmt::format("{}\n{}{}", code, out.str(), err.str());
  if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) {
    fs::remove_all(folder / "after");
    for (const auto& [path, text] : after) {
      fs::create_directories((folder / "after" / path).parent_path());
      std::ofstream(folder / "after" / path, std::ios::binary) << text;
    }
    std::ofstream(folder / "output", std::ios::binary) << output;
  }
  EXPECT_EQ(after, files_below(folder / "after"));
  EXPECT_EQ(output, read_text(folder / "output"));
}

INSTANTIATE_TEST_SUITE_P(Cases, KustomizeEdit, testing::ValuesIn(edit_cases()),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace drydock
