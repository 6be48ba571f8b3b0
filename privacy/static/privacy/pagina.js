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

// The rest of the menu closes with Escape, and by a click elsewhere.
const meer = document.querySelector(".bm-menu__meer");
if (meer) {
  document.addEventListener("click", (gebeurtenis) => {
    if (!meer.contains(gebeurtenis.target)) meer.open = false;
  });
  meer.addEventListener("keydown", (gebeurtenis) => {
    if (gebeurtenis.key === "Escape" && meer.open) {
      meer.open = false;
      meer.querySelector("summary").focus();
    }
  });
}

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

// A word with an explanation shows it while it is pointed at or has the focus; Esc puts it away.
const wolk = document.createElement("div");
wolk.id = "bm-wolk";
wolk.className = "bm-wolk";
wolk.setAttribute("role", "tooltip");
wolk.hidden = true;
function toon(woord) {
  wolk.textContent = woord.dataset.uitleg;
  wolk.hidden = false;
  woord.setAttribute("aria-describedby", wolk.id);
  const plek = woord.getBoundingClientRect();
  const links = Math.min(plek.left, document.documentElement.clientWidth - wolk.offsetWidth - 8);
  wolk.style.left = `${Math.max(8, links) + window.scrollX}px`;
  wolk.style.top = `${plek.bottom + window.scrollY}px`;
}
function verberg() {
  wolk.hidden = true;
}
const woorden = document.querySelectorAll("[data-uitleg]");
if (woorden.length) {
  document.body.append(wolk);
  for (const woord of woorden) {
    woord.addEventListener("pointerenter", () => toon(woord));
    woord.addEventListener("focus", () => toon(woord));
    woord.addEventListener("click", () => toon(woord));
    woord.addEventListener("blur", verberg);
    woord.addEventListener("pointerleave", (gebeurtenis) => {
      if (gebeurtenis.relatedTarget !== wolk) verberg();
    });
  }
  wolk.addEventListener("pointerleave", verberg);
  document.addEventListener("keydown", (gebeurtenis) => {
    if (gebeurtenis.key === "Escape") verberg();
  });
}

// Long work that was looked at in this tab: whatever page is open when it is ready says so, in its
// title too, and outside the page where the browser was allowed to. Kept with the tab alone.
const BEWAARD = "buurtmonitor-werk";
const IEDERE = 4000;
const aangemeld = document.body.hasAttribute("hx-headers");
const gevolgd = () => JSON.parse(sessionStorage.getItem(BEWAARD) || "{}");
const onthoud = (werk) => sessionStorage.setItem(BEWAARD, JSON.stringify(werk));

function volgWerk() {
  const werk = gevolgd();
  for (const deel of document.querySelectorAll("[data-werk]")) {
    werk[deel.getAttribute("hx-get")] = { naam: deel.dataset.werk, adres: deel.dataset.werkAdres };
  }
  onthoud(werk);
}

function meldKlaar({ naam, adres }, uit) {
  const zin = `${naam}: ${uit}.`;
  const melding = document.createElement("div");
  melding.className = "utrecht-alert utrecht-alert--info bm-melding";
  melding.dataset.bericht = "";
  const tekst = document.createElement("p");
  tekst.className = "utrecht-paragraph";
  tekst.append(`${zin} `);
  if (adres !== location.pathname && !document.querySelector(`[data-uitkomst-van="${adres}"]`)) {
    const link = document.createElement("a");
    link.className = "utrecht-link utrecht-link--html-a";
    link.href = adres;
    link.textContent = "Bekijk het resultaat";
    tekst.append(link);
  }
  melding.append(tekst);
  document.querySelector(".bm-meldingen").append(melding);
  const titel = document.title;
  document.title = `${zin} ${titel}`;
  if (!document.hidden) return;
  if (window.Notification && Notification.permission === "granted") new Notification(zin);
  const terug = () => {
    document.title = titel;
  };
  document.addEventListener("visibilitychange", terug, { once: true });
}

// What of the work that is followed is ready now; a connection that fails is tried again later.
async function kijkWerk() {
  for (const [stand, werk] of Object.entries(gevolgd())) {
    try {
      const antwoord = await fetch(stand, { headers: { "X-Achtergrond": "1" }, redirect: "manual" });
      const uit = new DOMParser().parseFromString(await antwoord.text(), "text/html");
      if (antwoord.ok && uit.querySelector("[data-werk]")) continue;
      const over = gevolgd();
      delete over[stand];
      onthoud(over);
      const klaar = uit.querySelector("[data-uit]");
      if (antwoord.ok && klaar) meldKlaar(werk, klaar.dataset.uit);
    } catch {
      return;
    }
  }
}

if (aangemeld) {
  volgWerk();
  if (Object.keys(gevolgd()).length) {
    kijkWerk();
    const klok = setInterval(async () => {
      await kijkWerk();
      if (!Object.keys(gevolgd()).length) clearInterval(klok);
    }, IEDERE);
  }
} else {
  sessionStorage.removeItem(BEWAARD);
}

// Asking is allowed after a press of a button alone.
document.addEventListener("click", async (gebeurtenis) => {
  const knop = gebeurtenis.target.closest("[data-vraag-bericht] button");
  if (!knop) return;
  await Notification.requestPermission();
  toonVraag();
});
function toonVraag() {
  const kan = window.Notification && Notification.permission === "default";
  for (const vraag of document.querySelectorAll("[data-vraag-bericht]")) vraag.hidden = !kan;
}
toonVraag();
document.addEventListener("htmx:afterSettle", toonVraag);
