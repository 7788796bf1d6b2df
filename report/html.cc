#include "report/html.h"

#include <map>
#include <set>

#include "core/excerpt.h"
#include "report/cases.h"
#include "report/html_page.h"
#include "report/ownership_map.h"
#include "report/safe_text.h"
#include "report/suggestions.h"

namespace drydock::report {
namespace {

constexpr size_t kMostPlaces = 3;
constexpr size_t kMostNotes = 10;
// Bytes of findings with all that belongs to them. Less important ones get a line each, so that the
// page stays one that a browser opens at once.
constexpr size_t kFullFindings = 700000;
constexpr size_t kMostLinks = 2000;
// Above this many lines the map is readable only without them, until asked for.
constexpr size_t kLinksShownAtOnce = 60;

/// Text in which what stands between backticks is code. Pairs only, so that elements close.
std::string prose(std::string_view text) {
  std::string plain = safe_xml(text);
  std::string out;
  size_t at = 0;
  while (true) {
    size_t open = plain.find('`', at);
    size_t close = open == std::string::npos ? open : plain.find('`', open + 1);
    if (close == std::string::npos) return out.append(plain, at);
    out.append(plain, at, open - at);
    out += fmt::format("<code>{}</code>", plain.substr(open + 1, close - open - 1));
    at = close + 1;
  }
}

/// Names by number, so that attributes of thousands of findings stay short.
class Numbers {
 public:
  size_t of(std::string_view name) {
    auto at = numbers_.find(name);
    if (at == numbers_.end()) at = numbers_.emplace(std::string(name), numbers_.size()).first;
    return at->second;
  }
  /// In the order of names.
  const std::map<std::string, size_t, std::less<>>& sorted() const { return numbers_; }

 private:
  std::map<std::string, size_t, std::less<>> numbers_;
};

class HtmlWriter {
 public:
  explicit HtmlWriter(const CheckReport& report) : report_(report) {
    size_t count = report.projects.size();
    marks_.resize(count);
    findings_of_.resize(count);
    for (size_t i = 0; i < count; ++i) {
      const ProjectRow& row = report.projects[i];
      project_index_.emplace(row.project->name, i);
      owners_.of(row.owner);
      clusters_.of(row.project->cluster);
    }
  }

  std::string write() {
    count_findings();
    std::string findings = write_findings();
    for (const ChangeRow& change : report_.changes) clusters_.of(change.cluster);
    head();
    counts();
    filters();
    out_ +=
        "<main>\n<section id=\"findings\" aria-labelledby=\"h-findings\"><h2 "
        "id=\"h-findings\">Findings</h2>\n<p id=\"shown\" class=\"soft\" role=\"status\"></p>\n";
    out_ += findings;
    if (report_.findings.empty()) out_ += "<p>Nothing found.</p>\n";
    out_ += "</section>\n";
    changes();
    map();
    projects();
    out_ += "</main>\n<script>";
    out_ += html_script();
    out_ += "</script>\n</body>\n</html>\n";
    return std::move(out_);
  }

 private:
  void count_findings() {
    for (size_t i = 0; i < report_.findings.size(); ++i) {
      const Finding& finding = report_.findings[i];
      if (report_.status(i) == Status::Waived) continue;
      int mark = 1 + static_cast<int>(finding.diagnostic.severity);
      for (const std::string& project : finding.projects) {
        auto at = project_index_.find(project);
        if (at == project_index_.end()) continue;
        marks_[at->second] = std::max(marks_[at->second], mark);
        ++findings_of_[at->second];
      }
    }
  }

  void head() {
    out_ += "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
    out_ += fmt::format(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; script-src '{}'; base-uri 'none'; form-action 'none'\">\n",
        html_script_hash());
    out_ +=
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"generator\" content=\"drydock " DRYDOCK_VERSION "\">\n";
    out_ += fmt::format("<title>drydock: {}</title>\n<style>", safe_xml(summary_words(report_)));
    out_ += html_style();
    out_ +=
        "</style>\n</head>\n<body>\n<header><h1>drydock report</h1>\n<nav "
        "aria-label=\"Sections\"><a href=\"#findings\">Findings</a>";
    if (!report_.changes.empty()) out_ += "<a href=\"#changes\">Changes</a>";
    out_ += "<a href=\"#map\">Map</a><a href=\"#projects\">Projects</a></nav></header>\n";
  }

