// A meeting, live: asks every three seconds with the version it has, and never touches what is
// being typed. Without this file everything works too, after loading the page again.
"use strict";
(() => {
  const vak = document.querySelector("[data-gesprek]");
  if (!vak) return;
  const IEDERE = 3000;
  const kenmerk = JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
  const formulier = vak.querySelector("[data-duidingformulier]");
  const verbinding = vak.querySelector("[data-verbinding]");
  const verbindingstekst = verbinding.querySelector("p");
  const melding = vak.querySelector("[data-melding]");
  const laatste = {};
  let versie = vak.dataset.versie;
  let aantal = Number(vak.dataset.aantal);
  let verstuurd = null; // what could not be sent yet
  let wacht = 0;

  const post = (adres, gegevens) =>
    fetch(adres, {
      method: "POST",
      body: new URLSearchParams(gegevens),
      headers: { "X-CSRFToken": kenmerk, "X-Live": "1" },
      redirect: "manual",
    });
  const gevuld = (deel) =>
    [...deel.querySelectorAll("textarea, input:not([type=hidden])")].some((veld) =>
      veld.type === "radio" ? veld.checked !== veld.defaultChecked : veld.value !== veld.defaultValue,
    );
  const typt = () =>
    [...vak.querySelectorAll("textarea")].some((veld) => veld.value !== veld.defaultValue) ||
    (document.activeElement && document.activeElement.matches("textarea, input, select"));

  // --- the connection ---
  const verbonden = (ja, tekst) => {
    // What says more stays until there is a connection again.
    if (!ja && (tekst || verbinding.hidden)) verbindingstekst.textContent = tekst || "U bent even niet verbonden. Wat u typt, blijft staan.";
    verbinding.hidden = ja;
  };
  const uitgelogd = (antwoord) =>
    antwoord.type === "opaqueredirect" || antwoord.redirected || antwoord.status === 401 || antwoord.status === 403;

  // --- what is new ---
  const zet = (naam) => {
    const deel = vak.querySelector(`[data-deel=${naam}]`);
    const actief = deel.contains(document.activeElement) ? document.activeElement.id : "";
    deel.innerHTML = laatste[naam];
    delete laatste[naam];
    if (actief && document.getElementById(actief)) document.getElementById(actief).focus();
    const knop = vak.querySelector(`[data-nieuw=${naam}]`);
    if (knop) knop.hidden = true;
  };
  const toon = (naam, tekst) => {
    const deel = vak.querySelector(`[data-deel=${naam}]`);
    const knop = vak.querySelector(`[data-nieuw=${naam}]`);
    const bezig = deel.contains(document.activeElement) || gevuld(deel);
    if (!bezig || !knop) return zet(naam);
    // Someone reads or types there: nothing moves until asked.
    knop.hidden = false;
    knop.querySelector("button").textContent = tekst;
    return undefined;
  };
  for (const blok of vak.querySelectorAll("[data-nieuw]")) {
    blok.querySelector("button").addEventListener("click", () => {
      zet(blok.dataset.nieuw);
      vak.querySelector(`[data-deel=${blok.dataset.nieuw}]`).setAttribute("tabindex", "-1");
      vak.querySelector(`[data-deel=${blok.dataset.nieuw}]`).focus();
    });
  }
  const conclusie = (nieuw) => {
    const veld = document.getElementById("conclusietekst");
    if (!veld || veld.value !== veld.defaultValue) return; // its owner sees both texts when sending
    veld.value = nieuw.tekst;
    veld.defaultValue = nieuw.tekst;
    veld.form.elements.gezien.value = nieuw.versie;
  };
  const verwerk = (gegevens) => {
    versie = String(gegevens.versie);
    volg(gegevens.huidig);
    if (!gegevens.delen) return;
    const erbij = gegevens.aantal - aantal;
    aantal = gegevens.aantal;
    const woorden = erbij === 1 ? "1 nieuwe reactie" : `${erbij} nieuwe reacties`;
    Object.assign(laatste, gegevens.delen);
    if (erbij > 0) melding.textContent = woorden;
    toon("duiding", erbij > 0 ? `${woorden}: tonen` : "Er is iets veranderd: tonen");
    toon("voorstellen", "Er is iets nieuws: tonen");
    zet("conclusie");
    conclusie(gegevens.conclusie);
  };
  const kijk = async () => {
    if (verstuurd) await verstuur();
    const zoek = new URLSearchParams({ versie, punt: vak.dataset.punt });
    try {
      const antwoord = await fetch(`${vak.dataset.live}?${zoek}`, {
        headers: { "X-Achtergrond": "1", Accept: "application/json" },
        redirect: "manual",
      });
      if (uitgelogd(antwoord)) {
        verbonden(false, "U bent niet meer aangemeld. Wat u typt, blijft staan. Meld u aan in een ander tabblad.");
      } else if (antwoord.ok) {
        if (!verstuurd) verbonden(true);
        for (const veld of nogTeBewaren) bewaar(veld);
        if (antwoord.status === 200) verwerk(await antwoord.json());
      } else {
        verbonden(false);
      }
    } catch {
      verbonden(false);
    }
  };

  // --- following the chair ---
  const balk = vak.querySelector("[data-volgen]");
  const terug = vak.querySelector("[data-terug]");
  const volgstand = vak.querySelector("[data-volgstand]");
  const volgknop = vak.querySelector("[data-volgknop]");
  const volgt = () => sessionStorage.getItem("volgen") !== "nee";
  let waar = null;
  const volg = (huidig) => {
    if (huidig) waar = huidig;
    const open = Boolean(waar) && vak.dataset.open === "ja";
    balk.hidden = !open;
    if (!open) return;
    const hier = waar.id === vak.dataset.punt;
    if (!hier && volgt() && huidig && !typt()) {
      window.location.assign(waar.adres);
      return;
    }
    terug.hidden = hier;
    terug.href = waar.adres;
    const zin = hier ? "De vergadering is hier." : waar.naam ? `De vergadering is bij: ${waar.naam}.` : "De vergadering is bij een ander punt.";
    if (volgstand.textContent !== zin) volgstand.textContent = zin;
    volgknop.textContent = volgt() ? "Niet meer volgen" : "De voorzitter volgen";
  };
  volgknop.addEventListener("click", () => {
    sessionStorage.setItem("volgen", volgt() ? "nee" : "ja");
    volg(null);
  });
  terug.addEventListener("click", () => sessionStorage.setItem("volgen", "ja"));
  if (vak.dataset.huidig) {
    const hier = vak.dataset.huidig === vak.dataset.punt;
    // Who opened another item by hand wanders.
    if (!hier) sessionStorage.setItem("volgen", "nee");
    waar = { id: vak.dataset.huidig, naam: "", adres: `/agendapunten/${vak.dataset.huidig}/` };
    volg(null);
  }

  // --- drafts ---
  const nogTeBewaren = new Set(); // what was typed while there was no connection
  const bewaar = async (veld) => {
    const stand = vak.querySelector("[data-kladstand]");
    try {
      const antwoord = await post(vak.dataset.klad, { veld: veld.dataset.bewaar, tekst: veld.value });
      nogTeBewaren.delete(veld);
      if (stand && veld.dataset.bewaar === "duiding" && veld.value) stand.textContent = antwoord.ok ? "Bewaard als klad. Alleen u ziet dit." : "";
    } catch {
      nogTeBewaren.add(veld);
      verbonden(false);
    }
  };
  for (const veld of vak.querySelectorAll("[data-bewaar]")) {
    let klok = 0;
    veld.addEventListener("input", () => {
      clearTimeout(klok);
      klok = setTimeout(() => bewaar(veld), 800);
    });
  }

  // --- sending what was typed ---
  const nieuwNummer = () =>
    crypto.randomUUID
      ? crypto.randomUUID()
      : "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
          (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16),
        );
  const antwoordOp = (nummer, tekst) => {
    formulier.elements.op.value = nummer;
    formulier.querySelector("[data-antwoordop]").hidden = !nummer;
    formulier.querySelector("[data-antwoordtekst]").textContent = tekst;
    const soorten = formulier.querySelector("[data-soorten]");
    if (soorten) soorten.hidden = Boolean(nummer);
  };
  const fout = (tekst) => {
    const regel = formulier.querySelector("[data-fout]");
    regel.hidden = !tekst;
    regel.textContent = tekst;
    if (tekst) formulier.elements.tekst.focus();
  };
  const verstuur = async () => {
    const dit = verstuurd;
    try {
      const antwoord = await post(formulier.action, dit);
      if (uitgelogd(antwoord)) return verbonden(false, "U bent niet meer aangemeld. Wat u typt, blijft staan. Meld u aan in een ander tabblad.");
      const inhoud = await antwoord.json().catch(() => ({}));
      if (antwoord.status >= 500) throw new Error("later");
      verstuurd = null;
      verbonden(true);
      if (!antwoord.ok) return fout(inhoud.melding || "Dit kon niet worden bewaard. Probeer het opnieuw.");
      const veld = formulier.elements.tekst;
      // What was typed meanwhile stays.
      if (veld.value === dit.tekst) veld.value = "";
      veld.defaultValue = "";
      formulier.elements.nummer.value = nieuwNummer();
      for (const keuze of formulier.querySelectorAll("[name=soort]")) keuze.checked = false;
      antwoordOp("", "");
      const stand = formulier.querySelector("[data-kladstand]");
      stand.textContent = "Geplaatst.";
      return undefined;
    } catch {
      return verbonden(false, "U bent even niet verbonden. Wat u typt, blijft staan. We versturen het opnieuw zodra het kan.");
    }
  };
  if (formulier) {
    formulier.addEventListener("submit", async (gebeurtenis) => {
      gebeurtenis.preventDefault();
      gebeurtenis.stopPropagation();
      if (verstuurd) return;
      fout("");
      verstuurd = Object.fromEntries(new FormData(formulier));
      await verstuur();
      if (!verstuurd) await kijk();
    });
    const soorten = formulier.querySelector("[data-soorten]");
    vak.addEventListener("click", (gebeurtenis) => {
      const link = gebeurtenis.target.closest("[data-antwoorden]");
      if (link) {
        gebeurtenis.preventDefault();
        antwoordOp(link.dataset.antwoorden, link.dataset.tekst);
        formulier.elements.tekst.focus();
      }
      if (gebeurtenis.target.closest("[data-nietantwoorden]") && soorten) {
        gebeurtenis.preventDefault();
        antwoordOp("", "");
        formulier.elements.tekst.focus();
      }
    });
  }
  // A form that loads the page anew would lose what was typed if nobody answered: ask first.
  const bereikbaar = async () => {
    try {
      const antwoord = await fetch(`${vak.dataset.live}?${new URLSearchParams({ versie })}`, {
        headers: { "X-Achtergrond": "1", Accept: "application/json" },
        redirect: "manual",
      });
      return antwoord.ok && !uitgelogd(antwoord);
    } catch {
      return false;
    }
  };
  vak.addEventListener("submit", async (gebeurtenis) => {
    const dit = gebeurtenis.target;
    if (dit === formulier || dit.dataset.gaat === "ja") return;
    gebeurtenis.preventDefault();
    gebeurtenis.stopPropagation();
    const knop = gebeurtenis.submitter;
    if (await bereikbaar()) {
      dit.dataset.gaat = "ja";
      dit.requestSubmit(knop);
    } else {
      verbonden(false, "Nog niet verstuurd: u bent even niet verbonden. Wat u typt, blijft staan. Probeer het zo opnieuw.");
    }
  });
  window.addEventListener("pageshow", () => {
    for (const dit of vak.querySelectorAll("form")) delete dit.dataset.gaat;
  });
  const ronde = async () => {
    if (!document.hidden || wacht++ % 5 === 0) await kijk();
    setTimeout(ronde, IEDERE);
  };
  setTimeout(ronde, IEDERE);
})();
