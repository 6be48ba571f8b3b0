// The tour of the start page: a window that points at one place after the other.
"use strict";

(() => {
  const venster = document.querySelector("[data-rondleiding]");
  const begin = document.querySelector("[data-rondleiding-begin]");
  if (!venster || !begin || !venster.showModal) return;
  const stappen = [...venster.querySelectorAll("[data-stap]")];
  const stand = venster.querySelector("#rondleiding_stand");
  const vorige = venster.querySelector("[data-vorige]");
  const volgende = venster.querySelector("[data-volgende]");
  const overslaan = venster.querySelector("[data-overslaan]");
  let hier = 0;
  let doel = null;

  function wijsAan(selector) {
    if (doel) doel.classList.remove("bm-aangewezen");
    doel = selector ? document.querySelector(selector) : null;
    if (!doel) return;
    doel.classList.add("bm-aangewezen");
    // Above the middle, for the window stands below.
    const plek = doel.getBoundingClientRect();
    const boven = Math.min(plek.top, plek.bottom - 60);
    window.scrollBy({ top: boven - window.innerHeight / 5, behavior: "instant" });
  }

  function toon(nummer) {
    hier = nummer;
    const laatste = hier === stappen.length - 1;
    for (const [plek, stap] of stappen.entries()) {
      stap.hidden = plek !== hier;
      stap.querySelector("h2").id = plek === hier ? "rondleiding_kop" : "";
    }
    stand.textContent = `Stap ${hier + 1} van ${stappen.length}`;
    vorige.hidden = hier === 0;
    volgende.hidden = laatste;
    overslaan.textContent = laatste ? "Klaar" : "Overslaan";
    overslaan.className = `utrecht-button utrecht-button--${laatste ? "primary-action" : "subtle"}`;
    wijsAan(stappen[hier].dataset.doel);
    stappen[hier].querySelector("h2").focus({ preventScroll: true });
  }

  function open() {
    venster.showModal();
    toon(0);
  }

  begin.addEventListener("click", (gebeurtenis) => {
    gebeurtenis.preventDefault();
    open();
  });
  vorige.addEventListener("click", () => toon(hier - 1));
  volgende.addEventListener("click", () => toon(hier + 1));
  // Esc is skipping too: it is not offered again.
  venster.addEventListener("cancel", (gebeurtenis) => {
    gebeurtenis.preventDefault();
    venster.querySelector("[data-rondleiding-klaar]").requestSubmit();
  });
  if ("meteen" in begin.dataset) open();
})();
