// Small help on every page; without it everything works too.
"use strict";

// After a refused form the summary of errors gets the focus, so that it is read first.
const overzicht = document.querySelector("[data-foutoverzicht]");
if (overzicht) {
  overzicht.focus();
}

// A second click on a button that sends is ignored while the first is on its way.
document.addEventListener("submit", (gebeurtenis) => {
  const formulier = gebeurtenis.target;
  if (formulier.dataset.verzonden === "ja") {
    gebeurtenis.preventDefault();
    return;
  }
  if (formulier.method === "post" && !formulier.hasAttribute("hx-post")) {
    formulier.dataset.verzonden = "ja";
  }
});

// The back button shows the page as it was left: it may send again.
window.addEventListener("pageshow", () => {
  for (const formulier of document.forms) {
    delete formulier.dataset.verzonden;
  }
});

// On paper everything that is folded stands open.
window.addEventListener("beforeprint", () => {
  for (const meer of document.querySelectorAll("details.bm-meer:not([open])")) {
    meer.open = true;
    meer.dataset.voorPapier = "ja";
  }
});
window.addEventListener("afterprint", () => {
  for (const meer of document.querySelectorAll("details[data-voor-papier]")) {
    meer.open = false;
    delete meer.dataset.voorPapier;
  }
});

// A button beside a secret copies it; it stays hidden where the browser can't.
for (const knop of document.querySelectorAll("[data-kopieer]")) {
  if (navigator.clipboard) {
    knop.hidden = false;
    knop.addEventListener("click", async () => {
      const bron = document.getElementById(knop.dataset.kopieer);
      await navigator.clipboard.writeText(bron.textContent.trim());
      const stand = document.getElementById(knop.dataset.kopieer + "_stand");
      stand.textContent = "Gekopieerd.";
    });
  }
}
