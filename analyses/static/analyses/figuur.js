// Draws the stored figures of a page; everything a figure says stands in the table too.
// Where a page has several results, each is drawn when it comes near, and the rest when the page is
// at rest: who prints it did not see them all.
"use strict";
const OPPAPIER = 720; // width of a picture that is kept; a page of paper is a little narrower
const opslaan = (figuur, format, filename) =>
  window.Plotly.downloadImage(
    { data: figuur.data, layout: figuur.layout },
    { format, width: OPPAPIER, height: figuur.layout.height, scale: 2, filename },
  );

// As wide as its box is now; another width asks for another sheet.
async function teken(vak, figuur, instellingen) {
  const passend = window.Tekenblad.passend(figuur, vak.clientWidth);
  vak.dataset.breed = String(vak.clientWidth);
  // The box is as high as the figure, so that a redraw at another width keeps that height.
  vak.style.minHeight = "0";
  vak.style.height = `${passend.layout.height}px`;
  await window.Plotly.react(vak, passend.data, passend.layout, instellingen);
}

// Two buttons below a chart: the same picture as a file, made in this browser.
function knoppen(vak, figuur) {
  const rij = document.createElement("p");
  rij.className = "bm-bewaren bm-niet-op-papier";
  const nummer = Number(vak.dataset.figuur) + 1;
  for (const soort of ["png", "svg"]) {
    const knop = document.createElement("button");
    knop.type = "button";
    knop.className = "utrecht-button utrecht-button--subtle";
    knop.textContent = `Grafiek${vak.dataset.van > 1 ? ` ${nummer}` : ""} als ${soort.toUpperCase()}`;
    knop.addEventListener("click", () =>
      opslaan(window.Tekenblad.passend(figuur, OPPAPIER), soort, `grafiek-${nummer}`),
    );
    rij.append(knop);
  }
  return rij;
}

(() => {
  const vakken = [...document.querySelectorAll("[data-figuur]")];
  if (!vakken.length || !window.Plotly) return;
  const instellingen = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false };
  const perBron = Map.groupBy ? Map.groupBy(vakken, (vak) => vak.dataset.bron) : new Map();
  if (!Map.groupBy) {
    for (const vak of vakken) perBron.set(vak.dataset.bron, [...(perBron.get(vak.dataset.bron) || []), vak]);
  }

  const getekend = new Map();
  const volger = new ResizeObserver((gezien) => {
    for (const { target: vak } of gezien) {
      if (vak.clientWidth && String(vak.clientWidth) !== vak.dataset.breed) teken(vak, getekend.get(vak), instellingen);
    }
  });

  // Paper is narrower than most screens: a chart that was drawn wider would be cut.
  const papier = (breed) => {
    for (const [vak, figuur] of getekend) {
      vak.style.width = breed && vak.clientWidth > breed ? `${breed}px` : "";
      teken(vak, figuur, instellingen);
    }
  };
  window.addEventListener("beforeprint", () => papier(OPPAPIER - 60));
  window.addEventListener("afterprint", () => papier(0));

  const draw = async (bron) => {
    const hier = perBron.get(bron);
    perBron.delete(bron);
    if (!hier) return;
    try {
      const antwoord = await fetch(bron, { headers: { Accept: "application/json" } });
      if (!antwoord.ok) throw new Error(String(antwoord.status));
      const figuren = await antwoord.json();
      for (const vak of hier) {
        const figuur = figuren[Number(vak.dataset.figuur)];
        await teken(vak, figuur, instellingen);
        vak.dataset.klaar = "ja";
        volger.observe(vak);
        getekend.set(vak, figuur);
        if (vak.dataset.van) vak.after(knoppen(vak, figuur));
      }
    } catch {
      for (const vak of hier) {
        vak.removeAttribute("role");
        vak.textContent = "De grafiek kan nu niet worden getoond. De cijfers staan in de tabel.";
      }
    }
  };

  if (perBron.size === 1) {
    draw(vakken[0].dataset.bron);
    return;
  }
  const wachter = new IntersectionObserver(
    (gezien) => gezien.filter((g) => g.isIntersecting).forEach((g) => draw(g.target.dataset.bron)),
    { rootMargin: "600px" },
  );
  for (const [eerste] of perBron.values()) wachter.observe(eerste);
  const rust = window.requestIdleCallback || ((doe) => setTimeout(doe, 200));
  const verder = async () => {
    const [bron] = perBron.keys();
    if (!bron) return;
    await draw(bron);
    rust(verder);
  };
  window.addEventListener("load", () => rust(verder));
})();