  void count_item(size_t count, std::string_view css, std::string_view noun) {
    std::string words = counted(count, noun);
    out_ += fmt::format("<li class=\"{}\"><b>{}</b>{}</li>\n", css, count,
                        words.substr(words.find(' ') + 1));
  }

  void counts() {
    out_ += "<ul class=\"counts\" aria-label=\"Summary\">\n";
    count_item(report_.count(Severity::Error), "e", "error");
    count_item(report_.count(Severity::Warning), "w", "warning");
    count_item(report_.count(Severity::Info), "i", "info");
    size_t known = report_.count_known(Severity::Error) + report_.count_known(Severity::Warning) +
                   report_.count_known(Severity::Info);
    if (report_.compared) {
      out_ += fmt::format("<li><b>{}</b>of them also in the base</li>\n", known);
    }
    if (report_.waived() > 0) out_ += fmt::format("<li><b>{}</b>waived</li>\n", report_.waived());
    count_item(report_.projects.size(), "", "project");
    count_item(report_.resources(), "", "object");
    out_ += "</ul>\n";
  }

  void choice(std::string_view id, std::string_view label, const Numbers& numbers,
              std::string_view empty) {
    out_ += fmt::format("<label>{}<select id=\"{}\"><option value=\"\">all</option>", label, id);
    for (const auto& [name, number] : numbers.sorted()) {
      out_ += fmt::format("<option value=\"{}\">{}</option>", number,
                          name.empty() ? std::string(empty) : safe_xml(name));
    }
    out_ += "</select></label>\n";
  }

  void filters() {
    out_ +=
        "<form id=\"filters\" role=\"search\" aria-label=\"Filter findings and projects\">\n"
        "<label>Search<input id=\"q\" type=\"search\" autocomplete=\"off\"></label>\n"
        "<label>Project<input id=\"project\" list=\"names\" autocomplete=\"off\"></label>\n"
        "<datalist id=\"names\">";
    for (const ProjectRow& row : report_.projects) {
      out_ += fmt::format("<option value=\"{}\">", safe_xml(row.project->name));
    }
    out_ += "</datalist>\n";
    choice("cluster", "Cluster", clusters_, "none");
    choice("owner", "Owner", owners_, "nobody");
    choice("rule", "Rule", rules_, "none");
    out_ +=
        "<label>Severity<select id=\"severity\"><option value=\"\">all</option><option "
        "value=\"2\">error</option><option value=\"1\">warning</option><option "
        "value=\"0\">info</option></select></label>\n"
        "<label>Status<select id=\"status\"><option value=\"\">all</option><option "
        "value=\"0\">new</option><option value=\"1\">also in the base</option><option "
        "value=\"2\">waived</option></select></label>\n"
        "<button type=\"reset\">Clear</button>\n</form>\n";
  }

  std::string write_findings() {
    std::string out;
    for (size_t i : report_.by_importance()) {
      out.size() < kFullFindings ? article(out, i) : short_article(out, i);
    }
    return out;
  }

  static std::string joined(const std::set<size_t>& numbers) {
    std::string out;
    for (size_t number : numbers) out += fmt::format("{}{}", out.empty() ? "" : " ", number);
    return out;
  }

