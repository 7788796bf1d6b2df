#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "cli/ci_files.h"
#include "tests/cli_outcome.h"
#include "tests/source_dir.h"
#include "tests/temp_folder.h"

namespace drydock::cli {
namespace {

using testing::HasSubstr;

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(CiFiles, TheDocumentsAreThoseOfTheProgram) {
  for (const CiFile& file : ci_files()) {
    std::string path = source_path(fmt::format("docs/ci/{}", file.name));
    if (std::getenv("DRYDOCK_UPDATE_GOLDEN")) std::ofstream(path, std::ios::binary) << file.text;
    EXPECT_EQ(read_text(path), file.text) << path;
  }
}

TEST(CiFiles, InitWritesEachWhereItsServiceLooks) {
  TempFolder folder;
  for (const CiFile& file : ci_files()) {
    if (file.service.empty()) continue;
    std::vector<std::string> words = {"init", folder.path(), "--ci", std::string(file.service)};
    EXPECT_EQ(drydock(words).code, 0);
    EXPECT_EQ(read_text(fmt::format("{}/{}", folder.path(), file.path)), file.text);
    Outcome again = drydock(words);
    EXPECT_EQ(again.code, 2);
    EXPECT_THAT(again.err, HasSubstr("--force"));
    words.push_back("--print");
    EXPECT_EQ(drydock(words).out, file.text);
  }
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/drydock.yaml"));
}

}  // namespace
}  // namespace drydock::cli
