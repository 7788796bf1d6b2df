#include <gtest/gtest.h>

#include <filesystem>

#include "core/error.h"
#include "core/input_log.h"
#include "render/capabilities.h"
#include "render/chart_loader.h"
#include "render/render_release.h"
#include "tests/temp_folder.h"

namespace drydock::render {
namespace {

constexpr size_t kSize = 100'000;  // a size that is left for later

/// A chart on disk with a large file that its template asks for by `action`.
class LargeFiles : public testing::Test {
 protected:
  void write_chart(std::string_view action) {
    folder_.write("Chart.yaml", "apiVersion: v2\nname: app\nversion: 1.0.0\n");
    folder_.write("templates/a.yaml", "kind: A\nfound: " + std::string(action) + "\n");
    folder_.write("data/big.txt", "\xEF\xBB\xBF" + std::string(kSize, 'x'));
    folder_.write("crds/big.yaml", "kind: B\n" + std::string(kSize, '#'));
    tree_ = open_disk_tree(folder_.path());
    files_ = std::make_unique<SourceCache>(*tree_, sources_);
    store_ = std::make_unique<ChartStore>(sources_);
    chart_ = &store_->load(*files_, "", "app", 4);
  }

  std::string rendered() {
    ReleaseRequest request;
    request.chart = chart_;
    request.kube_version = parse_kube_version("v1.34.0");
    request.include_crds = true;
    ReleaseRenderer renderer(request, parsed_, sources_);
    renderer.prepare();
    renderer.render();
    EXPECT_EQ(renderer.result().crds.size(), 1u);
    return std::string(renderer.result().manifests.at(0).text);
  }

  void remove(const std::string& path) { std::filesystem::remove(folder_.path() + "/" + path); }

  TempFolder folder_;
  Sources sources_;
  std::unique_ptr<Tree> tree_;
  std::unique_ptr<SourceCache> files_;
  std::unique_ptr<ChartStore> store_;
  ParseCache parsed_;
  const Chart* chart_ = nullptr;
};

TEST_F(LargeFiles, AreThereForWhateverAsks) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {R"({{ .Files.Get "data/big.txt" | len }})", "100000"},
      {R"({{ len (index .Files "data/big.txt") }})", "100000"},
      {R"({{ range $name, $bytes := .Files.Glob "data/*" }}{{ $name }} {{ len $bytes }}{{ end }})",
       "data/big.txt 100000"},
      {R"({{ (.Files.Glob "data/*").AsSecrets | len }})", "133345"},
      {R"({{ toJson .Files | len }})", "266718"},
      {R"({{ if index .Files "data/big.txt" }}yes{{ end }})", "yes"},
      {R"({{ slice (index .Files "data/big.txt") 0 2 | toString }})", "xx"},
  };
  for (const auto& [action, found] : rows) {
    write_chart(action);
    EXPECT_EQ(rendered(), "kind: A\nfound: " + std::string(found) + "\n") << action;
  }
}

TEST_F(LargeFiles, AreNotReadBefore) {
  write_chart("none");
  remove("data/big.txt");
  EXPECT_EQ(rendered(), "kind: A\nfound: none\n");
}

TEST_F(LargeFiles, ThatWentAwayFailWhereTheyAreAskedFor) {
  write_chart(R"({{ .Files.Get "data/big.txt" }})");
  remove("data/big.txt");
  EXPECT_THROW(rendered(), Error);
}

TEST_F(LargeFiles, CountAsReadFromTheBeginning) {
  write_chart("none");
  InputLog log;
  SourceCache view(*files_, log);
  EXPECT_EQ(view.read_late("data/big.txt").size(), kSize + 3);
  EXPECT_TRUE(log.files().contains("data/big.txt"));
  EXPECT_THROW(view.read_late("data/none.txt"), Error);
}

TEST_F(LargeFiles, BehindLinksAreTheSame) {
  folder_.link("data/link.txt", "big.txt");
  write_chart(R"({{ .Files.Get "data/link.txt" | len }})");
  EXPECT_EQ(rendered(), "kind: A\nfound: 100000\n");
}

}  // namespace
}  // namespace drydock::render
