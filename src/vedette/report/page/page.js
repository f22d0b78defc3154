"use strict";
(() => {
  const root = document.documentElement;
  const one = (id) => document.getElementById(id);
  const items = [...document.querySelectorAll(".list li")];
  const shown = () => items.filter((item) => !item.hidden && !item.closest(".group").hidden);
  const summary = (item) => item.querySelector("summary");

  for (const part of document.querySelectorAll(".tools")) part.hidden = false;

  // Light or dark: the other of what is seen now, kept where the browser lets us.
  const memory = {
    get() { try { return localStorage.getItem("vedette-theme"); } catch { return null; } },
    set(value) { try { localStorage.setItem("vedette-theme", value); } catch { /* private */ } },
  };
  const kept = memory.get();
  if (kept === "light" || kept === "dark") root.dataset.theme = kept;
  const turn = () => {
    const seen = root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = seen === "dark" ? "light" : "dark";
    memory.set(root.dataset.theme);
  };
  one("theme").addEventListener("click", turn);
  one("help").addEventListener("click", () => one("keys").showModal());

  // Next and previous: what was opened on the way is closed again.
  let opened = null;
  const go = (step) => {
    const list = shown();
    if (!list.length) return;
    const at = list.indexOf(document.activeElement.closest(".list li") || opened?.closest("li"));
    const next = list[at < 0 ? (step > 0 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step))];
    const details = next.querySelector("details");
    if (opened && opened !== details) opened.open = false;
    if (!details.open) { details.open = true; opened = details; }
    summary(next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", behavior: "auto" });
  };

  const filter = one("filter"), sort = one("sort"), count = one("count");
  const texts = new Map();
  const text = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const sieve = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const group of document.querySelectorAll(".group")) {
      const title = group.querySelector("h3").textContent.toLowerCase();
      let left = 0;
      const mine = [...group.querySelectorAll(".list li")];
      for (const item of mine) {
        item.hidden = !words.every((word) => title.includes(word) || text(item).includes(word));
        left += !item.hidden;
      }
      group.hidden = mine.length ? !left : !words.every((word) => group.textContent.toLowerCase().includes(word));
    }
    count.textContent = words.length ? `${shown().length} of ${items.length}` : "";
  };
  const row = (item) => Number(item.querySelector("details").id.slice(1));
  const order = new Map(items.map((item, place) => [item, place]));
  const rank = () => {
    const key = sort.value === "row" ? row : (item) => order.get(item);
    for (const list of document.querySelectorAll(".list ol"))
      list.append(...[...list.children].sort((a, b) => key(a) - key(b)));
    items.sort((a, b) => (a.compareDocumentPosition(b) & 4 ? -1 : 1));
  };
  if (filter) {
    filter.addEventListener("input", sieve);
    filter.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { filter.value = ""; sieve(); filter.blur(); }
    });
    one("sieve").addEventListener("submit", (event) => { event.preventDefault(); go(1); });
    sort.addEventListener("change", rank);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select") || one("keys").open) return;
    const act = { j: () => go(1), k: () => go(-1), t: turn, "?": () => one("keys").showModal(), "/": () => filter?.focus() }[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // A link to a row opens it; and paper shows everything.
  const reveal = () => {
    const target = /^#r\d+$/.test(location.hash) && document.querySelector(location.hash);
    if (target) { target.open = true; target.scrollIntoView({ block: "start" }); }
  };
  addEventListener("hashchange", reveal);
  reveal();
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    for (const part of closed) part.open = true;
  });
  addEventListener("afterprint", () => { for (const part of closed) part.open = false; });
})();
