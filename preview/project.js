// One project: its manifests, what differs from the base, what is wrong with it.
import {byId, counted, diagnostic, el, fill, place} from "./dom.js";
import {ask, store} from "./data.js";
import {linesOf, manifest} from "./yaml.js";
import {findingItem} from "./findings.js";

let shown = null;   // api/project of the one that is open
let open = "";      // its name
let tab = "manifests";
let asked = 0;
let last = {};      // what each object said before, to show what is new
let chosen = null;  // {object, path}

export function currentName() { return open; }

export async function showProject(main, name) {
  if (name !== open) { shown = null; last = {}; chosen = null; tab = "manifests"; hidePanel(); }
  open = name;
  await reload(main);
}

export async function reload(main) {
  const number = ++asked, name = open;
  let found;
  try {
    found = await ask("project", {project: name});
  } catch (error) {
    if (number === asked) {
      shown = null;
      fill(main, el("h2", {}, name), el("p", {class: "soft"}, String(error.message)));
    }
    return;
  }
  if (number !== asked) return;
  keepTexts();
  shown = found;
  draw(main);
}

function keepTexts() {
  if (!shown) return;
  last = {};
  for (const object of shown.objects) last[object.resource] = object;
}

export function leave() { open = ""; asked++; hidePanel(); }

function findingsHere() {
  return (store.findings?.findings || []).filter((finding) => finding.projects.includes(open));
}

function tabs(main) {
  const counts = {
    manifests: shown.objects.length,
    diff: shown.diff ? shown.diff.length : null,
    findings: findingsHere().length,
    inputs: shown.inputs.length,
  };
  const names = {manifests: "Manifests", diff: "Diff", findings: "Findings", inputs: "Files read"};
  return el("div", {class: "tabs", role: "tablist", "aria-label": "About this project"},
    Object.entries(names).map(([id, label]) => (id === "diff" && !shown.diff ? null : el("button", {
      type: "button", role: "tab", id: "tab-" + id, "aria-selected": String(tab === id), "aria-controls": "tab",
      onclick() { tab = id; draw(main); byId("tab-" + id).focus(); },
    }, label, " ", el("span", {class: "count"}, String(counts[id]))))));
}

export function draw(main) {
  if (!shown) return;
  const at = main.scrollTop;
  const focused = document.activeElement?.dataset?.path ? {...document.activeElement.dataset} : null;
  const row = store.state?.projects.find((project) => project.name === open);
  fill(main,
    el("h2", {id: "project-title"}, open),
    row ? el("p", {class: "soft"}, [`cluster ${row.cluster}`, `namespace ${row.namespace}`,
      row.owner && `owner ${row.owner}`, row.renderer, row.path || "."].filter(Boolean).join(" · ")) : null,
    shown.old ? el("div", {class: "banner", role: "alert", id: "old"},
      el("p", {}, el("b", {}, "This project cannot be rendered now. "),
        "What you see is the last good result: it is old."),
      shown.problems.filter((one) => one.severity === "error").map(diagnostic)) : null,
    shown.broken && !shown.old ? el("div", {class: "banner", role: "alert"},
      el("p", {}, el("b", {}, "This project cannot be rendered whole.")), shown.problems.map(diagnostic)) : null,
    tabs(main),
    el("div", {id: "tab", role: "tabpanel", "aria-labelledby": "tab-" + tab}, content()));
  main.scrollTop = at;
  restore(focused);
}

function content() {
  if (tab === "diff") return diffs(shown.diff, "the base");
  if (tab === "findings") {
    const here = findingsHere();
    return here.length ? here.map(findingItem) : el("p", {}, "Nothing found.");
  }
  if (tab === "inputs") {
    return el("ul", {}, shown.inputs.map((file) => el("li", {}, place({file, line: 0, column: 0}))));
  }
  return shown.objects.length ? shown.objects.map(object) : el("p", {}, "No objects.");
}

/// Paths that the diff or a finding speaks of.
function marksOf(resource) {
  const marks = new Map();
  for (const diff of shown.diff || []) {
    if (diff.resource !== resource) continue;
    if (diff.action === "create") marks.all = {css: "add"};
    for (const {difference} of diff.differences) {
      marks.set(difference.path, {css: "old" in difference || difference.secret === "changed" ? "upd" : "add"});
    }
  }
  for (const finding of findingsHere()) {
    if (finding.resource !== resource || !finding.field) continue;
    marks.set(finding.field, {...marks.get(finding.field), message: finding.message});
  }
  return {get: (path) => marks.get(path) || marks.all};
}

function object(one, index) {
  const before = last[one.resource];
  let fresh = null;
  const lines = linesOf(one, shown.files);
  if (before && before.text !== one.text) {
    const old = new Set(linesOf(before, []).map((line) => line.path + "\n" + line.text));
    fresh = new Set(lines.map((line) => line.path + "\n" + line.text).filter((line) => !old.has(line)));
  }
  const diff = (shown.diff || []).find((each) => each.resource === one.resource);
  return el("article", {class: "object", "data-object": index, "aria-label": one.resource},
    el("header", {}, el("h3", {}, `${one.kind} ${one.name}`),
      one.namespace ? el("span", {class: "soft"}, one.namespace) : null,
      diff ? el("span", {class: "tag action-" + diff.action}, diff.action, diff.rollsPods ? ", rolls pods" : "") : null),
    one.text === undefined ? el("p", {class: "soft"}, "Too many objects: this one is not shown.") :
      manifest(lines, {marks: marksOf(one.resource), fresh, pick: (line, button) => pick(index, line, button)}));
}

const overTime = {before: "Before", now: "Now", create: "create", delete: "delete", update: "update", replace: "replace"};

