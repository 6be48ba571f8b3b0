// The desk by keyboard: j and k go to the next and the line before, only while a line has the focus.
"use strict";

const regels = Array.from(document.querySelectorAll("[data-bureau] li > a:first-child"));
const knop = document.querySelector("[data-toetsen]");

function aan() {
  return localStorage.getItem("bureau-toetsen") !== "uit";
}
function zeg() {
  knop.textContent = aan() ? "Zet j en k uit" : "Zet j en k aan";
}

if (knop) {
  knop.hidden = false;
  zeg();
  knop.addEventListener("click", () => {
    localStorage.setItem("bureau-toetsen", aan() ? "uit" : "aan");
    zeg();
  });
}

document.addEventListener("keydown", (gebeurtenis) => {
  const hier = regels.indexOf(document.activeElement);
  const stap = { j: 1, k: -1 }[gebeurtenis.key];
  if (hier < 0 || !stap || !aan()) return;
  if (gebeurtenis.ctrlKey || gebeurtenis.altKey || gebeurtenis.metaKey) return;
  gebeurtenis.preventDefault();
  const naar = regels[hier + stap];
  if (naar) naar.focus();
});
