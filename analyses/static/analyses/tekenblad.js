// A sheet of rows is stored as it fits a screen of 320 pixels. Where there is more room its labels
// take fewer lines, and what stands below moves up. Nothing else changes, no figure moves sideways.
"use strict";
window.Tekenblad = (() => {
  const KANT = 18; // margin of a sheet, in pixels
  const TUSSEN = 16; // between a label and the figure at the end of its line
  const ZIN = 620; // no line of words is longer: that reads badly
  const doek = document.createElement("canvas").getContext("2d");

  const isBlad = (layout) => {
    const [onder, boven] = (layout.yaxis && layout.yaxis.range) || [];
    return boven === 0 && onder > 0 && layout.yaxis.visible === false;
  };

  // Words of a label; a tag around all of it (bold) is kept apart.
  const delen = (tekst) => {
    const vet = /^<b>(.*)<\/b>$/s.exec(tekst);
    return { vet: Boolean(vet), regels: (vet ? vet[1] : tekst).split("<br>") };
  };

  const leesbaar = (tekst) => {
    const vak = document.createElement("textarea");
    vak.innerHTML = tekst;
    return vak.value;
  };

  const breedte = (tekst, grootte, vet) => {
    doek.font = `${vet ? "bold " : ""}${grootte}px Arial, sans-serif`;
    return doek.measureText(leesbaar(tekst)).width;
  };

  const gevuld = (woorden, ruim, grootte, vet) => {
    const regels = [woorden[0]];
    for (const woord of woorden.slice(1)) {
      const langer = `${regels[regels.length - 1]} ${woord}`;
      if (breedte(langer, grootte, vet) <= ruim) regels[regels.length - 1] = langer;
      else regels.push(woord);
    }
    return regels;
  };

  const hoogte = (grootte) => ({ 16: 21, 13: 17 })[grootte] || 18;

  // The same figure for a box of this width; the stored one is left alone.
  function passend(figuur, breed) {
    const nieuw = structuredClone(figuur);
    if (!isBlad(figuur.layout) || breed < 360) return nieuw;
    const { layout, data } = nieuw;
    const teksten = layout.annotations.filter((a) => a.yref === "y" && a.xref === "paper");
    const weg = [];
    for (const a of teksten.filter((een) => een.x === 0 && een.text.includes("<br>"))) {
      const grootte = (a.font && a.font.size) || layout.font.size;
      const { vet, regels } = delen(a.text);
      const naast = teksten.find((ander) => ander.x === 1 && ander.y === a.y);
      const rechts = naast ? breedte(naast.text, grootte, false) + TUSSEN : 0;
      const ruim = Math.min(breed - 2 * KANT - rechts, ZIN);
      const kort = gevuld(regels.join(" ").split(" "), ruim, grootte, vet);
      if (kort.length >= regels.length) continue;
      a.text = vet ? `<b>${kort.join("<br>")}</b>` : kort.join("<br>");
      const hoog = hoogte(grootte);
      weg.push([a.y + kort.length * hoog, a.y + regels.length * hoog]);
    }
    const schuif = (y) => (y === null ? y : y - weg.reduce((som, [van, tot]) => som + Math.max(0, Math.min(y, tot) - van), 0));
    for (const a of layout.annotations) if (a.yref === "y") a.y = schuif(a.y);
    for (const vorm of layout.shapes || []) [vorm.y0, vorm.y1] = [schuif(vorm.y0), schuif(vorm.y1)];
    for (const spoor of data) spoor.y = spoor.y.map(schuif);
    const oud = layout.yaxis.range[0];
    layout.yaxis.range = [schuif(oud), 0];
    layout.height -= oud - schuif(oud);
    return nieuw;
  }
  return { passend };
})();
