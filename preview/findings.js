// Findings as a list; of conflicts both sides.
import {byId, counted, el, fill, place, prose, refill, severityClass} from "./dom.js";
import {ask, store} from "./data.js";
import {linesOf, manifest} from "./yaml.js";

const filter = {text: "", severity: "", stage: "", status: ""};
const opened = new Set();

function details(found) {
  return [
    el("p", {class: "soft"}, found.projects.length ? found.projects.map((name, i) => [i ? ", " : "",
      el("a", {href: "#/project/" + encodeURIComponent(name)}, name)]) : "repository",
    [found.cluster && "cluster " + found.cluster, found.resource, found.field].filter(Boolean).map((part) => " · " + part)),
    found.sides?.length > 1 ? sides(found.sides) : null,
    found.places.map((one) => [el("p", {}, place(one.place)), one.lines ? el("pre", {}, one.lines) : null]),
    found.notes.map((note) => [el("p", {}, "Note: ", prose(note.message), " ", note.place ? place(note.place) : null),
      note.lines ? el("pre", {}, note.lines) : null]),
    found.help ? el("p", {}, el("b", {}, "What to do: "), prose(found.help)) : null,
    found.fixable ? el("p", {class: "ok"}, "drydock check --fix mends it.") : null,
    found.waiver ? el("p", {class: "soft"}, "Waived: ", found.waiver) : null,
  ];
}

/// The objects of both projects next to each other, with the lines that differ marked.
function sides(all) {
  const lists = all.map((side) => linesOf(side, side.files));
  const sets = lists.map((lines) => new Set(lines.map((line) => line.path + "\n" + line.text)));
  return el("div", {class: "sides"}, all.map((side, i) => {
    const others = sets.filter((_, j) => j !== i);
    const marks = new Map();
    for (const line of lists[i]) {
      if (line.path && others.some((set) => !set.has(line.path + "\n" + line.text))) marks.set(line.path, {css: "differs"});
    }
    return el("article", {class: "object", "aria-label": side.project},
      el("header", {}, el("h3", {}, el("a", {href: "#/project/" + encodeURIComponent(side.project)}, side.project)),
        el("span", {class: "soft"}, side.resource), side.old ? el("span", {class: "tag e"}, "old") : null,
        place({...placeOf(side)})),
      manifest(lists[i], {marks}));
  }));
}

function placeOf(side) {
  const first = (side.fields || []).find(([, path, file]) => path === "metadata.name" && file >= 0) ||
    (side.fields || []).find(([, , file]) => file >= 0);
  return first ? {file: side.files[first[2]], line: first[3], column: first[4]} : {};
}

/// What tells apart findings of one file that many projects read.
function about(finding) {
  return [finding.message.includes(finding.resource) ? "" : finding.resource, finding.projects.slice(0, 3).join(", ") +
    (finding.projects.length > 3 ? ` and ${finding.projects.length - 3} more` : "")].filter(Boolean).join(" · ");
}

/// A finding among others, for `refill`.
export function findingRow(finding) {
  return {key: finding.id, mark: JSON.stringify(finding), make: () => findingItem(finding)};
}

function findingItem(finding) {
  const body = el("div", {class: "in"});
  const load = async () => {
    try {
      fill(body, details(await ask("finding", {id: finding.id})));
    } catch (error) {
      fill(body, el("p", {class: "soft"}, String(error.message)));
    }
  };
  const item = el("details", {
    class: `finding ${finding.severity}${finding.status === "new" ? "" : " quiet"}`, "data-id": finding.id,
    ontoggle() {
      if (item.open) { opened.add(finding.id); load(); } else opened.delete(finding.id);
    },
  }, el("summary", {}, el("b", {class: severityClass(finding.severity)}, finding.severity), " ", prose(finding.message),
    " ", el("code", {class: "soft"}, finding.rule),
    finding.status === "known" ? el("span", {class: "tag"}, "also in the base") : null,
    finding.status === "waived" ? el("span", {class: "tag"}, "waived") : null,
    finding.place ? el("span", {class: "soft mono"}, ` ${finding.place.file}:${finding.place.line}`) : null,
    el("small", {}, about(finding))), body);
  if (opened.has(finding.id)) item.open = true;
  return item;
}

function fits(finding) {
  const text = [finding.message, finding.rule, finding.resource, finding.cluster, finding.place?.file, ...finding.projects].join(" ").toLowerCase();
  return filter.text.toLowerCase().split(/\s+/).every((word) => text.includes(word)) &&
    (!filter.severity || finding.severity === filter.severity) &&
    (!filter.stage || finding.stage === filter.stage) &&
    (!filter.status || finding.status === filter.status);
}

function select(key, label, values, draw) {
  const box = el("select", {id: "finding-" + key, onchange(event) { filter[key] = event.target.value; draw(); }},
    el("option", {value: ""}, "all"), values.map((one) => el("option", {value: one}, one === "known" ? "also in the base" : one)));
  box.value = filter[key];
  return el("label", {}, label, box);
}

/// The list; the search above it stays when it is there.
export function drawFindings(main) {
  if (!byId("finding-text")) drawSearch(main);
  const all = store.findings?.findings || [];
  const shown = all.filter(fits);
  byId("findings-shown").textContent = store.findings ?
    `${shown.length} of ${counted(store.findings.total, "finding")}` : "Not checked yet.";
  refill(byId("findings"), shown.slice(0, most).map(findingRow));
  byId("findings-more").textContent = shown.length > most ? `and ${shown.length - most} more: search for them` : "";
}

const most = 1000;

function drawSearch(main) {
  const draw = () => drawFindings(main);
  fill(main, el("h2", {}, "Findings"),
    el("form", {class: "bar", role: "search", onsubmit(event) { event.preventDefault(); }},
      el("label", {}, "Search findings", el("input", {type: "search", id: "finding-text", value: filter.text,
        oninput(event) { filter.text = event.target.value; draw(); }})),
      select("severity", "Severity", ["error", "warning", "info"], draw),
      select("stage", "Stage", ["render", "schema", "policy", "conflict", "plan"], draw),
      select("status", "Status", ["new", "known", "waived"], draw)),
    el("p", {id: "findings-shown", class: "soft", role: "status"}), el("div", {id: "findings"}),
    el("p", {id: "findings-more", class: "soft"}));
}