  /// The attributes that the filters look at.
  std::string keys(const Finding& finding, Status status) {
    std::string projects;
    std::set<size_t> owners;
    for (const std::string& name : finding.projects) {
      auto at = project_index_.find(name);
      if (at == project_index_.end()) continue;
      projects += fmt::format("{}{}", projects.empty() ? "" : " ", at->second);
      owners.insert(owners_.of(report_.projects[at->second].owner));
    }
    return fmt::format(
        "data-p=\"{}\" data-c=\"{}\" data-o=\"{}\" data-r=\"{}\" data-s=\"{}\" data-t=\"{}\"",
        projects, clusters_.of(finding.cluster), joined(owners), rules_.of(finding.diagnostic.rule),
        static_cast<int>(finding.diagnostic.severity), static_cast<int>(status));
  }

  /// The opening tag, and what the finding says.
  void heading(std::string& out, size_t index, std::string_view before) {
    const Finding& finding = report_.findings[index];
    const Diagnostic& d = finding.diagnostic;
    Status status = report_.status(index);
    constexpr std::string_view kClasses[] = {"i", "w", "e"};
    auto severity = static_cast<size_t>(d.severity);
    out += fmt::format("<article class=\"s{}\" {}>{}<b class=\"{}\">{}</b>{}", severity,
                       keys(finding, status), before, kClasses[severity], severity_name(d.severity),
                       prose(d.message));
    out += fmt::format(" <code class=\"r\">{}</code>", safe_xml(d.rule));
    if (status != Status::New) {
      out += fmt::format("<span class=\"tag\">{}</span>",
                         status == Status::Known ? "also in the base" : "waived");
    }
  }

  void short_article(std::string& out, size_t index) {
    heading(out, index, "<p>");
    if (const SourcePos* where = first_place(report_.findings[index])) {
      out += fmt::format("<code>{}</code>", safe_xml(position_text(*where)));
    }
    out += "</p></article>\n";
  }

  void article(std::string& out, size_t index) {
    const Finding& finding = report_.findings[index];
    heading(out, index, "<details><summary>");
    out += "</summary><div class=\"in\">";
    about(out, finding);
    places(out, finding);
    advice(out, finding, report_.waiver(index));
    show_fix(out, index);
    out += "</div></details></article>\n";
  }

  static void about(std::string& out, const Finding& finding) {
    std::string words;
    for (const std::string& project : finding.projects) {
      words += (words.empty() ? "" : ", ") + safe_xml(project);
    }
    if (words.empty()) words = "repository";
    if (!finding.cluster.empty()) words += " · cluster " + safe_xml(finding.cluster);
    if (!finding.resource.empty()) {
      words += fmt::format(" · <code>{}</code>", safe_xml(finding.resource));
    }
    if (!finding.field.empty()) words += fmt::format(" · <code>{}</code>", safe_xml(finding.field));
    out += fmt::format("<p class=\"soft\">{}</p>", words);
  }

  void place(std::string& out, const SourcePos& where, std::string_view before) {
    out += fmt::format("<p>{}<code>{}</code></p>", before, safe_xml(position_text(where)));
    std::string lines = excerpts_.lines(where);
    if (lines.empty()) return;
    out += "<pre>";
    for (size_t begin = 0; begin < lines.size();) {
      size_t end = std::min(lines.find('\n', begin), lines.size());
      out += safe_xml(std::string_view(lines).substr(begin, end - begin)) + "\n";
      begin = end + 1;
    }
    out += "</pre>";
  }

  void places(std::string& out, const Finding& finding) {
    size_t shown = 0;
    for (const SourcePos& where : finding.locations) {
      if (where.file && ++shown <= kMostPlaces) place(out, where, "");
    }
    if (shown > kMostPlaces) out += fmt::format("<p>… and {} more places</p>", shown - kMostPlaces);
    size_t notes = 0;
    for (const Diagnostic& note : finding.diagnostic.notes) {
      if (++notes > kMostNotes) break;
      std::string text = "Note: " + prose(note.message) + " ";
      if (note.where.file) {
        place(out, note.where, text);
      } else {
        out += fmt::format("<p>{}</p>", text);
      }
    }
  }

