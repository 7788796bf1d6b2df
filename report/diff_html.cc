#include "report/diff_views.h"
#include "report/diff_words.h"
#include "report/safe_text.h"

namespace drydock::report {
namespace {

constexpr std::string_view kHead = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Differences</title>
<style>
:root{color-scheme:light dark;--fg:#1d2530;--soft:#566270;--bg:#fff;--box:#f4f6f8;--line:#d4dae0;--old:#fbe1de;--new:#dcf1e4}
@media (prefers-color-scheme:dark){:root{--fg:#e6eaee;--soft:#a4afba;--bg:#14181d;--box:#1e242b;--line:#38424c;--old:#4d2420;--new:#1d3f2d}}
body{margin:0 auto;max-width:1400px;padding:16px 20px 60px;font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg)}
h1{font-size:24px;margin:8px 0}
details{border:1px solid var(--line);border-radius:6px;margin:8px 0;overflow-x:auto}
summary{padding:7px 12px;cursor:pointer;overflow-wrap:anywhere;background:var(--box)}
summary b{font-family:ui-monospace,"DejaVu Sans Mono",monospace;margin-right:8px}
table{border-collapse:collapse;width:100%;table-layout:fixed;font:13px/1.5 ui-monospace,"DejaVu Sans Mono",monospace}
th{text-align:left;font-weight:600;padding:6px 10px 2px;color:var(--soft);overflow-wrap:anywhere}
td{width:50%;padding:1px 10px;vertical-align:top;white-space:pre-wrap;overflow-wrap:anywhere}
ins,del{text-decoration:none}
td.old{background:var(--old)}td.new{background:var(--new)}
p{margin:6px 12px;color:var(--soft)}
:focus-visible{outline:3px solid #0b57a4;outline-offset:1px}
@media print{details{break-inside:avoid}}
</style>
</head>
<body>
<main>
<h1>Differences</h1>
)html";

std::string cell(std::string_view text, bool is_old, bool is_new) {
  std::string_view tag = is_old ? "<td class=\"old\">" : is_new ? "<td class=\"new\">" : "<td>";
  std::string_view word = text.empty() ? "" : is_old ? "del" : is_new ? "ins" : "";
  if (word.empty()) return fmt::format("{}{}</td>", tag, safe_xml(text));
  // The elements tell what the colours do, to who does not see them.
  return fmt::format("{0}<{1}>{2}</{1}></td>", tag, word, safe_xml(text));
}

void add_object(std::string& out, const plan::ObjectDiff& diff) {
  out += fmt::format("<details open>\n<summary><b>{}</b>{}</summary>\n", diff_sign(diff.action),
                     safe_xml(diff_heading(diff)));
  std::vector<DiffRow> rows = side_by_side(shown_lines(diff));
  if (!rows.empty()) out += "<table>\n";
  for (const DiffRow& row : rows) {
    if (row.sign == '@') {
      out += fmt::format("<tr><th colspan=\"2\">{}</th></tr>\n", safe_xml(row.before));
      continue;
    }
    bool was = row.sign == '|' || row.sign == '<', is = row.sign == '|' || row.sign == '>';
    out += fmt::format("<tr>{}{}</tr>\n", cell(row.before, was, false), cell(row.after, false, is));
  }
  if (!rows.empty()) out += "</table>\n";
  std::string folded = folded_words(diff.differences);
  if (!folded.empty()) out += fmt::format("<p>and {} that follow</p>\n", folded);
  out += "</details>\n";
}

}  // namespace

std::string write_diff_html(std::span<const plan::ObjectDiff> diffs) {
  std::string out(kHead);
  out += fmt::format("<p>{}</p>\n", diff_summary(diffs));
  for (const plan::ObjectDiff* diff : diffs_in_order(diffs)) add_object(out, *diff);
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace drydock::report
