// Articles lie packed in the file and are unpacked when one is opened or all are searched.
const listed = document.getElementById("articles");
const articles = [...document.querySelectorAll("details.article")];
const packs = [...document.querySelectorAll("script.pack")];
const size = Number(listed.dataset.size);
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
    holder.textContent = `${listed.dataset.torn} (${error.message})`;
  }
}

document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.article")) fill(event.target);
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
  found.textContent = wanted ? `${hits.length} ${listed.dataset.of} ${articles.length}` : "";
}

document.addEventListener("click", (event) => {
  const asked = event.target.closest("[data-q]");
  if (asked) {
    find.value = asked.dataset.q;
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
if (articles.length === 1) articles[0].open = true;
