#include "report/html_page.h"

namespace drydock::report {
namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--fg:#1d2530;--soft:#566270;--bg:#fff;--box:#f4f6f8;--line:#d4dae0;--link:#0b57a4;
--e:#b3261e;--w:#8a5300;--i:#1f5f9e;--ok:#2f7d5b;--mok:#cfe6da;--mi:#c3daf2;--mw:#f6cf8b;--me:#c5372c}
@media (prefers-color-scheme:dark){:root{--fg:#e6eaee;--soft:#a4afba;--bg:#14181d;--box:#1e242b;--line:#38424c;--link:#7db7f5;
--e:#ff8a80;--w:#ffc266;--i:#8cc2ff;--ok:#7fd1ab;--mok:#28473a;--mi:#2b4a6b;--mw:#7a5410;--me:#a32a20}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1280px;padding:16px 20px 60px;font:15px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg)}
h1{font-size:24px;margin:8px 0}h2{font-size:19px;margin:32px 0 8px}
a{color:var(--link)}code,pre{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:13px}
nav a{margin-right:16px}
.counts{display:flex;flex-wrap:wrap;gap:10px;padding:0;margin:12px 0;list-style:none}
.counts li{border:1px solid var(--line);border-radius:8px;padding:6px 14px;background:var(--box)}
.counts b{font-size:20px;margin-right:4px}
.e{color:var(--e)}.w{color:var(--w)}.i{color:var(--i)}
form{display:none;position:sticky;top:0;z-index:2;background:var(--bg);padding:8px 0;border-bottom:1px solid var(--line)}
.js form{display:flex;flex-wrap:wrap;gap:8px;align-items:end}
label{display:flex;flex-direction:column;font-size:12px;color:var(--soft)}
input,select,button{font:inherit;color:inherit;background:var(--box);border:1px solid var(--line);border-radius:6px;padding:4px 8px;max-width:220px}
:focus-visible{outline:3px solid var(--link);outline-offset:1px}
article{border:1px solid var(--line);border-left:5px solid var(--i);border-radius:6px;margin:6px 0;content-visibility:auto;contain-intrinsic-size:auto 42px}
article.s2{border-left-color:var(--e)}article.s1{border-left-color:var(--w)}
article[data-t="1"],article[data-t="2"]{opacity:.8}
summary{padding:7px 12px;cursor:pointer;overflow-wrap:anywhere}
article>p{margin:0;padding:7px 12px;overflow-wrap:anywhere}
summary b,article>p b{margin-right:6px}summary .r,article>p .r{color:var(--soft);margin-left:6px}
.tag{border:1px solid var(--line);border-radius:9px;font-size:12px;padding:0 7px;margin-left:6px}
.in{padding:0 14px 10px}.in p{margin:6px 0;overflow-wrap:anywhere}.soft{color:var(--soft)}
pre{background:var(--box);border:1px solid var(--line);border-radius:6px;padding:8px 10px;margin:4px 0;overflow-x:auto}
.add{color:var(--ok)}.del{color:var(--e)}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:4px 10px;border-bottom:1px solid var(--line);overflow-wrap:anywhere;vertical-align:top}
td.n,th.n{text-align:right}tr:target{background:var(--box);outline:2px solid var(--link)}
.scroll{overflow-x:auto}
.map svg{width:100%;min-width:900px;height:auto;display:block;font-family:system-ui,sans-serif}
rect.c{fill:var(--box);stroke:var(--soft)}rect.o{fill:var(--bg);stroke:var(--line)}
rect.m0{fill:var(--mok)}rect.m1{fill:var(--mi)}rect.m2{fill:var(--mw)}rect.m3{fill:var(--me)}
.map a:hover rect,.map a:focus rect{stroke:var(--fg);stroke-width:2}
text{fill:var(--fg)}text.l{font-weight:600}text.t3{fill:#fff}
.links{display:none;pointer-events:none}.links line{stroke:var(--fg);stroke-width:1.5;stroke-opacity:.7}
#lines:checked~.scroll .links{display:block}
.key{display:flex;flex-wrap:wrap;gap:14px;font-size:13px;margin:6px 0;padding:0;list-style:none}
.key i{display:inline-block;width:14px;height:14px;border-radius:3px;vertical-align:-2px;margin-right:5px}
.inline{flex-direction:row;display:inline;font-size:14px;color:inherit}
[hidden]{display:none!important}
@media print{form,nav{display:none!important}article{break-inside:avoid}}
)css";

constexpr std::string_view kScript = R"js(
(function () {
  "use strict";
  var byId = function (id) { return document.getElementById(id); };
  var list = function (selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); };
  document.documentElement.className = "js";
  var articles = list("#findings article"), rows = list("#project-rows tr"), changes = list("#change-rows tr");
  var fields = ["q", "project", "cluster", "owner", "rule", "severity", "status"].map(byId);
  var names = rows.map(function (row) { return row.getAttribute("data-name").toLowerCase(); });
  var texts = [];
  function has(list, wanted) { return (" " + list + " ").indexOf(" " + wanted + " ") >= 0; }
  function text(i) {
    if (texts[i] === undefined) texts[i] = articles[i].textContent.toLowerCase();
    return texts[i];
  }
  function projects(part) {
    var exact = names.indexOf(part), found = {};
    names.forEach(function (name, i) {
      if (exact >= 0 ? i === exact : name.indexOf(part) >= 0) found[i] = true;
    });
    return found;
  }
  function any(list, set) { return list.split(" ").some(function (one) { return set[one]; }); }
  function apply() {
    var v = {};
    fields.forEach(function (field) { v[field.id] = field.value.trim(); });
    var words = v.q.toLowerCase().split(/\s+/).filter(Boolean);
    var chosen = v.project ? projects(v.project.toLowerCase()) : null;
    var shown = 0;
    articles.forEach(function (article, i) {
      var data = article.dataset;
      var fits = (!v.severity || data.s === v.severity) && (!v.status || data.t === v.status) &&
        (!v.rule || data.r === v.rule) && (!v.cluster || data.c === v.cluster) &&
        (!v.owner || has(data.o, v.owner)) && (!chosen || any(data.p, chosen)) &&
        words.every(function (word) { return text(i).indexOf(word) >= 0; });
      article.hidden = !fits;
      shown += fits;
    });
    rows.concat(changes).forEach(function (row) {
      var data = row.dataset;
      row.hidden = !((!v.cluster || data.c === v.cluster) && (!v.owner || data.o === v.owner) &&
        (!chosen || chosen[data.p]));
    });
    byId("shown").textContent = shown + " of " + articles.length + " findings";
    var hash = fields.filter(function (field) { return field.value; }).map(function (field) {
      return field.id + "=" + encodeURIComponent(field.value);
    }).join("&");
    if (window.history.replaceState && location.protocol !== "about:") {
      try { window.history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search); } catch (e) {}
    }
  }
  location.hash.slice(1).split("&").forEach(function (part) {
    var at = part.indexOf("=");
    if (at < 0) return;
    fields.forEach(function (field) {
      if (field.id !== part.slice(0, at)) return;
      try { field.value = decodeURIComponent(part.slice(at + 1)); } catch (e) {}
    });
  });
  var timer;
  function later() { clearTimeout(timer); timer = setTimeout(apply, 80); }
  fields.forEach(function (field) { field.addEventListener("input", later); });
  byId("filters").addEventListener("submit", function (event) { event.preventDefault(); apply(); });
  byId("filters").addEventListener("reset", function () { setTimeout(apply, 0); });
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("[data-project]") : null;
    if (!link) return;
    event.preventDefault();
    byId("project").value = rows[+link.getAttribute("data-project")].getAttribute("data-name");
    apply();
    byId("findings").scrollIntoView();
  });
  if (/=/.test(location.hash)) apply();
  else byId("shown").textContent = articles.length + " of " + articles.length + " findings";
})();
)js";

}  // namespace

std::string_view html_style() { return kStyle; }

std::string_view html_script() { return kScript; }

std::string_view html_script_hash() {
  return "sha256-9GEOUi4Y3LCQ8cJ+8n+HFw012PgkWeWQW0y9Sjnpn7U=";
}

}  // namespace drydock::report
