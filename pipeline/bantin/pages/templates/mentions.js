"use strict";
// The mentions of a person, unit or document light up with its chips, under the pointer or the keyboard's focus, within their article.
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
    if (it) light(it.closest(".article"), it.dataset.r, on);
  });
}

document.addEventListener("click", (event) => { // keeps the mentions lit and shows the first
  const chip = event.target.closest(".chip");
  if (!chip) return;
  const article = chip.closest(".article");
  const on = chip.getAttribute("aria-pressed") !== "true";
  for (const it of article.querySelectorAll(".chip")) {
    if (it.dataset.r === chip.dataset.r) it.setAttribute("aria-pressed", String(on));
  }
  light(article, chip.dataset.r, on);
  const first = [...article.querySelectorAll("mark")].find((it) => it.dataset.r === chip.dataset.r);
  if (on && first) first.scrollIntoView({ block: "nearest" });
});
