"use strict";
// Articles lie packed in the file and are unpacked when one is opened or all are searched. Mentions light up with the chips of
// their person, unit or document.
const articles = [...document.querySelectorAll("details.article")];
const packs = [...document.querySelectorAll("script.pack")];
const size = Number(document.getElementById("articles").dataset.size);
const find = document.getElementById("find");
const found = document.getElementById("found");
const unpacked = new Map();
const texts = new Map();

async function unpack(pack) {
  const bytes = Uint8Array.from(atob(pack.textContent.trim()), (character) => character.charCodeAt(0));
  return JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text());
}

async function body(article) {
  const number = Number(article.dataset.n);
  const pack = Math.floor(number / size);
  if (!unpacked.has(pack)) unpacked.set(pack, unpack(packs[pack]));
  return (await unpacked.get(pack))[number % size];
}

async function fill(article) {
  if (!article.open || article.dataset.filled) return;
  article.dataset.filled = "yes";
  const holder = document.createElement("div");
  article.append(holder);
  try {
    holder.innerHTML = await body(article); // bantin escaped every value in it, and the policy lets nothing in it run
  } catch (error) {
    holder.textContent = `This article can't be unpacked (${error.message}). A browser of 2023 or later can.`;
  }
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.article")) fill(event.target);
}, true);

function kept(article, id) {
  return [...article.querySelectorAll("[aria-pressed=true]")].some((it) => it.dataset.r === id);
}

function light(article, id, on) {
  const lit = on || kept(article, id);
  for (const it of article.querySelectorAll("[data-r]")) {
    if (it.dataset.r === id) it.classList.toggle("on", lit);
  }
}

for (const [name, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(name, (event) => {
    const it = event.target.closest?.("[data-r]");
    if (it) light(it.closest("details.article"), it.dataset.r, on);
  });
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ");
}

async function words(article) {
  if (!texts.has(article)) {
    const holder = document.createElement("template");
    holder.innerHTML = await body(article);
    texts.set(article, plain(`${article.firstElementChild.textContent} ${holder.content.textContent}`));
  }
  return texts.get(article);
}

async function search() {
  const asked = find.value;
  const wanted = plain(asked.trim());
  const hits = [];
  for (const it of articles) {
    if (!wanted || (await words(it)).includes(wanted)) hits.push(it);
  }
  if (asked !== find.value) return; // more was typed meanwhile
  for (const it of articles) it.hidden = true;
  for (const it of hits) it.hidden = false;
  found.textContent = wanted ? `${hits.length} of ${articles.length}` : "";
}

document.addEventListener("click", (event) => {
  const chip = event.target.closest(".chip");
  if (chip) { // a click keeps the mentions lit and shows the first
    const article = chip.closest("details.article");
    const on = chip.getAttribute("aria-pressed") !== "true";
    for (const it of article.querySelectorAll(".chip")) {
      if (it.dataset.r === chip.dataset.r) it.setAttribute("aria-pressed", String(on));
    }
    light(article, chip.dataset.r, on);
    const first = [...article.querySelectorAll("mark")].find((it) => it.dataset.r === chip.dataset.r);
    if (on && first) first.scrollIntoView({ block: "nearest" });
  }
  const asked = event.target.closest("[data-q]");
  if (asked) {
    find.value = asked.dataset.q;
    search();
    document.getElementById("articles").scrollIntoView();
    find.focus({ preventScroll: true });
  }
});

let waiting;
find.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 150);
});
if (articles.length === 1) articles[0].open = true;
