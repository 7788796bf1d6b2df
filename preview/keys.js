// Everything can be done with keys.
import {byId, el, fill} from "./dom.js";
import {step} from "./projects.js";
import {hidePanel, moveField, moveObject, nextTab} from "./project.js";

const keys = [
  ["/", "search"], ["j k", "next project, the one before"], ["↓ ↑", "next field, the one before"],
  ["n p", "next object, the one before"], ["f", "search the objects of the project"],
  ["Enter", "who set this field?"], ["e", "open the editor at the first place of the panel"],
  ["[ ]", "tab before, next tab"], ["1 … 5", "projects, findings, plan, map, compare"],
  ["Esc", "close the panel, leave the search"], ["?", "these keys"],
];

export function showKeys() {
  const dialog = byId("keys");
  fill(dialog, el("h2", {id: "keys-title"}, "Keys"),
    el("table", {}, el("tbody", {}, keys.map(([key, words]) => el("tr", {},
      el("th", {scope: "row"}, key.split(" ").map((one) => [el("kbd", {}, one), " "])), el("td", {}, words))))),
    el("form", {method: "dialog"}, el("button", {autofocus: true}, "Close")));
  dialog.showModal();
}

const actions = {
  "/": () => (document.querySelector("#finding-text") || byId("q"))?.focus(),
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => moveField(1),
  ArrowUp: () => moveField(-1),
  n: () => moveObject(1),
  p: () => moveObject(-1),
  f: () => { const box = byId("object-text"); if (!box || byId("wanted").hidden) return false; box.focus(); return true; },
  "[": () => nextTab(-1),
  "]": () => nextTab(1),
  e: () => document.querySelector("#panel:not([hidden]) a.place")?.click(),
  "?": showKeys,
  Escape: hidePanel,
};

export function listenForKeys() {
  byId("help").addEventListener("click", showKeys);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || byId("keys").open) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (typing) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const view = document.querySelectorAll("#views a")[Number(event.key) - 1];
    if (view) view.click();
    else if (actions[event.key]) {
      if (actions[event.key]() === false) return;
    } else return;
    event.preventDefault();
  });
}
