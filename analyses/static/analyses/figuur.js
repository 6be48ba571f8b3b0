// Draws the stored figures of a page; everything a figure says stands in the table too.
"use strict";
(async () => {
  const vakken = [...document.querySelectorAll("[data-figuur]")];
  if (!vakken.length || !window.Plotly) return;
  const instellingen = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false };
  try {
    const antwoord = await fetch(vakken[0].dataset.bron, { headers: { Accept: "application/json" } });
    if (!antwoord.ok) throw new Error(String(antwoord.status));
    const figuren = await antwoord.json();
    for (const vak of vakken) {
      const figuur = figuren[Number(vak.dataset.figuur)];
      // The box is as high as the figure, so that a redraw at another width keeps that height.
      vak.style.minHeight = "0";
      vak.style.height = `${figuur.layout.height}px`;
      await window.Plotly.newPlot(vak, figuur.data, figuur.layout, instellingen);
      vak.dataset.klaar = "ja";
    }
  } catch {
    for (const vak of vakken) {
      vak.removeAttribute("role");
      vak.textContent = "De grafiek kan nu niet worden getoond. De cijfers staan in de tabel.";
    }
  }
})();
