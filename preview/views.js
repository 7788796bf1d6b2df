// The plan, the map of who owns what, two environments side by side.
import {byId, counted, el, fill} from "./dom.js";
import {ask, store} from "./data.js";
import {findingItem} from "./findings.js";
import {diffs} from "./project.js";
import {fits} from "./projects.js";

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
  fill(main, el("h2", {}, "Plan"),
    el("p", {}, `Against ${store.state.base}: `, counts.length ? counts.map(([action, n]) => `${n} to ${action}`).join(", ") : "nothing to do", "."),
    store.state.baseTrouble ? el("p", {class: "e"}, store.state.baseTrouble) : null,
    dangers.length ? [el("h3", {}, "Dangers"), dangers.map(findingItem)] : null,
    rows.length ? el("div", {class: "scroll"}, el("table", {},
      el("thead", {}, el("tr", {}, ["Action", "Object", "Project", "Cluster", "Notes"].map((head) => el("th", {scope: "col"}, head)))),
      el("tbody", {}, rows.map((row) => el("tr", {},
        el("td", {class: "action-" + row.action}, row.action, row.dangerous ? " ⚠ dangerous" : ""),
        el("td", {class: "mono"}, row.resource),
        el("td", {}, el("a", {href: "#/project/" + encodeURIComponent(row.project)}, row.project)),
        el("td", {}, row.cluster), el("td", {class: "soft"}, row.notes.join(", "))))))) : null);
}

export async function drawMap(main) {
  let svg;
  try {
    const text = await ask("map");
    svg = new DOMParser().parseFromString(text, "text/html").querySelector("svg");
  } catch (error) {
    fill(main, el("h2", {}, "Map"), el("p", {class: "soft"}, String(error.message)));
    return;
  }
  if (!location.hash.startsWith("#/map")) return;
  const picture = el("div", {class: "map scroll" + (svg.querySelectorAll(".links line").length > 60 ? " plain" : "")}, document.importNode(svg, true));
  picture.querySelectorAll("a").forEach((link) => {
    const project = store.state?.projects[Number(link.dataset.project)];
    if (!project) return;
    link.setAttribute("href", "#/project/" + encodeURIComponent(project.name));
    link.setAttribute("aria-label", project.name);
    link.removeAttribute("tabindex");
    if (!fits(project)) link.classList.add("dim");
  });
  fill(main, el("h2", {}, "Map of who owns what"),
    el("p", {class: "soft"}, "A frame for each cluster, in it one for each owner, in it a field for each project, larger with more objects. What the search on the left leaves out is pale."),
    el("ul", {class: "key"}, el("li", {}, el("i", {class: "m0"}), "nothing found"), el("li", {}, el("i", {class: "m2"}), "warnings"), el("li", {}, el("i", {class: "m3"}), "errors"),
      el("li", {}, el("label", {class: "inline"}, el("input", {type: "checkbox", checked: !picture.classList.contains("plain"),
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

export async function drawCompare(main, parameters) {
  const left = parameters.get("left") || "", right = parameters.get("right") || "";
  const names = [...new Set((store.state?.projects || []).flatMap((project) => [project.name, project.cluster]))];
  const input = (id, label, value) => el("label", {}, label, el("input", {id, list: "targets", value, autocomplete: "off", required: true}));
  const result = el("div", {id: "comparison"});
  fill(main, el("h2", {}, "Environments side by side"),
    el("p", {class: "soft"}, "Two projects, folders or clusters: the same application in staging and in production. The namespace that each has in common plays no part."),
    el("form", {class: "bar", onsubmit(event) {
      event.preventDefault();
      location.hash = "#/compare?" + new URLSearchParams({left: byId("left").value, right: byId("right").value});
    }}, input("left", "One", left), input("right", "The other", right), el("button", {type: "submit"}, "Compare"),
    el("datalist", {id: "targets"}, names.map((name) => el("option", {value: name})))),
    result);
  if (!left || !right) {
    const all = families();
    fill(result, all.length ? el("h3", {}, "These look like one application in several places") : null,
      el("ul", {}, all.slice(0, 100).flatMap((family) => family.slice(1).map((other, i) => el("li", {},
        el("a", {href: "#/compare?" + new URLSearchParams({left: family[i].name, right: other.name})}, `${family[i].name} and ${other.name}`))))));
    return;
  }
  try {
    const found = await ask("compare", {left, right});
    fill(result, el("p", {}, found.diff.length ? `${counted(found.diff.length, "object")} ${found.diff.length === 1 ? "differs" : "differ"}.` : "They are the same."),
      found.diff.length ? diffs(found.diff, left, {before: left, now: right, create: "only in " + right, delete: "only in " + left,
        update: "differs", replace: "differs"}) : null);
  } catch (error) {
    fill(result, el("p", {class: "e"}, String(error.message)));
  }
}
