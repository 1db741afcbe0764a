// The entries of a list (articles, or errors) lie packed in the file and are unpacked when one is opened or all are searched.
const listed = document.querySelector("[data-size]");
const articles = [...document.querySelectorAll("details[data-n]")];
const packs = [...document.querySelectorAll("script.pack")];
const size = Number(listed.dataset.size);
const find = document.getElementById("find");
const found = document.getElementById("found");
const filters = [...document.querySelectorAll("select[data-by]")]; // each keeps the entries that have its value in one of some attributes
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
    holder.textContent = `${listed.dataset.torn} (${error.message})`;
  }
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches("details[data-n]")) fill(event.target);
}, true);

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

function asking() {
  return JSON.stringify([find.value, ...filters.map((it) => it.value)]);
}

async function search() {
  const asked = asking();
  const wanted = plain(find.value.trim());
  const chosen = filters.filter((it) => it.value);
  const hits = [];
  for (const it of articles) {
    const fits = chosen.every((filter) => filter.dataset.by.split(" ").some((name) => it.dataset[name] === filter.value));
    if (fits && (!wanted || (await words(it)).includes(wanted))) hits.push(it);
  }
  if (asked !== asking()) return; // more was typed or chosen meanwhile
  for (const it of articles) it.hidden = true;
  for (const it of hits) it.hidden = false;
  found.textContent = wanted || chosen.length ? `${hits.length} ${listed.dataset.of} ${articles.length}` : "";
}

document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-q]");
  if (asked) {
    find.value = asked.dataset.q;
    for (const filter of filters) filter.value = "";
    search();
    listed.scrollIntoView();
    find.focus({ preventScroll: true });
  }
});

let waiting;
find.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 150);
});
for (const filter of filters) filter.addEventListener("change", search);
if (articles.length === 1) articles[0].open = true;
