#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/source_cache.h"
#include "core/tree.h"

namespace drydock::projects {

/// An archive of a chart that was fetched.
struct ChartArchive {
  std::string file_name;
  std::string bytes;
};
/// Gets charts from elsewhere.
class ChartFetcher {
 public:
  virtual ~ChartFetcher() = default;
  /// A version of a chart, or the newest that fits a range, of the repository or registry at a
  /// URL. Throws Error. Called by one thread at a time.
  virtual ChartArchive fetch(std::string_view url, std::string_view chart,
                             std::string_view version) = 0;
};

/// Where the repository of a URL is to be read: here, in a folder that the user named, or nowhere.
/// Safe from many threads.
class SourceRepositories {
 public:
  /// `own_urls` are those of the repository that is looked at; `folders` are pairs of a URL, or the
  /// name of a source, and a folder, relative to `root`.
  SourceRepositories(SourceCache& here, std::vector<std::string> own_urls,
                     std::span<const std::pair<std::string, std::string>> folders,
                     std::string_view root);

  /// The files of a repository, at whatever revision; null when nobody says where it is. Throws
  /// Error when the folder that was named for it cannot be opened.
  SourceCache* find(std::string_view url);
  bool is_here(std::string_view url) const;
  /// The folder that was named for a repository; empty for this one, and for one that nobody named.
  std::string folder_of(std::string_view url) const;

  /// From now on charts that nobody says where they are may be fetched; before threads ask.
  void fetch_charts_with(std::unique_ptr<ChartFetcher> fetcher) { fetcher_ = std::move(fetcher); }
  struct FetchedChart {
    SourceCache* files;
    std::string path;  // of the archive among them
  };
  /// A chart, fetched once in a run; nothing when none are fetched. Throws Error, the same each
  /// time, when it cannot be had.
  std::optional<FetchedChart> fetch_chart(std::string_view url, std::string_view chart,
                                          std::string_view version);
  /// From now on this URL is that of the repository that is looked at, too; before threads ask.
  void add_here(std::string_view url) { own_.push_back(normalized(url)); }

  /// URLs compare by this: no case, no ".git", no trailing slash, no user, the scp form of ssh as a
  /// URL, and no scheme.
  static std::string normalized(std::string_view url);

 private:
  struct Elsewhere {
    std::string folder;
    std::unique_ptr<Tree> tree;
    std::unique_ptr<SourceCache> files;
  };

  struct Fetched {
    std::unique_ptr<Tree> tree;
    std::unique_ptr<SourceCache> files;
    std::string path;
    std::optional<Error> error;
  };

  SourceCache& here_;
  std::unique_ptr<ChartFetcher> fetcher_;                    // null: nothing is fetched
  std::map<std::string, Fetched> fetched_;                   // by URL, chart and version
  std::vector<std::string> own_;                             // normalized
  std::map<std::string, Elsewhere, std::less<>> elsewhere_;  // by normalized URL or name
  std::mutex mutex_;
};

}  // namespace drydock::projects