  static void advice(std::string& out, const Finding& finding, const Waiver* waiver) {
    const Rule& rule = finding.rule();
    bool registered = find_rule(rule.id) == &rule;
    if (!finding.help().empty()) {
      out += fmt::format("<p><b>What to do:</b> {}", prose(finding.help()));
      if (registered) {
        out +=
            fmt::format(" <a href=\"{}\" rel=\"noreferrer\">About this rule</a>", rule_url(rule));
      }
      out += "</p>";
    }
    if (!waiver) return;
    out += fmt::format("<p>Waived until {}: {}", safe_xml(waiver->until), safe_xml(waiver->reason));
    if (!waiver->by.empty()) out += fmt::format(" (by {})", safe_xml(waiver->by));
    if (!waiver->ticket.empty()) out += fmt::format(", {}", safe_xml(waiver->ticket));
    out += "</p>";
  }

  void show_fix(std::string& out, size_t index) const {
    std::string diff = fix_diff(report_, index);
    if (diff.empty()) return;
    out += "<p><b>Fix</b> (<code>drydock check --fix</code> makes it):</p><pre>";
    for (std::string_view rest = diff; !rest.empty();) {
      size_t end = rest.find('\n');
      out += fmt::format("<span class=\"{}\">{}</span>\n", rest[0] == '-' ? "del" : "add",
                         safe_xml(rest.substr(0, end)));
      rest.remove_prefix(end + 1);
    }
    out += "</pre>";
  }

  void changes() {
    if (report_.changes.empty()) return;
    out_ += fmt::format(
        "<section id=\"changes\" aria-labelledby=\"h-changes\"><h2 id=\"h-changes\">What changes: "
        "{}</h2>\n{}<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Project</th><th "
        "scope=\"col\">Cluster</th><th scope=\"col\">Action</th><th scope=\"col\">Object</th><th "
        "scope=\"col\">Notes</th></tr></thead><tbody id=\"change-rows\">\n",
        change_counts(report_), totals());
    for (const ChangeRow& change : report_.changes) change_row(change);
    out_ += "</tbody></table></div></section>\n";
  }

  std::string totals() const {
    std::string out = "<ul>";
    for (const ChangeTotals& one : change_totals(report_)) {
      out += fmt::format("<li>cluster <code>{}</code>, project <code>{}</code>: {}</li>\n",
                         safe_xml(one.cluster), safe_xml(one.project), one.words);
    }
    return out + "</ul>\n";
  }

  void change_row(const ChangeRow& change) {
    auto project = project_index_.find(change.project);
    bool known = project != project_index_.end();
    std::string notes;
    for (const std::string& note : change.notes) notes += (notes.empty() ? "" : ", ") + note;
    out_ += fmt::format(
        "<tr data-p=\"{}\" data-c=\"{}\" data-o=\"{}\"><td>{}</td><td>{}</td><td{}>{}{}</td>"
        "<td><code>{}</code></td><td>{}</td></tr>\n",
        known ? std::to_string(project->second) : "", clusters_.of(change.cluster),
        known ? std::to_string(owners_.of(report_.projects[project->second].owner)) : "",
        safe_xml(change.project), safe_xml(change.cluster), change.dangerous ? " class=\"e\"" : "",
        change.dangerous ? "⚠ " : "", safe_xml(change.action), safe_xml(change.resource),
        safe_xml(notes));
  }

  std::vector<MapLink> links() const {
    std::set<std::pair<size_t, size_t>> pairs;
    for (size_t i = 0; i < report_.findings.size() && pairs.size() < kMostLinks; ++i) {
      const Finding& finding = report_.findings[i];
      if (finding.rule().stage != Stage::Conflict || report_.status(i) == Status::Waived) continue;
      const std::vector<std::string>& names = finding.projects;
      for (size_t k = 1; k < names.size() && k < 10; ++k) {
        auto from = project_index_.find(names[0]);
        auto to = project_index_.find(names[k]);
        if (from == project_index_.end() || to == project_index_.end()) continue;
        pairs.emplace(std::minmax(from->second, to->second));
      }
    }
    std::vector<MapLink> links;
    for (const auto& [from, to] : pairs) links.push_back({from, to});
    return links;
  }

