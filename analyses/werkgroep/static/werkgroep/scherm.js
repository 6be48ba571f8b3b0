// The wall: one slide at a time, by the keys that clickers send; follows the chair.
"use strict";
(() => {
  const scherm = document.querySelector("[data-scherm]");
  const dias = [...document.querySelectorAll("[data-dia]")];
  const knoppen = document.querySelector("[data-knoppen]");
  const plek = document.querySelector("[data-plek]");
  const zwart = document.querySelector("[data-zwart]");
  const overzicht = document.querySelector("[data-overzicht]");
  const hulp = document.querySelector("[data-hulp]");
  const terug = document.querySelector("[data-doe=terug]");
  const verbinding = document.querySelector("[data-verbinding]");
  const meer = document.querySelector("[data-meer]");
  const figuren = {};
  let versie = scherm.dataset.versie;
  let huidig = scherm.dataset.huidig;
  let nu = 0;
  let dwaalt = false;
  knoppen.hidden = false;
  document.documentElement.classList.add("bm-live");
  if (!dias.length) return;

  const meldRest = () => {
    const vak = dias[nu].querySelector(".bm-dia__vak");
    meer.hidden = !vak || vak.scrollTop + vak.clientHeight >= vak.scrollHeight - 8;
  };
  // Drawn narrower than its place and then enlarged: axis text of 13 px becomes 24 px at 1080p, and
  // more where a low chart would leave half of the wall empty.
  const SMALST = 360;
  const schaal = (ruim, hoog, vak) => {
    const gewoon = window.innerHeight / 1080;
    const plek = parseFloat(getComputedStyle(vak).maxHeight) || vak.clientHeight;
    const vullend = Math.min(plek / hoog, ruim / SMALST, 3.2 * gewoon);
    return Math.min(Math.max(1, 1.9 * gewoon, vullend), Math.max(1, ruim / 320));
  };
  const teken = async (dia) => {
    const vak = dia.querySelector("[data-figuur]");
    if (!vak || !window.Plotly) return;
    const bron = vak.dataset.bron;
    try {
      figuren[bron] = figuren[bron] || (await (await fetch(bron, { headers: { Accept: "application/json" } })).json());
      const ruim = vak.parentElement.clientWidth;
      const gegeven = figuren[bron][Number(vak.dataset.figuur)];
      const s = schaal(ruim, gegeven.layout.height, vak.parentElement);
      const breed = Math.floor(Math.min(ruim / s, 1000));
      const figuur = window.Tekenblad.passend(gegeven, breed);
      vak.style.width = `${breed}px`;
      vak.style.height = `${figuur.layout.height}px`;
      vak.style.transform = `scale(${s})`;
      vak.style.marginBottom = `${Math.round(figuur.layout.height * (s - 1))}px`;
      await window.Plotly.newPlot(vak, figuur.data, figuur.layout, { displayModeBar: false, staticPlot: true });
      vak.dataset.klaar = "ja";
      meldRest();
    } catch {
      vak.removeAttribute("role");
      vak.textContent = "De grafiek kan nu niet worden getoond.";
    }
  };
  const toon = (nieuw, doorMens) => {
    nu = Math.min(Math.max(nieuw, 0), dias.length - 1);
    dias.forEach((dia, nummer) => {
      dia.hidden = nummer !== nu;
    });
    plek.textContent = `${nu + 1} van ${dias.length}`;
    meldRest();
    teken(dias[nu]);
    if (doorMens) meld();
    terug.hidden = !dwaalt;
  };
  const punt = () => dias[nu].dataset.punt;
  const meld = async () => {
    if (punt() === huidig) {
      dwaalt = false;
      return;
    }
    if (scherm.dataset.leidt !== "ja") {
      dwaalt = Boolean(huidig);
      terug.hidden = !dwaalt;
      return;
    }
    const doel = punt();
    try {
      const antwoord = await fetch(dias[nu].dataset.huidigadres, {
        method: "POST",
        headers: { "X-CSRFToken": scherm.dataset.csrf, "X-Live": "1" },
      });
      if (antwoord.ok) huidig = doel;
    } catch {
      verbinding.hidden = false;
    }
  };
  const naarVergadering = () => {
    const daar = dias.findIndex((dia) => dia.dataset.punt === huidig);
    dwaalt = false;
    if (daar >= 0) toon(daar, false);
  };
  const doe = {
    volgende: () => toon(nu + 1, true),
    vorige: () => toon(nu - 1, true),
    vol: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    zwart: () => {
      zwart.hidden = !zwart.hidden;
    },
    overzicht: () => (overzicht.open ? overzicht.close() : overzicht.showModal()),
    hulp: () => (hulp.open ? hulp.close() : hulp.showModal()),
    terug: naarVergadering,
    omlaag: () => dias[nu].querySelector(".bm-dia__vak")?.scrollBy({ top: 240 }),
    omhoog: () => dias[nu].querySelector(".bm-dia__vak")?.scrollBy({ top: -240 }),
  };
  const toetsen = {
    ArrowRight: "volgende", PageDown: "volgende", " ": "volgende", ArrowLeft: "vorige", PageUp: "vorige",
    f: "vol", F: "vol", b: "zwart", B: "zwart", ".": "zwart", o: "overzicht", O: "overzicht", "?": "hulp",
    ArrowDown: "omlaag", ArrowUp: "omhoog",
  };
  document.addEventListener("keydown", (toets) => {
    if (toets.ctrlKey || toets.altKey || toets.metaKey) return;
    const wat = toetsen[toets.key];
    const inDialoog = overzicht.open || hulp.open;
    if (!wat || (inDialoog && !["overzicht", "hulp"].includes(wat))) return;
    // A button that has the focus takes the space bar itself.
    if (toets.key === " " && toets.target.closest("button, a")) return;
    toets.preventDefault();
    doe[wat]();
  });
  knoppen.addEventListener("click", (klik) => {
    const knop = klik.target.closest("[data-doe]");
    if (knop) doe[knop.dataset.doe]();
  });
  overzicht.addEventListener("click", (klik) => {
    const knop = klik.target.closest("[data-ga]");
    if (!knop) return;
    overzicht.close();
    toon(Number(knop.dataset.ga), true);
  });
  for (const knop of document.querySelectorAll("[data-dicht]")) {
    knop.addEventListener("click", () => knop.closest("dialog").close());
  }
  zwart.addEventListener("click", doe.zwart);
  for (const dia of dias) dia.querySelector(".bm-dia__vak")?.addEventListener("scroll", meldRest);
  let klok = 0;
  window.addEventListener("resize", () => {
    clearTimeout(klok);
    klok = setTimeout(() => teken(dias[nu]), 200);
  });
  const ronde = async () => {
    try {
      const antwoord = await fetch(`${scherm.dataset.live}?versie=${versie}`, {
        headers: { "X-Achtergrond": "1", Accept: "application/json" },
        redirect: "manual",
      });
      verbinding.hidden = antwoord.ok;
      if (antwoord.status === 200) {
        const gegevens = await antwoord.json();
        versie = gegevens.versie;
        const was = huidig;
        huidig = gegevens.huidig ? gegevens.huidig.id : "";
        if (huidig && huidig !== was && !dwaalt && punt() !== huidig) naarVergadering();
      }
    } catch {
      verbinding.hidden = false;
    }
    setTimeout(ronde, 3000);
  };
  toon(Math.max(0, dias.findIndex((dia) => dia.dataset.punt === huidig)), false);
  setTimeout(ronde, 3000);
})();
