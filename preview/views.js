// The plan, the map of who owns what, two environments side by side.
import {byId, counted, el, fill, fillWhen, refill} from "./dom.js";
import {ask, askAgain, forget, store} from "./data.js";
import {findingRow} from "./findings.js";
import {diffs} from "./project.js";
import {fits, narrow} from "./projects.js";

const sum = (rows, count) => rows.reduce((total, row) => total + (count(row) || 0), 0);

/// A table; `rows` are arrays of cells.
function table(heads, rows) {
  return el("div", {class: "scroll"}, el("table", {},
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", {scope: "col"}, head)))),
    el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((cell) => el("td", {}, cell)))))));
}

function countsByCluster(projects) {
  const clusters = new Map();
  for (const project of projects) {
    if (!clusters.has(project.cluster)) clusters.set(project.cluster, []);
    clusters.get(project.cluster).push(project);
  }
  const number = (count, css) => (count ? el("span", {class: css}, String(count)) : "");
  return table(["Cluster", "Projects", "Objects", "Errors", "Warnings", ...(store.state.base ? ["Changes"] : [])],
    [...clusters].sort((a, b) => (a[0] < b[0] ? -1 : 1)).map(([cluster, all]) => [
      el("button", {type: "button", onclick() { narrow("cluster", cluster); }}, cluster || "none"),
      String(all.length), String(sum(all, (one) => one.objects)), number(sum(all, (one) => one.errors), "e"),
      number(sum(all, (one) => one.warnings), "w"),
      ...(store.state.base ? [number(sum(all, (one) => one.changes), "i")] : [])]));
}

/// The most important findings, new ones before others; of those that say the same, one.
function toLookAtFirst() {
  const all = (store.findings?.findings || []).filter((one) => one.status !== "waived");
  const isNew = (one) => one.status === "new";
  const found = new Map();
  for (const one of [...all.filter(isNew), ...all.filter((each) => !isNew(each))]) {
    const key = one.rule + "\n" + one.message;
    if (!found.has(key)) found.set(key, one);
    if (found.size === 8) break;
  }
  return [...found.values()];
}

/// What there is, and what to look at first.
export function drawOverview(main) {
  if (!byId("overview")) {
    fill(main, el("h2", {}, "Projects"), el("div", {id: "overview"}), el("div", {id: "first"}));
  }
  const {state} = store;
  if (!state) return fillWhen("", byId("overview"), el("p", {class: "soft"}, "Looking for projects …"));
  const broken = state.projects.filter((one) => one.broken);
  const known = state.projects.every((one) => one.objects !== undefined);
  fillWhen(JSON.stringify([state.root, state.base, state.baseTrouble, state.projects.map((one) => ({...one, version: 0}))]),
    byId("overview"),
    el("p", {}, counted(state.projects.length, "project"), known ? ` with ${counted(sum(state.projects, (one) => one.objects), "object")}` : "",
      " in ", el("code", {}, state.root), state.base ? `, compared with ${state.base}` : "", ". Choose one from the list: ",
      el("kbd", {}, "j"), " ", el("kbd", {}, "k"), ", or search with ", el("kbd", {}, "/"), "."),
    state.baseTrouble ? el("p", {class: "e"}, state.baseTrouble) : null,
    broken.length ? [el("h3", {}, "Cannot be rendered"),
      el("ul", {}, broken.map((one) => el("li", {}, el("a", {href: "#/project/" + encodeURIComponent(one.name)}, one.name))))] : null,
    state.projects.length ? countsByCluster(state.projects) : null);
  const first = toLookAtFirst();
  refill(byId("first"), first.length ? [{key: "h", mark: "", make: () => el("h3", {}, "To look at first")}, ...first.map(findingRow)] : []);
}

const order = ["delete", "replace", "update", "create", "keep"];

export function drawPlan(main) {
  if (!store.state?.base) {
    fill(main, el("h2", {}, "Plan"), el("p", {}, "There is no base to compare with. Start ",
      el("code", {}, "drydock preview --base main"), " to see what an applier would do."));
    return;
  }
  const rows = store.findings?.plan || [];
  const dangers = (store.findings?.findings || []).filter((finding) => finding.stage === "plan");
  const counts = order.map((action) => [action, rows.filter((row) => row.action === action).length]).filter(([, n]) => n);
  if (!byId("plan")) fill(main, el("h2", {}, "Plan"), el("div", {id: "plan-about"}), el("div", {id: "dangers"}), el("div", {id: "plan"}));
  fillWhen(JSON.stringify([counts, store.state.base, store.state.baseTrouble, store.findings?.judged]), byId("plan-about"),
    el("p", {role: "status"}, `Against ${store.state.base}: `, !store.findings?.judged ? "not checked yet" :
      counts.length ? counts.map(([action, n]) => `${n} to ${action}`).join(", ") : "nothing to do", "."),
    store.state.baseTrouble ? el("p", {class: "e"}, store.state.baseTrouble) : null);
  refill(byId("dangers"), dangers.length ? [{key: "h", mark: "", make: () => el("h3", {}, "Dangers")}, ...dangers.map(findingRow)] : []);
  fillWhen(JSON.stringify(rows), byId("plan"), rows.length ? () => table(["Action", "Object", "Project", "Cluster", "Notes"], rows.map((row) => [
    el("span", {class: "action-" + row.action}, row.action, row.dangerous ? " ⚠ dangerous" : ""),
    el("span", {class: "mono"}, row.resource),
    el("a", {href: "#/project/" + encodeURIComponent(row.project) + "?tab=diff"}, row.project),
    row.cluster, el("span", {class: "soft"}, row.notes.join(", "))])) : null);
}

