// Announces a delivery, then sends the file as the raw body of a PUT, with progress.
"use strict";
(() => {
  const formulier = document.querySelector("[data-leveren]");
  if (!formulier) return;
  const bestand = formulier.querySelector("#id_bestand");
  const vak = formulier.querySelector("[data-bestandsvak]");
  const voortgang = formulier.querySelector("[data-voortgang]");
  const balk = voortgang.querySelector("progress");
  const stand = formulier.querySelector("[data-stand]");
  const fouten = formulier.querySelector("[data-fouten]");
  const verstuur = formulier.querySelector("[data-verstuur]");
  const stop = formulier.querySelector("[data-stop]");
  const kenmerk = formulier.querySelector("[name=csrfmiddlewaretoken]").value;
  const AFGEBROKEN =
    "Het uploaden stopte halverwege. We hebben niets bewaard. Kies het bestand opnieuw.";
  let lopend = null;

  const meld = (tekst) => {
    fouten.querySelector("[data-fouttekst]").textContent = tekst;
    fouten.hidden = !tekst;
    if (tekst) {
      document.title = document.title.startsWith("Fout: ") ? document.title : `Fout: ${document.title}`;
      fouten.focus();
    }
  };

  const bezig = (aan) => {
    verstuur.disabled = aan;
    voortgang.hidden = !aan;
    stop.hidden = !aan;
    balk.value = 0;
    if (!aan) stand.textContent = "";
  };

  // Shows an error at each field, tied to it for screen readers.
  const toonVelden = (velden) => {
    const regels = [];
    for (const [naam, meldingen] of Object.entries(velden)) {
      const veld = formulier.querySelector(`[name=${CSS.escape(naam)}]`);
      if (veld) veld.setAttribute("aria-invalid", "true");
      const label = veld && veld.labels && veld.labels[0];
      regels.push(`${label ? `${label.textContent.trim()}: ` : ""}${meldingen.join(" ")}`);
    }
    meld(regels.join(" "));
  };

  const send = (adres, inhoud) =>
    new Promise((klaar, mislukt) => {
      lopend = new XMLHttpRequest();
      let kwart = -1;
      lopend.open("PUT", adres);
      lopend.setRequestHeader("X-CSRFToken", kenmerk);
      lopend.setRequestHeader("Content-Type", "application/octet-stream");
      lopend.upload.addEventListener("progress", (gebeurtenis) => {
        const percent = Math.floor((100 * gebeurtenis.loaded) / gebeurtenis.total);
        balk.value = percent;
        // Spoken at each quarter only; a screen reader would otherwise never stop.
        if (Math.floor(percent / 25) > kwart) {
          kwart = Math.floor(percent / 25);
          stand.textContent = `${percent}% verstuurd`;
        }
      });
      lopend.addEventListener("load", () => klaar(lopend));
      lopend.addEventListener("error", () => mislukt(new Error(AFGEBROKEN)));
      lopend.addEventListener("abort", () => mislukt(new Error(AFGEBROKEN)));
      lopend.send(inhoud);
    });

  const readAnswer = (tekst) => {
    try {
      return JSON.parse(tekst);
    } catch {
      return { melding: "Er ging iets mis. Probeer het opnieuw." };
    }
  };

  const deliver = async () => {
    formulier.querySelector("[name=bestandsnaam]").value = bestand.files[0].name;
    const aangekondigd = await fetch(formulier.action, {
      method: "POST",
      headers: { "X-CSRFToken": kenmerk },
      body: new FormData(formulier),
    }).catch(() => null);
    if (!aangekondigd) throw new Error("U bent even niet verbonden. Probeer het zo opnieuw.");
    const plek = readAnswer(await aangekondigd.text());
    if (plek.velden) return toonVelden(plek.velden);
    if (!aangekondigd.ok) throw new Error(plek.melding);
    const verzoek = await send(plek.adres, bestand.files[0]);
    const antwoord = readAnswer(verzoek.responseText);
    if (verzoek.status >= 400) throw new Error(antwoord.melding || AFGEBROKEN);
    window.location.assign(antwoord.nieuw ? antwoord.adres : `${antwoord.adres}?eerder=1`);
    return true;
  };

  formulier.addEventListener("submit", async (gebeurtenis) => {
    gebeurtenis.preventDefault();
    if (verstuur.disabled) return;
    meld("");
    formulier.querySelectorAll("[aria-invalid]").forEach((v) => v.removeAttribute("aria-invalid"));
    if (!bestand.files.length) return meld("Bestand: kies het bestand dat u wilt leveren.");
    bezig(true);
    try {
      if (!(await deliver())) bezig(false);
    } catch (fout) {
      bezig(false);
      meld(fout.message);
    }
  });

  stop.addEventListener("click", () => lopend && lopend.abort());

  for (const soort of ["dragover", "dragleave", "drop"]) {
    vak.addEventListener(soort, (gebeurtenis) => {
      gebeurtenis.preventDefault();
      vak.toggleAttribute("data-erboven", soort === "dragover");
      if (soort === "drop" && gebeurtenis.dataTransfer.files.length) {
        bestand.files = gebeurtenis.dataTransfer.files;
      }
    });
  }
})();