  void map() {
    std::vector<MapProject> shown;
    std::vector<std::string> owners;
    for (const ProjectRow& row : report_.projects) {
      owners.push_back(owner_on_map(row.owner, row.project->path));
    }
    for (size_t i = 0; i < report_.projects.size(); ++i) {
      const ProjectRow& row = report_.projects[i];
      shown.push_back(
          {row.project->name, row.project->cluster, owners[i], row.resources, marks_[i]});
    }
    if (shown.empty()) return;
    std::vector<MapLink> conflicts = links();
    out_ +=
        "<section id=\"map\" class=\"map\" aria-labelledby=\"h-map\"><h2 id=\"h-map\">Map of who "
        "owns "
        "what</h2>\n<p class=\"soft\">A frame for each cluster, in it one for each owner, in it a "
        "field for each project, larger with more objects.</p>\n";
    out_ +=
        "<ul class=\"key\" aria-label=\"Colours\"><li><i "
        "style=\"background:var(--mok)\"></i>nothing "
        "found</li><li><i style=\"background:var(--mi)\"></i>infos</li><li><i "
        "style=\"background:var(--mw)\"></i>warnings</li><li><i "
        "style=\"background:var(--me)\"></i>errors</li></ul>\n";
    if (!conflicts.empty()) {
      out_ += fmt::format(
          "<input type=\"checkbox\" id=\"lines\"{}> <label class=\"inline\" for=\"lines\">lines "
          "between "
          "projects in conflict</label>\n",
          conflicts.size() <= kLinksShownAtOnce ? " checked" : "");
    }
    out_ += "<div class=\"scroll\">" + ownership_map(shown, conflicts) + "</div></section>\n";
  }

  void projects() {
    out_ +=
        "<section id=\"projects\" aria-labelledby=\"h-projects\"><h2 "
        "id=\"h-projects\">Projects</h2>\n"
        "<div class=\"scroll\"><table><thead><tr><th scope=\"col\">Project</th><th "
        "scope=\"col\">Path</th><th scope=\"col\">Kind</th><th scope=\"col\">Cluster</th><th "
        "scope=\"col\">Owner</th><th scope=\"col\" class=\"n\">Objects</th><th scope=\"col\" "
        "class=\"n\">Findings</th></tr></thead><tbody id=\"project-rows\">\n";
    for (size_t i = 0; i < report_.projects.size(); ++i) {
      const ProjectRow& row = report_.projects[i];
      const Project& project = *row.project;
      std::string name = safe_xml(project.name);
      constexpr std::string_view kClasses[] = {"n", "n i", "n w", "n e"};
      out_ += fmt::format(
          "<tr id=\"project-{0}\" data-name=\"{1}\" data-p=\"{0}\" data-c=\"{2}\" "
          "data-o=\"{3}\"><td><a href=\"#project-{0}\" "
          "data-project=\"{0}\">{1}</a></td><td>{4}</td>"
          "<td>{5}</td><td>{6}</td><td>{7}</td><td class=\"n\">{8}</td><td "
          "class=\"{9}\">{10}</td></tr>\n",
          i, name, clusters_.of(project.cluster), owners_.of(row.owner), safe_xml(project.path),
          renderer_name(project.renderer), safe_xml(project.cluster), safe_xml(row.owner),
          row.resources, kClasses[static_cast<size_t>(marks_[i])], findings_of_[i]);
    }
    out_ += "</tbody></table></div></section>\n";
  }

  const CheckReport& report_;
  std::map<std::string_view, size_t> project_index_;
  std::vector<int> marks_;
  std::vector<size_t> findings_of_;
  Numbers owners_, clusters_, rules_;
  Excerpts excerpts_;
  std::string out_;
};

}  // namespace

std::string write_html(const CheckReport& report, const TextStyle&) {
  return HtmlWriter(report).write();
}

}  // namespace drydock::report