let picture = null;  // the map, as long as it is shown

/// Says what each field of the map is, and makes pale what the search leaves out.
export function linkMap() {
  for (const link of picture?.querySelectorAll("a") || []) {
    const project = store.state?.projects[Number(link.dataset.project)];
    if (!project) continue;
    link.setAttribute("href", "#/project/" + encodeURIComponent(project.name));
    link.setAttribute("aria-label", aboutOnMap(project));
    link.removeAttribute("tabindex");
    link.classList.toggle("dim", !fits(project));
  }
}

function aboutOnMap(project) {
  return [project.name, project.owner, counted(project.objects || 0, "object"), project.errors && counted(project.errors, "error"),
    project.warnings && counted(project.warnings, "warning"), project.broken && "broken"].filter(Boolean).join(", ");
}

export async function drawMap(main) {
  let text;
  if (!byId("map")) forget("map");
  try {
    text = await askAgain("map");
  } catch (error) {
    fill(main, el("h2", {}, "Map"), el("p", {class: "soft"}, String(error.message)));
    return;
  }
  if (!location.hash.startsWith("#/map")) return;
  if (text === null) return linkMap();
  const svg = new DOMParser().parseFromString(text, "text/html").querySelector("svg");
  const plain = picture ? picture.classList.contains("plain") : svg.querySelectorAll(".links line").length > 60;
  picture = el("div", {id: "map", class: "map scroll" + (plain ? " plain" : "")}, document.importNode(svg, true));
  linkMap();
  fill(main, el("h2", {}, "Map of who owns what"),
    el("p", {class: "soft"}, "A frame for each cluster, in it one for each owner, in it a field for each project, larger with more objects. What the search on the left leaves out is pale."),
    el("ul", {class: "key"}, el("li", {}, el("i", {class: "m0"}), "nothing found"), el("li", {}, el("i", {class: "m2"}), "warnings"), el("li", {}, el("i", {class: "m3"}), "errors"),
      el("li", {}, el("label", {class: "inline"}, el("input", {type: "checkbox", checked: !plain,
        onchange(event) { picture.classList.toggle("plain", !event.target.checked); }}), "lines between projects in conflict"))),
    picture);
}

// Words in paths that tell environments apart.
const environments = /^(dev|devel|development|test|testing|qa|uat|int|integration|stage|staging|preprod|prod|production|live|canary|sandbox|eu|us)([-_.].*)?$/i;

/// Projects that look like one application in several places.
function families() {
  const found = new Map();
  for (const project of store.state?.projects || []) {
    const parts = (project.path || project.name).split("/");
    const key = parts.map((part) => (environments.test(part) || part === project.cluster ? "*" : part)).join("/");
    if (!key.includes("*") && key === parts.join("/")) {
      const last = parts.at(-1) + "|" + project.renderer;
      if (!found.has(last)) found.set(last, []);
      found.get(last).push(project);
      continue;
    }
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(project);
  }
  return [...found.values()].filter((family) => family.length > 1 && family.length < 12);
}

let compared = 0;

export async function drawCompare(main, parameters) {
  const left = parameters.get("left") || "", right = parameters.get("right") || "";
  drawChoice(main, left, right);
  const result = byId("comparison");
  if (!left || !right) {
    const all = families().slice(0, 100);
    fillWhen(JSON.stringify(all.map((family) => family.map((one) => one.name))), result,
      all.length ? el("h3", {}, "These look like one application in several places") : null,
      el("ul", {}, all.flatMap((family) => family.slice(1).map((other, i) => el("li", {},
        el("a", {href: "#/compare?" + new URLSearchParams({left: family[i].name, right: other.name})}, `${family[i].name} and ${other.name}`))))));
    return;
  }
  const number = ++compared;
  let found;
  try {
    found = await ask("compare", {left, right});
  } catch (error) {
    if (number === compared) fillWhen(String(error.message), result, el("p", {class: "e", role: "status"}, String(error.message)));
    return;
  }
  if (number !== compared) return;
  fillWhen(JSON.stringify(found), result,
    el("p", {role: "status"}, found.diff.length ? `${counted(found.diff.length, "object")} ${found.diff.length === 1 ? "differs" : "differ"}.` : "They are the same."),
    found.diff.length ? diffs(found.diff, left, {before: left, now: right, create: "only in " + right, delete: "only in " + left,
      update: "differs", replace: "differs"}) : null);
}

/// What is to be compared; what somebody writes there stays.
function drawChoice(main, left, right) {
  if (byId("comparison")?.dataset.of !== JSON.stringify([left, right])) {
    const input = (id, label, value) => el("label", {}, label, el("input", {id, list: "targets", value, autocomplete: "off", required: true}));
    fill(main, el("h2", {}, "Environments side by side"),
      el("p", {class: "soft"}, "Two projects, folders or clusters: the same application in staging and in production. The namespace that each has in common plays no part."),
      el("form", {class: "bar", onsubmit(event) {
        event.preventDefault();
        location.hash = "#/compare?" + new URLSearchParams({left: byId("left").value, right: byId("right").value});
      }}, input("left", "One", left), input("right", "The other", right), el("button", {type: "submit"}, "Compare"),
      el("datalist", {id: "targets"})),
      el("div", {id: "comparison", "data-of": JSON.stringify([left, right])}));
  }
  const names = [...new Set((store.state?.projects || []).flatMap((project) => [project.name, project.cluster]))];
  fillWhen(names.join("\n"), byId("targets"), names.map((name) => el("option", {value: name})));
}