/// Differences field by field; what only follows from others is folded. `names`: what the two sides
/// and the actions are called.
export function diffs(all, from, names = overTime) {
  if (all.length === 0) return el("p", {}, `The same as ${from}.`);
  return all.map((diff) => {
    const noise = diff.differences.filter((one) => one.noise);
    const plain = diff.differences.filter((one) => !one.noise);
    return el("section", {class: "diff"},
      el("h3", {}, el("span", {class: "action-" + diff.action}, names[diff.action]), " ", diff.resource,
        diff.renamedFrom ? el("span", {class: "soft"}, ` was ${diff.renamedFrom}`) : null,
        diff.rollsPods ? el("span", {class: "tag w"}, "rolls pods") : null),
      plain.length ? table(plain, names) : null,
      noise.length ? el("details", {class: "fold"},
        el("summary", {}, `${counted(noise.length, "field")} that only follow: hashes, certificates`), table(noise, names)) : null);
  });
}

function words(value) {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}

function table(differences, names) {
  return el("div", {class: "scroll"}, el("table", {},
    el("thead", {}, el("tr", {}, ["Field", names.before, names.now, "Set in"].map((head) => el("th", {scope: "col"}, head)))),
    el("tbody", {}, differences.map(({difference: one, place: where}) => el("tr", {},
      el("td", {class: one.path ? "mono" : "soft"}, one.path || "the whole object"),
      one.secret ? el("td", {colspan: "2", class: "soft"}, `a value of a Secret, ${one.secret}`) :
        [el("td", {class: "mono" + ("old" in one ? " old" : "")}, one.order ? one.order.old.join(", ") : words(one.old)),
          el("td", {class: "mono" + ("new" in one ? " new" : "")}, one.order ? one.order.new.join(", ") : words(one.new))],
      el("td", {}, where ? place(where) : null))))));
}

// The panel: who set this field?

function buttonOf(index, path) {
  return [...document.querySelectorAll(`[data-object="${index}"] button.at`)].find((one) => one.dataset.path === path);
}

function restore(focused) {
  const first = document.querySelector("#tab button.at");
  if (first) first.tabIndex = 0;
  if (!chosen) return;
  const button = buttonOf(chosen.object, chosen.path);
  if (!button) return hidePanel();
  button.setAttribute("aria-pressed", "true");
  if (focused && focused.path === chosen.path) button.focus({preventScroll: true});
  load();
}

function pick(index, line, button) {
  for (const one of document.querySelectorAll('button.at[aria-pressed="true"]')) one.setAttribute("aria-pressed", "false");
  for (const one of document.querySelectorAll('button.at[tabindex="0"]')) one.tabIndex = -1;
  button.setAttribute("aria-pressed", "true");
  button.tabIndex = 0;
  button.focus({preventScroll: true});
  chosen = {object: index, path: line.path};
  load();
}

async function load() {
  const {object: index, path} = chosen, name = open;
  const panel = byId("panel");
  let field;
  try {
    field = await ask("field", {project: name, object: index, path});
  } catch (error) {
    field = {path, sources: [], error: String(error.message)};
  }
  if (!chosen || chosen.path !== path || chosen.object !== index || open !== name) return;
  const pressed = document.querySelector('button.at[aria-pressed="true"]');
  const roles = {value: "Set in", template: "Printed by the template", earlier: "Instead of"};
  panel.hidden = false;
  fill(panel,
    el("button", {type: "button", onclick: hidePanel, "aria-label": "Close"}, "Close"),
    el("h3", {id: "panel-title"}, "Who set this?"),
    el("p", {class: "mono"}, field.path),
    field.hidden ? el("p", {class: "soft"}, "A value of a Secret is not shown.") :
      field.value !== undefined ? el("pre", {id: "panel-value"}, field.value) : null,
    field.old ? el("p", {class: "e"}, "Old: the project cannot be rendered now.") : null,
    field.error ? el("p", {class: "soft"}, field.error) : null,
    el("ol", {class: "chain"}, field.sources.map((source) => el("li", {class: source.role},
      el("p", {}, el("b", {}, roles[source.role]), " ",
        source.role === "earlier" && source.value ? el("code", {}, source.value + " ") : null, place(source.place)),
      source.lines ? el("pre", {}, source.lines) : null))));
  // Where the panel lies over the page, the line goes above it.
  if (pressed && getComputedStyle(panel).position === "fixed") {
    const hidden = pressed.getBoundingClientRect().bottom > panel.getBoundingClientRect().top;
    if (hidden) pressed.scrollIntoView({block: "start"});
  }
}

export function hidePanel() {
  chosen = null;
  const panel = byId("panel");
  if (panel.hidden) return false;
  panel.hidden = true;
  const pressed = document.querySelector('button.at[aria-pressed="true"]');
  if (pressed) { pressed.setAttribute("aria-pressed", "false"); pressed.focus({preventScroll: true}); }
  return true;
}

/// Moves among the fields of the manifests.
export function moveField(by) {
  const all = [...document.querySelectorAll("#tab button.at")];
  if (all.length === 0) return false;
  const now = all.indexOf(document.activeElement);
  const from = now >= 0 ? now : all.findIndex((one) => one.tabIndex === 0) - by;
  const next = all[Math.max(0, Math.min(all.length - 1, from + by))];
  for (const one of all) if (one.tabIndex === 0) one.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
  next.scrollIntoView({block: "nearest"});
  return true;
}

export function nextTab(by) {
  const all = [...document.querySelectorAll('.tabs [role="tab"]')];
  const now = all.findIndex((one) => one.getAttribute("aria-selected") === "true");
  all[(now + by + all.length) % all.length]?.click();
}

